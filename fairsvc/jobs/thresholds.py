"""Thresholds for CI: what a share or a level must reach, and whether one dataset or a source does."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor
from pathlib import Path

from assessors.scoring import letters
from fairsvc.errors import BadSettings, FetchFailed, ProblemsFound
from fairsvc.jobs.judging import find_set
from fairsvc.jobs.scores import Scores
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.assessment import Score
from fairsvc.model.judgement import Judgement
from fairsvc.model.metrics import WHOLE, MetricSet
from fairsvc.store.judgements import iter_judgements

# [SET[:LETTER]=]NUMBER; a set may be a path, which holds colons on Windows.
_SPELT = re.compile(r"(?:(?P<set>.+?)(?::(?P<name>[A-Z]+))?=)?(?P<least>[0-9]{1,3}(?:\.[0-9]+)?)")
_HIGHEST_LEVEL = 5
_NAMED = 5
# Of a hundredth of a per cent: far above what floating point loses.
_EPSILON = 1e-6


class Of(StrEnum):
    """Which dataset of a source is held to a threshold."""

    LOWEST = "lowest"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a set, or one letter of it, must reach: a level 0-5 where `is_level`, else a share 0-1."""

    metric_set: MetricSet
    name: str
    least: float
    is_level: bool

    def bounds(self, score: Score | None) -> tuple[float, float]:
        """Give the lowest and the highest that the score may still come to."""
        best = float(_HIGHEST_LEVEL) if self.is_level else 1.0
        if score is None:
            return 0.0, best
        if self.is_level:
            low, high = score.level_low, score.level_high
            return (0.0, best) if low is None or high is None else (float(low), float(high))
        if score.share_low is None or score.share_high is None:
            return 0.0, best
        return score.share_low, score.share_high

    def spell(self, value: float) -> str:
        """Spell a level, or a share rounded down: what misses the threshold never looks as if it reached it."""
        return f"level {value:g}" if self.is_level else f"{floor(value * 10_000 + _EPSILON) / 100:g} %"

    @property
    def bound(self) -> str:
        """Spell what is to be reached, as it was given."""
        return f"level {self.least:g}" if self.is_level else f"{self.least * 100:.10g} %"

    def __str__(self) -> str:
        return f"{self.metric_set.name}{'' if self.name == WHOLE else f' {self.name}'}"


def read_thresholds(
    texts: Iterable[str], metric_sets: Iterable[MetricSet], folder: Path | None = None
) -> tuple[Threshold, ...]:
    """Read thresholds: `60` is the share of each of these sets, `fsf=60` that of one, `rda-fdmm:F=5` a letter's level.

    A name means one of these sets first, then any other; `folder` holds the facility's own. A letter of a set with
    points is held to a share. Raises BadSettings, BadMetricSet.
    """
    shown = tuple(metric_sets)
    return tuple(one for text in texts for one in _read(text.strip(), shown, folder))


def _read(text: str, shown: tuple[MetricSet, ...], folder: Path | None) -> tuple[Threshold, ...]:
    spelt = _SPELT.fullmatch(text)
    if spelt is None:
        raise BadSettings("this is no threshold", text, "Give 60, fsf=60 or rda-fdmm:F=5")
    least, name = float(spelt["least"]), spelt["name"] or ""
    chosen = (_choose(spelt["set"], shown, folder),) if spelt["set"] else shown
    return tuple(_threshold(text, one, name, least) for one in chosen)


def _choose(name: str, shown: tuple[MetricSet, ...], folder: Path | None) -> MetricSet:
    meant = [one for one in shown if name in (one.id, one.name)]
    return max(meant, key=lambda one: one.name) if meant else find_set(name, folder)


def _threshold(text: str, metric_set: MetricSet, name: str, least: float) -> Threshold:
    known = (*letters(metric_set), WHOLE)
    if name and name not in known:
        raise BadSettings("the metric set has no such letter", text, f"{metric_set.name} has {', '.join(known)}")
    is_level = bool(name) and metric_set.method == "levels"
    highest = _HIGHEST_LEVEL if is_level else 100
    if least > highest:
        unit = f"a level, 0-{_HIGHEST_LEVEL}" if is_level else "a share, 0-100 %"
        raise BadSettings("nothing can reach this threshold", text, f"It is {unit}")
    return Threshold(metric_set, name or WHOLE, least if is_level else least / 100, is_level)


def hold_source(workspace: Workspace, source: str, thresholds: Iterable[Threshold], of: Of) -> None:
    """Hold a source as it stands now, whatever the last run looked at. Raises ProblemsFound, FetchFailed."""
    hold_to(thresholds, iter_judgements(workspace.store, source), of, source)


def hold_to(thresholds: Iterable[Threshold], judgements: Iterable[Judgement], of: Of, which: str) -> None:
    """Raise ProblemsFound when a threshold is missed, FetchFailed when too little was decided to tell.

    `which` names the whole in the sentence. What is undecided counts as both, the least and the most that it may be.
    """
    counts = [_Count(one) for one in thresholds]
    for judgement in judgements if counts else ():
        for count in counts:
            count.add(judgement)
    missed = [said for count in counts if (said := count.misses(of))]
    if missed:
        raise ProblemsFound("; ".join(missed), which)
    if undecided := [str(count.threshold) for count in counts if count.is_open(of)]:
        raise FetchFailed(
            f"too little could be tested to hold {', '.join(undecided)} against the threshold",
            which,
            "Try again later",
        )


@dataclass(slots=True)
class _Count:
    """How many datasets there are, how many miss the threshold for sure, and how many may; the worst are named."""

    threshold: Threshold
    datasets: int = 0
    sure: int = 0
    maybe: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)
    _values: dict[float, int] = field(default_factory=dict)
    _scores: Scores = field(default_factory=Scores)

    def add(self, judgement: Judgement) -> None:
        score = self._scores.of(judgement, self.threshold.metric_set).find(self.threshold.name)
        low, high = self.threshold.bounds(score)
        self.datasets += 1
        self.sure += high < self.threshold.least
        self.maybe += low < self.threshold.least
        self._values[high] = self._values.get(high, 0) + 1
        if high < self.threshold.least:
            insort(self.worst, (high, judgement.pid))
            del self.worst[_NAMED:]

    def misses(self, of: Of) -> str:
        """Say how the threshold is missed for sure; empty when it is not."""
        if not self._exceeds(self.sure, of):
            return ""
        found = self.worst[0][0] if of is Of.LOWEST else self._median()
        whose = f" at the {of} ({self._named(of)})" if self.datasets > 1 else ""
        value = self.threshold.spell(found)
        return f"{self.threshold} comes to {value}{whose}, below the threshold of {self.threshold.bound}"

    def _named(self, of: Of) -> str:
        named = [f"{pid} {self.threshold.spell(value)}" for value, pid in self.worst]
        if of is Of.MEDIAN:
            return f"{self.sure} of {self.datasets} below it, the lowest: {', '.join(named)}"
        more = self.sure - len(named)
        return ", ".join([*named, *([f"{more} more"] if more > 0 else [])])

    def is_open(self, of: Of) -> bool:
        """Tell whether the undecided ones could make it miss."""
        return self._exceeds(self.maybe, of) or not self.datasets

    def _exceeds(self, below: int, of: Of) -> bool:
        return below > 0 if of is Of.LOWEST else below * 2 > self.datasets

    def _median(self) -> float:
        seen = 0
        for value in sorted(self._values):
            seen += self._values[value]
            if seen * 2 >= self.datasets:
                return value
        return 0.0
