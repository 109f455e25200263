"""Assessments: letters in, the same outcomes out; history without repeats."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from fairsvc.model.check import Outcome
from fairsvc.store.assessments import iter_assessments, iter_history, save_assessments
from fairsvc.store.records import save_page
from fairsvc.store.tables import assessment, outcome_layout
from tests.store.samples import SOURCE, some_assessment, some_page, some_record

METRICS = "rda-fdmm@1.0"


@pytest.fixture
def harvested(store, run):
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(1, 6)), some_record(9, deleted=True)))
    return store


@pytest.mark.parametrize(
    "given",
    [
        some_assessment(),
        some_assessment(points=True),
        replace(some_assessment(), checks=(), results=(), scores=()),
        replace(some_assessment(), checks=tuple((f"c{n}", Outcome.FAIL) for n in range(200))),
    ],
)
def test_an_assessment_comes_back(harvested, given):
    assert save_assessments(harvested, [given]) == 1
    assert list(iter_assessments(harvested, SOURCE.name, METRICS)) == [given]


def test_outcomes_are_letters(store):
    save_assessments(store, [some_assessment(1), some_assessment(2)])
    with store.reading() as connection:
        rows = connection.execute(select(assessment.c.checks, assessment.c.results, assessment.c.points)).all()
        layouts = connection.execute(select(func.count()).select_from(outcome_layout)).scalar_one()
    assert rows == [("pfin", "pfin-", None)] * 2
    assert layouts == 1


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, 0),
        ({"assessed_at": some_assessment().assessed_at.replace(year=2027)}, 0),
        ({"software_version": "0.2"}, 0),
        ({"evidence_digest": "d2"}, 1),
        ({"rules": "r2"}, 1),
        ({"extractor_version": 2}, 1),
        ({"metric_set": "fsf@0.8"}, 1),
        ({"pid": "doi:10.5072/ill-2"}, 1),
    ],
)
def test_only_what_is_new_is_kept(store, changes, kept):
    save_assessments(store, [some_assessment()])
    assert save_assessments(store, [replace(some_assessment(), **changes)]) == kept


def test_a_site_that_flips_back_is_a_new_row(harvested):
    for digest in ("d1", "d2", "d1", "d1"):
        save_assessments(harvested, [some_assessment(digest=digest)])
    history = iter_history(harvested, "doi:10.5072/ill-1", METRICS)
    assert [one.evidence_digest for one in history] == ["d1", "d2", "d1"]
    assert [one.evidence_digest for one in iter_assessments(harvested, SOURCE.name, METRICS)] == ["d1"]


def test_one_batch_may_hold_history(store):
    assert save_assessments(store, [some_assessment(digest=digest) for digest in ("d1", "d1", "d2")]) == 2


def test_a_source_has_its_own_live_assessments(harvested):
    given = [some_assessment(n) for n in (5, 1, 9, 77)]
    save_assessments(harvested, [*given, replace(given[0], metric_set="fsf@0.8")])
    assert [one.pid for one in iter_assessments(harvested, SOURCE.name, METRICS)] == [given[1].pid, given[0].pid]
    assert len(list(iter_assessments(harvested, SOURCE.name, "fsf@0.8"))) == 1
    assert list(iter_assessments(harvested, "elsewhere", METRICS)) == []


def test_a_long_list_comes_in_batches(store, run):
    numbers = range(501)
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in numbers)))
    assert save_assessments(store, [some_assessment(n) for n in numbers]) == 501
    pids = [one.pid for one in iter_assessments(store, SOURCE.name, METRICS)]
    assert pids == sorted(f"doi:10.5072/ill-{n}" for n in numbers)
