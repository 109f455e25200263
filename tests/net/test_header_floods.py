"""Answers with very large headers: read up to a bound, and a failure that says so beyond it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from fairsvc.model.exchange import FailureKind, Need
from fairsvc.net.client import Client

OK = b"HTTP/1.1 200 OK\r\n"
BODY = b"Content-Length: 3\r\n\r\nabc"
LINK = b"<https://x.example/%d>; rel=item"
LINKS = b", ".join(LINK % number for number in range(3_000))
ClientOf = Callable[..., Client]


@pytest.mark.parametrize(
    ("head", "fields", "longest"),
    [
        (b"Link: " + LINKS + b"\r\n", 1, len(LINKS)),
        (b"Link: " + LINKS[:250_000] + b"\r\n", 1, min(len(LINKS), 250_000)),
        (b"".join(b"Link: " + LINK % number + b"\r\n" for number in range(990)), 990, 33),
        (b"".join(b"X-%d: y\r\n" % number for number in range(900)) + b"Link: <a>; rel=item\r\n", 1, 13),
        (b"Link: <a>;\r\n rel=item\r\n", 1, None),
    ],
)
def test_a_large_header_is_read_whole(
    speak, client_of: ClientOf, head: bytes, fields: int, longest: int | None
) -> None:
    spoken = speak(lambda sock, _: sock.sendall(OK + head + BODY))
    exchange = client_of(spoken).fetch(Need(spoken.url))
    assert (exchange.status, exchange.body) == (200, b"abc")
    links = exchange.header_fields("link")
    assert len(links) == fields
    assert longest is None or max(map(len, links)) == longest


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 3\r\n\r\nabc",
        b"Content-Length:\r\n 3\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"Connection: close\r\n\r\nabc",
    ],
)
def test_a_large_header_keeps_its_body(speak, client_of: ClientOf, framing: bytes) -> None:
    spoken = speak(lambda sock, _: sock.sendall(OK + b"Link: " + LINKS + b"\r\n" + framing))
    exchange = client_of(spoken).fetch(Need(spoken.url))
    assert (exchange.status, exchange.body) == (200, b"abc")


def test_an_interim_answer_comes_before_a_large_header(speak, client_of: ClientOf) -> None:
    interim = b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"
    spoken = speak(lambda sock, _: sock.sendall(interim + OK + b"Link: " + LINKS + b"\r\n" + BODY))
    assert client_of(spoken).fetch(Need(spoken.url)).body == b"abc"


def test_a_connection_lives_on_after_a_large_header(serve, client_of: ClientOf) -> None:
    served = serve(lambda asked: (200, [("Link", LINKS.decode())], asked.path.encode()))
    client = client_of(served)
    assert [client.fetch(Need(f"{served.url}/{n}")).body for n in range(3)] == [b"/0", b"/1", b"/2"]


@pytest.mark.parametrize(
    "flood",
    [
        b"Link: " + b"x" * 300_000 + b"\r\n" + BODY,
        b"".join(b"X: y\r\n" for _ in range(1_001)) + BODY,
        b"Link: " + b"x" * 5_000_000,
        b"X: y\r\n" * 500_000,
    ],
)
def test_a_flood_is_a_failure_that_says_so(speak, client_of: ClientOf, flood: bytes) -> None:
    spoken = speak(lambda sock, _: sock.sendall(OK + flood))
    started = time.monotonic()
    exchange = client_of(spoken, attempts=3).fetch(Need(spoken.url))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROTOCOL
    assert exchange.failure.detail == "the header has more than 256 KiB or 1000 fields"
    assert len(spoken.heard) == 1
    assert time.monotonic() - started < 5
