"""What one dataset may cost beside the number of its questions."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from fairsvc.model.exchange import Exchange, Failure, FailureKind, Need
from fairsvc.model.ports import Fetcher
from fairsvc.vocab.addresses import authority


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most requests to one host, redirects counted, and the longest time on the wire; waits for a turn are free."""

    host_requests: int
    wire_s: float


class Metered:
    """A Fetcher for one dataset that asks no more when the bounds are reached: what is left fails, and says why."""

    def __init__(self, fetcher: Fetcher, bounds: Bounds) -> None:
        self._fetcher, self._bounds = fetcher, bounds
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._wire_ms = 0

    def fetch(self, need: Need) -> Exchange:
        """Answer the need while there is time and room at its host."""
        with self._lock:
            reason = self._refusal(need)
            self._asked[authority(need.url)] += 1
        if reason:
            return Exchange(need, datetime.now(UTC), failure=Failure(FailureKind.BUDGET, reason))
        exchange = self._fetcher.fetch(need)
        with self._lock:
            self._wire_ms += exchange.elapsed_ms
            self._asked.update(authority(hop.url) for hop in exchange.hops[1:])
        return exchange

    def _refusal(self, need: Need) -> str:
        if self._wire_ms >= 1000 * self._bounds.wire_s:
            return f"the dataset's {self._bounds.wire_s:g} s on the wire are spent"
        if self._asked[authority(need.url)] >= self._bounds.host_requests:
            return f"the dataset's {self._bounds.host_requests} requests to the host are spent"
        return ""
