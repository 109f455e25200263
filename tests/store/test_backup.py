"""Backups: whole while others write, checked to the last byte, and restored without trust."""

from __future__ import annotations

import gzip
import io
import os
import random
import sqlite3
import tarfile
import threading
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import StoreUnusable
from fairsvc.store import backup_file
from fairsvc.store.backup import back_up, check_backup
from fairsvc.store.backup_file import DATABASE, FORMAT, Entry, Manifest, read_backup
from fairsvc.store.evidence import load_evidence, save_evidence
from fairsvc.store.records import iter_records, save_page
from fairsvc.store.restoring import restore
from fairsvc.store.runs import start_run
from fairsvc.store.tables import REVISION
from tests.store.samples import NOON, SOURCE, WINDOW, open_in, some_evidence, some_page, some_record


@pytest.fixture
def filled(store):
    save_page(store, start_run(store, SOURCE, WINDOW, NOON), SOURCE.name, some_page(some_record(1), some_record(2)))
    save_evidence(store, [some_evidence(1), some_evidence(2)], "test")
    return store


@pytest.fixture
def backup(filled, tmp_path) -> Path:
    path = tmp_path / "b.tar.gz"
    back_up(filled, path, "fairsvc/test")
    return path


def restored(backup: Path, folder: Path, *, force: bool = False):
    return restore(backup, f"sqlite:///{folder}/fairsvc.db", folder / "evidence", force=force)


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz", "b.tgz"])
def test_what_is_backed_up_comes_back(filled, tmp_path, name):
    manifest = back_up(filled, tmp_path / name, "fairsvc/test")
    assert (manifest.schema, manifest.software, len(manifest.entries)) == (REVISION, "fairsvc/test", 2)
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert check_backup(tmp_path / name) == manifest
    done = restored(tmp_path / name, tmp_path / "new")
    assert (done.manifest, done.kept, done.outdated) == (manifest, None, False)
    with open_in(tmp_path / "new", create=False) as again:
        assert [one.record for one in iter_records(again, SOURCE.name)] == [some_record(1), some_record(2)]
        for number in (1, 2):
            pid = f"doi:10.5072/ill-{number}"
            assert load_evidence(again, pid, with_bodies=True) == load_evidence(filled, pid, with_bodies=True)
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["evidence", "fairsvc.db"]


def test_it_is_one_state_while_others_write(filled, tmp_path):
    over = threading.Event()

    def write():
        number = 10
        while not over.is_set():
            save_evidence(filled, [some_evidence(number)], "test")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for attempt in range(3):
            back_up(filled, tmp_path / f"{attempt}.tar", "test")
    finally:
        over.set()
        writer.join()
    for attempt in range(3):
        folder = tmp_path / f"new-{attempt}"
        restored(tmp_path / f"{attempt}.tar", folder)
        with open_in(folder, create=False) as again:
            with again.reading() as connection:
                pids = [row[0] for row in connection.exec_driver_sql("SELECT pid FROM evidence")]
            assert all(load_evidence(again, pid, with_bodies=True) for pid in pids)


def test_leases_do_not_come_back(filled, tmp_path):
    with filled.writing() as connection:
        connection.exec_driver_sql("INSERT INTO host_place VALUES (1, 'h', 'x', 9e12)")
        connection.exec_driver_sql(
            "INSERT INTO job (kind, target, lease_holder, lease_until, attempts, last_ending, last_said)"
            " VALUES ('harvest', 'ill', 'x', '2030-01-01 00:00:00.000000', 0, '', '')"
        )
    back_up(filled, tmp_path / "b.tar", "test")
    restored(tmp_path / "b.tar", tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "new" / "fairsvc.db")) as connection:
        assert connection.execute("SELECT lease_holder, lease_until FROM job").fetchall() == [("", None)]
        assert connection.execute("SELECT count(*) FROM host_place").fetchone() == (0,)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("b.zip", "a backup is a tar file"), ("b.tar", "the file is there already"), ("no/b.tar", "the disk refused")],
)
def test_where_no_backup_can_go(filled, tmp_path, name, sentence):
    (tmp_path / "b.tar").write_text("precious")
    with pytest.raises(StoreUnusable, match=sentence):
        back_up(filled, tmp_path / name, "test")
    assert (tmp_path / "b.tar").read_text() == "precious"
    assert not list(tmp_path.glob("*.partial*"))


def test_lost_evidence_is_said_at_the_backup(filled, tmp_path):
    filled.warc_files.close()
    next(filled.evidence_folder.rglob("*.warc.gz")).unlink()
    with pytest.raises(StoreUnusable, match="an evidence file is missing or cut"):
        back_up(filled, tmp_path / "b.tar", "test")
    assert not list(tmp_path.glob("b.tar*"))


def test_a_place_that_holds_something_is_refused(backup, filled, tmp_path):
    with pytest.raises(StoreUnusable, match=r"there is something already where the backup should go: .*fairsvc\.db"):
        restored(backup, tmp_path)
    (tmp_path / "other" / "evidence").mkdir(parents=True)
    (tmp_path / "other" / "evidence" / "file").touch()
    with pytest.raises(StoreUnusable, match="something already"):
        restored(backup, tmp_path / "other")


def test_an_empty_store_makes_room(backup, tmp_path):
    open_in(tmp_path / "new").close()
    restored(backup, tmp_path / "new")
    with open_in(tmp_path / "new", create=False) as again:
        assert len(list(iter_records(again, SOURCE.name))) == 2


def test_force_keeps_the_store_that_was_there(backup, filled, tmp_path):
    save_evidence(filled, [some_evidence(3)], "test")
    filled.close()
    kept = restored(backup, tmp_path, force=True).kept
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM evidence").fetchone() == (3,)
    with open_in(tmp_path, create=False) as again:
        assert load_evidence(again, "doi:10.5072/ill-2", with_bodies=True)
        with again.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM evidence").scalar() == 2
    assert not list(tmp_path.rglob("*.restoring"))


def test_a_store_in_use_is_not_replaced(backup, filled, tmp_path, monkeypatch):
    monkeypatch.setattr("fairsvc.store.upgrade._ALONE_S", 0.05)
    with filled.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM item")
        with pytest.raises(StoreUnusable, match="another process has the store open"):
            restored(backup, tmp_path, force=True)


def test_a_newer_backup_is_refused(backup, tmp_path, monkeypatch):
    monkeypatch.setattr("fairsvc.store.restoring.REVISION", "0001")
    with pytest.raises(StoreUnusable, match="the backup has schema"):
        restored(backup, tmp_path / "new")


def test_a_disk_without_room_is_said_first(backup, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: os.terminal_size((1, 1)) and _Usage())
    with pytest.raises(StoreUnusable, match="there is not enough room on the disk"):
        restored(backup, tmp_path / "new")
    assert not list((tmp_path / "new").rglob("*.restoring"))


class _Usage:
    free = 10


# What no backup of ours looks like: members after the manifest, and the manifest itself.
BODY = b"hello"
SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
GOOD = Manifest(FORMAT, REVISION, "x", datetime(2026, 1, 1, tzinfo=UTC), (Entry(DATABASE, 5, SHA256),))


def forged(path: Path, manifest: Manifest, *members: tuple[str, bytes, bytes], gz: bool = False) -> Path:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        listed = backup_file._CODEC.write(manifest)
        for name, kind, body in ((backup_file.MANIFEST, tarfile.REGTYPE, listed), *members):
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(body), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(body))
    path.write_bytes(gzip.compress(stream.getvalue()) if gz else stream.getvalue())
    return path


def listing(*names: str) -> Manifest:
    return replace(GOOD, entries=(*GOOD.entries, *(Entry(name, 5, SHA256) for name in names)))


FILE = (DATABASE, tarfile.REGTYPE, BODY)


@pytest.mark.parametrize(
    ("manifest", "members", "why"),
    [
        (GOOD, [], "fairsvc.db is not there as listed"),
        (GOOD, [(DATABASE, tarfile.REGTYPE, b"hellO")], "does not match its digest"),
        (GOOD, [(DATABASE, tarfile.REGTYPE, b"hello!")], "is not there as listed"),
        (GOOD, [(DATABASE, tarfile.SYMTYPE, b"")], "is not there as listed"),
        (GOOD, [(DATABASE, tarfile.LNKTYPE, b"")], "is not there as listed"),
        (GOOD, [(DATABASE, tarfile.DIRTYPE, b"")], "is not there as listed"),
        (GOOD, [(DATABASE, tarfile.CHRTYPE, b"")], "is not there as listed"),
        (GOOD, [FILE, ("more", tarfile.REGTYPE, b"x")], "it holds more than its list says"),
        (GOOD, [("../fairsvc.db", tarfile.REGTYPE, BODY)], "is not there as listed"),
        (listing("evidence/../../x"), [FILE], "it names a file that no backup holds"),
        (listing("evidence//etc/passwd"), [FILE], "it names a file that no backup holds"),
        (listing("/etc/passwd"), [FILE], "it names a file that no backup holds"),
        (listing("evidence/.restoring"), [FILE], "it names a file that no backup holds"),
        (listing("evidence/a\\..\\b"), [FILE], "it names a file that no backup holds"),
        (listing("evidence/a\x00b"), [FILE], "it names a file that no backup holds"),
        (listing("evidence/a\n"), [FILE], "it names a file that no backup holds"),
        (listing("evidence/a.gz", "evidence/a.gz"), [FILE], "its list of files is not one of ours"),
        (replace(GOOD, entries=()), [], "its list of files is not one of ours"),
        (replace(GOOD, entries=(Entry("evidence/a", 5, SHA256),)), [], "its list of files is not one of ours"),
        (replace(GOOD, entries=(Entry(DATABASE, -5, SHA256),)), [FILE], "no backup holds"),
        (replace(GOOD, format="fairsvc-backup/9"), [FILE], "no backup of a kind we know"),
    ],
)
@pytest.mark.parametrize("gz", [True, False])
def test_a_forged_backup_is_refused_and_nothing_written(tmp_path, manifest, members, why, gz):
    path = forged(tmp_path / "forged.tar", manifest, *members, gz=gz)
    with pytest.raises(StoreUnusable, match=why):
        check_backup(path)
    with pytest.raises(StoreUnusable, match=why):
        restored(path, tmp_path / "new")
    assert [file for file in (tmp_path / "new").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a tar",
        b"\x1f\x8b",
        b"\x1f\x8bnot gzip at all",
        gzip.compress(b""),
        gzip.compress(b"x" * 5000)[:-20],
        b"\0" * 20480,
    ],
)
def test_what_is_no_backup(tmp_path, content):
    (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(StoreUnusable, match="the backup is damaged, or none"):
        check_backup(tmp_path / "b.tar")


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(StoreUnusable, match="there is no such backup"):
        check_backup(tmp_path / "b.tar")
    with pytest.raises(StoreUnusable, match="the disk refused"):
        check_backup(tmp_path)


def test_a_chain_of_headers_is_not_followed_for_ever(tmp_path):
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 2
    (tmp_path / "b.tar").write_bytes((member.tobuf(tarfile.GNU_FORMAT) + b"x".ljust(512, b"\0")) * 5000)
    with pytest.raises(StoreUnusable, match="damaged"):
        check_backup(tmp_path / "b.tar")


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 and then nothing of it", b"no database" * 1000])
def test_a_damaged_store_is_replaced(backup, tmp_path, damage):
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "fairsvc.db").write_bytes(damage)
    with pytest.raises(StoreUnusable, match="there is something already"):
        restored(backup, folder)
    kept = restored(backup, folder, force=True).kept
    assert kept is not None
    assert kept.read_bytes() == damage
    with open_in(folder, create=False) as again:
        assert len(list(iter_records(again, SOURCE.name))) == 2


def test_a_log_that_was_left_behind_is_not_applied(backup, tmp_path):
    folder = tmp_path / "new"
    with open_in(folder) as store:
        save_page(store, start_run(store, SOURCE, WINDOW, NOON), SOURCE.name, some_page(some_record(9)))
        (tmp_path / "log").write_bytes((folder / "fairsvc.db-wal").read_bytes())
    (folder / "fairsvc.db").unlink()
    (tmp_path / "log").rename(folder / "fairsvc.db-wal")
    restored(backup, folder, force=True)
    with open_in(folder, create=False) as again:
        assert [one.record for one in iter_records(again, SOURCE.name)] == [some_record(1), some_record(2)]


def test_a_header_of_any_length_is_not_taken_in(tmp_path):
    """A pax header is read whole by the tar library, however long it says it is."""
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 2**36
    with gzip.open(tmp_path / "b.tar", "wb") as stream:
        stream.write(member.tobuf(tarfile.GNU_FORMAT))
        stream.write(b"\0" * 2**20)
    with pytest.raises(StoreUnusable, match="damaged"):
        check_backup(tmp_path / "b.tar")


def _unzipped(content):
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error):
        return b""


def test_every_cut_and_every_flipped_byte_is_found(backup, tmp_path):
    content, chance, bad = backup.read_bytes(), random.Random(3), tmp_path / "bad.tar"
    for _ in range(60):
        place = chance.randrange(12, len(content) - 8)
        changed = content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :]
        for harmed in (content[:place], changed):
            if _unzipped(harmed) == _unzipped(content):
                continue  # Deflate spells a code table in several ways.
            bad.write_bytes(harmed)
            with pytest.raises(StoreUnusable):
                check_backup(bad)


@settings(max_examples=100)
@given(st.binary(max_size=2000), st.booleans())
def test_any_bytes_are_a_backup_or_refused(tmp_path_factory, content, zipped):
    path = tmp_path_factory.getbasetemp() / "any.tar"
    path.write_bytes(gzip.compress(content) if zipped else content)
    with pytest.raises(StoreUnusable):
        read_backup(path)


def _restore(backup: Path, folder: Path) -> None:
    restored(backup, folder, force=True)


def test_killed_anywhere_a_whole_store_is_in_place(backup, filled, tmp_path, processes):
    save_evidence(filled, [some_evidence(3)], "test")
    filled.close()
    moments = random.Random(9)
    for _ in range(8):
        child = processes.Process(target=_restore, args=(backup, tmp_path))
        child.start()
        child.join(moments.uniform(0.0, 0.12))
        child.kill()
        child.join()
        with open_in(tmp_path, create=False) as either, either.reading() as connection:
            pids = [row[0] for row in connection.exec_driver_sql("SELECT pid FROM evidence")]
            assert len(pids) in (2, 3)
            assert all(load_evidence(either, pid, with_bodies=True) for pid in pids)


def test_the_commands(backup, filled, tmp_path, capsys, monkeypatch):
    from cli.main import run

    (tmp_path / "fairsvc.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert run(["backup", "again.tar"]) == 0
    assert "Wrote again.tar: a store of schema" in capsys.readouterr().out
    assert run(["backup", "--check", "again.tar"]) == 0
    assert "again.tar is whole" in capsys.readouterr().out
    assert run(["restore", "again.tar"]) == 2
    assert "--force" in capsys.readouterr().err
    filled.close()
    assert run(["restore", "again.tar", "--force"]) == 0
    assert "is kept as" in capsys.readouterr().out
