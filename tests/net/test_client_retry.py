from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any

import pytest

from fairsvc.model.exchange import FailureKind, Need
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]


def in_turn(*replies: Reply) -> Handler:
    turn = count()
    return lambda _: replies[min(next(turn), len(replies) - 1)]


def busy(status: int, *headers: tuple[str, str]) -> Reply:
    return status, list(headers), b"busy"


OK: Reply = (200, [], b"fine")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(serve: Serve, client_of: ClientOf, status: int, method: str) -> None:
    served = serve(in_turn(busy(status), busy(status), OK))
    exchange = client_of(served).fetch(Need(served.url, method))
    assert [hop.status for hop in exchange.hops] == [200]
    assert len(served.asked) == 3


@pytest.mark.parametrize(
    ("reply", "method", "asked"),
    [
        (busy(503), "GET", 3),
        (busy(500), "GET", 1),
        (busy(404, ("Retry-After", "0")), "GET", 1),
        (busy(503), "POST", 1),
        (busy(503, ("Retry-After", "3600")), "GET", 1),
    ],
)
def test_the_last_try_is_the_answer(serve: Serve, client_of: ClientOf, reply: Reply, method: str, asked: int) -> None:
    served = serve(lambda _: reply)
    exchange = client_of(served).fetch(Need(served.url, method))
    assert exchange.status == reply[0]
    assert exchange.body == b"busy"
    assert len(served.asked) == asked


class Recorder(LocalBudget):
    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []

    def hold_off(self, host: str, seconds: float) -> None:
        self.held.append(seconds)
        super().hold_off(host, seconds)


def soon(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("retry_after", "least_s", "most_s"),
    [
        ("1", 1, 1),
        ("soon", 2_990, 3_001),
        ("3000", 3_000, 3_000),
        ("99999999999", 3_600, 3_600),
        ("9" * 400, 3_600, 3_600),
    ],
)
def test_retry_after_is_told_to_everybody_in_both_forms(
    serve: Serve, client_of: ClientOf, retry_after: str, least_s: float, most_s: float
) -> None:
    said = soon(3000) if retry_after == "soon" else retry_after
    served = serve(lambda _: busy(429, ("Retry-After", said)))
    budget = Recorder()
    client = client_of(served, budget=budget, attempts=1, patience_s=0.2)
    assert client.fetch(Need(served.url)).status == 429
    assert least_s <= budget.held[0] <= most_s
    again = client.fetch(Need(served.url))
    assert again.failure is not None
    assert again.failure.kind is FailureKind.TIMEOUT
    assert len(served.asked) == 1


@pytest.mark.parametrize("retry_after", ["1", "date"])
def test_a_short_wait_is_waited(serve: Serve, client_of: ClientOf, retry_after: str) -> None:
    # An HTTP-date knows whole seconds, so "in two seconds" is at least one away.
    value = soon(2) if retry_after == "date" else retry_after
    served = serve(in_turn(busy(503, ("Retry-After", value)), OK))
    started = time.monotonic()
    exchange = client_of(served, total_timeout_s=0.9).fetch(Need(served.url))
    assert exchange.body == b"fine"
    assert time.monotonic() - started >= 0.9
    assert exchange.elapsed_ms < 900


@pytest.mark.parametrize(
    "retry_after",
    ["", "soon", "-5", "1.5", "Fri, 99 Foo 2026 00:00:00 GMT", pytest.param(soon(-100), id="the past"), "0"],
)
def test_a_wait_that_means_nothing_is_our_own_back_off(serve: Serve, client_of: ClientOf, retry_after: str) -> None:
    served = serve(in_turn(busy(503, ("Retry-After", retry_after)), OK))
    started = time.monotonic()
    assert client_of(served).fetch(Need(served.url)).body == b"fine"
    assert time.monotonic() - started < 1


def test_the_back_off_grows(serve: Serve, client_of: ClientOf) -> None:
    served = serve(lambda _: busy(503))
    budget = Recorder()
    client_of(served, budget=budget, attempts=4, backoff_s=0.02).fetch(Need(served.url))
    assert [round(held, 6) for held in budget.held] == [pytest.approx(0.015 * 2**n, rel=0.34) for n in range(3)]


@pytest.mark.parametrize(
    ("first_say", "tries"), [(b"", 3), (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", 3), (b"SSH-2.0\r\n", 1)]
)
def test_a_connection_that_breaks_off_is_tried_again(
    speak: Any, client_of: ClientOf, first_say: bytes, tries: int
) -> None:
    spoken = speak(lambda sock, _: sock.sendall(first_say))
    assert client_of(spoken).fetch(Need(spoken.url)).failure is not None
    assert len(spoken.heard) == tries


def test_a_broken_try_leaves_no_trace_behind_a_good_one(speak: Any, client_of: ClientOf) -> None:
    says: Sequence[bytes] = (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    turn = count()
    spoken = speak(lambda sock, _: sock.sendall(says[next(turn)]))
    exchange = client_of(spoken).fetch(Need(spoken.url))
    assert (exchange.body, exchange.failure, len(exchange.hops)) == (b"ok", None, 1)


def test_only_the_hop_that_failed_is_asked_again(serve: Serve, client_of: ClientOf) -> None:
    replies = iter([busy(503), OK])

    def chain(asked: Asked) -> Reply:
        return (302, [("Location", "/end")], b"") if asked.path == "/" else next(replies)

    served = serve(chain)
    assert client_of(served).fetch(Need(served.url)).body == b"fine"
    assert [asked.path for asked in served.asked] == ["/", "/end", "/end"]
