"""Politeness towards hosts within one process, and the wait for our turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fairsvc.model.ports import HostBudget
from fairsvc.net.forking import start_anew_after_fork
from fairsvc.net.policy import HostRate

_FIRST_POLL_S, _LAST_POLL_S = 0.01, 0.25


class LocalBudget:
    """A HostBudget for the threads of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._next_start: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._leases: dict[str, list[float]] = {}
        start_anew_after_fork(self)

    def start_anew(self) -> None:
        """Forget, in a process that was forked, who holds the lock and the places: that was another one."""
        self._lock, self._leases = threading.Lock(), {}

    def reserve(self, host: str, interval_s: float) -> float:
        """Take the host's next start and return the seconds until then."""
        with self._lock:
            now = self._clock()
            start = max(now, self._next_start.get(host, now), self._held_until.get(host, now))
            self._next_start[host] = start + interval_s
            return start - now

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        """Occupy a place; False when all are taken, or when the host asked for a pause after our start was reserved."""
        with self._lock:
            now = self._clock()
            leases = [end for end in self._leases.get(host, ()) if end > now]
            self._leases[host] = leases
            if len(leases) >= places or self._held_until.get(host, now) > now:
                return False
            leases.append(now + lease_s)
            return True

    def leave(self, host: str) -> None:
        """Free the place that was taken first."""
        with self._lock:
            leases = self._leases.get(host)
            if leases:
                leases.pop(0)

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody ask the host before that time."""
        with self._lock:
            until = self._clock() + seconds
            self._held_until[host] = max(until, self._held_until.get(host, until))


def await_turn(budget: HostBudget, host: str, rate: HostRate, lease_s: float, patience_s: float) -> bool:
    """Sleep until a place at the host is ours, to be left afterwards; False when `patience_s` is not enough."""
    wait_s = budget.reserve(host, rate.interval_s)
    if wait_s > patience_s:
        return False
    if wait_s > 0:
        time.sleep(wait_s)
    until = time.monotonic() + patience_s - wait_s
    poll_s = _FIRST_POLL_S
    while not budget.enter(host, rate.in_flight, lease_s):
        if time.monotonic() >= until:
            return False
        time.sleep(poll_s)
        poll_s = min(2 * poll_s, _LAST_POLL_S)
    return True
