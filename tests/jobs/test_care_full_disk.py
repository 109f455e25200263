"""A disk that runs full under upgrade, backup, restore and pruning: a sentence, and everything as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fairsvc.errors import StoreUnusable
from fairsvc.store import backup, reclaiming, restoring, upgrade
from fairsvc.store.backup import back_up
from fairsvc.store.connection import Store, locate, make_engine, open_store
from fairsvc.store.evidence import load_evidence, save_evidence
from fairsvc.store.migrations import upgrade as migrate_to
from fairsvc.store.pruning import prune_evidence
from fairsvc.store.restoring import restore
from fairsvc.store.upgrade import upgrade_store
from tests.store.samples import some_evidence

NO_ROOM = "there is no room left on the disk"


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An own disk of 3 MB; nobody looks beforehand whether there is room."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a disk of a known size is mounted by root on Linux only")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mount is not allowed here")
    for room in (upgrade, backup, restoring, reclaiming):
        monkeypatch.setattr(room, "require_room", lambda folder, needed_bytes: None)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def _fill(folder: Path, days: int = 2) -> Store:
    store = open_store(f"sqlite:///{folder}/fairsvc.db", folder / "evidence", create=True)
    for day in range(days):
        save_evidence(store, [some_evidence(1, os.urandom(60_000), day=day)], "test")
    store.warc_files.close()
    return store


def _names(folder: Path) -> set[str]:
    return {
        path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
    }


def test_a_backup_without_room(small_disk: Path, tmp_path: Path) -> None:
    with _fill(tmp_path / "work", days=8) as store, pytest.raises(StoreUnusable, match=NO_ROOM):
        back_up(store, small_disk / "b.tar", "test")
    assert _names(small_disk) == set()


def test_a_restore_without_room(small_disk: Path, tmp_path: Path) -> None:
    with _fill(tmp_path / "work", days=8) as store:
        back_up(store, tmp_path / "b.tar", "test")
    with pytest.raises(StoreUnusable, match=NO_ROOM):
        restore(tmp_path / "b.tar", f"sqlite:///{small_disk}/fairsvc.db", small_disk / "evidence")
    assert _names(small_disk) == set()


def test_a_pruning_without_room(small_disk: Path) -> None:
    with _fill(small_disk) as store:
        pid = "doi:10.5072/ill-1"
        latest = load_evidence(store, pid, with_bodies=True)
        (small_disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 100_000))
        with pytest.raises(StoreUnusable, match=NO_ROOM):
            prune_evidence(store, 1)
        assert load_evidence(store, pid, with_bodies=True) == latest
        assert sum(name.endswith(".warc.gz") for name in _names(small_disk)) == 1
        (small_disk / "ballast").unlink()
        prune_evidence(store, 1)
        assert load_evidence(store, pid, with_bodies=True) == latest


def test_an_upgrade_without_room(small_disk: Path) -> None:
    path = small_disk / "fairsvc.db"
    with Store(make_engine(locate(f"sqlite:///{path}")), small_disk) as store, store.writing() as connection:
        migrate_to(connection, "0003")
        connection.exec_driver_sql("INSERT INTO source VALUES ('s', 'oai', 'u', '', '', 1, ?)", (os.urandom(900_000),))
    (small_disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 400_000))
    with pytest.raises(StoreUnusable, match="no room left"):
        upgrade_store(f"sqlite:///{path}", lambda step: None)
    assert _names(small_disk) == {"fairsvc.db", "ballast"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
        assert connection.execute("SELECT count(*) FROM source").fetchone() == (1,)
    (small_disk / "ballast").unlink()
    assert upgrade_store(f"sqlite:///{path}", lambda step: None) is not None
