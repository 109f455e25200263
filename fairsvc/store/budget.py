"""One politeness budget per host for all processes that share the store.

A process borrows from the store what it will need in the next moments, a few starts and places at a host, and lends
them to its threads. Asked for each request alone, the store would be the narrowest place of a run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, delete, select

from fairsvc.errors import FairsvcError
from fairsvc.log import logger
from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.holders import has_died, new_holder
from fairsvc.store.tables import host_place

# How long starts are borrowed ahead, and how long a place is kept for the next request: other processes wait as long.
BORROWED_S = 2.0
# The first time; then twice as long each time. What a killed process had borrowed, the next one waits for.
FIRST_BORROWED_S = 0.1

# `held` is where our last span ends: when nobody came after us, what is left of it is not wasted.
_BORROW = """
INSERT INTO host_budget (host, next_start) VALUES (:host, :now + :length)
ON CONFLICT (host) DO UPDATE SET
next_start = max(CASE WHEN next_start = :held THEN :next ELSE next_start END, :now) + :length
RETURNING next_start
"""
_HOLD_OFF = """
INSERT INTO host_budget (host, next_start) VALUES (:host, :until)
ON CONFLICT (host) DO UPDATE SET next_start = max(next_start, :until)
"""
_RETURN = "UPDATE host_budget SET next_start = :next WHERE host = :host AND next_start = :held"
_ENTER = """
INSERT INTO host_place (host, holder, expires) SELECT :host, :holder, :expires
WHERE :places > (SELECT count(*) FROM host_place WHERE host = :host AND expires > :now)
RETURNING id
"""
_LEAVE = "DELETE FROM host_place WHERE id = :id"
_LEAVE_ALL = "DELETE FROM host_place WHERE holder = :holder"


@dataclass(slots=True)
class _Span:
    """Starts at a host that are ours: the next one, where they end, and for how long we wanted some."""

    next: float
    end: float
    length: float


@dataclass(slots=True)
class _Place:
    """A place at a host that is ours, whether a request is under way in it or not."""

    id: int
    taken: float
    expires: float
    busy: bool = True


class StoreBudget:
    """HostBudget in the store: threads of a process share what it has borrowed, processes share the tables.

    Times are the wall clock's, since the processes share no other that outlives a restart.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._where, self._clock = store.where, clock
        self._holder = new_holder()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._spans: dict[str, _Span] = {}
        self._places: dict[str, list[_Place]] = {}
        with store.writing() as connection:
            connection.execute(delete(host_place).where(host_place.c.expires <= clock()))
            _free_places_of_the_dead(connection)
        with translating_errors(self._where):
            self._pooled = store.engine.raw_connection()
        self._connection: Any = self._pooled.driver_connection
        self._returning = threading.Thread(target=self._return_idle, name="fairsvc-budget", daemon=True)
        self._returning.start()

    def reserve(self, host: str, interval_s: float) -> float:
        """Take the host's next start and return how long to wait for it."""
        with self._lock:
            now = self._clock()
            span = self._spans.get(host)
            # A sum of floats: what is a hair beyond the end is within it.
            if span is None or max(now, span.next) + 0.999 * interval_s > span.end:
                span = self._spans[host] = self._borrow(host, interval_s, now, span)
            start = max(now, span.next)
            span.next = start + interval_s
            return start - now

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody start before that time; a later start that stands already stays.

        Another process may still use the starts that it has borrowed.
        """
        with self._lock:
            until = self._clock() + seconds
            span = self._spans.get(host)
            if span is not None and until < span.end:
                span.next = max(span.next, until)
            else:
                self._spans.pop(host, None)
                self._execute(_HOLD_OFF, {"host": host, "until": until})

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        """Occupy a place; the lease frees it when this process dies."""
        with self._lock:
            now = self._clock()
            ours = self._places.setdefault(host, [])
            if sum(place.busy and place.expires > now for place in ours) >= places:
                return False
            for place in [one for one in ours if not one.busy]:
                if place.expires >= now + lease_s - BORROWED_S:
                    place.busy = True
                    return True
                # It would end too soon, and stands in our own way.
                self._execute(_LEAVE, {"id": place.id})
                ours.remove(place)
            values = {"host": host, "holder": self._holder, "now": now, "expires": now + lease_s, "places": places}
            found = self._execute(_ENTER, values)
            ours += [_Place(number, now, now + lease_s) for (number,) in found]
            return bool(found)

    def leave(self, host: str) -> None:
        """Leave the place of this process that would expire first; it is kept a moment for the next request."""
        with self._lock:
            ours = self._places.get(host, [])
            place = min((one for one in ours if one.busy), key=lambda one: one.expires, default=None)
            if place is not None:
                place.busy = False
                self._give_back(host, self._clock())

    def close(self) -> None:
        """Give back the connection, every place, and the starts that were not used."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._returning.join()
        with self._lock:
            self._places.clear()
            for host, span in self._spans.items():
                self._execute(_RETURN, {"host": host, "next": span.next, "held": span.end})
            self._execute(_LEAVE_ALL, {"holder": self._holder})
            self._connection = None
            self._pooled.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _borrow(self, host: str, interval_s: float, now: float, before: _Span | None) -> _Span:
        wanted_s = min(BORROWED_S, 2 * before.length) if before else FIRST_BORROWED_S
        length = interval_s * max(1, int(wanted_s / interval_s))
        left = {"held": before.end, "next": before.next} if before else {"held": -1.0, "next": -1.0}
        values = {"host": host, "now": now, "length": length, **left}
        end = float(self._execute(_BORROW, values)[0][0])
        return _Span(end - length, end, wanted_s)

    def _give_back(self, host: str, now: float) -> None:
        """Delete the host's places that were kept long enough, so that other processes have their turn."""
        ours = self._places[host]
        for place in [one for one in ours if not one.busy and one.taken + BORROWED_S <= now]:
            self._execute(_LEAVE, {"id": place.id})
            ours.remove(place)
        if not ours:
            del self._places[host]

    def _return_idle(self) -> None:
        """Give places back, and forget spans that have passed, while no request of ours does."""
        while not self._closing.wait(BORROWED_S / 2):
            try:
                with self._lock:
                    now = self._clock()
                    for host in tuple(self._places):
                        self._give_back(host, now)
                    self._spans = {host: span for host, span in self._spans.items() if span.end > now}
            except FairsvcError as error:
                logger.warning("borrowed places could not be given back: %s", error)

    def _execute(self, statement: str, values: Mapping[str, Any]) -> list[Any]:
        with translating_errors(self._where):
            rows: list[Any] = self._connection.execute(statement, values).fetchall()
        return rows


def _free_places_of_the_dead(connection: Connection) -> None:
    """Free what processes of this machine held when they were killed, so that nobody waits for their lease to end."""
    holders = connection.execute(select(host_place.c.holder).distinct()).scalars().all()
    dead = [holder for holder in holders if has_died(holder)]
    if dead:
        connection.execute(delete(host_place).where(host_place.c.holder.in_(dead)))
