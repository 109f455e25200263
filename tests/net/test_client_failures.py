"""Servers that break off, drip, flood and lie: always an Exchange, never an exception, never for long."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import FailureKind, Need
from fairsvc.net.client import Client

OK = b"HTTP/1.1 200 OK\r\n"
ClientOf = Callable[..., Client]

# What the server says before it hangs up, the failure, and whether the head of an answer had come.
BROKEN = [
    (OK + b"Content-Length: 100\r\n\r\nshort", FailureKind.PROTOCOL, True),
    (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", FailureKind.PROTOCOL, True),
    (OK + b"Transfer-Encoding: chunked\r\n\r\nnot-a-length\r\nx", FailureKind.PROTOCOL, True),
    (OK + b"Content-Length: 1, 2\r\n\r\nx", FailureKind.PROTOCOL, False),
    (OK + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nplain", FailureKind.PROTOCOL, True),
    (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 100)[:-8], FailureKind.PROTOCOL, True),
    (OK + b"Link: " + b"x" * 270_000 + b"\r\n\r\n", FailureKind.PROTOCOL, False),
    (OK + b"X: y\r\n" * 1_001 + b"\r\n", FailureKind.PROTOCOL, False),
    (b"SSH-2.0-OpenSSH_9.2\r\n", FailureKind.PROTOCOL, False),
    (b"HTTP/3.0 200 OK\r\n\r\n", FailureKind.PROTOCOL, False),
    (b"HTTP/1.1 abc OK\r\n\r\n", FailureKind.PROTOCOL, False),
    (b"HTTP/1.1 99999 OK\r\n\r\n", FailureKind.PROTOCOL, False),
    (b"", FailureKind.CONNECT, False),
]


@pytest.mark.parametrize(("said", "kind", "answered"), BROKEN)
def test_a_broken_answer_is_a_failure(
    speak, client_of: ClientOf, said: bytes, kind: FailureKind, answered: bool
) -> None:
    spoken = speak(lambda sock, _: sock.sendall(said))
    exchange = client_of(spoken, attempts=1).fetch(Need(spoken.url))
    assert exchange.failure is not None, exchange
    assert exchange.failure.kind is kind
    assert bool(exchange.hops) is answered
    assert (exchange.status, exchange.body, exchange.body_sha256) == (None, None, "")


@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (OK + b"\r\nuntil the end", 200, b"until the end"),
        (b"HTTP/1.0 200\r\n\r\nold", 200, b"old"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, b"abc"),
        (OK + b"Content-Length: 3\r\n\r\nabcdef", 200, b"abc"),
        (OK + b"Content-Length: x\r\n\r\nabc", 200, b"abc"),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", 200, b"plain"),
        (OK + b"Link: </a>; rel=item\r\nlink: </b>; rel=item\r\nContent-Length: 0\r\n\r\n", 200, b""),
        (OK + b"no colon here\r\nContent-Length: 3\r\n\r\nabc", 200, None),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 5\r\n\r\nwhere", 302, b"where"),
    ],
)
def test_odd_answers_are_answers(speak, client_of: ClientOf, said: bytes, status: int, body: bytes | None) -> None:
    spoken = speak(lambda sock, _: sock.sendall(said))
    exchange = client_of(spoken).fetch(Need(spoken.url))
    assert exchange.failure is None
    assert exchange.status == status
    assert body is None or exchange.body == body


def test_repeated_fields_of_any_case_are_kept(speak, client_of: ClientOf) -> None:
    spoken = speak(
        lambda sock, _: sock.sendall(OK + b"Link: </a>\r\nlink: </b>\r\nLINK: </c>\r\nContent-Length: 0\r\n\r\n")
    )
    assert client_of(spoken).fetch(Need(spoken.url)).header_fields("link") == ("</a>", "</b>", "</c>")


def drip(sock: socket.socket, start: bytes) -> None:
    sock.sendall(start)
    with suppress(OSError):
        for _ in range(200):
            sock.sendall(b"x")
            time.sleep(0.03)


@pytest.mark.parametrize(
    ("start", "answered"),
    [
        (b"", False),
        (OK + b"X-Slow: ", False),
        (OK + b"Content-Length: 1000\r\n\r\n", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n", True),
        (OK + b"\r\n", True),
    ],
)
def test_a_server_that_drips_is_left_at_the_deadline(speak, client_of: ClientOf, start: bytes, answered: bool) -> None:
    spoken = speak(lambda sock, _: drip(sock, start))
    started = time.monotonic()
    exchange = client_of(spoken, total_timeout_s=0.25, read_timeout_s=0.2).fetch(Need(spoken.url))
    assert time.monotonic() - started < 1.5
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT
    assert bool(exchange.hops) is answered
    assert len(spoken.heard) == 1


@pytest.mark.parametrize("start", [b"", OK + b"Content-Length: 10\r\n\r\nhalf"])
def test_a_silent_server_is_left_at_the_read_timeout(speak, client_of: ClientOf, start: bytes) -> None:
    def silent(sock: socket.socket, _: bytes) -> None:
        sock.sendall(start)
        time.sleep(0.5)

    spoken = speak(silent)
    started = time.monotonic()
    exchange = client_of(spoken, read_timeout_s=0.1, attempts=1).fetch(Need(spoken.url))
    assert time.monotonic() - started < 0.45
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT


def test_the_total_ends_a_silence_that_began_late(speak, client_of: ClientOf) -> None:
    def late(sock: socket.socket, _: bytes) -> None:
        time.sleep(0.4)
        sock.sendall(OK)
        time.sleep(1)

    spoken = speak(late)
    started = time.monotonic()
    exchange = client_of(spoken, total_timeout_s=0.5).fetch(Need(spoken.url))
    assert time.monotonic() - started < 0.8
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT


def test_the_total_counts_over_redirects(speak, client_of: ClientOf) -> None:
    def onward(sock: socket.socket, head: bytes) -> None:
        time.sleep(0.1)
        sock.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: x%s\r\n\r\n" % head.split()[1])

    spoken = speak(onward)
    exchange = client_of(spoken, total_timeout_s=0.25).fetch(Need(spoken.url))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT
    assert len(exchange.hops) == 2


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 1000000000",
        b"Content-Length: " + b"9" * 5_000,
        b"Transfer-Encoding: chunked",
        b"X-Framing: none",
    ],
)
def test_the_body_of_a_redirect_is_not_waited_for(speak, client_of: ClientOf, framing: bytes) -> None:
    def endless(sock: socket.socket, head: bytes) -> None:
        if head.split()[1] == b"/end":
            sock.sendall(OK + b"Content-Length: 3\r\n\r\nend")
        else:
            drip(sock, b"HTTP/1.1 302 Found\r\nLocation: /end\r\n" + framing + b"\r\n\r\n")

    spoken = speak(endless)
    started = time.monotonic()
    assert client_of(spoken).fetch(Need(spoken.url)).body == b"end"
    assert time.monotonic() - started < 1


def test_a_closed_port_is_no_connection(client_of: ClientOf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    exchange = client_of(allowed=frozenset((f"127.0.0.1:{port}",))).fetch(
        Need(f"http://127.0.0.1:{port}/?token=hunter2")
    )
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CONNECT
    assert "hunter2" not in str(exchange.failure)


def test_an_unknown_name_is_a_dns_failure(client_of: ClientOf) -> None:
    exchange = client_of().fetch(Need("https://no-such-host.example.org/?token=hunter2"))
    assert exchange.failure is not None
    assert str(exchange.failure) == "name not found"


def test_a_server_that_answers_head_with_a_body_does_not_poison_the_next_answer(speak, client_of: ClientOf) -> None:
    def rogue(sock: socket.socket, head: bytes) -> None:
        sock.sendall(
            OK
            + b"Content-Length: 5\r\n\r\n"
            + (b"HTTP/1.1 418 Smuggled\r\nContent-Length: 0\r\n\r\n" if head[:4] == b"HEAD" else b"plain")
        )
        time.sleep(0.2)

    spoken = speak(rogue)
    client = client_of(spoken)
    assert client.fetch(Need(spoken.url, "HEAD")).status == 200
    time.sleep(0.05)
    assert client.fetch(Need(spoken.url)).body == b"plain"


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_answer_is_an_exchange(speak, client_of: ClientOf, said: bytes) -> None:
    spoken = speak(lambda sock, _: sock.sendall(OK + said))
    exchange = client_of(spoken, attempts=1, total_timeout_s=2).fetch(Need(spoken.url))
    assert (exchange.failure is None) == (exchange.status is not None)


@given(st.text(max_size=80) | st.from_regex(r"https?://[\[\]\w.:@%\\]{0,30}([/?#].*)?", fullmatch=True))
@settings(max_examples=60)
def test_any_text_as_address_is_an_exchange(client_of: ClientOf, url: str) -> None:
    exchange = client_of(attempts=1, connect_timeout_s=0.2).fetch(Need(url))
    assert exchange.failure is not None
    assert exchange.need.url == url
