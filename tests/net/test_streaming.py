from __future__ import annotations

import socket
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from fairsvc.errors import FetchFailed
from fairsvc.model.exchange import FailureKind, Need
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate
from fairsvc.net.streaming import Place, Stream
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

LONG = bytes(range(256)) * 20_000
HEAD = b"HTTP/1.1 200 OK\r\n"


def read(client: Client, url: str, **wishes: Any) -> bytes:
    with client.open(Need(url, **wishes)) as incoming:
        assert incoming.failure is None, incoming.failure
        return b"".join(map(bytes, incoming.iter_bytes()))


def take(incoming: Stream) -> tuple[bytes, str]:
    """Read what comes, and the complaint at its end."""
    came = bytearray()
    try:
        for piece in incoming.iter_bytes():
            came += piece
    except FetchFailed as error:
        return bytes(came), str(error)
    return bytes(came), ""


def test_a_long_body_comes_whole_and_as_it_is(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [("Content-Encoding", "gzip"), ("ETag", '"1"'), ("ETag", '"2"')], LONG))
    with client_of(served, limit_bytes=10).open(Need(served.url)) as incoming:
        assert (incoming.status, incoming.header("etag"), incoming.header("none")) == (200, '"1"', "")
        assert b"".join(map(bytes, incoming.iter_bytes())) == LONG
    assert served.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"Content-Length: 0\r\n\r\n", b""),
        (b"Content-Length: 5\r\n\r\nhello and more", b"hello"),
        (b"\r\nuntil the end", b"until the end"),
        (b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n", b"abcde"),
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b""),
    ],
)
def test_every_framing_is_read_to_its_end(speak: Any, client_of: ClientOf, said: bytes, body: bytes) -> None:
    spoken = speak(lambda sock, _: sock.sendall(HEAD + said))
    assert read(client_of(spoken), spoken.url) == body


@pytest.mark.parametrize("chunked", [False, True])
def test_the_answer_to_head_has_no_body(speak: Any, client_of: ClientOf, chunked: bool) -> None:
    framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 9"
    spoken = speak(lambda sock, _: sock.sendall(HEAD + framing + b"\r\n\r\n"))
    assert read(client_of(spoken), spoken.url, method="HEAD") == b""


@pytest.mark.parametrize(
    ("said", "came", "because"),
    [
        (b"Content-Length: 9\r\n\r\nshort", b"short", "shorter than announced"),
        (b"Transfer-Encoding: chunked\r\n\r\n9\r\nshort", b"short", "shorter than announced"),
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", b"short", "shorter than announced"),
        (b"Transfer-Encoding: chunked\r\n\r\n-5\r\nshort\r\n", b"", "shorter than announced"),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n", b"", "shorter than announced"),
        (
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 2_000,
            b"",
            "the header has more than 256 KiB or 1000 fields",
        ),
    ],
)
def test_what_came_is_handed_on_before_the_complaint(
    speak: Any, client_of: ClientOf, said: bytes, came: bytes, because: str
) -> None:
    spoken = speak(lambda sock, _: sock.sendall(HEAD + said))
    with client_of(spoken).open(Need(f"{spoken.url}/x?token=hunter2")) as incoming:
        taken, complaint = take(incoming)
    assert taken == came
    assert because in complaint
    assert f"after {len(came)} bytes" in complaint
    assert "hunter2" not in complaint


def test_pieces_before_a_break_are_not_lost(speak: Any, client_of: ClientOf) -> None:
    spoken = speak(lambda sock, _: sock.sendall(HEAD + b"Content-Length: 9000000\r\n\r\n" + LONG))
    with client_of(spoken).open(Need(spoken.url)) as incoming:
        assert take(incoming)[0] == LONG


def drip(sock: socket.socket, _: bytes) -> None:
    sock.sendall(HEAD + b"Content-Length: 50\r\n\r\n")
    for _turn in range(50):
        sock.sendall(b"x")
        time.sleep(0.01)


@pytest.mark.parametrize(("slowest_bytes_per_s", "comes"), [(100_000, False), (10, True)])
def test_a_body_that_drips_is_left(speak: Any, client_of: ClientOf, slowest_bytes_per_s: float, comes: bool) -> None:
    spoken = speak(drip)
    wishes = {"slowest_bytes_per_s": slowest_bytes_per_s, "slow_window_s": 0.1}
    with client_of(spoken, **wishes).open(Need(spoken.url)) as incoming:
        taken, complaint = take(incoming)
    assert (len(taken) == 50) is comes
    assert ("timeout (in the middle of the answer)" in complaint) is not comes


def test_a_body_that_stops_is_left(speak: Any, client_of: ClientOf) -> None:
    def stop(sock: socket.socket, _: bytes) -> None:
        sock.sendall(HEAD + b"Content-Length: 9\r\n\r\nab")
        sock.recv(1)

    spoken = speak(stop)
    with client_of(spoken, read_timeout_s=0.1).open(Need(spoken.url)) as incoming:
        taken, complaint = take(incoming)
    assert taken == b"ab"
    assert "after 2 bytes: timeout" in complaint


def test_a_body_may_take_longer_than_the_total_time(speak: Any, client_of: ClientOf) -> None:
    def slowly(sock: socket.socket, _: bytes) -> None:
        sock.sendall(HEAD + b"Content-Length: 5\r\n\r\n")
        for letter in b"hello":
            time.sleep(0.1)
            sock.sendall(bytes((letter,)))

    spoken = speak(slowly)
    assert read(client_of(spoken, total_timeout_s=0.2), spoken.url) == b"hello"


def test_a_connection_whose_body_was_read_is_used_again(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [], b"fine"))
    client = client_of(served)
    made = count()
    with pytest.MonkeyPatch.context() as patch:
        connect = socket.socket.connect
        patch.setattr(socket.socket, "connect", lambda self, at: (next(made), connect(self, at))[1])
        assert [read(client, served.url) for _ in range(3)] == [b"fine"] * 3
    assert next(made) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_before_the_body(serve: Serve, client_of: ClientOf, status: int) -> None:
    turn = count()
    served = serve(lambda _: (status, [("Retry-After", "1")], b"busy") if next(turn) == 0 else (200, [], LONG))
    assert read(client_of(served), served.url) == LONG
    assert len(served.asked) == 2


def test_the_last_busy_answer_is_the_answer(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (503, [], b"busy"))
    with client_of(served).open(Need(served.url)) as incoming:
        assert incoming.status == 503
        assert b"".join(map(bytes, incoming.iter_bytes())) == b"busy"
    assert len(served.asked) == 3


def test_redirects_are_followed_and_credentials_stay(serve: Serve, client_of: ClientOf) -> None:
    store = serve(lambda _: (200, [], b"bytes"))
    door = serve(lambda _: (302, [("Location", f"{store.url}/x?X-Amz-Signature=abc")], b""))
    client = client_of(door, store)
    with client.open(Need(door.url, headers=(("Authorization", "Bearer x"), ("Range", "bytes=0-4")))) as incoming:
        assert [hop.status for hop in incoming.hops] == [302, 200]
        assert b"".join(map(bytes, incoming.iter_bytes())) == b"bytes"
    assert "authorization" not in store.asked[0].headers
    assert store.asked[0].headers["range"] == "bytes=0-4"


def loop(asked: Asked) -> Reply:
    return 302, [("Location", "/b" if asked.path == "/a" else "/a")], b""


@pytest.mark.parametrize(
    ("handler", "kind", "detail"),
    [
        (loop, FailureKind.REDIRECTS, "they lead in a circle"),
        (lambda asked: (302, [("Location", f"{asked.path}x")], b""), FailureKind.REDIRECTS, "more than 10"),
        (lambda _: (302, [("Location", "http://10.0.0.1/")], b""), FailureKind.ADDRESS, "private address"),
        (lambda _: (302, [("Location", "http://169.254.169.254/")], b""), FailureKind.ADDRESS, "link-local address"),
        (lambda _: (302, [("Location", "file:///etc/passwd")], b""), FailureKind.ADDRESS, ""),
    ],
)
def test_the_way_is_guarded(
    serve: Serve, client_of: ClientOf, handler: Handler, kind: FailureKind, detail: str
) -> None:
    served = serve(handler)
    with client_of(served).open(Need(f"{served.url}/a")) as incoming:
        assert incoming.failure is not None
        assert (incoming.failure.kind, incoming.status, list(incoming.iter_bytes())) == (kind, None, [])
        assert detail in incoming.failure.detail


class Counted(LocalBudget):
    def __init__(self) -> None:
        super().__init__()
        self.inside = self.most = 0

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        entered = super().enter(host, places, lease_s)
        self.inside += entered
        self.most = max(self.most, self.inside)
        return entered

    def leave(self, host: str) -> None:
        self.inside -= 1
        super().leave(host)


def test_the_place_is_held_while_the_body_flows(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: (200, [], LONG))
    budget = Counted()
    client = client_of(served, budget=budget, default_rate=HostRate(1, 1), download_rate=HostRate(1000, 2))
    with client.open(Need(served.url)) as first, client.open(Need(served.url)):
        next(first.iter_bytes())
        assert budget.inside == 2
    assert budget.inside == 0
    with client.open(Need("http://10.0.0.1/")) as refused:
        assert refused.failure is not None
    assert budget.inside == 0


def test_a_lease_is_renewed_while_the_body_flows(speak: Any, client_of: ClientOf) -> None:
    budget = Counted()
    assert budget.enter("h", 1, 0.1)
    place = Place(budget, "h", 1, 0.1)
    time.sleep(0.06)
    place.keep()
    time.sleep(0.06)
    assert not budget.enter("h", 1, 1)
    place.leave()
    place.leave()
    assert budget.inside == 0
    assert budget.enter("h", 1, 1)
