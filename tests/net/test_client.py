from __future__ import annotations

import gzip
import hashlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import FailureKind, Need
from fairsvc.model.ports import Fetcher
from fairsvc.model.step import ranged
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from tests.net.sockets import read_head
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

HTML = b"<title>Lysozyme</title>"


def page(_: Asked) -> Reply:
    return (
        200,
        [("Content-Type", "Text/HTML; charset=utf-8"), ("Link", "</a>; rel=item"), ("Link", "</b>; rel=item")],
        HTML,
    )


def test_an_answer_is_an_exchange(serve: Serve, client_of: ClientOf) -> None:
    served = serve(page)
    before = datetime.now(UTC)
    fetcher: Fetcher = client_of(served)
    need = Need(f"{served.url}/page#part")
    exchange = fetcher.fetch(need)
    assert exchange.need == need
    assert (exchange.status, exchange.url, exchange.media_type) == (200, f"{served.url}/page", "text/html")
    assert exchange.header_fields("link") == ("</a>; rel=item", "</b>; rel=item")
    assert (exchange.body, exchange.size_bytes, exchange.truncated) == (HTML, len(HTML), False)
    assert exchange.body_sha256 == hashlib.sha256(HTML).hexdigest()
    assert before <= exchange.started_at <= datetime.now(UTC)
    assert exchange.started_at.utcoffset() == timedelta(0)
    assert 0 <= exchange.elapsed_ms < 5_000


def test_the_request_says_who_asks_and_for_what(serve: Serve, client_of: ClientOf) -> None:
    served = serve(page)
    client = client_of(served, software="fairsvc/0.1.0", contact="steward@example.org")
    client.fetch(
        Need(served.url, headers=(("accept", "text/turtle"), ("User-Agent", "other"), ("accept-encoding", "br")))
    )
    headers = served.asked[0].headers
    assert headers["user-agent"] == "fairsvc/0.1.0 (+mailto:steward@example.org)"
    assert headers["from"] == "steward@example.org"
    assert headers["accept"] == "text/turtle"
    assert headers["accept-encoding"] == "gzip"
    assert "cookie" not in headers
    assert "authorization" not in headers


@pytest.mark.parametrize(
    ("profile", "sent"),
    [("https://example.org/\r\nX-Injected: 1", "https://example.org/ X-Injected: 1"), ("é", "Ã©"), ("a\x00b", "a b")],
)
def test_header_values_cannot_break_the_request(serve: Serve, client_of: ClientOf, profile: str, sent: str) -> None:
    served = serve(page)
    assert client_of(served).fetch(Need(served.url, headers=(("Accept", profile),))).ok
    assert served.asked[0].headers["accept"] == sent
    assert "x-injected" not in served.asked[0].headers


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 410, 418, 500, 501])
def test_every_status_is_an_answer(serve: Serve, client_of: ClientOf, status: int) -> None:
    served = serve(lambda _: (status, [], b"" if status in (204, 304) else b"gone"))
    exchange = client_of(served).fetch(Need(served.url))
    assert exchange.status == status
    assert exchange.failure is None
    assert len(served.asked) == 1


def test_head_reads_no_body(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [("Content-Length", "1000000"), ("Link", "</a>; rel=item")], b""))
    client = client_of(served)
    for _ in range(3):
        exchange = client.fetch(Need(served.url, "HEAD"))
        assert (exchange.status, exchange.body, exchange.size_bytes) == (200, b"", 0)
        assert exchange.header("content-length") == "1000000"
    assert {asked.method for asked in served.asked} == {"HEAD"}


def test_gzip_is_unfolded_once(serve: Serve, client_of: ClientOf) -> None:
    inner = gzip.compress(HTML)
    served = serve(lambda _: (200, [("Content-Encoding", "gzip")], gzip.compress(inner)))
    assert client_of(served).fetch(Need(served.url)).body == inner


def test_a_coding_that_is_not_declared_is_left_to_the_reader(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [], gzip.compress(HTML)))
    assert client_of(served).fetch(Need(served.url)).body == gzip.compress(HTML)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_the_limit_cuts_an_answer_short(serve: Serve, client_of: ClientOf, coding: str) -> None:
    huge = bytes(3_000_000)
    body, headers = (gzip.compress(huge), [("Content-Encoding", coding)]) if coding else (huge, [])
    served = serve(lambda _: (200, headers, body))
    client = client_of(served, limit_bytes=100_000)
    exchange = client.fetch(Need(served.url))
    assert (exchange.status, exchange.truncated, exchange.size_bytes) == (200, True, 100_000)
    assert client.fetch(Need(served.url), limit_bytes=500_000).size_bytes == 500_000


@pytest.mark.parametrize(
    ("sent", "asked", "size"),
    [
        ("application/metalink4+xml", "application/metalink4+xml", 2_000_000),
        ("Application/Linkset+JSON; charset=utf-8", "application/linkset+json, application/linkset;q=0.9", 2_000_000),
        ("application/metalink4+xml", "text/html", 100_000),
        ("text/html", "application/metalink4+xml", 100_000),
        ("", "application/metalink4+xml", 100_000),
    ],
)
def test_a_list_that_was_asked_for_may_be_longer(
    serve: Serve, client_of: ClientOf, sent: str, asked: str, size: int
) -> None:
    served = serve(lambda _: (200, [("Content-Type", sent)] if sent else [], bytes(2_000_000)))
    exchange = client_of(served, limit_bytes=100_000).fetch(Need(served.url, headers=(("Accept", asked),)))
    assert (exchange.size_bytes, exchange.truncated) == (size, size < 2_000_000)


def test_a_range_comes_as_it_lies(serve: Serve, client_of: ClientOf) -> None:
    part = gzip.compress(HTML)[:10]
    served = serve(lambda _: (206, [("Content-Range", "bytes 0-9/100"), ("Content-Encoding", "gzip")], part))
    exchange = client_of(served).fetch(ranged(served.url, 0, 9))
    assert (exchange.status, exchange.body, exchange.truncated) == (206, part, False)
    assert served.asked[0].headers["range"] == "bytes=0-9"
    assert served.asked[0].headers["accept-encoding"] == "identity"


def test_a_range_answered_with_the_whole_file_stops_soon(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [], bytes(5_000_000)))
    exchange = client_of(served).fetch(ranged(served.url, 0, 999))
    assert exchange.truncated
    assert 1_000 <= exchange.size_bytes <= 6_000


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_connection_is_used_again(speak: Any, client_of: ClientOf, method: str) -> None:
    def keep_alive(sock: socket.socket, head: bytes) -> None:
        while head:
            moved = b"302 Found\r\nLocation: /end" if head.split()[1] == b"/" else b"200 OK"
            sock.sendall(b"HTTP/1.1 %s\r\nContent-Length: 4\r\n\r\n" % moved + (b"" if method == "HEAD" else b"body"))
            head = read_head(sock)

    spoken = speak(keep_alive)
    client = client_of(spoken)
    assert [client.fetch(Need(spoken.url, method)).status for _ in range(3)] == [200, 200, 200]
    assert len(spoken.heard) == 1


def test_redirects_are_followed_and_every_hop_kept(serve: Serve, client_of: ClientOf) -> None:
    def chain(asked: Asked) -> Reply:
        if asked.path == "/doi":
            return 302, [("Location", "/item"), ("Link", "</a>; rel=item"), ("Link", "</b>; rel=item")], b"moved"
        return (301, [("Location", "/page")], bytes(100_000)) if asked.path == "/item" else page(asked)

    served = serve(chain)
    exchange = client_of(served).fetch(Need(f"{served.url}/doi", headers=(("Accept", "text/html"),)))
    assert [(hop.url.removeprefix(served.url), hop.status) for hop in exchange.hops] == [
        ("/doi", 302),
        ("/item", 301),
        ("/page", 200),
    ]
    assert [value for name, value in exchange.hops[0].headers if name == "Link"] == ["</a>; rel=item", "</b>; rel=item"]
    assert exchange.body == HTML
    assert [asked.headers["accept"] for asked in served.asked] == ["text/html"] * 3


def test_cookies_are_not_kept(serve: Serve, client_of: ClientOf) -> None:
    served = serve(
        lambda a: (302, [("Location", "/b"), ("Set-Cookie", "a=b; Path=/")], b"") if a.path == "/a" else page(a)
    )
    client = client_of(served)
    assert client.fetch(Need(f"{served.url}/a")).ok
    assert client.fetch(Need(f"{served.url}/b")).ok
    assert not any("cookie" in asked.headers for asked in served.asked)


@pytest.mark.parametrize(
    ("handler", "detail", "hops"),
    [
        (lambda a: (302, [("Location", a.path)], b""), "they lead in a circle", 1),
        (lambda a: (302, [("Location", "/b" if a.path == "/a" else "/a")], b""), "they lead in a circle", 2),
        (lambda a: (302, [("Location", f"{a.path}x")], b""), "more than 4", 5),
        (lambda a: (302, [("Location", "http://[")], b""), "the redirect leads to no web address", 1),
        (lambda a: (302, [("Location", "http://example.org:x/")], b""), "the redirect leads to no web address", 1),
    ],
)
def test_redirects_that_end_nowhere(serve: Serve, client_of: ClientOf, handler: Any, detail: str, hops: int) -> None:
    served = serve(handler)
    exchange = client_of(served, max_hops=4).fetch(Need(f"{served.url}/a"))
    assert exchange.failure is not None
    assert (exchange.failure.kind, exchange.failure.detail) == (FailureKind.REDIRECTS, detail)
    assert (len(exchange.hops), exchange.status) == (hops, None)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:9/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://0x7f000001:1/",
        "gopher://x",
        "http://u:p@example.org/",
    ],
)
def test_a_redirect_is_guarded_like_a_first_request(serve: Serve, client_of: ClientOf, location: str) -> None:
    served = serve(lambda _: (302, [("Location", location)], b""))
    exchange = client_of(served).fetch(Need(served.url))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.ADDRESS
    assert [hop.status for hop in exchange.hops] == [302]
    assert exchange.hops[0].location == location


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "http://",
        "http://*/",
        "http://a..b/",
        "http://xn--/",
        "ftp://example.org/",
        f"http://{'a' * 70}.org/",
        "http://exa mple.org/",
        "//example.org/",
    ],
)
def test_what_is_no_web_address_is_refused(client_of: ClientOf, url: str) -> None:
    exchange = client_of().fetch(Need(url))
    assert exchange.failure is not None
    assert exchange.failure.kind in (FailureKind.ADDRESS, FailureKind.DNS)
    assert exchange.hops == ()


def test_without_a_contact_only_this_machine_is_asked(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda a: page(a) if a.path == "/" else (302, [("Location", "https://doi.org/10.5072/abc")], b""))
    client = client_of(served, contact="")
    assert client.fetch(Need(served.url)).ok
    assert "from" not in served.asked[0].headers
    for url in ("https://doi.org/10.5072/abc", f"{served.url}/away"):
        with pytest.raises(BadSettings) as caught:
            client.fetch(Need(url))
        assert caught.value.which == "doi.org"
        assert "contact" in caught.value.next_step


def test_many_threads_share_one_client(speak: Any, client_of: ClientOf) -> None:
    def echo(sock: socket.socket, head: bytes) -> None:
        while head:
            path = head.split()[1]
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))
            head = read_head(sock)

    spoken = speak(echo)
    client = client_of(spoken)
    with ThreadPoolExecutor(64) as pool:
        bodies = list(pool.map(lambda n: client.fetch(Need(f"{spoken.url}/{n}")).body, range(200)))
    assert bodies == [f"/{n}".encode() for n in range(200)]


class Ledger:
    """A budget that writes down what it is asked."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, float]] = []

    def reserve(self, host: str, interval_s: float) -> float:
        self.lines.append(("reserve", host, interval_s))
        return 0

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        self.lines.append(("enter", host, places))
        return len([line for line in self.lines if line[0] == "enter"]) > 1

    def leave(self, host: str) -> None:
        self.lines.append(("leave", host, 0))

    def hold_off(self, host: str, seconds: float) -> None:
        self.lines.append(("hold_off", host, seconds))


def test_each_hop_takes_its_turn_at_its_own_host(serve: Serve, client_of: ClientOf) -> None:
    second = serve(page)
    first = serve(lambda _: (302, [("Location", second.url)], b""))
    ledger = Ledger()
    client = client_of(first, second, budget=ledger, default_rate=HostRate(4, 3))
    assert client.fetch(Need(first.url), rate=HostRate(1, 1)).ok
    one, other = f"127.0.0.1:{first.port}", f"127.0.0.1:{second.port}"
    assert ledger.lines == [
        ("reserve", one, 1.0),
        ("enter", one, 1),
        ("enter", one, 1),
        ("leave", one, 0),
        ("reserve", other, 0.25),
        ("enter", other, 3),
        ("leave", other, 0),
    ]


def test_a_closed_client_has_let_go(speak: Any) -> None:
    hung_up = threading.Event()

    def keep_alive(sock: socket.socket, head: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        if not read_head(sock):
            hung_up.set()

    spoken = speak(keep_alive)
    with Client(Policy("", allowed=frozenset((f"127.0.0.1:{spoken.port}",))), LocalBudget()) as client:
        assert client.fetch(Need(spoken.url)).ok
        assert not hung_up.is_set()
    assert hung_up.wait(2)


def test_a_body_is_posted(serve: Serve, client_of: ClientOf) -> None:
    served = serve(page)
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    client_of(served).fetch(Need(served.url, "POST", form, "verb=Identify"))
    asked = served.asked[0]
    assert (asked.method, asked.body, asked.headers["content-type"]) == ("POST", b"verb=Identify", form[0][1])
