"""One process at a job: a lock beside the store that ends with its process, however that dies."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from fairsvc.errors import StoreUnusable
from fairsvc.store.connection import Store, translating_errors


@contextmanager
def claim(store: Store, work: str, source_name: str) -> Iterator[None]:
    """Keep the work on one source to this process until the block ends. Raises StoreUnusable when another has it.

    The lock is SQLite's own, on an empty database: the system frees it when the process ends, and every system that
    holds a store has it.
    """
    with closing(_locked(store, work, source_name)):
        yield


def is_claimed(store: Store, work: str, source_name: str) -> bool:
    """Tell whether a process is at this work."""
    try:
        _locked(store, work, source_name).close()
    except StoreUnusable:
        return True
    return False


def _locked(store: Store, work: str, source_name: str) -> sqlite3.Connection:
    job = hashlib.sha256(f"{work} {source_name}".encode()).hexdigest()[:16]
    path = f"{store.where}-{job}.lock"
    with translating_errors(path), ExitStack() as unless_locked:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
        unless_locked.callback(lock.close)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            what = f"another process is at this work already ({work})"
            raise StoreUnusable(what, source_name, "Wait until it ends, or end it") from None
        unless_locked.pop_all()
    return lock
