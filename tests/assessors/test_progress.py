from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.metric_sets import load_metric_sets
from assessors.progress import FULLY_IMPLEMENTED, NOT_CONSIDERED, LetterProgress, Progress, letters, progress
from assessors.scoring import score
from assessors.statements import Statement
from fairsvc.model.assessment import Result
from fairsvc.model.check import Outcome

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
FDMM = load_metric_sets()["rda-fdmm@2020"]
IDS = [indicator.id for indicator in FDMM.indicators]
SINCE = date(2026, 1, 31)
STATED = Statement(IDS[0], 3, "Under way.", SINCE)
OF_SOURCE = Statement(IDS[0], 2, "Planned there.", SINCE, source="old")


@pytest.mark.parametrize(
    ("outcome", "statements", "source", "value", "decided", "outdated"),
    [
        (P, (), "", 4, None, False),
        (F, (), "", 1, None, False),
        (N, (), "", 0, None, False),
        (U, (), "", None, None, False),
        (None, (), "", None, None, False),
        (F, (STATED,), "", 3, STATED, False),
        (F, (STATED,), "new", 3, STATED, False),
        (F, (STATED, OF_SOURCE), "old", 2, OF_SOURCE, False),
        (F, (OF_SOURCE, STATED), "old", 2, OF_SOURCE, False),
        (F, (OF_SOURCE,), "new", 1, None, False),
        (F, (OF_SOURCE,), "", 1, None, False),
        (P, (STATED,), "", 4, STATED, True),
        (N, (STATED,), "", 0, STATED, False),
        (U, (STATED,), "", None, STATED, False),
        (None, (STATED,), "", None, STATED, False),
    ],
)
def test_evidence_decides_and_statements_refine_a_failure(
    outcome: Outcome | None,
    statements: tuple[Statement, ...],
    source: str,
    value: int | None,
    decided: Statement | None,
    outdated: bool,
) -> None:
    (row,) = progress([Result(IDS[0], outcome)], statements, source)
    assert row == Progress(IDS[0], value, decided, outdated)


def test_values_have_the_models_words() -> None:
    titles = [Progress("x", value).title for value in (None, 0, 1, 2, 3, 4)]
    words = ["open", "not applicable", "not considered", "planned", "in implementation", "fully implemented"]
    assert titles == words


def test_the_radar_is_the_mean_of_what_is_applicable_and_known() -> None:
    own = [indicator.id for indicator in FDMM.indicators if indicator.letter == "F"]
    outcomes = [P, F, F, U, N, None, P]
    rows = progress(
        (Result(name, outcome) for name, outcome in zip(own, outcomes, strict=True)),
        [Statement(own[2], 2, "Planned.", SINCE)],
    )
    spokes = letters(FDMM, rows)
    assert [spoke.letter for spoke in spokes] == ["F", "A", "I", "R"]
    assert spokes[0] == LetterProgress("F", (4 + 1 + 2 + 4) / 4, counted=4, open=2)
    assert spokes[1] == LetterProgress("A", None, counted=0, open=12)


@given(st.lists(st.sampled_from([P, F, U, N, None]), min_size=41, max_size=41), st.integers(0, 40), st.booleans())
@settings(max_examples=100)
def test_no_statement_overrules_evidence(drawn: list[Outcome | None], place: int, planned: bool) -> None:
    results = [Result(name, outcome) for name, outcome in zip(IDS, drawn, strict=True)]
    statement = Statement(IDS[place], 2 if planned else 3, "A word.", SINCE)
    plain, stated = progress(results), progress(results, [statement])
    for before, after, result in zip(plain, stated, results, strict=True):
        assert (before.value == FULLY_IMPLEMENTED) == (result.outcome is P) == (after.value == FULLY_IMPLEMENTED)
        assert before.value in (after.value, NOT_CONSIDERED)
    for spoke, other in zip(letters(FDMM, plain), letters(FDMM, stated), strict=True):
        assert spoke.mean is None or 1 <= spoke.mean <= (other.mean or 0) <= 4
    assert letters(FDMM, plain) == letters(FDMM, plain[::-1])


def test_it_follows_from_the_results_of_an_assessment() -> None:
    results, _ = score(FDMM, dict.fromkeys(FDMM.check_ids, P))
    assert {row.value for row in progress(results)} == {FULLY_IMPLEMENTED}
