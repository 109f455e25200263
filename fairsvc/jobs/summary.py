"""Count a run while it runs, and say how it went."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from assessors.scoring import letters
from fairsvc.jobs.sampling import Sampled
from fairsvc.model.assessment import Assessment
from fairsvc.model.evidence import Evidence
from fairsvc.model.metrics import WHOLE, MetricSet


@dataclass(frozen=True, slots=True)
class ScoreSpread:
    """One letter of one metric set over all datasets: levels where the set has them, else shares; or None."""

    metric_set: str
    name: str
    lowest: float | None
    median: float | None
    highest: float | None
    indeterminate: int
    unit: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run went; `troubles` are datasets that could not be assessed, `defects` those by our own fault.

    `sampled` tells which datasets of which host were looked at in full by a bulk run; `repeated` counts those whose
    last judgement was by the same rules of the same evidence, and stands. `run` is 0 when there was nothing to do.
    """

    source: str
    datasets: int
    requests: int
    elapsed_s: float
    scores: tuple[ScoreSpread, ...]
    shares: tuple[float | None, ...]
    troubles: tuple[str, ...]
    defects: int
    sampled: tuple[Sampled, ...] = ()
    repeated: int = 0
    run: int = 0

    def sentence(self) -> str:
        """Say it in a sentence."""
        missed = f", {len(self.troubles)} not assessed" if self.troubles else ""
        asked = f" with {self.requests} requests" if self.requests else " from stored evidence"
        before = f", {self.repeated} of them as before" if self.repeated else ""
        return f"{self.datasets} datasets assessed{missed}{asked}{before} in {self.elapsed_s:.1f} s."


@dataclass(slots=True)
class Tally:
    """The running count."""

    source: str
    metric_sets: tuple[MetricSet, ...]
    datasets: int = 0
    requests: int = 0
    defects: int = 0
    repeated: int = 0
    troubles: list[str] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)
    _values: dict[tuple[str, str], Counter[float]] = field(default_factory=dict)
    _shares: dict[str, Counter[float]] = field(default_factory=dict)
    _unclear: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, assessments: Iterable[Assessment]) -> None:
        """Count one dataset by its assessments."""
        self.datasets += 1
        for assessment in assessments:
            for score in assessment.scores:
                key = (assessment.metric_set, score.name)
                value = score.share if score.level_low is None else score.level
                if value is not None:
                    self._values.setdefault(key, Counter())[value] += 1
                self._unclear[key] = self._unclear.get(key, 0) + score.indeterminate
            whole = assessment.score()
            if whole is not None and whole.share is not None:
                self._shares.setdefault(assessment.metric_set, Counter())[whole.share] += 1

    def count_requests(self, evidence: Evidence) -> None:
        """Count what was asked about a dataset."""
        self.requests += sum(1 for e in evidence.exchanges if e.elapsed_ms or e.failure)

    def merge(self, other: Tally) -> None:
        """Add what another count of the same metric sets came to."""
        self.datasets += other.datasets
        self.requests += other.requests
        self.defects += other.defects
        self.repeated += other.repeated
        self.troubles += other.troubles
        for score, counter in other._values.items():
            self._values.setdefault(score, Counter()).update(counter)
        for metric_set, counter in other._shares.items():
            self._shares.setdefault(metric_set, Counter()).update(counter)
        for score, count in other._unclear.items():
            self._unclear[score] = self._unclear.get(score, 0) + count

    def miss(self, pid: str, trouble: str, *, defect: bool) -> None:
        """Count one dataset that could not be assessed."""
        self.troubles.append(f"{pid}: {trouble}")
        self.defects += defect

    def note(self) -> str:
        """Say how fast it goes."""
        return f"{self.datasets / max(time.monotonic() - self._started, 0.001):.1f} datasets/s"

    def summary(self, sampled: tuple[Sampled, ...] = ()) -> RunSummary:
        """Close the count."""
        scores = tuple(self._row(metrics, name) for metrics in self.metric_sets for name in (*letters(metrics), WHOLE))
        shares = tuple(find_ends(self._shares.get(metrics.name, Counter()))[1] for metrics in self.metric_sets)
        elapsed = time.monotonic() - self._started
        counts = (self.datasets, self.requests, elapsed)
        return RunSummary(
            self.source, *counts, scores, shares, tuple(self.troubles), self.defects, sampled, self.repeated
        )

    def _row(self, metrics: MetricSet, name: str) -> ScoreSpread:
        key = (metrics.name, name)
        values = self._values.get(key, Counter())
        unit = "level" if metrics.method == "levels" else "share"
        lowest, median, highest = find_ends(values)
        return ScoreSpread(metrics.name, name, lowest, median, highest, self._unclear.get(key, 0), unit)


def find_ends(values: Mapping[float, int]) -> tuple[float | None, float | None, float | None]:
    """Give the lowest, the median and the highest of counted values; scores have few different ones."""
    if not values:
        return None, None, None
    ordered = sorted(values)
    reached = list(accumulate(values[value] for value in ordered))
    low, high = (ordered[bisect_left(reached, rank)] for rank in ((reached[-1] + 1) // 2, reached[-1] // 2 + 1))
    return ordered[0], low if low == high else (low + high) / 2, ordered[-1]
