"""Bodies that are too long to be held: handed on piece by piece as they come over the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from fairsvc.errors import FetchFailed
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Failure, Hop
from fairsvc.model.ports import HostBudget
from fairsvc.net.connections import Pace, TimedResponse
from fairsvc.net.faults import FAULTS, failure_of
from fairsvc.net.policy import MEBIBYTE, Policy
from fairsvc.net.reply import Reply

# Large enough that hashing and writing cost more than asking for the next piece, and small enough for the second cache
# of a core, where it lies between being received and being written.
PIECE_BYTES = MEBIBYTE // 4
# How long a piece is collected before it is handed on, full or not.
COLLECTED_S = 0.25


class Place:
    """Our place at a host while a body flows; the lease is short: a process that died must block nobody for long."""

    def __init__(self, budget: HostBudget, host: str, places: int, lease_s: float) -> None:
        self._budget, self._host, self._places, self._lease_s = budget, host, places, lease_s
        self._renew_at = time.monotonic() + lease_s / 2
        self._held = True

    def keep(self) -> None:
        """Renew the lease when its half is over; a place that another one took is not fought for."""
        now = time.monotonic()
        if now < self._renew_at:
            return
        self._renew_at = now + self._lease_s / 2
        self.leave()
        self._held = self._budget.enter(self._host, self._places, self._lease_s)

    def leave(self) -> None:
        """Give the place back."""
        if self._held:
            self._held = False
            self._budget.leave(self._host)


class Stream:
    """An Incoming: the answer is here, its body on the wire. Close it, or use it as a context."""

    def __init__(self, hops: tuple[Hop, ...], reply: Reply, policy: Policy, place: Place | None) -> None:
        self._hops, self._reply, self._place = hops, reply, place
        self._wire: Any = reply.wire.raw if reply.wire is not None else None
        self._idle_s = policy.read_timeout_s
        self._pace = Pace(policy.slowest_bytes_per_s * policy.slow_window_s, policy.slow_window_s)
        self._received_bytes = 0

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every answer on the way, the final one last; empty when none came."""
        return self._hops

    @property
    def failure(self) -> Failure | None:
        """Why no answer came; None when one did."""
        return self._reply.failure

    @property
    def status(self) -> int | None:
        """The final status; None when no final answer came."""
        return self._hops[-1].status if self._hops and self.failure is None else None

    def header(self, name: str) -> str:
        """Read the first field of that name of the final answer; empty when it did not come."""
        return next(iter(self._hops[-1].fields(name.lower())), "") if self.status is not None else ""

    def iter_bytes(self) -> Iterator[memoryview]:
        """Iterate over the body, undecoded, in pieces of up to PIECE_BYTES; a piece is valid until the next.

        Raises FetchFailed for a body that ends before its announced length, breaks off, stops or only drips; what had
        come by then is handed on first.
        """
        if self._wire is None:
            yield from [memoryview(self._reply.body.content)] if self._reply.body.content else []
            return
        response = _response_below(self._wire)
        response.unhurry(self._idle_s, self._pace)
        buffer = memoryview(bytearray(PIECE_BYTES))
        fault: BaseException | None = None
        count = -1
        while count and fault is None:
            count, fault = _collect(response, buffer)
            self._received_bytes += count
            if self._place is not None:
                self._place.keep()
            if count:
                yield buffer[:count]
        if fault is not None:
            raise self._broken(fault) from fault
        self._wire.release_conn()

    def close(self) -> None:
        """Let go of the connection, which is closed unless the body was read to its end, and of the place."""
        if self._reply.wire is not None:
            self._reply.wire.close()
        if self._place is not None:
            self._place.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _broken(self, fault: BaseException) -> FetchFailed:
        what = f"the body broke off after {self._received_bytes} bytes: {failure_of(fault, answered=True)}"
        return FetchFailed(what, redact(self._hops[-1].url), "Ask again: what is there need not come twice")


def _collect(response: TimedResponse, buffer: memoryview) -> tuple[int, BaseException | None]:
    """Fill the buffer until it is full, the time for it is over, the body ends, or something breaks."""
    filled, until = 0, time.monotonic() + COLLECTED_S
    try:
        while filled < len(buffer):
            count = response.read_some(buffer[filled:])
            filled += count
            if count == 0 or time.monotonic() >= until:
                break
    except FAULTS as fault:
        return filled, fault
    return filled, None


def _response_below(wire: Any) -> TimedResponse:
    """Reach the connection's own answer, which urllib3 wraps: its `read` copies each byte twice."""
    below = wire._fp
    if not isinstance(below, TimedResponse):
        raise FetchFailed("the answer did not come over one of our connections")
    return below
