"""Retention: what stays can be replayed, what goes frees its bytes, killed anywhere nothing is lost."""

from __future__ import annotations

import random

import pytest

from fairsvc.errors import StoreUnusable
from fairsvc.store import reclaiming
from fairsvc.store.backup import CARE
from fairsvc.store.claims import claim
from fairsvc.store.evidence import load_evidence, save_evidence
from fairsvc.store.judgements import save_judgements
from fairsvc.store.pruning import prune_evidence
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from tests.store.samples import (
    NOON,
    RULES,
    SOURCE,
    WINDOW,
    open_in,
    some_evidence,
    some_judgement,
    some_page,
    some_record,
)

PIDS = [f"doi:10.5072/ill-{number}" for number in (1, 2, 3)]


def fill(store, days: int = 4) -> None:
    """Gather evidence of three datasets on several days; each differs, so that digests do."""
    for day in range(days):
        for number in (1, 2, 3):
            save_evidence(store, [some_evidence(number, f"day {day}".encode() * 200, day=day)], "test")
    store.warc_files.close()


def numbers(store, pid: str) -> list[int]:
    with store.reading() as connection:
        statement = "SELECT id FROM evidence WHERE pid = ? ORDER BY id"
        return [row[0] for row in connection.exec_driver_sql(statement, (pid,))]


def everything(store) -> dict[tuple[str, int], object]:
    return {(pid, at): load_evidence(store, pid, at=at, with_bodies=True) for pid in PIDS for at in numbers(store, pid)}


def size_bytes(store) -> int:
    return sum(path.stat().st_size for path in store.evidence_folder.rglob("*.warc.gz"))


def files(store) -> set[str]:
    return {path.relative_to(store.evidence_folder).as_posix() for path in store.evidence_folder.rglob("*.warc.gz")}


def indexed(store) -> set[str]:
    with store.reading() as connection:
        return {row[0] for row in connection.exec_driver_sql("SELECT name FROM warc_file")}


@pytest.mark.parametrize("keep", [1, 2, 4, 9])
def test_the_latest_stay_whole_and_the_rest_goes(store, keep):
    fill(store)
    before, size = everything(store), size_bytes(store)
    told = prune_evidence(store, keep, dry_run=True)
    assert (everything(store), size_bytes(store)) == (before, size)
    pruned = prune_evidence(store, keep)
    kept = min(keep, 4)
    assert (pruned.evidence, pruned.datasets) == (told.evidence, told.datasets) == ((4 - kept) * 3, 3 * (kept < 4))
    assert pruned.indexed_bytes == told.indexed_bytes
    after = everything(store)
    assert len(after) == 3 * kept
    assert after == {key: before[key] for key in after}
    assert pruned.reclaimed is not None
    assert pruned.reclaimed.freed_bytes == size - size_bytes(store) == pruned.indexed_bytes
    assert files(store) == indexed(store)


def test_what_the_latest_judgements_rest_on_stays(store):
    fill(store)
    second = load_evidence(store, PIDS[0], at=numbers(store, PIDS[0])[1])
    save_judgements(store, [some_judgement(1, "long gone"), some_judgement(1, second.digest)], RULES)
    prune_evidence(store, 1)
    assert len(numbers(store, PIDS[0])) == 2
    assert load_evidence(store, PIDS[0], at=numbers(store, PIDS[0])[0]).digest == second.digest
    assert len(numbers(store, PIDS[1])) == 1


def test_one_source_only(store):
    save_page(store, start_run(store, SOURCE, WINDOW, NOON), SOURCE.name, some_page(some_record(1)))
    fill(store)
    assert prune_evidence(store, 1, SOURCE.name).datasets == 1
    assert [len(numbers(store, pid)) for pid in PIDS] == [1, 4, 4]


def test_a_file_that_is_still_written_waits(store):
    fill(store)
    save_evidence(store, [some_evidence(1), some_evidence(1, b"other")], "test")
    pruned = prune_evidence(store, 1)
    assert pruned.reclaimed is not None
    assert pruned.reclaimed.held_bytes > 0
    save_evidence(store, [some_evidence(3)], "test")
    assert load_evidence(store, PIDS[2], with_bodies=True)
    store.warc_files.close()
    again = prune_evidence(store, 1)
    assert again.reclaimed is not None
    assert (again.reclaimed.freed_bytes > 0, again.reclaimed.held_bytes) == (True, 0)
    assert len(everything(store)) == 3


def test_a_backup_and_a_pruning_are_never_at_it_together(store):
    fill(store)
    with (
        claim(store, *CARE),
        pytest.raises(StoreUnusable, match=r"another process is at this work already \(store care\)"),
    ):
        prune_evidence(store, 1)
    assert len(everything(store)) == 12


def test_without_room_nothing_is_lost(store, monkeypatch):
    fill(store)
    monkeypatch.setattr(reclaiming, "require_room", _no_room)
    with pytest.raises(StoreUnusable, match="not enough room"):
        prune_evidence(store, 1)
    assert len(everything(store)) == 3
    monkeypatch.undo()
    prune_evidence(store, 1)
    assert files(store) == indexed(store)


def _no_room(folder, needed_bytes):
    raise StoreUnusable("there is not enough room on the disk", str(folder))


def test_a_damaged_file_is_not_thrown_away(store):
    fill(store)
    [path] = store.evidence_folder.rglob("*.warc.gz")
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    with pytest.raises(StoreUnusable, match="an evidence file is missing or cut"):
        prune_evidence(store, 1)
    assert path.read_bytes() == content[:-100]
    assert files(store) == {path.relative_to(store.evidence_folder).as_posix()}


def _prune(folder) -> None:
    with open_in(folder, create=False) as store:
        prune_evidence(store, 1)


def test_killed_anywhere_what_stays_is_whole(tmp_path, store, processes):
    fill(store, days=8)
    before = everything(store)
    latest = {(pid, numbers(store, pid)[-1]) for pid in PIDS}
    store.close()
    moments = random.Random(4)
    for _ in range(8):
        child = processes.Process(target=_prune, args=(tmp_path,))
        child.start()
        child.join(moments.uniform(0.0, 0.1))
        child.kill()
        child.join()
        with open_in(tmp_path, create=False) as left:
            after = everything(left)
            assert latest <= set(after)
            assert after == {key: before[key] for key in after}
    with open_in(tmp_path, create=False) as left:
        prune_evidence(left, 1)
        assert set(everything(left)) == latest
        assert files(left) == indexed(left)


def test_the_command(store, tmp_path, capsys, monkeypatch):
    from cli.main import run

    fill(store)
    (tmp_path / "fairsvc.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert run(["evidence", "prune", "--keep", "1", "--dry-run"]) == 0
    assert "Would delete 9 evidence of 3 datasets" in capsys.readouterr().out
    assert run(["evidence", "prune", "--keep", "1"]) == 0
    assert "Deleted 9 evidence of 3 datasets" in capsys.readouterr().out
    assert run(["evidence", "prune", "--keep", "0"]) == 2
    assert run(["evidence", "prune", "--keep", "1", "--source", "nobody"]) == 2
    assert "there is no such source: nobody" in capsys.readouterr().err
