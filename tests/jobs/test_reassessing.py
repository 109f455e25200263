"""Judging stored evidence again: the same on any number of processes, and after any end of them."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from assessors.catalogue import load_checks
from fairsvc.errors import NotFound, StoreUnusable
from fairsvc.jobs import judging, reassessing
from fairsvc.jobs.comparing import make_comparer
from fairsvc.jobs.judged import iter_judged_at
from fairsvc.jobs.judging import find_set, own_sets
from fairsvc.jobs.processes import run_apart
from fairsvc.jobs.reassessing import judge_stored, reassess_source
from fairsvc.jobs.run_comparison import RunDiff
from fairsvc.jobs.summary import Tally
from fairsvc.jobs.trend import follow
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.comparison import Cause
from fairsvc.model.judgement import RunKind
from fairsvc.model.pid import Pid
from fairsvc.reports.fair_trend import past_points
from fairsvc.settings import load_settings
from fairsvc.store.assessment_runs import list_assessment_runs
from fairsvc.store.claims import claim
from fairsvc.store.codec import EVIDENCE
from fairsvc.store.evidence import load_evidence, save_evidence
from fairsvc.store.judgements import iter_history
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from fairsvc.store.tables import evidence
from tests.store.samples import NOON, SOURCE, WINDOW, some_page, some_record
from tests.support.perishing import perish_on
from tests.support.stored_catalogue import CHILDREN, NAMES, fill, judged

DATASETS = 23


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    fill(workspace, DATASETS)
    return workspace


def on(workspace: Workspace, processes: int, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(reassessing, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(reassessing, "CHUNK", 3)
    return replace(workspace, settings=replace(workspace.settings, judging_processes=processes))


def without_time(summary: object) -> object:
    return replace(summary, elapsed_s=0.0, run=0)  # type: ignore[type-var]


def test_one_process_or_four_and_twice_come_to_the_same(filled, monkeypatch):
    first = reassess_source(filled, SOURCE.name, NAMES)
    alone = judged(filled)
    assert (first.datasets, first.requests, first.repeated, len(alone)) == (DATASETS, 0, 0, DATASETS)
    again = reassess_source(filled, SOURCE.name, NAMES)
    assert without_time(again) == without_time(replace(first, repeated=DATASETS))
    assert f"{DATASETS} of them as before" in again.sentence()

    with filled.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM judgement")
    apart = reassess_source(on(filled, 4, monkeypatch), SOURCE.name, NAMES)
    assert without_time(apart) == without_time(first)
    assert judged(filled) == alone


def test_any_order_comes_to_the_same(filled):
    panel = judging.call_panel(NAMES)
    pids = [f"doi:10.5072/ill-{number}" for number in range(DATASETS)]
    given = {one.pid: one for one in judge_stored(filled, panel, pids, NOON).judged}
    random.Random(3).shuffle(pids)
    assert {one.pid: one for one in judge_stored(filled, panel, pids, NOON).judged} == given


def test_what_changed_is_judged_and_the_rest_stands(filled):
    reassess_source(filled, SOURCE.name, NAMES)
    before = load_evidence(filled.store, "doi:10.5072/ill-0")
    save_evidence(filled.store, [replace(before, exchanges=before.exchanges[:1])], "test")
    assert reassess_source(filled, SOURCE.name, NAMES).repeated == DATASETS - 1
    assert len(list(iter_history(filled.store, "doi:10.5072/ill-0"))) == 2
    assert len(list(iter_history(filled.store, "doi:10.5072/ill-1"))) == 1


def test_other_rules_judge_all_anew(filled, monkeypatch):
    reassess_source(filled, SOURCE.name, NAMES)
    checks = load_checks()
    newer = checks | {"licence-present": replace(checks["licence-present"], version=99)}
    monkeypatch.setattr(judging, "load_checks", lambda: newer)
    assert reassess_source(filled, SOURCE.name, NAMES).repeated == 0
    rules = {one.rulebook for one in iter_history(filled.store, "doi:10.5072/ill-1")}
    assert len(rules) == 2


def test_other_metric_sets_show_other_scores_of_the_same_judgements(filled):
    first = reassess_source(filled, SOURCE.name, ("rda-fdmm",))
    other = reassess_source(filled, SOURCE.name, ("fsf",))
    assert (first.repeated, other.repeated) == (0, DATASETS)
    assert {row.metric_set for row in other.scores} == {"fsf@0.8"}


def write_own_set(workspace: Workspace, check: str) -> None:
    folder = own_sets(workspace.settings)
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(
        'id = "own"\nversion = "1"\ntitle = "Own"\nsource = "Own"\nmethod = "levels"\n\n[[indicator]]\nid = "OWN-1"\n'
        f'principle = "F1"\npriority = "essential"\ntext = "Ours."\nchecks = ["{check}"]\n'
    )


def test_an_own_set_scores_what_stands_and_a_comparison_calls_it_our_doing(filled):
    reassess_source(filled, SOURCE.name, NAMES)
    write_own_set(filled, "pid-resolves")
    added = reassess_source(filled, SOURCE.name, ("own",))
    write_own_set(filled, "nexus-definition-named")
    edited = reassess_source(filled, SOURCE.name, ("own",))
    assert (added.repeated, edited.repeated) == (DATASETS, DATASETS)
    assert added.scores != edited.scores
    assert len(list(iter_history(filled.store, "doi:10.5072/ill-1"))) == 1

    first, before, after = list_assessment_runs(filled.store, SOURCE.name)
    compared = RunDiff(make_comparer(filled, ("own",)), before, after)
    found = [change for _, change in compared.iter_changed()]
    assert found
    assert {cause for change in found for one in change.indicators for cause in one.causes} == {Cause.CHECKS}
    assert not any(change.checks for change in found)
    assert compared.summary().rules == ("new or other metric sets: own@1",)
    one, other = follow(make_comparer(filled, ("own",)), (before, after))
    assert one.standings != other.standings

    ends = [(run.ended_at, run.rulebook) for run in (first, before, after)]
    own = find_set("own", own_sets(filled.settings))
    points = past_points(
        [(run.number, run.ended_at) for run in (first, before, after)],
        iter_judged_at(filled, SOURCE.name, ends),
        (own,),
    )
    assert ["own@1" in point.shares for point in points] == [False, True, True]


def test_what_was_forgotten_meanwhile_is_passed_over(filled):
    """The evidence is read after it was looked for."""
    panel = judging.call_panel(NAMES)
    pids = ["doi:10.5072/ill-2", "doi:10.5072/gone", "doi:10.5072/ill-3"]
    tally = Tally(SOURCE.name, panel.metric_sets)
    found = list(reassessing._judge_each(filled, panel, pids, NOON, tally))
    assert [one.pid for one in found] == [pids[0], pids[2]]
    assert (tally.datasets, tally.troubles) == (2, [])


def test_each_run_is_written_down(filled):
    for _ in range(2):
        reassess_source(filled, SOURCE.name, NAMES)
    first, second = list_assessment_runs(filled.store, SOURCE.name)
    assert (first.kind, first.datasets, first.rulebook) == (RunKind.STORED, DATASETS, judged(filled)[0].rulebook)
    assert first.ended_at is not None
    assert second.started_at >= first.ended_at


def test_nothing_stored_is_said(workspace):
    run = start_run(workspace.store, SOURCE, WINDOW, NOON)
    save_page(workspace.store, run, SOURCE.name, some_page(some_record()))
    with pytest.raises(NotFound, match="there is no evidence of this source yet: ill"):
        reassess_source(workspace, SOURCE.name, NAMES)


def test_two_at_a_time_are_refused(filled):
    with claim(filled.store, "assessment", SOURCE.name), pytest.raises(StoreUnusable, match="another process"):
        reassess_source(filled, SOURCE.name, NAMES)


def test_a_defect_is_counted_and_ends_nothing(filled):
    of_one = evidence.c.pid == "doi:10.5072/ill-3"
    broken = replace(load_evidence(filled.store, "doi:10.5072/ill-3"), pid=Pid("no-such-scheme", "x"))
    with filled.store.writing() as connection:
        connection.execute(update(evidence).where(of_one).values(views=EVIDENCE.pack(broken)))
    summary = reassess_source(filled, SOURCE.name, NAMES)
    assert (summary.datasets, summary.defects, len(summary.troubles)) == (DATASETS - 1, 1, 1)
    assert summary.troubles[0].startswith("doi:10.5072/ill-3: KeyError")
    assert len(judged(filled)) == DATASETS - 1


def test_a_process_that_is_lost_costs_its_datasets_alone():
    """The work ends its own process on one task; what waits behind is done by others."""
    ended = list(run_apart(partial(perish_on, 5), range(12), 2))
    assert [one.task for one in ended] == list(range(12))
    lost = {one.task for one in ended if one.result is None}
    assert 5 in lost
    assert len(lost) <= 4
    assert all(one.result == one.task**2 for one in ended if one.task not in lost)


def end_in_the_middle(workspace: Workspace, how: str) -> tuple[int, str]:
    """Judge in a process group of its own that meets its end; give its exit code and all it said."""
    folder = workspace.settings.folder
    command = [sys.executable, "-m", "tests.support.stored_catalogue", str(folder), how, "6"]
    place = {"cwd": Path(__file__).parents[2], "start_new_session": True}
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, **place)  # type: ignore[call-overload]
    children = [int(pid) for pid in (folder / CHILDREN).read_text().split()]
    assert len(children) == 2
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < until, "a child outlives its parent"
        time.sleep(0.02)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("asked_for", "datasets", "expected"),
    [(4, 100, 1), (4, 3999, 1), (4, 4000, 2), (4, 10**6, 4), (1, 10**6, 1), (20, 10**6, 20)],
)
def test_a_small_source_stays_in_one_process(asked_for, datasets, expected):
    assert reassessing.count_processes(asked_for, datasets) == expected
    assert 1 <= reassessing.count_processes(0, 10**6) <= 8


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(("how", "code", "said"), [("kill", -9, ""), ("interrupt", 130, "interrupted")])
def test_what_was_cut_goes_on(filled, tmp_path, how, code, said):
    ending, words = end_in_the_middle(filled, how)
    assert (ending, "Traceback" in words) == (code, False)
    assert said in words
    (cut,) = list_assessment_runs(filled.store, SOURCE.name)
    kept = judged(filled)
    assert cut.ended_at is None
    assert 0 < len(kept) < DATASETS
    summary = reassess_source(filled, SOURCE.name, NAMES)
    assert (summary.datasets, summary.repeated) == (DATASETS, len(kept))
    (ended,) = list_assessment_runs(filled.store, SOURCE.name)
    assert (ended.number, ended.datasets) == (cut.number, DATASETS)
    path = make_workspace(tmp_path / "calm", "")
    with open_workspace(load_settings(path, {}, {}), create=True) as calm:
        fill(calm, DATASETS)
        reassess_source(calm, SOURCE.name, NAMES)
        assert judged(calm) == judged(filled)
