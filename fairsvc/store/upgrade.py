"""Bring an older store to the current schema: on a copy, checked, then put in place of the old one, which is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from fairsvc.errors import StoreUnusable
from fairsvc.store.connection import Store, locate, make_engine, migrate, read_revision, translating_errors
from fairsvc.store.tables import REVISION
from fairsvc.store.warc_files import sync_folder

# The copy, what a migration writes beside it, and some air.
ROOM_FACTOR, ROOM_BYTES = 3, 16 * 2**20
_ALONE_S = 5.0
# Tables whose rows no newer schema has: what they said is worked out again from what stays.
_LEFT_BEHIND = {
    "assessment": "{} assessments are left behind: fairsvc assess --stored judges their evidence anew",
    "outcome_layout": "",
}


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which schema to which, where the old store lies now, and how many rows came along by table."""

    before: str
    after: str
    kept: Path
    rows: Mapping[str, int]


def upgrade_store(url: str, say: Callable[[str], None]) -> Upgraded | None:
    """Upgrade the store; None when it is current already. Raises StoreUnusable, and the old store is as it was.

    Killed anywhere, the old store or the new one is in place, whole.
    """
    location = locate(url)
    path = Path(location.database or "")
    if not path.is_file():
        raise StoreUnusable("there is no store yet", str(path), "Run fairsvc init")
    revision = read_revision(path)
    if revision is None:
        raise StoreUnusable("the file is no store of fairsvc", str(path), "Name another file, or run fairsvc init")
    if revision == REVISION:
        return None
    copy, kept = path.with_name(f"{path.name}.upgrading"), path.with_name(f"{path.name}.before-{REVISION}")
    with translating_errors(str(path)), alone(path) as old:
        _require_room(path)
        _clear(path, copy, kept)
        try:
            say(f"Copying {path} (schema {revision})")
            _copy(old, copy)
            say(f"Migrating the copy to schema {REVISION}")
            _migrate(location.set(database=str(copy)), copy)
            before = count_rows(old)
            rows = _checked(before, copy)
            _tell_left_behind(before, rows, say)
            say(f"Checked {sum(rows.values())} rows in {len(rows)} tables; putting it in place")
            put_in_place(copy, path, kept)
        finally:
            _remove(copy)
    return Upgraded(revision, REVISION, kept, rows)


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that no other process can read or write beside. Raises StoreUnusable when one has it open.

    Leaving the write-ahead log needs that nobody else has the file open; it leaves one file without companions.
    """
    with translating_errors(str(path)), closing(sqlite3.connect(path, _ALONE_S, isolation_level=None)) as connection:
        try:
            for statement in ("PRAGMA journal_mode=DELETE", "PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE"):
                connection.execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise _in_use(path) from None
        connection.execute("COMMIT")  # the lock stays: that is what locking_mode says
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            raise _in_use(path)  # opened by another process between the first statement and the lock
        yield connection


def _in_use(path: Path) -> StoreUnusable:
    next_step = "End fairsvc work and every other command on it, and run it again"
    return StoreUnusable("another process has the store open", str(path), next_step)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of every table of ours; those that full-text search keeps for itself are its own matter."""
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    virtual = {name for name, sql in tables if str(sql).upper().startswith("CREATE VIRTUAL")}
    hidden = tuple(f"{name}_" for name in virtual)
    ours = [name for name, _ in tables if not name.startswith((*hidden, "sqlite_", "alembic_"))]
    # FTS5 counts its texts without reading them (section 9.4 of its documentation).
    counted = {name: f"{name}_docsize" if name in virtual else name for name in ours}
    return {name: connection.execute(f'SELECT count(*) FROM "{of}"').fetchone()[0] for name, of in counted.items()}  # noqa: S608


def put_in_place(new: Path, path: Path, kept: Path | None) -> None:
    """Put the new file in the place of the old one, which is kept under another name; a file is there at any moment."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if kept is not None:
        kept.hardlink_to(path)
    new.replace(path)
    sync_folder(path.parent)


def require_room(folder: Path, needed_bytes: int) -> None:
    """Raise StoreUnusable when the disk has less room than that."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        sizes = f"{folder}: {needed_bytes / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free"
        raise StoreUnusable("there is not enough room on the disk", sizes, "Free some room and run it again")


def _require_room(path: Path) -> None:
    require_room(path.parent, ROOM_FACTOR * path.stat().st_size + ROOM_BYTES)


def _clear(path: Path, copy: Path, kept: Path) -> None:
    """Remove what a killed upgrade left: an unfinished copy, or a second name of the store itself."""
    _remove(copy)
    if kept.exists():
        if not kept.samefile(path):
            raise StoreUnusable("an old store is kept there already", str(kept), "Move it away, or delete it")
        kept.unlink()


def _remove(copy: Path) -> None:
    for companion in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + companion).unlink(missing_ok=True)


def _copy(old: sqlite3.Connection, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as target:
        old.backup(target)


def _migrate(location: URL, copy: Path) -> None:
    with Store(make_engine(location), copy.parent) as store:
        migrate(store)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def _tell_left_behind(before: Mapping[str, int], after: Mapping[str, int], say: Callable[[str], None]) -> None:
    for name, sentence in _LEFT_BEHIND.items():
        if sentence and before.get(name) and name not in after:
            say(sentence.format(before[name]))


def _checked(before: Mapping[str, int], copy: Path) -> dict[str, int]:
    """Hold the copy against the old store's counts and its own rules. Raises StoreUnusable."""
    with closing(sqlite3.connect(copy)) as connection:
        after = count_rows(connection)
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    expected = {name: count for name, count in before.items() if name in after or name not in _LEFT_BEHIND}
    wrong = [
        f"{name} {count} -> {after.get(name, 'gone')}" for name, count in expected.items() if after.get(name) != count
    ]
    if wrong or sound != "ok" or orphans:
        found = "; ".join((*wrong, *([sound] if sound != "ok" else []), *(str(orphan) for orphan in orphans[:3])))
        next_step = "The old store is as it was; please report this"
        raise StoreUnusable("the upgraded copy is not what the store was", found, next_step)
    return after
