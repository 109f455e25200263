"""How FAIR a catalogue is, and what to repair first: counts over its assessments, in one pass."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from assessors.scoring import score
from fairsvc.model.assessment import Assessment, Score
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.metrics import LETTERS, Indicator, MetricSet

WHOLE = "FAIR"
LEVELS = 6
MATURITIES = 4
BINS = 10
EXTREMES = 10

# Bounds on what one dataset may bring into the report.
_LINE_LENGTH = 300
_REMEDY_LENGTH = 4_000
_REASONS_PER_CHECK = 20
_VECTORS_KEPT = 8_192
_EPSILON = 1e-9

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_TAIL = r"(?:\([^\s<>\"'()]*\)|[^\s<>\"'()])+(?<![.,;:!?\]}])"
_ADDRESS = re.compile(rf"https?://{_TAIL}", re.IGNORECASE)
_PID = re.compile(rf"\b(?:(?:doi:)?10\.\d{{2,9}}(?:\.\d+)*/|(?:hdl|handle|ark|urn):){_TAIL}", re.IGNORECASE)

_Vector = tuple[Outcome | None, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset with what was assessed of it; `verdicts` are by check id, `address` is where a person reads it."""

    pid: str
    title: str
    address: str
    assessments: tuple[Assessment, ...]
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dataset stands in one metric set; `levels` are by letter, `failing` counts its failed checks."""

    levels: tuple[tuple[str, int | None], ...]
    share: float | None
    maturity: float | None
    failing: int

    @property
    def rank(self) -> tuple[int, float]:
        """What best and worst go by: the sum of the letters' levels, then the share."""
        return sum(level or 0 for _, level in self.levels), self.share or 0.0


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset in the plain table; `standings` follow the metric sets, None where it was not assessed."""

    pid: str
    title: str
    address: str
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """How the datasets spread over one letter, or over the whole under the name FAIR.

    `levels` count datasets at level 0-5, `levels_low` and `levels_high` the same if everything open failed or passed;
    empty for a set with points. `shares` count them in tenths: the nth from n * 10 % up to, but not with, the next; the
    last holds 100 %. `maturities` count those that reached 0-3; empty for a set with levels. Medians of levels and
    maturities are what more than half of the datasets reach (the lower of two); None when nothing was assessed.
    """

    name: str
    levels: tuple[int, ...]
    levels_low: tuple[int, ...]
    levels_high: tuple[int, ...]
    shares: tuple[int, ...]
    maturities: tuple[int, ...]
    median_level: int | None
    median_share: float | None
    median_maturity: float | None


@dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """An indicator or metric, and how many datasets have which outcome."""

    indicator: Indicator
    passed: int
    failed: int
    indeterminate: int
    not_applicable: int
    not_assessed: int


@dataclass(frozen=True, slots=True)
class Example:
    """One dataset of many: why the check came out so there, and how to repair it."""

    pid: str
    title: str
    address: str
    because: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What mending one check alone would change, everything else left as it is.

    `lifted` counts datasets of which a letter's level rises or, for a set with points, the share. `levels_gained` sums
    the steps over letters and datasets, `share_gained` the rise of the whole share (1.0: one dataset from 0 to 100 %).
    """

    check: str
    title: str
    failing: int
    lifted: int
    levels_gained: int
    share_gained: float
    indicators: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check could not be decided, and for how many datasets; PIDs and addresses in `reason` are blanked."""

    check: str
    title: str
    reason: str
    datasets: int
    example: Example


@dataclass(frozen=True, slots=True)
class SetSummary:
    """One metric set over the catalogue. `datasets` counts those assessed with it; repairs come most useful first."""

    metric_set: MetricSet
    datasets: int
    scores: tuple[ScoreSummary, ...]
    indicators: tuple[IndicatorSummary, ...]
    best: tuple[DatasetRow, ...]
    worst: tuple[DatasetRow, ...]
    repairs: tuple[Repair, ...]

    def score(self, name: str = WHOLE) -> ScoreSummary:
        """Find the summary of a letter of the set, or of the whole."""
        return next(score for score in self.scores if score.name == name)


@dataclass(frozen=True, slots=True)
class FairReport:
    """Everything that the page and the tables say of one source."""

    source: str
    generated_at: datetime
    software_version: str
    sets: tuple[SetSummary, ...]
    reasons: tuple[Reason, ...]
    rows: tuple[DatasetRow, ...]


def build(
    source: str,
    datasets: Iterable[Dataset],
    metric_sets: Sequence[MetricSet],
    checks: Mapping[str, Check],
    *,
    generated_at: datetime,
    software_version: str,
) -> FairReport:
    """Count the datasets, read once and not kept; assessments with other metric sets are left out."""
    titles = {check.id: check.title for check in checks.values()}
    counters = [_SetCounter(metric_set, titles) for metric_set in metric_sets]
    reasons: _Reasons = {}
    rows: list[DatasetRow] = []
    for dataset in datasets:
        by_set = {assessment.metric_set: assessment for assessment in dataset.assessments}
        standings = tuple(counter.add(dataset, by_set.get(counter.metric_set.name)) for counter in counters)
        rows.append(DatasetRow(_line(dataset.pid), _line(dataset.title), _line(dataset.address), standings))
        _count_reasons(reasons, dataset)
    sets = tuple(counter.summary(*_extremes(place, rows)) for place, counter in enumerate(counters))
    return FairReport(_line(source), generated_at, software_version, sets, _reasons(reasons, titles), tuple(rows))


_NO_EXAMPLE = Example("", "", "", "")
_Rows = tuple[DatasetRow, ...]
_Reasons = dict[str, dict[str, tuple[int, Example]]]


class _SetCounter:
    """Counts of one metric set."""

    def __init__(self, metric_set: MetricSet, titles: Mapping[str, str]) -> None:
        letters = {indicator.letter for indicator in metric_set.indicators}
        self.metric_set = metric_set
        self.datasets = 0
        self.scores = {name: _ScoreCounter() for name in (*LETTERS, WHOLE) if name == WHOLE or name in letters}
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
    shares: list[float] = field(default_factory=list)
    maturities: list[float] = field(default_factory=list)

    def add(self, one: Score) -> None:
        for counter, level in ((self.levels, one.level), (self.low, one.level_low), (self.high, one.level_high)):
            if level is not None:
                counter[level] += 1
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
        reason = _blanked(verdict.because, dataset)
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
    levels = [(new.level or 0) - (old.level or 0) for old, new in pairs if old.name != WHOLE]
    share = sum((new.share or 0.0) - (old.share or 0.0) for old, new in pairs if old.name == WHOLE)
    leveled = any(new.level is not None for new in after)
    return int(max(levels) > 0 if leveled else share > _EPSILON), sum(levels), share


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


def _example(dataset: Dataset, verdict: Verdict | None) -> Example:
    because, remedy = (verdict.because, verdict.remedy) if verdict else ("", "")
    place = (_line(dataset.pid), _line(dataset.title), _line(dataset.address))
    return Example(*place, _line(because), _clean(remedy, _REMEDY_LENGTH))


def _blanked(because: str, dataset: Dataset) -> str:
    text = _PID.sub("[PID]", _ADDRESS.sub("[address]", because[: 4 * _LINE_LENGTH]))
    return _line(text.replace(dataset.pid, "[PID]") if dataset.pid else text)


def _line(text: str) -> str:
    return _clean(" ".join(text[: 4 * _LINE_LENGTH].split()), _LINE_LENGTH)


def _clean(text: str, length: int) -> str:
    """Drop what no page, table or file can hold, and cut what is too long."""
    text = _CONTROL.sub("", text[: length * 4]).encode("utf-8", "replace").decode()
    return text if len(text) <= length else f"{text[: length - 1]}…"
