"""Servers that send without end, where no limit of a body or a header counts: each is an exchange that says so."""

from __future__ import annotations

import gzip
import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import repeat

import pytest

from fairsvc.model.exchange import Exchange, FailureKind, Need
from fairsvc.net.client import Client

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
PIECE = 2**16
ClientOf = Callable[..., Client]


def endless(start: bytes, piece: bytes) -> Callable[[socket.socket, bytes], None]:
    def speak(sock: socket.socket, _: bytes) -> None:
        many = piece * (PIECE // len(piece) + 1)
        with suppress(OSError):
            sock.sendall(start)
            for again in repeat(many):
                sock.sendall(again)

    return speak


def fetch(speak, client_of: ClientOf, start: bytes, piece: bytes) -> Exchange:
    spoken = speak(endless(start, piece))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    exchange = client_of(spoken, attempts=1, total_timeout_s=1, limit_bytes=1_000_000).fetch(Need(spoken.url))
    assert time.monotonic() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    return exchange


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (CHUNKED, b"1000\r\n" + b"x" * 0x1000 + b"\r\n"),
        (OK + b"\r\n", b"x"),
        (OK + b"Content-Length: 99999999999999999999\r\n\r\n", b"x"),
        (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(bytes(9_000_000))),
    ],
)
def test_an_endless_body_is_cut_at_the_limit(speak, client_of: ClientOf, start: bytes, piece: bytes) -> None:
    exchange = fetch(speak, client_of, start, piece)
    assert (exchange.failure, exchange.status, exchange.truncated) == (None, 200, True)
    assert exchange.size_bytes == 1_000_000


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (CHUNKED, b"1;extension=%s\r\nx\r\n" % (b"y" * 1_000)),
        (CHUNKED + b"1;", b"y"),
        (CHUNKED, b"0"),
        (CHUNKED + b"0\r\n", b"y"),
        (CHUNKED + b"0\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 ", b"O"),
        (b"", CONTINUE),
        (b"", CONTINUE[:-2] + b"X: y\r\n\r\n"),
        (b"HTTP/1.1 100 Continue\r\n", b"X: y\r\n"),
        (b"", HINTS),
    ],
)
def test_endless_words_of_the_protocol_are_a_failure(speak, client_of: ClientOf, start: bytes, piece: bytes) -> None:
    exchange = fetch(speak, client_of, start, piece)
    assert exchange.failure is not None
    assert exchange.failure.kind in (FailureKind.PROTOCOL, FailureKind.TIMEOUT)
    assert exchange.failure.detail


@pytest.mark.parametrize("interim", [CONTINUE, HINTS, HINTS * 3 + CONTINUE, b"HTTP/1.1 102 Processing\r\n\r\n"])
def test_the_answer_is_the_one_after_the_interim_ones(speak, client_of: ClientOf, interim: bytes) -> None:
    spoken = speak(lambda sock, _: sock.sendall(interim + OK + b"Content-Length: 2\r\n\r\nok"))
    exchange = client_of(spoken, attempts=1).fetch(Need(spoken.url))
    assert (exchange.failure, exchange.status, exchange.body) == (None, 200, b"ok")
    assert exchange.header_fields("link") == ()


@pytest.mark.parametrize("start", [b"", b"5\r\nabcde\r\n"])
@pytest.mark.parametrize("size", [b"-1", b"-5"])
def test_a_chunk_of_a_size_below_zero_is_no_answer(speak, client_of: ClientOf, start: bytes, size: bytes) -> None:
    exchange = fetch(speak, client_of, CHUNKED + start + size + b"\r\n", b"x")
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROTOCOL
