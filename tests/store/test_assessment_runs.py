"""Assessments that were cut go on with what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fairsvc.model.judgement import AssessmentRun, RunKind
from fairsvc.store.assessment_runs import (
    close_assessment_run,
    describe_assessment_run,
    find_unfinished_assessment,
    iter_done,
    iter_pending,
    list_assessment_runs,
    load_started_at,
    start_assessment_run,
    start_stored_run,
)
from fairsvc.store.evidence import save_evidence
from tests.store.samples import NOON, RULES, SOURCE, some_evidence

LATER = NOON + timedelta(hours=1)


def test_an_assessment_goes_on_where_it_was_left(store):
    pids = [f"doi:10.5072/ill-{number}" for number in range(501, 0, -1)]
    run = start_assessment_run(store, SOURCE.name, iter(pids), NOON)
    unfinished = find_unfinished_assessment(store, SOURCE.name)
    assert unfinished is not None
    assert (unfinished.number, unfinished.selection) == (run, "")
    assert list(iter_pending(store, run)) == pids
    save_evidence(store, [some_evidence(500), some_evidence(3)], "fairsvc/0", run=run)
    assert list(iter_pending(store, run)) == [pid for pid in pids if pid not in (pids[1], pids[-3])]
    assert list(iter_done(store, run)) == [pids[1], pids[-3]]
    assert load_started_at(store, run) == NOON
    close_assessment_run(store, run, LATER)
    assert find_unfinished_assessment(store, SOURCE.name) is None


def test_assessments_are_apart(store):
    first = start_assessment_run(store, "a", ["doi:10.5072/ill-1"], NOON)
    second = start_assessment_run(store, "a", ["doi:10.5072/ill-1"], NOON)
    save_evidence(store, [some_evidence(1)], "fairsvc/0", run=second)
    assert (list(iter_pending(store, first)), list(iter_pending(store, second))) == (["doi:10.5072/ill-1"], [])
    unfinished = find_unfinished_assessment(store, "a")
    assert unfinished is not None
    assert unfinished.number == second
    assert find_unfinished_assessment(store, "b") is None


def test_a_stored_run_that_was_cut_goes_on_by_the_same_rules_only(store):
    first = start_stored_run(store, "a", NOON, RULES, "fairsvc/1")
    assert start_stored_run(store, "a", LATER, RULES, "fairsvc/1") == first
    assert start_stored_run(store, "b", LATER, RULES, "fairsvc/1") != first
    second = start_stored_run(store, "a", LATER, replace(RULES, digest="r2"), "fairsvc/1")
    assert second != first
    close_assessment_run(store, second, LATER, 7)
    assert start_stored_run(store, "a", LATER, replace(RULES, digest="r2"), "fairsvc/1") != second
    assert find_unfinished_assessment(store, "a") is None


def test_runs_say_what_they_were(store):
    gathered = start_assessment_run(store, "a", ["doi:10.5072/ill-1"], NOON, selection="--changed")
    describe_assessment_run(store, gathered, "bulk", RULES, "fairsvc/1")
    close_assessment_run(store, gathered, LATER, 1)
    stored = start_stored_run(store, "a", LATER, RULES, "fairsvc/2")
    other = start_assessment_run(store, "b", ["doi:10.5072/ill-1"], NOON)
    assert list_assessment_runs(store, "a") == (
        AssessmentRun(gathered, "a", RunKind.GATHERED, "bulk", "r1", "fairsvc/1", NOON, LATER, 1, "--changed"),
        AssessmentRun(stored, "a", RunKind.STORED, "", "r1", "fairsvc/2", LATER),
    )
    assert [one.number for one in list_assessment_runs(store)] == [gathered, stored, other]
