from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.model.conneg_steps import AGENCY, CELLS, HEAD_STEP, MATRIX_STEPS, REPRESENTATIONS, WEIGHTED
from fairsvc.model.depth import FULL_DEPTH, STANDARD_DEPTH
from fairsvc.model.evidence import Answer, Evidence
from fairsvc.model.pid import read_pid
from fairsvc.model.step import DESCRIPTION, METALINK_STEP, STANDARD
from fairsvc.probe.plan import fresh_needs, next_needs
from tests.support.evidence_builder import NOW, PAGE_URL, PID, blank, exchange, failure

OPEN_PAGE = replace(blank(), exchanges=(exchange("page"),))


def answered(evidence: Evidence, *steps: str) -> Evidence:
    """Say that these cells answered what they were asked for."""
    accepts = {one.slug: one.accept for one in REPRESENTATIONS}
    kinds = {step: accepts[step.rpartition("/")[2]] for step in steps}
    answers = tuple(Answer(step, kind, kind, parsed=True, format="x") for step, kind in kinds.items())
    return replace(evidence, answers=answers)


def test_eighteen_cells_and_no_name_twice() -> None:
    assert len(CELLS) == 18
    names = [step.name for step in (*STANDARD, *MATRIX_STEPS)]
    assert len(set(names)) == len(names)
    assert {step.name for step in MATRIX_STEPS} <= {step.name for step in FULL_DEPTH.steps}
    assert not set(MATRIX_STEPS) & set(STANDARD_DEPTH.steps)


def test_the_matrix_waits_for_the_page() -> None:
    assert next_needs(blank(), MATRIX_STEPS) == ()
    wave = next_needs(OPEN_PAGE, MATRIX_STEPS, limit=100)
    assert len(wave) == 19
    assert {need.url for _, need in wave} == {PID.uri, PAGE_URL}


def test_a_page_that_did_not_answer_leaves_the_pid_to_ask() -> None:
    wave = next_needs(replace(blank(), exchanges=(failure("page"),)), MATRIX_STEPS, limit=100)
    assert {need.url for _, need in wave} == {PID.uri}


def test_what_standard_steps_ask_is_not_asked_again() -> None:
    steps = (METALINK_STEP, DESCRIPTION, *MATRIX_STEPS)
    wave = next_needs(OPEN_PAGE, steps, limit=100)
    assert len(wave) - len(fresh_needs(OPEN_PAGE, wave)) == 2


def test_the_whole_matrix_costs_at_most_22_requests_beside_the_standard_ones() -> None:
    shared = 1  # the Metalink of the PID is a standard question
    assert len(MATRIX_STEPS) - shared <= 22


def test_an_address_without_redirect_is_one_place() -> None:
    page = exchange("page", url="https://example.org/d")
    evidence = Evidence(read_pid("https://example.org/d"), NOW, exchanges=(page,))
    assert len(fresh_needs(evidence, next_needs(evidence, MATRIX_STEPS, limit=100))) == 10


def test_a_small_budget_drops_the_last_cells_first() -> None:
    wave = next_needs(OPEN_PAGE, MATRIX_STEPS, limit=5)
    slugs = ["pid/json-ld", "page/json-ld", "pid/datacite-json", "page/datacite-json"]
    assert [step.name for step, _ in wave] == [f"conneg:{slug}" for slug in slugs]
    assert min(step.rank for step in MATRIX_STEPS) > max(step.rank for step in STANDARD)


@pytest.mark.parametrize(
    ("cells", "place", "accept"),
    [
        (("conneg:pid/turtle", "conneg:pid/bibtex"), "pid", "text/html;q=0.5, text/turtle"),
        (("conneg:page/json-ld",), "page", "text/html;q=0.5, application/ld+json"),
        (("conneg:pid/turtle",), "page", ""),
        ((), "pid", ""),
    ],
)
def test_weights_are_asked_of_what_a_place_has(cells: tuple[str, ...], place: str, accept: str) -> None:
    need = WEIGHTED[place].ask(answered(OPEN_PAGE, *cells))
    assert (need.header("accept") if need else "") == accept


@pytest.mark.parametrize(
    ("cells", "url"),
    [
        (("conneg:pid/turtle", "conneg:page/bibtex"), PAGE_URL),
        (("conneg:pid/turtle",), PID.uri),
        ((), ""),
    ],
)
def test_head_is_asked_where_something_answered(cells: tuple[str, ...], url: str) -> None:
    need = HEAD_STEP.ask(answered(OPEN_PAGE, *cells))
    assert (need.method, need.url) == ("HEAD", url) if need else url == ""


def test_what_is_mislabelled_has_no_weight_of_its_own() -> None:
    evidence = replace(OPEN_PAGE, answers=(Answer("conneg:page/turtle", "text/turtle", "text/plain", parsed=True),))
    assert WEIGHTED["page"].ask(evidence) is None


@pytest.mark.parametrize(
    ("exchanges", "asked"),
    [
        ((), ""),
        ((exchange("registry"),), ""),
        ((exchange("registry", 404),), f"https://doi.org/doiRA/{PID.value}"),
        ((failure("registry"),), f"https://doi.org/doiRA/{PID.value}"),
    ],
)
def test_the_agency_is_asked_for_where_it_is_not_datacite(exchanges: tuple[object, ...], asked: str) -> None:
    need = AGENCY.ask(replace(OPEN_PAGE, exchanges=(*OPEN_PAGE.exchanges, *exchanges)))  # type: ignore[arg-type]
    assert (need.url if need else "") == asked


def test_only_dois_have_an_agency() -> None:
    assert AGENCY.ask(Evidence(read_pid("ark:/12148/x"), NOW, exchanges=(exchange("registry", 404),))) is None
