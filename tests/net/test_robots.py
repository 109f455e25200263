from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.net import robots
from fairsvc.net.client import Client
from fairsvc.net.robots import RobotsRules
from tests.support.server import Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /everybody

User-agent: FairSvc
Disallow: /private/
Allow: /private/open
Disallow: /*.raw$
"""


def site(rules: Reply) -> Handler:
    return lambda asked: rules if asked.path == "/robots.txt" else (200, [], b"page")


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        ("/", True),
        ("/everybody", True),
        ("/private/a", False),
        ("/private/open", True),
        ("/a.raw", False),
        ("/a.raw?x", True),
    ],
)
def test_rules_for_our_product_are_kept(serve: Serve, client_of: ClientOf, path: str, passes: bool) -> None:
    served = serve(site((200, [("Content-Type", "text/plain")], RULES)))
    exchange = client_of(served, robots=True, software="fairsvc/0.1.0").fetch(Need(served.url + path))
    assert exchange.ok is passes
    if not passes:
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.ROBOTS
        assert [asked.path for asked in served.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("reply", "passes"),
    [
        ((404, [], b""), True),
        ((410, [], b""), True),
        ((401, [], b""), True),
        ((403, [], b""), True),
        ((200, [], b""), True),
        ((200, [], b"<html>not found</html>"), True),
        ((200, [], b"\xff\xfe\x00" * 50), True),
        ((200, [], b"User-agent: *\nDisallow: /\n"), False),
        ((200, [], b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"), True),
        ((500, [], b""), False),
        ((503, [], b""), False),
        ((429, [], b""), False),
        ((302, [("Location", "/robots.txt")], b""), False),
    ],
)
def test_no_rules_allow_and_unknown_rules_wait(serve: Serve, client_of: ClientOf, reply: Reply, passes: bool) -> None:
    served = serve(site(reply))
    exchange = client_of(served, robots=True, attempts=1).fetch(Need(f"{served.url}/page"))
    assert exchange.ok is passes
    assert passes or (exchange.failure is not None and exchange.failure.kind is FailureKind.ROBOTS)


def test_rules_are_asked_once_per_host(serve: Serve, client_of: ClientOf) -> None:
    served = serve(site((200, [], RULES)))
    client = client_of(served, robots=True)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.fetch(Need(f"{served.url}/{n}")), range(16)))
    assert [asked.path for asked in served.asked].count("/robots.txt") == 1


def test_every_hop_is_asked_for_but_exempt_hosts(serve: Serve, client_of: ClientOf) -> None:
    private = serve(site((200, [], b"User-agent: *\nDisallow: /\n")))
    resolver = serve(lambda _: (302, [("Location", f"{private.url}/page")], b""))
    exempt = frozenset((f"127.0.0.1:{resolver.port}",))
    exchange = client_of(private, resolver, robots=True, robots_exempt=exempt).fetch(
        Need(f"{resolver.url}/10.5072/abc")
    )
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.ROBOTS
    assert [hop.status for hop in exchange.hops] == [302]
    assert [asked.path for asked in resolver.asked] == ["/10.5072/abc"]


def test_without_robots_nobody_asks(serve: Serve, client_of: ClientOf) -> None:
    served = serve(site((200, [], b"User-agent: *\nDisallow: /\n")))
    assert client_of(served).fetch(Need(served.url)).ok
    assert [asked.path for asked in served.asked] == ["/"]


def test_a_dead_host_is_dead_not_forbidden(client_of: ClientOf) -> None:
    exchange = client_of(robots=True, attempts=1).fetch(Need("https://no-such-host.example.org/"))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.DNS


def answering(*exchanges: Any) -> Callable[[Need], Exchange]:
    turn = iter(exchanges)

    def fetch(need: Need) -> Exchange:
        status = next(turn)
        if isinstance(status, Failure):
            return Exchange(need, datetime.now(UTC), failure=status)
        return Exchange(need, datetime.now(UTC), (Hop(need.url, status),), body=b"User-agent: *\nDisallow: /")

    return fetch


def test_rules_are_kept_a_day_and_ignorance_for_minutes() -> None:
    now = [1_000.0]
    rules = RobotsRules(answering(Failure(FailureKind.TIMEOUT), 200, 404), "fairsvc", lambda: now[0])
    seen = []
    for later in (0, robots.UNKNOWN_KEPT_S - 1, 1, robots.KEPT_S - 1, 1):
        now[0] += later
        failure = rules.refusal("https://example.org/a")
        seen.append(failure.detail if failure else "")
    unknown, rule = "the host's robots.txt cannot be read now", "a rule of the host's robots.txt"
    assert seen == [unknown, unknown, rule, rule, ""]


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "MAX_HOSTS", 3)
    asked: list[str] = []

    def fetch(need: Need) -> Exchange:
        asked.append(need.url)
        return Exchange(need, datetime.now(UTC), (Hop(need.url, 404),), body=b"")

    rules = RobotsRules(fetch, "fairsvc")
    for number in (1, 2, 3, 4, 1):
        assert rules.refusal(f"https://h{number}.example.org/") is None
    assert len(asked) == 5


@given(st.binary(max_size=300), st.text(max_size=30))
@settings(max_examples=100)
def test_any_file_is_read(content: bytes, path: str) -> None:
    def fetch(need: Need) -> Exchange:
        return Exchange(need, datetime.now(UTC), (Hop(need.url, 200),), body=b"User-agent: *\n" + content)

    failure = RobotsRules(fetch, "fairsvc").refusal(f"https://example.org/{path}")
    assert failure is None or failure.kind is FailureKind.ROBOTS
