"""Compare a source as it stood at the ends of two runs: the counts, and the datasets one by one or the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappush, heapreplace

from fairsvc.errors import NotFound
from fairsvc.jobs.comparing import Comparer, DatasetChange, Pair
from fairsvc.jobs.explaining import list_rule_changes
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.summary import find_ends
from fairsvc.model.comparison import Turn
from fairsvc.model.judgement import AssessmentRun
from fairsvc.store.judgements_at import iter_judgements_at
from fairsvc.store.rulebooks import load_rulebook

_PROGRESS_EVERY = 100

Turns = dict[Turn, int]


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many checks of all datasets turned which way by one cause; `cause` joins several by `and`, or by `or`."""

    cause: str
    turns: Turns


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """How many datasets turned which way in one indicator."""

    metric_set: str
    indicator: str
    turns: Turns


@dataclass(frozen=True, slots=True)
class MedianChange:
    """The median share of a set before and after; `net` is None where one of them is not known."""

    metric_set: str
    before: float | None
    after: float | None
    net: float | None


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What changed between two runs; `worsened` counts the datasets that got worse for sure by what the world did."""

    old: AssessmentRun
    new: AssessmentRun
    datasets: int
    changed: int
    appeared: int
    gone: int
    worsened: int
    causes: tuple[CauseCount, ...]
    indicators: tuple[IndicatorCount, ...]
    medians: tuple[MedianChange, ...]
    rules: tuple[str, ...]


@dataclass(slots=True)
class Counting:
    """The running count of one comparison."""

    datasets: int = 0
    changed: int = 0
    appeared: int = 0
    gone: int = 0
    worsened: int = 0
    causes: dict[str, Counter[Turn]] = field(default_factory=dict)
    indicators: dict[tuple[str, str], Counter[Turn]] = field(default_factory=dict)
    shares: dict[str, tuple[Counter[float], Counter[float]]] = field(default_factory=dict)

    def add(self, change: DatasetChange) -> None:
        """Count a dataset, changed or not."""
        self.datasets += 1
        self.changed += change.is_change and change.turn is None
        self.appeared += change.turn is Turn.NEW
        self.gone += change.turn is Turn.GONE
        self.worsened += change.worsened > 0
        for one in change.checks:
            joined = (" and " if one.certain else " or ").join(one.causes)
            self.causes.setdefault(joined, Counter())[one.turn] += 1
        for indicator in change.indicators:
            key = (indicator.metric_set, indicator.indicator)
            self.indicators.setdefault(key, Counter())[indicator.turn] += 1
        for share in change.shares:
            for counted, value in zip(self._shares(share.metric_set), (share.before, share.after), strict=True):
                if value is not None:
                    counted[value] += 1

    def _shares(self, metric_set: str) -> tuple[Counter[float], Counter[float]]:
        return self.shares.setdefault(metric_set, (Counter(), Counter()))

    def close(self, old: AssessmentRun, new: AssessmentRun, rules: tuple[str, ...]) -> RunComparison:
        """End the count; what happened most often comes first."""
        causes = sorted(self.causes.items(), key=lambda pair: (-pair[1].total(), pair[0]))
        indicators = sorted(self.indicators.items(), key=lambda pair: (-pair[1].total(), pair[0]))
        return RunComparison(
            old,
            new,
            self.datasets,
            self.changed,
            self.appeared,
            self.gone,
            self.worsened,
            tuple(CauseCount(cause, dict(turns)) for cause, turns in causes),
            tuple(IndicatorCount(*key, dict(turns)) for key, turns in indicators),
            tuple(
                _median_change(name, find_ends(before)[1], find_ends(after)[1])
                for name, (before, after) in self.shares.items()
            ),
            rules,
        )


def _median_change(metric_set: str, before: float | None, after: float | None) -> MedianChange:
    return MedianChange(metric_set, before, after, None if before is None or after is None else after - before)


@dataclass(frozen=True, slots=True)
class RunDiff:
    """The comparison of a source as it stood at the ends of two of its runs."""

    comparer: Comparer
    old: AssessmentRun
    new: AssessmentRun
    _counting: Counting = field(default_factory=Counting)

    def iter_changed(self, on_progress: OnProgress = unwatched) -> Iterator[tuple[Pair, DatasetChange]]:
        """Yield the datasets that changed, in order of PID, and count all of them.

        Raises NotFound when the store holds no judgement from before both ends.
        """
        counting = self._counting
        for pair, change in self.comparer.compare(self._iter_pairs(), (self.old.rulebook, self.new.rulebook)):
            counting.add(change)
            if change.is_change:
                yield pair, change
            if counting.datasets % _PROGRESS_EVERY == 0:
                on_progress(counting.datasets, None)
        if not counting.datasets:
            raise NotFound("no judgements are kept of that time", self.old.source, "Assess it, and compare later")

    def summary(self) -> RunComparison:
        """Sum up what was counted."""
        return self._counting.close(self.old, self.new, _rule_changes(self.comparer, self.old, self.new))

    def _iter_pairs(self) -> Iterator[Pair]:
        old, new = self.old.ended_at, self.new.ended_at
        assert old is not None
        assert new is not None
        standings = iter_judgements_at(self.comparer.workspace.store, self.old.source, (old, new))
        return ((before, after) for before, after in standings)


def _rule_changes(comparer: Comparer, old: AssessmentRun, new: AssessmentRun) -> tuple[str, ...]:
    if not old.rulebook or not new.rulebook:
        return ()
    store = comparer.workspace.store
    return list_rule_changes(load_rulebook(store, old.rulebook), load_rulebook(store, new.rulebook))


@dataclass(slots=True)
class Worst:
    """Keeps the changed datasets that lost most, so many and no more; the rest are counted only."""

    size: int
    _heap: list[tuple[tuple[int, int, int], int, tuple[Pair, DatasetChange]]] = field(default_factory=list)
    _seen: int = 0

    def add(self, compared: tuple[Pair, DatasetChange]) -> None:
        """Take notice of a changed dataset."""
        self._seen += 1
        entry = (_gravity(compared[1]), -self._seen, compared)
        if len(self._heap) < self.size:
            heappush(self._heap, entry)
        elif self._heap and entry[:2] > self._heap[0][:2]:
            heapreplace(self._heap, entry)

    def listed(self) -> list[tuple[Pair, DatasetChange]]:
        """List them, the one that lost most first."""
        return [compared for _, _, compared in sorted(self._heap, key=lambda one: one[:2], reverse=True)]


def _gravity(change: DatasetChange) -> tuple[int, int, int]:
    worse = sum(one.turn is Turn.WORSE for one in change.checks)
    return change.worsened, worse, len(change.checks) + len(change.indicators)
