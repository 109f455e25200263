"""FDMM's method of progress over a catalogue: what evidence shows, and what the facility states of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessors.progress import TITLES, Progress, progress
from assessors.scoring import letters
from assessors.statements import Statement
from fairsvc.model.assessment import Result
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import MetricSet
from fairsvc.reports.fair_model import IndicatorProgress, IndicatorSummary, LetterProgress, ProgressSummary


def sum_progress(
    metric_set: MetricSet, rows: Sequence[IndicatorSummary], statements: Sequence[Statement], source: str
) -> ProgressSummary | None:
    """Sum the progress of each indicator up, with and without the statements; None for a set with points."""
    if metric_set.method != "levels":
        return None
    shown = [_row(row, (), source) for row in rows]
    stated = [_row(row, statements, source) for row in rows]
    spokes = (_letter(letter, shown, stated) for letter in letters(metric_set))
    return ProgressSummary(tuple(spokes), tuple(stated))


def _row(row: IndicatorSummary, statements: Sequence[Statement], source: str) -> IndicatorProgress:
    counted: list[tuple[Outcome | None, int]] = [
        (Outcome.PASS, row.passed),
        (Outcome.FAIL, row.failed),
        (Outcome.INDETERMINATE, row.indeterminate),
        (Outcome.NOT_APPLICABLE, row.not_applicable),
        (None, row.not_assessed),
    ]
    datasets, open_ = [0] * len(TITLES), 0
    said: Progress | None = None
    for outcome, number in counted:
        one = progress([Result(row.indicator.id, outcome)], statements, source)[0]
        said = one if outcome is Outcome.FAIL else said
        if one.value is None:
            open_ += number
        else:
            datasets[one.value] += number
    statement = said.statement if said else None
    outdated = statement is not None and row.passed > 0 and not (row.failed or row.indeterminate or row.not_assessed)
    return IndicatorProgress(row.indicator, tuple(datasets), open_, statement, outdated)


def _letter(letter: str, shown: Iterable[IndicatorProgress], stated: Iterable[IndicatorProgress]) -> LetterProgress:
    own = [row for row in shown if row.indicator.letter == letter]
    said = [row for row in stated if row.indicator.letter == letter]
    return LetterProgress(letter, _mean(own), _mean(said), sum(row.open for row in own))


def _mean(rows: Iterable[IndicatorProgress]) -> float | None:
    """Average over what is applicable and known: 1 not considered to 4 fully implemented."""
    pairs = [(value, number) for row in rows for value, number in enumerate(row.datasets) if value]
    total = sum(number for _, number in pairs)
    return sum(value * number for value, number in pairs) / total if total else None
