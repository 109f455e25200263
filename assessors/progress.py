"""RDA FAIR Data Maturity Model: its method of progress, 0-4 an indicator (doi:10.15497/rda00050, section 5).

Evidence says 0 not applicable, 1 not considered and 4 fully implemented; 2 planned and 3 in implementation are known to
the facility alone, which states them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessors.statements import Statement
from fairsvc.model.assessment import Result
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import LETTERS, MetricSet

NOT_APPLICABLE, NOT_CONSIDERED, PLANNED, IN_IMPLEMENTATION, FULLY_IMPLEMENTED = range(5)
TITLES = ("not applicable", "not considered", "planned", "in implementation", "fully implemented")
_SAID = {
    Outcome.PASS: FULLY_IMPLEMENTED,
    Outcome.FAIL: NOT_CONSIDERED,
    Outcome.NOT_APPLICABLE: NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an indicator is, 0-4; None while it is indeterminate or not assessed.

    `statement` is the facility's own word where it decided; it is `outdated` where the evidence shows more already.
    """

    indicator: str
    value: int | None
    statement: Statement | None = None
    outdated: bool = False

    @property
    def title(self) -> str:
        """The model's word for the value."""
        return "open" if self.value is None else TITLES[self.value]


@dataclass(frozen=True, slots=True)
class LetterProgress:
    """The spoke of a letter: the mean of its indicators that are applicable and known, 1-4; None when none is."""

    letter: str
    mean: float | None
    counted: int
    open: int


def progress(results: Iterable[Result], statements: Iterable[Statement] = (), source: str = "") -> tuple[Progress, ...]:
    """Give the progress of each indicator.

    A statement on the source outranks one on all. It replaces "not considered" and nothing else: no statement overrules
    evidence.
    """
    said = {one.indicator: one for one in statements if not one.source}
    said |= {one.indicator: one for one in statements if one.source and one.source == source}
    return tuple(_progress(result, said.get(result.indicator)) for result in results)


def letters(metric_set: MetricSet, rows: Sequence[Progress]) -> tuple[LetterProgress, ...]:
    """Give the mean of each letter, for the radar; indicators that are not applicable or open take no part."""
    values = {row.indicator: row.value for row in rows}
    spokes = []
    for letter in LETTERS:
        own = [values.get(indicator.id) for indicator in metric_set.indicators if indicator.letter == letter]
        counted = [value for value in own if value]
        if own:
            mean = sum(counted) / len(counted) if counted else None
            spokes.append(LetterProgress(letter, mean, len(counted), own.count(None)))
    return tuple(spokes)


def _progress(result: Result, said: Statement | None) -> Progress:
    value = _SAID.get(result.outcome) if result.outcome else None
    if said is None:
        return Progress(result.indicator, value)
    if value == NOT_CONSIDERED:
        return Progress(result.indicator, said.progress, said)
    return Progress(result.indicator, value, said, outdated=value == FULLY_IMPLEMENTED)
