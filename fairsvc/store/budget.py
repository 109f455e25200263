"""One politeness budget per host for all processes that share the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from sqlalchemy import Connection, delete, select

from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.holders import has_died, new_holder
from fairsvc.store.tables import host_place

# Every request costs three of these, each a transaction of its own: they go to the driver as they are.
_RESERVE = """
INSERT INTO host_budget (host, next_start) VALUES (:host, :now + :interval)
ON CONFLICT (host) DO UPDATE SET next_start = max(next_start, :now) + :interval
RETURNING next_start
"""
_HOLD_OFF = """
INSERT INTO host_budget (host, next_start) VALUES (:host, :until)
ON CONFLICT (host) DO UPDATE SET next_start = max(next_start, :until)
"""
_ENTER = """
INSERT INTO host_place (host, holder, expires) SELECT :host, :holder, :expires
WHERE :places > (SELECT count(*) FROM host_place WHERE host = :host AND expires > :now)
RETURNING 1
"""
_LEAVE = """
DELETE FROM host_place
WHERE id = (SELECT id FROM host_place WHERE host = :host AND holder = :holder ORDER BY expires LIMIT 1)
"""
_LEAVE_ALL = "DELETE FROM host_place WHERE holder = :holder"


class StoreBudget:
    """HostBudget in the store: threads of a process share one connection, processes share the tables.

    Times are the wall clock's, since the processes share no other that outlives a restart.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._where, self._clock = store.where, clock
        self._holder = new_holder()
        self._lock = threading.Lock()
        with store.writing() as connection:
            connection.execute(delete(host_place).where(host_place.c.expires <= clock()))
            _free_places_of_the_dead(connection)
        with translating_errors(self._where):
            self._pooled = store.engine.raw_connection()
        self._connection: Any = self._pooled.driver_connection

    def reserve(self, host: str, interval_s: float) -> float:
        """Take the host's next start and return how long to wait for it."""
        now = self._clock()
        found = self._execute(_RESERVE, {"host": host, "now": now, "interval": interval_s})
        return float(found[0][0]) - interval_s - now

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody start before that time; a later start that stands already stays."""
        self._execute(_HOLD_OFF, {"host": host, "until": self._clock() + seconds})

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        """Occupy a place; the lease frees it when this process dies."""
        now = self._clock()
        values = {"host": host, "holder": self._holder, "now": now, "expires": now + lease_s, "places": places}
        return bool(self._execute(_ENTER, values))

    def leave(self, host: str) -> None:
        """Free the place of this process that would expire first."""
        self._execute(_LEAVE, {"host": host, "holder": self._holder})

    def close(self) -> None:
        """Give the connection back, and every place still held."""
        if self._connection is None:
            return
        self._execute(_LEAVE_ALL, {"holder": self._holder})
        self._connection = None
        self._pooled.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _execute(self, statement: str, values: Mapping[str, Any]) -> list[Any]:
        with self._lock, translating_errors(self._where):
            rows: list[Any] = self._connection.execute(statement, values).fetchall()
        return rows


def _free_places_of_the_dead(connection: Connection) -> None:
    """Free what processes of this machine held when they were killed, so that nobody waits for their lease to end."""
    holders = connection.execute(select(host_place.c.holder).distinct()).scalars().all()
    dead = [holder for holder in holders if has_died(holder)]
    if dead:
        connection.execute(delete(host_place).where(host_place.c.holder.in_(dead)))
