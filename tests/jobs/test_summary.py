"""What a run says of its datasets: a level that is open is no share in disguise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.metric_sets import find_metric_set
from fairsvc.jobs.summary import ScoreSpread, Tally
from fairsvc.model.assessment import Assessment, Score

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def assessed(metric_set: str, *scores: Score) -> tuple[Assessment]:
    return (Assessment("doi:10.5072/abc", metric_set, "", 1, "", (), (), scores, "fairsvc/1", NOON),)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("rda-fdmm", [Score("I", 0.4, None, 0, 2, indeterminate=3), Score("I", 0.9, 2, 2, 2)], (2, 2, 2, 3, "level")),
        ("rda-fdmm", [Score("I", 0.4, None, 0, 2)], (None, None, None, 0, "level")),
        ("fsf", [Score("I", 0.25, maturity=1), Score("I", 0.75, maturity=2)], (0.25, 0.5, 0.75, 0, "share")),
    ],
)
def test_a_letter_is_summed_up_in_its_own_unit(name: str, given: list[Score], expected: tuple[object, ...]) -> None:
    metrics = find_metric_set(name)
    assert metrics is not None
    tally = Tally("demo", (metrics,))
    for score in given:
        tally.count(assessed(metrics.name, score))
    *values, indeterminate, unit = expected
    spread = next(row for row in tally.summary().scores if row.name == "I")
    assert spread == ScoreSpread(metrics.name, "I", *values, indeterminate, unit)


def test_only_letters_of_the_metric_set_are_summed_up() -> None:
    metrics = find_metric_set("fsf")
    assert metrics is not None
    only_f = replace(metrics, indicators=tuple(one for one in metrics.indicators if one.letter == "F"))
    assert [row.name for row in Tally("demo", (only_f,)).summary().scores] == ["F", "FAIR"]


@settings(max_examples=50)
@given(st.lists(st.sampled_from((0.0, 0.2, 0.25, 0.5, 1.0)), min_size=1, max_size=20))
def test_counted_values_have_the_median_of_the_listed_ones(shares: list[float]) -> None:
    metrics = find_metric_set("fsf")
    assert metrics is not None
    tally = Tally("demo", (metrics,))
    for share in shares:
        tally.count(assessed(metrics.name, Score("I", share, maturity=1)))
    row = next(row for row in tally.summary().scores if row.name == "I")
    assert (row.lowest, row.highest) == (min(shares), max(shares))
    assert row.median == pytest.approx(median(shares))


def test_counts_are_merged_as_if_they_were_one() -> None:
    metrics = find_metric_set("fsf")
    assert metrics is not None
    one, parts = Tally("demo", (metrics,)), [Tally("", (metrics,)) for _ in range(2)]
    whole = Tally("demo", (metrics,))
    for place, share in enumerate((0.2, 0.5, 0.5, 1.0, None)):
        given = assessed(metrics.name, Score("I", share, indeterminate=1), Score("FAIR", share))
        one.count(given)
        parts[place % 2].count(given)
    parts[0].repeated = one.repeated = 2
    for tally in (one, parts[1]):
        tally.miss("doi:10.5072/abc", "lost", defect=True)
    for part in parts:
        whole.merge(part)
    assert replace(whole.summary(), elapsed_s=0) == replace(one.summary(), elapsed_s=0)
    assert "5 datasets assessed, 1 not assessed from stored evidence, 2 of them as before" in one.summary().sentence()
