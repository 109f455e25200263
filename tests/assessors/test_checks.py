"""Every check on every kind of evidence: the rows are checks, the columns what the world may be like."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.catalogue import load_checks
from assessors.engine import judge
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from fairsvc.model.step import STANDARD
from tests.support.check_cases import CASES, LETTERS, ROWS, WORLDS
from tests.support.evidence_builder import changed, exchange, failure, without

CHECKS = load_checks()


@pytest.mark.parametrize(
    ("check_id", "world", "letter"),
    [(row[0], world, letter) for row in ROWS for world, letter in zip(WORLDS, row[1], strict=True)],
)
def test_verdict_by_world(check_id: str, world: str, letter: str) -> None:
    verdict = CHECKS[check_id](WORLDS[world]())
    assert verdict.outcome is LETTERS[letter], verdict.because


@pytest.mark.parametrize(("check_id", "letter", "evidence"), CASES)
def test_verdict_by_case(check_id: str, letter: str, evidence: Evidence) -> None:
    verdict = CHECKS[check_id](evidence)
    assert verdict.outcome is LETTERS[letter], verdict.because


def test_every_check_has_its_row() -> None:
    assert sorted(row[0] for row in ROWS) == list(CHECKS)


def test_every_outcome_that_a_check_can_give_is_in_the_tables() -> None:
    shown = defaultdict(set)
    for row in ROWS:
        shown[row[0]] |= {LETTERS[letter] for letter in row[1]}
    for check_id, letter, _ in CASES:
        shown[check_id].add(LETTERS[letter])
    given_by = defaultdict(set)
    for evidence in mutants(600):
        for check_id, verdict in judge(evidence, CHECKS.values()).items():
            given_by[check_id].add(verdict.outcome)
    missing = {check_id: given_by[check_id] - shown[check_id] for check_id in CHECKS}
    assert not {check_id: outcomes for check_id, outcomes in missing.items() if outcomes}


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_no_check_fails_what_was_not_answered(check: Check) -> None:
    """A bad day, one by one: whatever step gives no answer, a check that passed does not fail for it."""
    good = WORLDS["good"]()
    was = check(good).outcome
    for step, kind in itertools.product(STANDARD, (FailureKind.TIMEOUT, FailureKind.NOT_RECORDED)):
        now = check(changed(good, failure(step.name, kind)))
        assert now.outcome is not Outcome.FAIL or was is Outcome.FAIL, (step.name, now.because)


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_verdicts_are_sentences_with_pointers_and_repairs(check: Check) -> None:
    for make in WORLDS.values():
        verdict = check(make())
        assert verdict.because.endswith("."), verdict
        assert not verdict.because[0].islower() or verdict.because.startswith("doi:"), verdict
        assert all(cite.split("/")[0] in ("exchange", "view", "link", "pid") for cite in verdict.cites), verdict
        assert "{pid}" not in verdict.remedy + verdict.because
        if verdict.outcome is Outcome.FAIL:
            assert verdict.remedy
            assert verdict.cites


def test_checks_are_documented() -> None:
    for check in CHECKS.values():
        assert check.title
        assert check.source
        assert check.example
        assert check.version >= 1
        assert check.id == check.id.lower()
        assert not check.id.startswith(("rda", "fsf"))


def test_a_check_reads_only_what_it_needs() -> None:
    """Steps that a check does not declare make no difference to its outcome."""
    differing = []
    for make in WORLDS.values():
        evidence = make()
        for check, step in itertools.product(CHECKS.values(), STANDARD):
            if step not in check.needs and check(without(evidence, step.name)).outcome is not check(evidence).outcome:
                differing.append((check.id, step.name))
    assert not differing


def test_remedies_cannot_be_broken_out_of() -> None:
    hostile = replace(WORLDS["silent"](), pid=type(WORLDS["silent"]().pid)("url", 'https://e.org/"></script><b>'))
    for verdict in judge(hostile, CHECKS.values()).values():
        assert "</script><b>" not in verdict.remedy


def test_sentences_are_short_whatever_others_wrote() -> None:
    long = "https://example.org/" + "a" * 50_000
    for make in WORLDS.values():
        evidence = make()
        texts = {
            name: tuple(replace(item, value=long) for item in getattr(evidence.page, name))
            for name in VALUED
            if evidence.page
        }
        links = tuple(replace(link, target=long) for link in evidence.links)
        hops = tuple(replace(e, hops=tuple(replace(hop, url=long) for hop in e.hops)) for e in evidence.exchanges)
        page = replace(evidence.page, access=(long,), **texts) if evidence.page else None
        for verdict in judge(replace(evidence, page=page, links=links, exchanges=hops), CHECKS.values()).values():
            assert len(verdict.because) < 500, verdict.because[:200]


@given(st.randoms(use_true_random=False), st.text(max_size=40))
@settings(max_examples=60)
def test_no_check_raises(rng: random.Random, text: str) -> None:
    for verdict in judge(mutate(rng, text), CHECKS.values()).values():
        assert isinstance(verdict, Verdict)


def mutants(number: int) -> list[Evidence]:
    rng = random.Random(20260131)
    return [mutate(rng, "x") for _ in range(number)]


def mutate(rng: random.Random, text: str) -> Evidence:
    """Mix the parts of all worlds, and change some exchanges and texts."""
    pool = [make() for make in WORLDS.values()] + [case[2] for case in CASES]
    parts = {name: getattr(rng.choice(pool), name) for name in PARTS if rng.random() < 0.4}
    evidence = replace(rng.choice(pool), **parts)
    for step in STANDARD:
        chance = rng.random()
        if chance < 0.08:
            evidence = changed(evidence, exchange(step.name, rng.choice((200, 206, 301, 401, 403, 404, 410, 429, 503))))
        elif chance < 0.14:
            evidence = changed(evidence, failure(step.name, rng.choice(list(FailureKind))))
        elif chance < 0.2:
            evidence = without(evidence, step.name)
    if evidence.page is not None and rng.random() < 0.3:
        spoilt = {name: tuple(replace(item, value=text) for item in getattr(evidence.page, name)) for name in VALUED}
        evidence = replace(evidence, page=replace(evidence.page, **spoilt))
    return evidence


PARTS = (
    "pid",
    "endpoints",
    "page",
    "registry",
    "oai",
    "links",
    "answers",
    "findings",
    "manifest",
    "page_facts",
    "file_facts",
)
VALUED = ("identifiers", "titles", "descriptions", "subjects", "related", "dates")
