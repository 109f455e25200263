"""How FAIR a catalogue is, and what to repair first: counts over its assessments, in one pass."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from assessors.reasons import blanked, clean, line
from assessors.scoring import letters, score
from fairsvc.model.assessment import Assessment, Score
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet
from fairsvc.reports.fair_findings import explain
from fairsvc.reports.fair_model import (
    BINS,
    LEVELS,
    MATURITIES,
    Conflict,
    Dataset,
    DatasetRow,
    Defect,
    Example,
    FairReport,
    IndicatorSummary,
    Reason,
    Repair,
    ScoreSummary,
    SetSummary,
    Standing,
)

EXTREMES = 10

# Bounds on what one dataset may bring into the report.
_REMEDY_LENGTH = 4_000
_REASONS_PER_CHECK = 20
_VECTORS_KEPT = 8_192
_EPSILON = 1e-9

_Vector = tuple[Outcome | None, ...]


def build(
    source: str,
    datasets: Iterable[Dataset],
    metric_sets: Sequence[MetricSet],
    checks: Mapping[str, Check],
    *,
    generated_at: datetime,
    software_version: str,
    shared: int = 0,
) -> FairReport:
    """Count the datasets, read once and not kept; assessments with other metric sets are left out.

    `shared` is how many of them other sources describe too.
    """
    titles = {check.id: check.title for check in checks.values()}
    counters = [_SetCounter(metric_set, titles) for metric_set in metric_sets]
    reasons: _Reasons = {}
    conflicts: _Counted = {}
    defects: _Counted = {}
    rows: list[DatasetRow] = []
    for dataset in datasets:
        by_set = {assessment.metric_set: assessment for assessment in dataset.assessments}
        standings = tuple(counter.add(dataset, by_set.get(counter.metric_set.name)) for counter in counters)
        rows.append(DatasetRow(line(dataset.pid), line(dataset.title), line(dataset.address), standings))
        _count_reasons(reasons, dataset)
        _count_once(conflicts, dataset, dataset.conflicts)
        _count_once(defects, dataset, dataset.findings)
    sets = tuple(counter.summary(*_extremes(place, rows)) for place, counter in enumerate(counters))
    head = (line(source), generated_at, software_version)
    shown = _reasons(reasons, titles), tuple(rows), _conflicts(conflicts)
    return FairReport(*head, sets, *shown, shared=shared, defects=_defects(defects))


_NO_EXAMPLE = Example("", "", "", "")
_Rows = tuple[DatasetRow, ...]
_Reasons = dict[str, dict[str, tuple[int, Example]]]
_Counted = dict[str, tuple[int, Example]]


class _SetCounter:
    """Counts of one metric set."""

    def __init__(self, metric_set: MetricSet, titles: Mapping[str, str]) -> None:
        self.metric_set = metric_set
        self.datasets = 0
        self.scores = {name: _ScoreCounter() for name in (*letters(metric_set), WHOLE)}
        self.outcomes: Counter[tuple[str, Outcome | None]] = Counter()
        self.repairs = _RepairCounter(metric_set, titles)

    def add(self, dataset: Dataset, assessment: Assessment | None) -> Standing | None:
        if assessment is None:
            return None
        self.datasets += 1
        for one in assessment.scores:
            if one.name in self.scores:
                self.scores[one.name].add(one)
        self.outcomes.update((result.indicator, result.outcome) for result in assessment.results)
        whole = assessment.score(WHOLE) or Score(WHOLE, None)
        levels = tuple((one.name, one.level) for one in assessment.scores if one.name != WHOLE)
        return Standing(levels, whole.share, whole.maturity, self.repairs.add(dataset, dict(assessment.checks)))

    def summary(self, best: _Rows, worst: _Rows) -> SetSummary:
        levels = self.metric_set.method == "levels"
        scores = tuple(counter.summary(name, levels=levels) for name, counter in self.scores.items())
        indicators = tuple(self._indicator(indicator) for indicator in self.metric_set.indicators)
        repairs = tuple(sorted(self.repairs.found.values(), key=_usefulness))
        return SetSummary(self.metric_set, self.datasets, scores, indicators, best, worst, repairs)

    def _indicator(self, indicator: Indicator) -> IndicatorSummary:
        passed, failed, indeterminate, excluded = (self.outcomes[indicator.id, outcome] for outcome in Outcome)
        unknown = self.datasets - passed - failed - indeterminate - excluded
        return IndicatorSummary(indicator, passed, failed, indeterminate, excluded, unknown)


@dataclass(slots=True)
class _ScoreCounter:
    """Counts of one letter; shares are kept, for their median."""

    levels: Counter[int] = field(default_factory=Counter)
    low: Counter[int] = field(default_factory=Counter)
    high: Counter[int] = field(default_factory=Counter)
    unsettled: int = 0
    shares: list[float] = field(default_factory=list)
    maturities: list[float] = field(default_factory=list)

    def add(self, one: Score) -> None:
        for counter, level in ((self.levels, one.level), (self.low, one.level_low), (self.high, one.level_high)):
            if level is not None:
                counter[level] += 1
        self.unsettled += one.level is None and one.level_low is not None
        if one.share is not None:
            self.shares.append(one.share)
        if one.maturity is not None:
            self.maturities.append(one.maturity)

    def summary(self, name: str, *, levels: bool) -> ScoreSummary:
        bins = Counter(min(int(share * BINS + _EPSILON), BINS - 1) for share in self.shares)
        reached = Counter(int(maturity + _EPSILON) for maturity in self.maturities)
        steps, stages = (range(LEVELS), range(0)) if levels else (range(0), range(MATURITIES))
        return ScoreSummary(
            name,
            tuple(self.levels[step] for step in steps),
            self.unsettled,
            tuple(self.low[step] for step in steps),
            tuple(self.high[step] for step in steps),
            tuple(bins[number] for number in range(BINS)),
            tuple(reached[step] for step in stages),
            statistics.median_low(self.levels.elements()) if self.levels else None,
            statistics.median(self.shares) if self.shares else None,
            statistics.median_low(self.maturities) if self.maturities else None,
        )


class _RepairCounter:
    """What each check alone would change, over the datasets that fail it."""

    def __init__(self, metric_set: MetricSet, titles: Mapping[str, str]) -> None:
        self.check_ids = tuple(sorted(metric_set.check_ids))
        self.effects = _what_if(metric_set, self.check_ids, titles)
        self.found: dict[str, Repair] = {}

    def add(self, dataset: Dataset, outcomes: Mapping[str, Outcome]) -> int:
        effects = self.effects(tuple(outcomes.get(check) for check in self.check_ids))
        for effect in effects:
            self.found[effect.check] = _sum(self.found.get(effect.check), effect, dataset)
        return len(effects)


def _sum(total: Repair | None, one: Repair, dataset: Dataset) -> Repair:
    verdict = dataset.verdicts.get(one.check)
    if total is None:
        return replace(one, example=_example(dataset, verdict))
    apter = (one.lifted > 0, bool(verdict and verdict.remedy)) > (total.lifted > 0, bool(total.example.remedy))
    return replace(
        total,
        failing=total.failing + one.failing,
        lifted=total.lifted + one.lifted,
        levels_gained=total.levels_gained + one.levels_gained,
        share_gained=total.share_gained + one.share_gained,
        example=_example(dataset, verdict) if apter else total.example,
    )


def _count_reasons(reasons: _Reasons, dataset: Dataset) -> None:
    for check, verdict in dataset.verdicts.items():
        if verdict.outcome is not Outcome.INDETERMINATE:
            continue
        group = reasons.setdefault(check, {})
        reason = blanked(verdict.because, dataset.pid)
        if reason not in group and len(group) >= _REASONS_PER_CHECK:
            reason = "other reasons"
        datasets, example = group.get(reason) or (0, _example(dataset, verdict))
        group[reason] = (datasets + 1, example)


def _reasons(reasons: _Reasons, titles: Mapping[str, str]) -> tuple[Reason, ...]:
    counted = [
        Reason(check, titles.get(check, check), reason, datasets, example)
        for check, group in reasons.items()
        for reason, (datasets, example) in group.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.check, one.reason)))


def _count_once(counted: _Counted, dataset: Dataset, said: Sequence[tuple[str, str]]) -> None:
    """Count a dataset once for each name, by its first sentence."""
    for name, sentence in dict(reversed(said)).items():
        datasets, example = counted.get(name) or (0, _example(dataset, None, sentence))
        counted[name] = (datasets + 1, example)


def _defects(defects: _Counted) -> tuple[Defect, ...]:
    counted = [Defect(code, *explain(code), datasets, example) for code, (datasets, example) in defects.items()]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.code)))


def _conflicts(conflicts: _Counted) -> tuple[Conflict, ...]:
    counted = [Conflict(field_name, datasets, example) for field_name, (datasets, example) in conflicts.items()]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.field)))


def _what_if(
    metric_set: MetricSet, check_ids: tuple[str, ...], titles: Mapping[str, str]
) -> Callable[[_Vector], tuple[Repair, ...]]:
    """Repair each failed check of an outcome vector alone; datasets alike are scored once."""

    @lru_cache(maxsize=_VECTORS_KEPT)
    def effects(vector: _Vector) -> tuple[Repair, ...]:
        outcomes = {check: outcome for check, outcome in zip(check_ids, vector, strict=True) if outcome is not None}
        failing = [check for check, outcome in outcomes.items() if outcome is Outcome.FAIL]
        before = score(metric_set, outcomes)[1]
        mended = [(check, score(metric_set, {**outcomes, check: Outcome.PASS})[1]) for check in failing]
        return tuple(
            Repair(check, titles.get(check, check), 1, *_gain(before, after), _fed_by(check, metric_set), _NO_EXAMPLE)
            for check, after in mended
        )

    return effects


def _gain(before: Sequence[Score], after: Sequence[Score]) -> tuple[int, int, float]:
    pairs = list(zip(before, after, strict=True))
    levels = [_rise(old.level, new.level) for old, new in pairs if old.name != WHOLE]
    share = sum((new.share or 0.0) - (old.share or 0.0) for old, new in pairs if old.name == WHOLE)
    leveled = any(new.level_low is not None for new in after)
    return int(max(levels) > 0 if leveled else share > _EPSILON), sum(levels), share


def _rise(old: int | None, new: int | None) -> int:
    """Count the levels gained; what is open before or after counts as nothing gained."""
    return new - old if old is not None and new is not None else 0


def _extremes(place: int, rows: Sequence[DatasetRow]) -> tuple[_Rows, _Rows]:
    ranked = [(one.rank, row) for row in rows if (one := row.standings[place]) is not None and one.share is not None]
    ordered = [row for _, row in sorted(ranked, key=lambda pair: (-pair[0][0], -pair[0][1], pair[1].pid))]
    half = (len(ordered) + 1) // 2
    return tuple(ordered[:half][:EXTREMES]), tuple(ordered[half:][::-1][:EXTREMES])


def _usefulness(repair: Repair) -> tuple[int, int, float, int, str]:
    return -repair.lifted, -repair.levels_gained, -round(repair.share_gained, 9), -repair.failing, repair.check


def _fed_by(check: str, metric_set: MetricSet) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in metric_set.indicators
        if check in one.checks or any(check in test.checks for test in one.tests)
    )


def _example(dataset: Dataset, verdict: Verdict | None, said: str = "") -> Example:
    because, remedy = (verdict.because, verdict.remedy) if verdict else (said, "")
    place = (line(dataset.pid), line(dataset.title), line(dataset.address))
    return Example(*place, line(because), clean(remedy, _REMEDY_LENGTH))
