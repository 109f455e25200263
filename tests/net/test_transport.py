"""The guard on the socket: what a name resolves to, and who answers there."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from fairsvc.model.exchange import FailureKind, Need
from fairsvc.net.client import Client
from fairsvc.net.faults import FAULTS, failure_of
from fairsvc.net.policy import Policy
from fairsvc.net.transport import Transport
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

PUBLIC, OTHER_PUBLIC = "93.184.216.34", "8.8.8.8"


class Names:
    """A name service whose answers a test writes, and the look-ups that it got."""

    def __init__(self, lookup: Callable[..., Any]) -> None:
        self._lookup = lookup
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host not in self.answers:
            return [self._row(host, port)]
        self.asked.append(host)
        answers = self.answers[host]
        return [self._row(address, port) for address in (answers.pop(0) if len(answers) > 1 else answers[0])]

    def _row(self, address: str, port: int) -> Any:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return family, socket.SOCK_STREAM, 6, "", (address, port, 0, 0) if ":" in address else (address, port)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    service = Names(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", service)
    return service


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where sockets would have gone; each of those is refused as a closed port would be."""
    addresses: list[str] = []

    def connect(self: socket.socket, address: Any) -> None:
        addresses.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return addresses


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        [PUBLIC, "127.0.0.1"],
        ["fd00::1", PUBLIC],
        ["64:ff9b::7f00:1"],
    ],
)
def test_one_special_address_refuses_the_name(
    names: Names, reached: list[str], client_of: ClientOf, addresses: list[str], scheme: str
) -> None:
    names.answers["rebind.example.org"] = [addresses]
    exchange = client_of().fetch(Need(f"{scheme}://rebind.example.org/?token=hunter2"))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.ADDRESS
    assert not any(address in exchange.failure.detail for address in addresses)
    assert reached == []
    assert names.asked == ["rebind.example.org"]


def test_a_name_is_asked_once_and_the_checked_addresses_are_used(
    names: Names, reached: list[str], client_of: ClientOf
) -> None:
    names.answers["rebind.example.org"] = [[PUBLIC, OTHER_PUBLIC], ["127.0.0.1"]]
    exchange = client_of(attempts=1).fetch(Need("http://rebind.example.org/"))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CONNECT
    assert reached == [PUBLIC, OTHER_PUBLIC]
    assert names.asked == ["rebind.example.org"]


def test_a_name_that_turns_special_is_refused_at_the_next_connection(
    names: Names, reached: list[str], client_of: ClientOf
) -> None:
    names.answers["rebind.example.org"] = [[PUBLIC], ["127.0.0.1"]]
    client = client_of(attempts=1)
    kinds = [client.fetch(Need("http://rebind.example.org/")).failure for _ in range(2)]
    assert [failure.kind for failure in kinds if failure] == [FailureKind.CONNECT, FailureKind.ADDRESS]
    assert reached == [PUBLIC]


def test_the_peer_that_answers_is_checked_too(
    names: Names, serve: Serve, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(lambda _: (200, [], b"secret"))
    names.answers["rebind.example.org"] = [[PUBLIC]]
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: connect(self, ("127.0.0.1", served.port)))
    exchange = client_of().fetch(Need("http://rebind.example.org/"))
    assert exchange.failure is not None
    assert str(exchange.failure) == "address refused (loopback address)"
    assert served.asked == []


@pytest.mark.parametrize(("allowed", "answers"), [("intranet.example.org", True), ("other.example.org", False)])
def test_an_allowed_name_may_be_special_and_keeps_its_host(
    names: Names, serve: Serve, client_of: ClientOf, allowed: str, answers: bool
) -> None:
    served = serve(lambda _: (200, [], b"internal"))
    names.answers["intranet.example.org"] = [["127.0.0.1"]]
    client = client_of(allowed=frozenset((f"{allowed}:{served.port}",)))
    exchange = client.fetch(Need(f"http://intranet.example.org:{served.port}/"))
    assert exchange.ok is answers
    assert [asked.headers["host"] for asked in served.asked] == (
        [f"intranet.example.org:{served.port}"] if answers else []
    )


def test_the_second_address_is_tried_when_the_first_is_dead(names: Names, serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [], b"here"))
    names.answers["twice.example.org"] = [["::1", "127.0.0.1"]]
    client = client_of(allowed=frozenset((f"twice.example.org:{served.port}",)))
    assert client.fetch(Need(f"http://twice.example.org:{served.port}/")).body == b"here"


def test_the_environment_has_no_say(
    serve: Serve, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password hunter2\n")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(netrc))
    served = serve(lambda _: (200, [], b""))
    assert client_of(served).fetch(Need(served.url)).ok
    assert "authorization" not in served.asked[0].headers


def test_a_transport_guards_even_when_asked_directly(serve: Serve) -> None:
    served = serve(lambda _: (200, [], b"secret"))
    transport = Transport(Policy(""))
    with pytest.raises(FAULTS) as caught:
        transport.open(transport.prepare(Need(served.url)), 5)
    transport.close()
    assert failure_of(caught.value).kind is FailureKind.ADDRESS
    assert served.asked == []


def test_a_session_remembers_no_cookies(serve: Serve) -> None:
    served = serve(lambda _: (200, [("Set-Cookie", "session=hunter2; Path=/")], b""))
    transport = Transport(Policy("", allowed=frozenset((f"127.0.0.1:{served.port}",))))
    transport.open(transport.prepare(Need(served.url)), 5).close()
    assert list(transport._session.cookies) == []
    transport.close()
