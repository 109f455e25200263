"""robots.txt (RFC 9309), asked once a day per host."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from fairsvc.model.exchange import Exchange, Failure, FailureKind, Need

LIMIT_BYTES = 500 * 1024
KEPT_S = 24 * 3600
UNKNOWN_KEPT_S = 300
MAX_HOSTS = 10_000

# These befall the page just as they befell robots.txt, and say more.
_SHARED_FATE = frozenset((FailureKind.DNS, FailureKind.CONNECT, FailureKind.TLS, FailureKind.ADDRESS))


@dataclass(frozen=True, slots=True)
class _Rules:
    until: float
    parsed: Any = None
    failure: Failure | None = None


class RobotsRules:
    """The rules of the hosts met so far, for one product token; `fetch` must not ask for rules itself."""

    def __init__(
        self, fetch: Callable[[Need], Exchange], product: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._product, self._clock = fetch, product, clock
        self._rules: dict[str, _Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def refusal(self, url: str) -> Failure | None:
        """Say why a robot may not ask for that address; None when it may."""
        rules = self._rules_of(url)
        if rules.failure is not None:
            return rules.failure
        if rules.parsed is None or rules.parsed.can_fetch(url, self._product):
            return None
        return Failure(FailureKind.ROBOTS, "a rule of the host's robots.txt")

    def _rules_of(self, url: str) -> _Rules:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc.lower()}"
        with self._lock_of(root):
            rules = self._rules.get(root)
            if rules is None or rules.until <= self._clock():
                rules = self._rules[root] = self._read(self._fetch(Need(f"{root}/robots.txt")))
            return rules

    def _lock_of(self, root: str) -> threading.Lock:
        with self._lock:
            if len(self._locks) >= MAX_HOSTS:
                self._locks.clear()
                self._rules.clear()
            return self._locks.setdefault(root, threading.Lock())

    def _read(self, exchange: Exchange) -> _Rules:
        now = self._clock()
        if not exchange.conclusive:
            return _Rules(now + UNKNOWN_KEPT_S, failure=_unknown(exchange))
        if not exchange.ok or exchange.body is None:
            return _Rules(now + KEPT_S)  # RFC 9309 2.3.1.3: no such file, no rules
        return _Rules(now + KEPT_S, Protego.parse(exchange.body.decode("utf-8-sig", "replace")))


def _unknown(exchange: Exchange) -> Failure:
    if exchange.failure is not None and exchange.failure.kind in _SHARED_FATE and not exchange.hops:
        return exchange.failure
    return Failure(FailureKind.ROBOTS, "the host's robots.txt cannot be read now")
