"""Scores of one metric set over kinds of datasets, each kind scored once and counted as often as it occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from assessors.scoring import letters, plan
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Outcomes
from fairsvc.model.metrics import WHOLE, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_model import (
    BINS,
    LEVELS,
    MATURITIES,
    IndicatorSummary,
    PerspectiveSummary,
    ScoreSummary,
    Standing,
)

N = TypeVar("N", int, float)
_EPSILON = 1e-9


class SetCounter:
    """Counts of one metric set from every perspective."""

    def __init__(self, metric_set: MetricSet) -> None:
        self.metric_set = metric_set
        self.datasets = 0
        self._checks = metric_set.check_ids
        self._views = {perspective: _ViewCounter(metric_set) for perspective in Perspective}
        self._outcomes: Counter[tuple[str, Outcome | None]] = Counter()
        self._not_by_standards: Counter[str] = Counter()

    def add(self, seen: Mapping[Perspective, Outcomes], datasets: int) -> Standing:
        """Count so many datasets with these outcomes; tell where each of them stands."""
        found = {perspective: self._score(perspective, outcomes, datasets) for perspective, outcomes in seen.items()}
        results, scores = found.pop(Perspective.ANY)
        self.datasets += datasets
        for result in results:
            self._outcomes[result.indicator, result.outcome] += datasets
        if Perspective.STANDARDS in found:
            self._compare(results, found[Perspective.STANDARDS][0], datasets)
        whole = _whole(scores)
        levels = tuple((one.name, one.level) for one in scores if one.name != WHOLE)
        return Standing(
            levels,
            whole.share,
            whole.maturity,
            sum(seen[Perspective.ANY].get(name) is Outcome.FAIL for name in self._checks),
            (sum(level or 0 for _, level in levels), whole.share or 0.0),
            whole.share_of_all,
            tuple((perspective, _whole(one).share) for perspective, (_, one) in found.items()),
        )

    @property
    def scores(self) -> tuple[ScoreSummary, ...]:
        """The scores of everything together."""
        return self._views[Perspective.ANY].summary()

    @property
    def perspectives(self) -> tuple[PerspectiveSummary, ...]:
        """The scores from each perspective, everything together first."""
        views = self._views.items()
        return tuple(PerspectiveSummary(perspective, view.datasets, view.summary()) for perspective, view in views)

    @property
    def indicators(self) -> tuple[IndicatorSummary, ...]:
        """The outcomes of each indicator."""
        found = []
        for indicator in self.metric_set.indicators:
            passed, failed, open_, excluded = (self._outcomes[indicator.id, outcome] for outcome in Outcome)
            unknown, hidden = self._outcomes[indicator.id, None], self._not_by_standards[indicator.id]
            found.append(IndicatorSummary(indicator, passed, failed, open_, excluded, unknown, hidden))
        return tuple(found)

    def _score(
        self, perspective: Perspective, outcomes: Outcomes, datasets: int
    ) -> tuple[tuple[Result, ...], tuple[Score, ...]]:
        _, results, scores = plan(self.metric_set).scored(outcomes)
        self._views[perspective].add(scores, datasets)
        return results, scores

    def _compare(self, anyway: Iterable[Result], standards: Iterable[Result], datasets: int) -> None:
        for one, other in zip(anyway, standards, strict=True):
            if one.outcome is Outcome.PASS and other.outcome is Outcome.FAIL:
                self._not_by_standards[one.indicator] += datasets


class _ViewCounter:
    """Counts of one metric set from one perspective."""

    def __init__(self, metric_set: MetricSet) -> None:
        self.datasets = 0
        self._levels = metric_set.method == "levels"
        self._scores = {name: _ScoreCounter() for name in (*letters(metric_set), WHOLE)}

    def add(self, scores: Iterable[Score], datasets: int) -> None:
        self.datasets += datasets
        for one in scores:
            self._scores[one.name].add(one, datasets)

    def summary(self) -> tuple[ScoreSummary, ...]:
        return tuple(counter.summary(name, levels=self._levels) for name, counter in self._scores.items())


@dataclass(slots=True)
class _ScoreCounter:
    """Counts of one letter: datasets by each value that occurs."""

    levels: Counter[int] = field(default_factory=Counter)
    low: Counter[int] = field(default_factory=Counter)
    high: Counter[int] = field(default_factory=Counter)
    unsettled: int = 0
    shares: Counter[float] = field(default_factory=Counter)
    shares_of_all: Counter[float] = field(default_factory=Counter)
    maturities: Counter[float] = field(default_factory=Counter)

    def add(self, one: Score, datasets: int) -> None:
        for counter, level in ((self.levels, one.level), (self.low, one.level_low), (self.high, one.level_high)):
            if level is not None:
                counter[level] += datasets
        if one.level is None and one.level_low is not None:
            self.unsettled += datasets
        shares = ((self.shares, one.share), (self.shares_of_all, one.share_of_all), (self.maturities, one.maturity))
        for counted, value in shares:
            if value is not None:
                counted[value] += datasets

    def summary(self, name: str, *, levels: bool) -> ScoreSummary:
        bins: Counter[int] = Counter()
        reached: Counter[int] = Counter()
        for share, datasets in self.shares.items():
            bins[min(int(share * BINS + _EPSILON), BINS - 1)] += datasets
        for maturity, datasets in self.maturities.items():
            reached[int(maturity + _EPSILON)] += datasets
        steps, stages = (range(LEVELS), range(0)) if levels else (range(0), range(MATURITIES))
        return ScoreSummary(
            name,
            tuple(self.levels[step] for step in steps),
            self.unsettled,
            tuple(self.low[step] for step in steps),
            tuple(self.high[step] for step in steps),
            tuple(bins[number] for number in range(BINS)),
            tuple(reached[step] for step in stages),
            _low_median(self.levels),
            median(self.shares),
            _low_median(self.maturities),
            median(self.shares_of_all),
        )


def median(counted: Counter[float]) -> float | None:
    """Give the median of values that occur so often, the mean of the middle two; None when there is none."""
    total = counted.total()
    if not total:
        return None
    ordered = sorted(counted.items())
    return (_at(ordered, (total - 1) // 2) + _at(ordered, total // 2)) / 2


def _low_median(counted: Counter[N]) -> N | None:
    total = counted.total()
    return _at(sorted(counted.items()), (total - 1) // 2) if total else None


def _at(ordered: Sequence[tuple[N, int]], place: int) -> N:
    for value, datasets in ordered:
        place -= datasets
        if place < 0:
            return value
    raise IndexError(place)


def _whole(scores: Iterable[Score]) -> Score:
    return next((one for one in scores if one.name == WHOLE), Score(WHOLE, None))
