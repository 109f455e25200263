"""Open a store of the current schema, make a new one, and say in a sentence why one cannot be used."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from fairsvc.errors import StoreUnusable
from fairsvc.store.full_text import view_text
from fairsvc.store.tables import REVISION
from fairsvc.store.warc_files import WarcFiles

BUSY_TIMEOUT_S = 30
_INIT = "Run fairsvc init"

# SQLite's primary result codes, https://www.sqlite.org/rescode.html: an extended code holds them in its low byte.
_TROUBLES = {
    sqlite3.SQLITE_FULL: ("there is no room left on the disk of the store", "Free some room and run it again"),
    sqlite3.SQLITE_READONLY: ("the store cannot be written", "Check the permissions of the file and its folder"),
    sqlite3.SQLITE_PERM: ("the store cannot be opened", "Check the permissions of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("the store cannot be opened", "Check the path and its permissions"),
    sqlite3.SQLITE_BUSY: ("the store is locked by another process", "Wait until that ends, or end it"),
    sqlite3.SQLITE_LOCKED: ("the store is locked by another process", "Wait until that ends, or end it"),
    sqlite3.SQLITE_NOTADB: ("the file is no database", "Name another file in store_url, or restore a backup"),
    sqlite3.SQLITE_CORRUPT: ("the store is damaged", "Restore a backup"),
    sqlite3.SQLITE_IOERR: (
        "the disk of the store does not answer",
        "Check the disk; network drives do not suit SQLite",
    ),
}
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class Store:
    """An open store; every transaction goes through `reading` or `writing`."""

    def __init__(self, engine: Engine, evidence_folder: Path) -> None:
        self.engine = engine
        self.evidence_folder = evidence_folder
        self.warc_files = WarcFiles(evidence_folder)
        self.writer = engine.execution_options(fairsvc_begin="BEGIN IMMEDIATE")
        self._lock = threading.RLock()

    @property
    def where(self) -> str:
        """The store as a message names it: without password."""
        return self.engine.url.database or self.engine.url.render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store."""
        with translating_errors(self.where), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose transaction commits when the block ends, and leaves nothing when it raises."""
        with translating_errors(self.where), self._lock, self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close files and connections."""
        self.warc_files.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, evidence_folder: Path, *, create: bool = False) -> Store:
    """Open the store. Raises StoreUnusable, also for one of an older or newer schema, which is not touched.

    `create` makes the file, the folder and the tables where they are missing.
    """
    location = locate(url)
    path = Path(location.database or "")
    with translating_errors(str(path)):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            evidence_folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise StoreUnusable("there is no store yet", str(path), _INIT)
        elif not evidence_folder.is_dir():
            raise StoreUnusable("there is no evidence folder", str(evidence_folder), _INIT)
        if path.is_file():
            _look(path, create=create)
    store = Store(make_engine(location), evidence_folder)
    with ExitStack() as unless_ready:
        unless_ready.callback(store.close)
        migrate(store)
        unless_ready.pop_all()
    return store


@contextmanager
def translating_errors(which: str) -> Iterator[None]:
    """Turn what the disk and the database may say into StoreUnusable; what is a defect of ours passes."""
    try:
        yield
    except DBAPIError as error:
        if (trouble := _database_trouble(error.orig, which)) is None:
            raise
        raise trouble from error
    except sqlite3.Error as error:
        if (trouble := _database_trouble(error, which)) is None:
            raise
        raise trouble from error
    except OSError as error:
        raise _disk_trouble(error, which) from error


def _database_trouble(error: object, which: str) -> StoreUnusable | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _TROUBLES:
        return None
    what, next_step = _TROUBLES[code & 0xFF]
    return StoreUnusable(what, which, next_step)


def _disk_trouble(error: OSError, which: str) -> StoreUnusable:
    which = str(error.filename or which)
    if error.errno in _NO_ROOM:
        return StoreUnusable("there is no room left on the disk", which, "Free some room and run it again")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreUnusable("this place cannot be written", which, "Check its permissions, or name another place")
    return StoreUnusable(f"the disk refused ({error.strerror or error})", which, "Check the path and the disk")


def locate(url: str) -> URL:
    """Read the address of a SQLite file. Raises StoreUnusable."""
    try:
        location = make_url(url)
    except ArgumentError:
        raise StoreUnusable("this is no store URL", "store_url", "Write sqlite:///PATH") from None
    if location.get_backend_name() != "sqlite" or not location.database or location.database == ":memory:":
        shown = location.render_as_string(hide_password=True)
        raise StoreUnusable("only a SQLite file can be the store", shown, "Write sqlite:///PATH")
    return location


def read_revision(path: Path) -> str | None:
    """Read the schema's revision without changing a byte; None when the file has no table. Raises StoreUnusable."""
    with translating_errors(str(path)), closing(_reading(path)) as connection:
        revision = _revision(connection.execute)
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if revision is None and not empty:
        raise _foreign(path)
    if revision is not None and revision > REVISION:
        raise StoreUnusable(
            f"the store has schema {revision}, this version knows up to {REVISION}",
            str(path),
            "Use the newer fairsvc that wrote it",
        )
    return revision


def _look(path: Path, *, create: bool) -> None:
    """Refuse a file that is no store of ours, or one of another version."""
    revision = read_revision(path)
    if revision is None and not create:
        raise _foreign(path)
    if revision is not None and revision < REVISION:
        what = f"the store has schema {revision}, this version needs {REVISION}"
        raise StoreUnusable(what, str(path), "Run fairsvc upgrade: it keeps the old one beside it")


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)


def _foreign(path: Path) -> StoreUnusable:
    return StoreUnusable("the file is no store of fairsvc", str(path), "Name another file, or run fairsvc init")


def _revision(execute: Any) -> str | None:
    found = execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'").fetchone()
    row = execute("SELECT version_num FROM alembic_version").fetchone() if found else None
    return str(row[0]) if row else None


def migrate(store: Store) -> None:
    """Bring an empty store, or the copy of an older one, to the current schema."""
    with store.reading() as connection:
        if _revision(lambda statement: connection.execute(text(statement))) == REVISION:
            return
    with store.writing() as connection:
        from fairsvc.store.migrations import upgrade  # noqa: PLC0415 - alembic costs 0.1 s, needed once per schema

        upgrade(connection, REVISION)


def make_engine(location: URL) -> Engine:
    """Describe connections to the file: write-ahead log, foreign keys, transactions as we begin them."""
    engine = create_engine(location, connect_args={"timeout": BUSY_TIMEOUT_S}, max_overflow=-1)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    # The driver would begin transactions late and by itself; `_on_begin` does it.
    connection.isolation_level = None
    connection.create_function("view_text", 5, view_text, deterministic=True)
    _keep_a_write_ahead_log(connection)
    # What is deleted is overwritten, whatever SQLite was built for: nobody can forget what lies in free pages.
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_write_ahead_log(connection: Any) -> None:
    # SQLite does not wait its busy timeout for a new file's change of journal: of two that make it at once, one is
    # told "locked" at once.
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("fairsvc_begin", "BEGIN"))
