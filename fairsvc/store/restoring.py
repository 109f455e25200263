"""Put a backup back: everything is unpacked beside its place and checked first; the database comes last, at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fairsvc.errors import StoreUnusable
from fairsvc.store.backup_file import DATABASE, EVIDENCE, Entry, Manifest, create_private, read_backup
from fairsvc.store.connection import locate, translating_errors
from fairsvc.store.tables import REVISION
from fairsvc.store.upgrade import alone, put_in_place, require_room
from fairsvc.store.warc_files import sync_folder

_STAGE = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where a store that was there before lies now; None when there was none."""

    manifest: Manifest
    kept: Path | None

    @property
    def outdated(self) -> bool:
        """True when the restored store must be upgraded before it is used."""
        return self.manifest.schema < REVISION


def restore(backup: Path, url: str, evidence_folder: Path, *, force: bool = False) -> Restored:
    """Restore the store and its evidence.

    A store that holds something is only replaced with `force`; its evidence stays where it is. Killed anywhere, the old
    store is whole until the new one is; the same call again completes it. Raises StoreUnusable.
    """
    path = Path(locate(url).database or "")
    with translating_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        evidence_folder.mkdir(parents=True, exist_ok=True)
        _refuse_full(path, evidence_folder, force=force)
        with _stages(path, evidence_folder) as (database, stage):
            manifest = _unpack(backup, database, stage)
            _check(database, manifest)
            _place_evidence(stage, evidence_folder)
            return Restored(manifest, _place_database(database, path))


def _refuse_full(path: Path, evidence_folder: Path, *, force: bool) -> None:
    held = path if path.exists() and _holds_something(path) else None
    if held is None and not path.exists():
        held = evidence_folder if any(file.name != _STAGE for file in evidence_folder.iterdir()) else None
    if held is not None and not force:
        next_step = "Name another place in the settings, or use --force: a store there is kept under another name"
        raise StoreUnusable("there is something already where the backup should go", str(held), next_step)


def _holds_something(path: Path) -> bool:
    """Tell an empty store, as fairsvc init makes it, from one with sources or evidence in it, or another file."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            tables = ("source", "evidence", "forgotten")
            return any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in tables)  # noqa: S608
    except sqlite3.Error:
        return True


@contextmanager
def _stages(path: Path, evidence_folder: Path) -> Iterator[tuple[Path, Path]]:
    """Give places beside the true ones, on the same disks; what a killed restore left there goes first."""
    database, stage = path.with_name(f"{path.name}{_STAGE}"), evidence_folder / _STAGE
    try:
        for once in (database, stage):
            _clear(once)
        stage.mkdir()
        yield database, stage
    finally:
        for once in (database, stage):
            _clear(once)


def _clear(stage: Path) -> None:
    if stage.is_dir() and not stage.is_symlink():
        shutil.rmtree(stage)
    else:
        stage.unlink(missing_ok=True)


def _unpack(backup: Path, database: Path, stage: Path) -> Manifest:
    def accept(manifest: Manifest) -> None:
        if manifest.schema > REVISION:
            what = f"the backup has schema {manifest.schema}, this version knows up to {REVISION}"
            raise StoreUnusable(what, str(backup), "Use the newer fairsvc that wrote it")
        require_room(database.parent, manifest.entries[0].size_bytes)
        require_room(stage, manifest.size_bytes - manifest.entries[0].size_bytes)

    def receive(entry: Entry) -> IO[bytes]:
        target = database if entry.name == DATABASE else stage / entry.name.removeprefix(EVIDENCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        return create_private(target)

    return read_backup(backup, receive, accept)


def _check(database: Path, manifest: Manifest) -> None:
    """Hold the database against itself and against the evidence that came with it. Raises StoreUnusable."""
    sizes = {entry.name: entry.size_bytes for entry in manifest.entries}
    index = (
        'SELECT f.name, max(e."offset" + e.length) FROM exchange e JOIN warc_file f ON f.id = e.warc_file GROUP BY 1'
    )
    with closing(sqlite3.connect(database)) as connection:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        lacking = [name for name, end in connection.execute(index) if sizes.get(f"{EVIDENCE}{name}", 0) < end]
    if sound != "ok" or lacking:
        raise StoreUnusable("the backup does not fit together", lacking[0] if lacking else sound, "Use another one")


def _place_evidence(stage: Path, evidence_folder: Path) -> None:
    """Move the files in; one that is there already and begins with the same bytes has only grown, and stays."""
    for file in sorted(path for path in stage.rglob("*") if path.is_file()):
        target = evidence_folder / file.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            if _begins_with(target, file):
                continue
            target.rename(target.with_name(f"{target.name}.before-restore-{_stamp()}"))
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(target)
        sync_folder(target.parent)


def _place_database(database: Path, path: Path) -> Path | None:
    kept = path.with_name(f"{path.name}.before-restore-{_stamp()}") if path.exists() else None
    with alone(path) if kept is not None and _is_database(path) else nullcontext():
        _put_companions_aside(path, kept)
        put_in_place(database, path, kept)
    return kept


def _is_database(path: Path) -> bool:
    """Tell a store that others may have open from a damaged one, which nobody can."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            return False


def _put_companions_aside(path: Path, kept: Path | None) -> None:
    """Move away the log of a store that is lost or damaged: SQLite would apply it to whatever stands in its place."""
    for companion in ("-wal", "-shm", "-journal"):
        left = path.with_name(f"{path.name}{companion}")
        if left.exists():
            beside = kept or path.with_name(f"{path.name}.before-restore-{_stamp()}")
            left.replace(beside.with_name(f"{beside.name}{companion}"))


def _begins_with(longer: Path, shorter: Path) -> bool:
    if longer.stat().st_size < shorter.stat().st_size:
        return False
    with longer.open("rb") as one, shorter.open("rb") as other:
        while piece := other.read(2**20):
            if one.read(len(piece)) != piece:
                return False
    return True


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
