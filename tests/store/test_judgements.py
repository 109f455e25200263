"""Judgements: letters in, the same outcomes out; history without repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from fairsvc.errors import NotFound
from fairsvc.model.check import Outcome
from fairsvc.model.perspective import Perspective
from fairsvc.store.altering import forget_dataset
from fairsvc.store.evidence import replace_evidence, save_evidence
from fairsvc.store.forgetting import ORCID, remember
from fairsvc.store.judgements import find_judgements, iter_history, iter_judgements, save_judgements
from fairsvc.store.records import save_page
from fairsvc.store.rulebooks import list_rulebooks, load_rulebook, save_rulebook
from fairsvc.store.tables import judgement
from tests.store.samples import NOON, RULES, SOURCE, some_evidence, some_judgement, some_page, some_record

OTHER_RULES = replace(RULES, digest="r2", checks=(("check-0", 2), ("check-3", 1)))


@pytest.fixture
def harvested(store, run):
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(1, 6)), some_record(9, deleted=True)))
    return store


@pytest.mark.parametrize(
    "given",
    [
        some_judgement(),
        replace(some_judgement(), unclear={}, conflicts=(), findings=()),
        replace(some_judgement(), outcomes={Perspective.ANY: {}}),
        replace(some_judgement(), outcomes={one: {"check-4": Outcome.NOT_APPLICABLE} for one in Perspective}),
        replace(some_judgement(), title="", gathered_at=NOON - timedelta(days=1)),
    ],
)
def test_a_judgement_comes_back(harvested, given):
    assert save_judgements(harvested, [given], RULES) == 1
    assert list(iter_judgements(harvested, SOURCE.name)) == [given]
    assert find_judgements(harvested, [given.pid, "doi:10.5072/none"]) == {given.pid: given}


def test_outcomes_are_letters(store):
    save_judgements(
        store, [some_judgement(1), replace(some_judgement(2), unclear={}, conflicts=(), findings=())], RULES
    )
    with store.reading() as connection:
        rows = connection.execute(select(judgement.c.outcomes, judgement.c.notes)).all()
    assert [row.outcomes for row in rows] == ["any pfin-\noai f----"] * 2
    assert [row.notes is None for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("changes", "rules", "kept"),
    [
        ({}, RULES, 0),
        ({"assessed_at": NOON.replace(year=2027)}, RULES, 0),
        ({"gathered_at": NOON.replace(year=2027)}, RULES, 0),
        ({"software_version": "0.2"}, RULES, 0),
        ({"evidence_digest": "d2"}, RULES, 1),
        ({"rulebook": "r2"}, OTHER_RULES, 1),
        ({"rulebook": "r3"}, replace(RULES, digest="r3", metric_sets=()), 0),
        ({"rulebook": "r4"}, replace(RULES, digest="r4", tables="t2"), 1),
        ({"extractor_version": 2}, RULES, 1),
        ({"pid": "doi:10.5072/ill-2"}, RULES, 1),
        ({"gathered_at": NOON.replace(year=2027), "outcomes": {Perspective.ANY: {}}}, RULES, 1),
    ],
)
def test_only_what_is_new_is_kept(store, changes, rules, kept):
    save_judgements(store, [some_judgement()], RULES)
    assert save_judgements(store, [replace(some_judgement(), **changes)], rules) == kept


def test_a_site_that_flips_back_is_a_new_row(harvested):
    for digest in ("d1", "d2", "d1", "d1"):
        save_judgements(harvested, [some_judgement(digest=digest)], RULES)
    history = iter_history(harvested, "doi:10.5072/ill-1")
    assert [one.evidence_digest for one in history] == ["d1", "d2", "d1"]
    assert [one.evidence_digest for one in iter_judgements(harvested, SOURCE.name)] == ["d1"]


def test_one_batch_may_hold_history(store):
    assert save_judgements(store, [some_judgement(digest=digest) for digest in ("d1", "d1", "d2")], RULES) == 2


def test_history_spans_rulebooks(store):
    save_judgements(store, [some_judgement()], RULES)
    later = {Perspective.ANY: {"check-3": Outcome.FAIL}}
    save_judgements(store, [replace(some_judgement(), rulebook="r2", outcomes=later)], OTHER_RULES)
    first, second = iter_history(store, "doi:10.5072/ill-1")
    assert (first.rulebook, first.outcomes) == ("r1", some_judgement().outcomes)
    assert (second.rulebook, second.outcomes) == ("r2", later)


def test_a_source_has_its_own_live_judgements(harvested):
    given = [some_judgement(n) for n in (5, 1, 9, 77)]
    save_judgements(harvested, given, RULES)
    assert [one.pid for one in iter_judgements(harvested, SOURCE.name)] == [given[1].pid, given[0].pid]
    assert list(iter_judgements(harvested, "elsewhere")) == []


def test_a_long_list_comes_in_batches(store, run):
    numbers = range(501)
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in numbers)))
    assert save_judgements(store, [some_judgement(n) for n in numbers], RULES) == 501
    pids = [one.pid for one in iter_judgements(store, SOURCE.name)]
    assert pids == sorted(f"doi:10.5072/ill-{n}" for n in numbers)


def test_what_is_forgotten_takes_its_judgements_along(harvested):
    save_judgements(harvested, [some_judgement(1), some_judgement(2)], RULES)
    forget_dataset(harvested, "doi:10.5072/ill-1", "", NOON)
    assert [one.pid for one in iter_judgements(harvested, SOURCE.name)] == ["doi:10.5072/ill-2"]
    assert list(iter_history(harvested, "doi:10.5072/ill-1")) == []


def test_altered_evidence_takes_along_what_was_quoted_of_it(harvested):
    given = replace(
        some_judgement(), title="Letters of Ada Lovelace", unclear={"check-2": "Ada Lovelace did not answer."}
    )
    (number,) = save_evidence(harvested, [some_evidence()], "test", judgements=[given], rules=RULES)
    with harvested.writing() as connection:
        stone, _ = remember(connection, ORCID, "0000-0002-1825-0097", "", NOON)
    replace_evidence(harvested, number, some_evidence(), "test", stone)
    (left,) = iter_history(harvested, given.pid)
    assert left == replace(given, title="Neutron diffraction of sample 1", unclear={}, conflicts=(), findings=())


def test_a_rulebook_is_kept_once(store):
    assert save_rulebook(store, RULES) == save_rulebook(store, RULES) != save_rulebook(store, OTHER_RULES)
    assert list_rulebooks(store) == (RULES, OTHER_RULES)
    assert load_rulebook(store, "r2") == OTHER_RULES
    with pytest.raises(NotFound, match="no such rulebook: r3"):
        load_rulebook(store, "r3")
