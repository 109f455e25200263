"""Upgrading: a checked copy takes the old store's place, and the old one is kept, whatever happens between."""

from __future__ import annotations

import random
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from fairsvc.errors import StoreUnusable
from fairsvc.model.harvest import Checkpoint
from fairsvc.model.judgement import RunKind
from fairsvc.store import tables, upgrade
from fairsvc.store.assessment_runs import list_assessment_runs
from fairsvc.store.codec import CHECKPOINT, METADATA
from fairsvc.store.connection import Store, locate, make_engine, read_revision
from fairsvc.store.judgements import iter_history
from fairsvc.store.migrations import upgrade as migrate_to
from fairsvc.store.upgrade import alone, upgrade_store
from tests.store.samples import SOURCE, WINDOW, open_in, some_metadata

OLD = "0003"
KEPT = f"fairsvc.db.before-{tables.REVISION}"


def old_store(folder: Path, items: int = 3) -> Path:
    """Make a store as an older version made it, with rows in it."""
    folder.mkdir(exist_ok=True)
    (folder / "evidence").mkdir()
    path = folder / "fairsvc.db"
    store = Store(make_engine(locate(f"sqlite:///{path}")), folder / "evidence")
    with store, store.writing() as connection:
        migrate_to(connection, OLD)
        connection.execute(text("INSERT INTO source VALUES ('ill', 'oai', 'https://x.example', '', '', 1, NULL)"))
        connection.execute(
            text(
                "INSERT INTO run VALUES (1, 'ill', 'verified', :checkpoint, NULL, '2026-01-01 00:00:00.000000', NULL)"
            ),
            {"checkpoint": zlib.compress(CHECKPOINT.write(Checkpoint(WINDOW)))},
        )
        connection.execute(
            text("INSERT INTO page VALUES (1, 1, 1, '', 200, '', :body, '', '', 0, 0, 0, 0, 0, :at)"),
            {"body": b"x" * 3_000_000, "at": "2026-01-01 00:00:00.000000"},
        )
        for number in range(items):
            statement = text(
                "INSERT INTO item VALUES (:n, 'ill', :n, 'p', '', '', 0, '', '', '', '', 'title', :view, 1, 1, 1)"
            )
            connection.execute(statement, {"n": number, "view": zlib.compress(METADATA.write(some_metadata()))})
            connection.execute(text("INSERT INTO item_text (rowid, title) VALUES (:n, 'a title')"), {"n": number})
    return path


def run(path: Path) -> upgrade.Upgraded | None:
    return upgrade_store(f"sqlite:///{path}", lambda step: None)


def count(path: Path, table: str = "item") -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_an_older_store_is_upgraded_and_kept(tmp_path):
    path, steps = old_store(tmp_path), []
    done = upgrade_store(f"sqlite:///{path}", steps.append)
    assert done is not None
    assert (done.before, done.after, done.kept) == (OLD, tables.REVISION, tmp_path / KEPT)
    assert done.rows["item"] == done.rows["item_text"] == 3
    assert [step.split()[0] for step in steps] == ["Copying", "Migrating", "Checked"]
    assert read_revision(done.kept) == OLD
    assert count(done.kept) == 3
    with open_in(tmp_path, create=False) as store, store.reading() as connection:
        assert len(connection.execute(select(tables.item.c.id)).all()) == 3
    assert sorted(file.name for file in tmp_path.glob("fairsvc.db*")) == ["fairsvc.db", KEPT]


def test_older_assessments_are_left_behind_and_told_of(tmp_path):
    path, steps = old_store(tmp_path), []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO outcome_layout VALUES (1, '', '', '')")
        for number in range(3):
            connection.execute(
                f"INSERT INTO assessment VALUES ({number}, 'p', 'm', '', 1, '', 1, '', '', '', '', '', 0)"
            )
        connection.execute("INSERT INTO assessment_run VALUES (1, 'ill', '2026-01-01 00:00:00.000000', NULL)")
    upgrade_store(f"sqlite:///{path}", steps.append)
    assert [step for step in steps if "left behind" in step] == [
        "3 assessments are left behind: fairsvc assess --stored judges their evidence anew"
    ]
    with open_in(tmp_path, create=False) as store:
        (run_before,) = list_assessment_runs(store, "ill")
        assert list(iter_history(store, "p")) == []
    assert (run_before.kind, run_before.rulebook, run_before.datasets) == (RunKind.GATHERED, "", None)


def test_a_current_store_is_left_alone(tmp_path):
    open_in(tmp_path).close()
    assert run(tmp_path / "fairsvc.db") is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "there is no store yet"),
        (lambda path: path.touch(), "the file is no store of fairsvc"),
        (lambda path: path.write_bytes(b"<html>" * 1000), "the file is no database"),
    ],
)
def test_what_cannot_be_upgraded(tmp_path, make, sentence):
    make(tmp_path / "fairsvc.db")
    with pytest.raises(StoreUnusable, match=sentence):
        run(tmp_path / "fairsvc.db")


def test_a_newer_store_is_not_touched(tmp_path):
    path = old_store(tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StoreUnusable, match="schema 9999, this version knows up to"):
        run(path)
    assert path.read_bytes() == before


def test_a_store_that_is_open_elsewhere_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade, "_ALONE_S", 0.05)
    path = old_store(tmp_path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        assert other.execute("SELECT count(*) FROM item").fetchone() == (3,)
        with pytest.raises(StoreUnusable, match=r"another process has the store open: .*End fairsvc work"):
            run(path)
    assert run(path) is not None


def test_nobody_writes_beside_it(tmp_path):
    path = old_store(tmp_path)
    with alone(path), closing(sqlite3.connect(path, timeout=0.05)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("DELETE FROM item")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT count(*) FROM item")


def test_without_room_nothing_is_done(tmp_path, monkeypatch):
    path = old_store(tmp_path)
    monkeypatch.setattr(upgrade, "ROOM_BYTES", 2**60)
    with pytest.raises(StoreUnusable, match=r"there is not enough room on the disk: .* MB needed"):
        run(path)
    assert [file.name for file in tmp_path.glob("fairsvc.db*")] == ["fairsvc.db"]
    assert count(path) == 3


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM item WHERE id = 1",
        "DROP TABLE item_version",
        "UPDATE item SET page = 999",
    ],
)
def test_a_copy_that_lost_something_is_thrown_away(tmp_path, monkeypatch, harm):
    path = old_store(tmp_path)
    true_migrate = upgrade._migrate

    def harmful(location, copy):
        true_migrate(location, copy)
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute(harm)

    monkeypatch.setattr(upgrade, "_migrate", harmful)
    with pytest.raises(StoreUnusable, match="the upgraded copy is not what the store was"):
        run(path)
    assert [file.name for file in tmp_path.glob("fairsvc.db*")] == ["fairsvc.db"]
    assert (read_revision(path), count(path)) == (OLD, 3)


def test_an_older_kept_store_is_not_overwritten(tmp_path):
    path = old_store(tmp_path)
    (tmp_path / KEPT).write_text("precious")
    with pytest.raises(StoreUnusable, match=r"an old store is kept there already: .*Move it away"):
        run(path)
    assert (tmp_path / KEPT).read_text() == "precious"


def _upgrade(path: Path) -> None:
    run(path)


def test_killed_anywhere_a_whole_store_is_in_place(tmp_path, processes):
    moments, ended = random.Random(5), 0
    for attempt in range(12):
        path = old_store(tmp_path / str(attempt))
        child = processes.Process(target=_upgrade, args=(path,))
        child.start()
        child.join(moments.uniform(0.0, 0.5))
        ended += child.exitcode == 0
        child.kill()
        child.join()
        assert read_revision(path) in (OLD, tables.REVISION)
        assert count(path) == 3
        assert run(path) is None or read_revision(path) == tables.REVISION
        assert (count(path), count(path.with_name(KEPT))) == (3, 3)
        assert not list(path.parent.glob("*.upgrading*"))


def test_the_command_says_what_it_did(tmp_path, capsys, monkeypatch):
    from cli.main import run as fairsvc

    old_store(tmp_path)
    (tmp_path / "fairsvc.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert fairsvc(["sources"]) == 2
    assert "Run fairsvc upgrade" in capsys.readouterr().err
    assert fairsvc(["upgrade"]) == 0
    assert f"Upgraded from schema {OLD} to {tables.REVISION}" in capsys.readouterr().out
    assert fairsvc(["sources"]) == 0
    assert SOURCE.name in capsys.readouterr().out
    assert fairsvc(["upgrade"]) == 0
    assert "The store is current already" in capsys.readouterr().out
