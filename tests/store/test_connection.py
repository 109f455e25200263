"""Opening: absent, foreign, older, newer; locked, full and read-only in use."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import threading
import zlib
from collections import deque
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, select, text

from fairsvc.errors import StoreUnusable
from fairsvc.model.harvest import Checkpoint, Window
from fairsvc.store import connection as connecting
from fairsvc.store import tables, windows
from fairsvc.store.codec import METADATA
from fairsvc.store.connection import open_store, translating_errors
from fairsvc.store.migrations import configuration, upgrade
from fairsvc.store.records import iter_records, save_page
from fairsvc.store.runs import find_last_settled, find_unfinished, list_full_passes, list_sources, start_run
from fairsvc.store.search import search
from tests.store.samples import NOON, SOURCE, WINDOW, open_in, some_metadata, some_page, some_record


def test_the_migrations_make_the_tables(store):
    with store.reading() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("item_text")}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == tables.REVISION
        assert ScriptDirectory.from_config(configuration(connection)).get_current_head() == tables.REVISION


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_how_sqlite_is_set(store, pragma, value):
    with store.writing() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_store_opens_again(tmp_path):
    with open_in(tmp_path) as store:
        start_run(store, SOURCE, WINDOW, NOON)
    with open_in(tmp_path) as store, open_in(tmp_path, create=False) as second:
        assert list_sources(store) == list_sources(second)
        assert second.evidence_folder == tmp_path / "evidence"
        assert second.engine.url.database == f"{tmp_path}/fairsvc.db"


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "create", "sentence"),
    [
        (lambda path: None, False, "there is no store yet: {path}. Run fairsvc init"),
        (lambda path: path.mkdir(), True, "{path}"),
        (lambda path: path.write_bytes(b"<html>" * 1000), True, "the file is no database: {path}."),
        (lambda path: path.write_bytes(b"<html>" * 1000), False, "the file is no database: {path}."),
        (lambda path: path.touch(), False, "the file is no store of fairsvc: {path}."),
        (_foreign, True, "the file is no store of fairsvc: {path}."),
        (_foreign, False, "the file is no store of fairsvc: {path}."),
    ],
)
def test_what_is_no_store(tmp_path, make, create, sentence):
    path = tmp_path / "fairsvc.db"
    (tmp_path / "evidence").mkdir()
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnusable) as caught:
        open_in(tmp_path, create=create)
    assert sentence.format(path=path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_the_evidence_folder_must_be_there(tmp_path):
    open_in(tmp_path).close()
    (tmp_path / "evidence").rmdir()
    with pytest.raises(StoreUnusable, match=r"there is no evidence folder: .*evidence\. Run fairsvc init"):
        open_in(tmp_path, create=False)


@pytest.mark.parametrize("url", ["", "fairsvc.db", "sqlite://", "postgresql://u:secret@host/db", "sqlite:///:memory:"])
def test_what_is_no_store_url(tmp_path, url):
    with pytest.raises(StoreUnusable, match="sqlite:///PATH") as caught:
        open_store(url, tmp_path, create=True)
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="the disk refused"):
        open_in(tmp_path / "file" / "below")


def test_a_newer_store_is_not_touched(tmp_path):
    open_in(tmp_path).close()
    with sqlite3.connect(tmp_path / "fairsvc.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (tmp_path / "fairsvc.db").read_bytes()
    for create in (True, False):
        with pytest.raises(StoreUnusable, match="schema 9999, this version knows up to"):
            open_in(tmp_path, create=create)
    assert (tmp_path / "fairsvc.db").read_bytes() == before


def _pack(text: str) -> bytes:
    return zlib.compress(text.encode())


_OLD_RUNS = (
    # state, checkpoint, what becomes of it: window state, settled, full, set
    (
        "verified",
        '{"window":{"prefix":"oai_dc"},"done":true,"pages":1,"records":1,"server_at":"2026-03-01"}',
        "done",
        1,
        1,
    ),
    ("plausible", '{"window":{"prefix":"oai_dc","from_":"2026-02-28"},"done":true,"pages":1}', "done", 1, 0),
    ("incomplete", '{"window":{"prefix":"oai_dc"},"pages":1,"records":1}', "incomplete", 0, 1),
    ("running", '{"window":{"prefix":"oai_dc"},"token":"t","pages":1,"records":1,"tokens":["0123"]}', "open", 0, 1),
)


def test_runs_of_an_older_store_become_windows(tmp_path):
    """Make a store as the first schema made it, with runs and a record in it."""
    store = connecting.Store(connecting.make_engine(connecting.locate(f"sqlite:///{tmp_path}/fairsvc.db")), tmp_path)
    with store, store.writing() as connection:
        upgrade(connection, "0001")
        connection.execute(
            text("INSERT INTO source VALUES ('ill', 'oai', 'https://example.org/oai', '', '', 86400, NULL)")
        )
        for state, checkpoint, *_ in _OLD_RUNS:
            values = {"state": state, "packed": _pack(checkpoint)}
            run = "INSERT INTO run VALUES (NULL, 'ill', :state, :packed, NULL, '2026-03-01 12:00:00.000000', NULL)"
            connection.execute(text(run), values)
        of_page = {"none": _pack("[]"), "body": _pack("<OAI-PMH/>")}
        page = "1, 1, 'https://example.org/oai', 200, :none, :body, 'ab', :none, 1, 0, 0, 0, 0, '2026-03-01 12:00:00'"
        connection.execute(text(f"INSERT INTO page VALUES (1, {page})"), of_page)
        item = "'ill', 'oai:ill:1', 'oai_dc', '2026-03-01', :none, 0, 'ab', '', 'odd', '', '', NULL, 1, 1, 1"
        connection.execute(text(f"INSERT INTO item VALUES (1, {item})"), {"none": b"[]"})
        version = "INSERT INTO item_version VALUES (1, 1, 1, '2026-03-01', 0, 'ab', :raw)"
        connection.execute(text(version), {"raw": _pack("<dc/>")})
        upgrade(connection, tables.REVISION)
    (tmp_path / "evidence").mkdir()
    with open_in(tmp_path, create=False) as migrated:
        assert [(one.record.identifier, one.record.raw) for one in iter_records(migrated, "ill")] == [
            ("oai:ill:1", b"<dc/>")
        ]
        found = [windows.load_root(migrated, number) for number in (1, 2, 3, 4)]
        assert [one.state for one in found] == [state for *_, state, _, _ in _OLD_RUNS]
        assert found[3].checkpoint == Checkpoint(Window("oai_dc"), "t", pages=1, records=1)
        assert find_unfinished(migrated, "ill") == 4
        assert find_last_settled(migrated, "ill").window.from_ == "2026-02-28"
        assert [one.server_at for one in list_full_passes(migrated, "ill", "oai_dc", "")] == ["2026-03-01"]
        with migrated.reading() as connection:
            assert connection.execute(select(tables.page.c.window)).scalars().all() == [found[0].number]
            flags = connection.execute(select(tables.run.c.settled, tables.run.c.full).order_by(tables.run.c.id)).all()
        assert flags == [(bool(settled), bool(full)) for *_, settled, full in _OLD_RUNS]


# A harvest of one record as the first schema stored it: bodies, views and words each by themselves, under zlib.
FIRST = """
INSERT INTO source VALUES ('ill', 'oai-pmh', 'https://example.org/oai', 'oai_datacite', '', 86400, NULL);
INSERT INTO run VALUES (1, 'ill', 'running', :checkpoint, NULL, '2026-03-01 12:00:00.000000', NULL);
INSERT INTO page VALUES (1, 1, 1, 'https://example.org/oai', 200, :none, :body, 'ab', :none, 1, 0, 0, 0, 0,
    '2026-03-01 12:00:01.000000');
INSERT INTO item VALUES (1, 'ill', 'oai:ill:1', 'oai_datacite', '2026-02-30T00:00:00Z', x'5b2264617461225d', 0, :sha256,
    'datacite-xml', '', 'doi:10.5072/ill-1', 'Neutron diffraction of sample 1', :view, 1, 1, 1);
INSERT INTO item VALUES (2, 'ill', 'oai:ill:2', 'oai_datacite', '2026-02-30T00:00:00Z', x'5b5d', 1, '', '', '', '', '',
    NULL, 1, 1, 1);
INSERT INTO item_version VALUES (1, 1, 1, '2026-02-30T00:00:00Z', 0, :sha256, :raw);
INSERT INTO item_version VALUES (2, 2, 1, '2026-02-30T00:00:00Z', 1, '', :nothing);
INSERT INTO item_text (rowid, title) VALUES (1, 'Neutron diffraction of sample 1');
"""


def _first_store(folder):
    """Make a store as the first schema made it, with a record and a tombstone in it."""
    store = connecting.Store(connecting.make_engine(connecting.locate(f"sqlite:///{folder}/fairsvc.db")), folder)
    values = {"none": b"[]", "body": b"<OAI-PMH/>", "raw": some_record().raw, "nothing": b""}
    packed = {name: zlib.compress(value) for name, value in values.items()}
    packed["checkpoint"] = _pack('{"window":{"prefix":"oai_datacite"}}')
    view = zlib.compress(METADATA.write(some_metadata()))
    with store, store.writing() as connection:
        upgrade(connection, "0001")
        for statement in FIRST.split(";\n"):
            names = re.findall(r":([a-z]\w+)\b(?=[,)])", statement)
            given = packed | {"view": view, "sha256": some_record().sha256}
            connection.exec_driver_sql(statement, {name: given[name] for name in names})
        upgrade(connection, tables.REVISION)
    (folder / "evidence").mkdir()


def test_an_older_store_is_migrated(tmp_path):
    _first_store(tmp_path)
    with open_in(tmp_path, create=False) as migrated, migrated.reading() as connection:
        live, gone = (one.record for one in iter_records(migrated, SOURCE.name))
        assert live == some_record()
        assert (gone.deleted, gone.raw, gone.metadata) == (True, b"", None)
        assert connection.execute(select(tables.host_budget)).all() == []
        assert [hit.identifier for hit in search(migrated, "powder muller")] == ["oai:ill:1"]


def test_a_record_of_an_older_store_changes(tmp_path):
    _first_store(tmp_path)
    with open_in(tmp_path, create=False) as migrated:
        changed = some_record(content="b", metadata=some_metadata(title="Lysozyme"))
        run = start_run(migrated, SOURCE, WINDOW, NOON)
        assert save_page(migrated, run, SOURCE.name, some_page(changed, some_record(2))).changed == 2
        assert [one.record for one in iter_records(migrated, SOURCE.name)] == [changed, some_record(2)]
        assert [hit.identifier for hit in search(migrated, "lysozyme")] == ["oai:ill:1"]
        assert [hit.identifier for hit in search(migrated, "neutron")] == ["oai:ill:2"]


@pytest.mark.parametrize("create", [True, False])
def test_an_older_store_is_refused_with_the_command(tmp_path, create):
    store = connecting.Store(
        connecting.make_engine(connecting.locate(f"sqlite:///{tmp_path}/fairsvc.db")), tmp_path / "evidence"
    )
    with store, store.writing() as connection:
        upgrade(connection, "0001")
    (tmp_path / "evidence").mkdir()
    before = (tmp_path / "fairsvc.db").read_bytes()
    with pytest.raises(StoreUnusable, match=r"the store has schema 0001, this version needs .* Run fairsvc upgrade"):
        open_in(tmp_path, create=create)
    assert (tmp_path / "fairsvc.db").read_bytes() == before


def _create(folder: Path, together) -> None:
    together.wait()
    open_in(folder).close()


def test_processes_may_create_it_at_once(tmp_path, processes):
    together = processes.Barrier(3)
    children = [processes.Process(target=_create, args=(tmp_path, together)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    with open_in(tmp_path, create=False) as store:
        assert list_sources(store) == ()


def test_a_full_disk_keeps_what_was_committed(store, run):
    with store.reading() as connection:
        limit = connection.execute(text("PRAGMA page_count")).scalar() + 40

    @event.listens_for(store.engine, "checkout")
    def _(raw, *_):
        raw.execute(f"PRAGMA max_page_count={limit}")

    saved = 0

    def save_next():
        nonlocal saved
        record = some_record(saved, raw=os.urandom(3000))
        save_page(store, run, SOURCE.name, some_page(record, number=saved + 1))
        saved += 1

    with pytest.raises(StoreUnusable, match=r"no room left on the disk of the store: .*fairsvc\.db\. Free some room"):
        deque(iter(save_next, "never"), maxlen=0)
    assert saved > 2
    assert len(list(iter_records(store, SOURCE.name))) == saved


def test_a_store_that_cannot_be_written(store):
    @event.listens_for(store.engine, "checkout")
    def _(raw, *_):
        raw.execute("PRAGMA query_only=ON")

    with pytest.raises(StoreUnusable, match="the store cannot be written"):
        start_run(store, SOURCE, WINDOW, NOON)
    assert list_sources(store) == ()


def test_a_locked_store(tmp_path, monkeypatch):
    monkeypatch.setattr(connecting, "BUSY_TIMEOUT_S", 0.05)
    with open_in(tmp_path) as store:
        other = sqlite3.connect(tmp_path / "fairsvc.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnusable, match="locked by another process"):
            start_run(store, SOURCE, WINDOW, NOON)
        assert list_sources(store) == ()
        other.close()


def test_threads_share_a_store(store):
    def work(name):
        for number in range(5):
            save_page(store, run[name], name, some_page(some_record(number), number=number))

    names = [f"source-{number}" for number in range(8)]
    run = {name: start_run(store, type(SOURCE)(name, "k", "http://u"), WINDOW, NOON) for name in names}
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [summary.records for summary in list_sources(store)] == [5] * 8


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "there is no room left on the disk: /data. Free some room and run it again"),
        (errno.EDQUOT, "there is no room left on the disk: /data."),
        (errno.EROFS, "this place cannot be written: /data."),
        (errno.EACCES, "this place cannot be written: /data."),
        (errno.EIO, "the disk refused (Input/output error): /data."),
    ],
)
def test_what_a_disk_says(number, sentence):
    with pytest.raises(StoreUnusable) as caught, translating_errors("/data"):
        raise OSError(number, os.strerror(number))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("error", [sqlite3.ProgrammingError("a defect"), ValueError("a defect"), KeyError("a defect")])
def test_a_defect_stays_a_defect(error):
    with pytest.raises(type(error)), translating_errors("/data"):
        raise error
