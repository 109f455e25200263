"""One politeness budget per host for all processes that share the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.holders import has_died, new_holder
from fairsvc.store.tables import host_budget, host_place

_AT_HOST = host_budget.c.host == bindparam("at_host")
_NEXT_START = select(host_budget.c.next_start).where(_AT_HOST)
_MOVE = update(host_budget).where(_AT_HOST)
_IN_USE = (
    select(func.count())
    .select_from(host_place)
    .where(host_place.c.host == bindparam("host"), host_place.c.expires > bindparam("now"))
    .scalar_subquery()
)
_ENTER = insert(host_place).from_select(
    ["host", "holder", "expires"],
    select(bindparam("host"), bindparam("holder"), bindparam("expires")).where(bindparam("places") > _IN_USE),
)
_OLDEST = (
    select(host_place.c.id)
    .where(host_place.c.host == bindparam("at_host"), host_place.c.holder == bindparam("by"))
    .order_by(host_place.c.expires)
    .limit(1)
    .scalar_subquery()
)
_LEAVE = delete(host_place).where(host_place.c.id == _OLDEST)


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
            self._connection = store.writer.connect()

    def reserve(self, host: str, interval_s: float) -> float:
        """Take the host's next start and return how long to wait for it."""
        with self._transaction() as connection:
            now = self._clock()
            start = max(now, self._next_start(connection, host))
            self._move(connection, host, start + interval_s)
        return start - now

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody start before that time; a later start that stands already stays."""
        with self._transaction() as connection:
            start = max(self._clock() + seconds, self._next_start(connection, host))
            self._move(connection, host, start)

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        """Occupy a place; the lease frees it when this process dies."""
        now = self._clock()
        values = {"host": host, "holder": self._holder, "now": now, "expires": now + lease_s, "places": places}
        with self._transaction() as connection:
            return connection.execute(_ENTER, values).rowcount == 1

    def leave(self, host: str) -> None:
        """Free the place of this process that would expire first."""
        with self._transaction() as connection:
            connection.execute(_LEAVE, {"at_host": host, "by": self._holder})

    def close(self) -> None:
        """Give the connection back, and every place still held."""
        if self._connection.closed:
            return
        with self._transaction() as connection:
            connection.execute(delete(host_place).where(host_place.c.holder == self._holder))
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._lock, translating_errors(self._where), self._connection.begin():
            yield self._connection

    def _next_start(self, connection: Connection, host: str) -> float:
        found: Any = connection.execute(_NEXT_START, {"at_host": host}).scalar()
        return 0.0 if found is None else float(found)

    def _move(self, connection: Connection, host: str, start: float) -> None:
        if not connection.execute(_MOVE, {"at_host": host, "next_start": start}).rowcount:
            connection.execute(insert(host_budget), {"host": host, "next_start": start})


def _free_places_of_the_dead(connection: Connection) -> None:
    """Free what processes of this machine held when they were killed, so that nobody waits for their lease to end."""
    holders = connection.execute(select(host_place.c.holder).distinct()).scalars().all()
    dead = [holder for holder in holders if has_died(holder)]
    if dead:
        connection.execute(delete(host_place).where(host_place.c.holder.in_(dead)))
