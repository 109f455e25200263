"""Back up a store in use: SQLite's own online copy, and of each WARC file the part that this copy points into."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fairsvc.errors import StoreUnusable
from fairsvc.store.backup_file import (
    DATABASE,
    EVIDENCE,
    FORMAT,
    PIECE_BYTES,
    SUFFIXES,
    Entry,
    Manifest,
    create_private,
    read_backup,
    write_backup,
)
from fairsvc.store.claims import claim
from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.tables import REVISION
from fairsvc.store.upgrade import require_room
from fairsvc.store.warc_files import sync_folder

# What removes evidence and what copies it never run at the same time.
CARE = ("store care", "all sources")

_WARC_FILES = (
    'SELECT f.name, max(e."offset" + e.length) FROM exchange e JOIN warc_file f ON f.id = e.warc_file'
    " GROUP BY f.name ORDER BY f.name"
)
# Leases and places at hosts belong to processes that a restored store does not know.
_LEASES = (
    "UPDATE job SET lease_holder = '', lease_until = NULL, heartbeat_at = NULL",
    "DELETE FROM host_place",
    "DELETE FROM host_budget",
)


def back_up(store: Store, target: Path, software: str) -> Manifest:
    """Write the store and its evidence to the file, whole or not at all. Raises StoreUnusable, also when it exists.

    Other processes may work on; what they add after the copy of the database began is not in it.
    """
    if not target.name.endswith(SUFFIXES):
        raise StoreUnusable("a backup is a tar file", str(target), f"Let its name end with {', '.join(SUFFIXES)}")
    if target.exists():
        raise StoreUnusable("the file is there already", str(target), "Name another one, or delete it")
    partial = target.with_name(f"{target.name}.partial")
    with claim(store, *CARE), translating_errors(str(target)), _snapshot(store, target) as database:
        files = _evidence_files(database)
        manifest = Manifest(FORMAT, REVISION, software, datetime.now(UTC), tuple(_entries(store, database, files)))
        require_room(target.parent, manifest.size_bytes)
        try:
            partial.unlink(missing_ok=True)
            with create_private(partial) as stream:
                write_backup(stream, manifest, lambda e: _open(store, database, e), gz=not target.name.endswith(".tar"))
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(target.resolve().parent)
    return manifest


def check_backup(path: Path) -> Manifest:
    """Read a backup whole and hold every byte against its manifest; nothing is written. Raises StoreUnusable."""
    with translating_errors(str(path)):
        return read_backup(path)


@contextmanager
def _snapshot(store: Store, target: Path) -> Iterator[Path]:
    """Copy the database beside the target, as one state of it, for as long as the block lasts."""
    path = target.with_name(f"{target.name}.partial-db")
    require_room(target.parent, Path(store.where).stat().st_size)
    try:
        path.unlink(missing_ok=True)
        create_private(path).close()
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            with closing(sqlite3.connect(f"{Path(store.where).resolve().as_uri()}?mode=rw", uri=True)) as source:
                source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            for statement in _LEASES:
                copy.execute(statement)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _evidence_files(database: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(database)) as connection:
        return [(str(name), int(end)) for name, end in connection.execute(_WARC_FILES)]


def _entries(store: Store, database: Path, files: list[tuple[str, int]]) -> Iterator[Entry]:
    yield Entry(DATABASE, database.stat().st_size, _sha256(database, database.stat().st_size))
    for name, size_bytes in files:
        path = store.evidence_folder / name
        if not path.is_file() or path.stat().st_size < size_bytes:
            next_step = "Restore it from an earlier backup, or gather its evidence again"
            raise StoreUnusable("an evidence file is missing or cut", str(path), next_step)
        yield Entry(f"{EVIDENCE}{name}", size_bytes, _sha256(path, size_bytes))


def _sha256(path: Path, size_bytes: int) -> str:
    """Hash the first bytes: a WARC file only grows."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size_bytes > 0 and (piece := file.read(min(size_bytes, PIECE_BYTES))):
            digest.update(piece)
            size_bytes -= len(piece)
    return digest.hexdigest()


def _open(store: Store, database: Path, entry: Entry) -> IO[bytes]:
    path = database if entry.name == DATABASE else store.evidence_folder / entry.name.removeprefix(EVIDENCE)
    return path.open("rb")
