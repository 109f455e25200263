"""How a source fared from run to run: shares and levels of every set and letter, in one pass over its judgements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from fairsvc.jobs.comparing import Comparer
from fairsvc.jobs.summary import find_ends
from fairsvc.model.assessment import Score
from fairsvc.model.judgement import AssessmentRun, Judgement
from fairsvc.store.judgements_at import iter_judgements_at

# Metric set and letter, or the whole.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One letter, or the whole, of one set over all datasets; shares are 0-1 and None where nothing was decided.

    `levels` count the datasets by level, empty for a set without levels; `undecided` have neither share nor level.
    """

    metric_set: str
    name: str
    median: float | None
    mean: float | None
    lowest: float | None
    highest: float | None
    levels: Mapping[int, int]
    undecided: int


@dataclass(frozen=True, slots=True)
class RunStanding:
    """The source as it stood at the end of one run."""

    run: AssessmentRun
    datasets: int
    standings: tuple[Standing, ...]


@dataclass(slots=True)
class _Counted:
    shares: Counter[float] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    undecided: int = 0

    def add(self, score: Score) -> None:
        if score.share is not None:
            self.shares[score.share] += 1
        if score.level is not None:
            self.levels[score.level] += 1
        self.undecided += score.share is None and score.level is None


def follow(comparer: Comparer, runs: Sequence[AssessmentRun]) -> tuple[RunStanding, ...]:
    """Tell how the source stood at the end of each of these finished runs, by judgements and metric sets of then."""
    ends = [run.ended_at for run in runs if run.ended_at is not None]
    assert len(ends) == len(runs), "only finished runs can be followed"
    counts: list[defaultdict[Key, _Counted]] = [defaultdict(_Counted) for _ in runs]
    datasets = [0] * len(runs)
    for standings in iter_judgements_at(comparer.workspace.store, runs[0].source, ends) if runs else ():
        scored: dict[tuple[int, str], list[tuple[Key, Score]]] = {}
        for place, judgement in enumerate(standings):
            if judgement is None:
                continue
            datasets[place] += 1
            by = id(judgement), runs[place].rulebook or judgement.rulebook
            if by not in scored:
                scored[by] = list(_iter_scores(comparer, judgement, by[1]))
            for key, score in scored[by]:
                counts[place][key].add(score)
    return tuple(
        RunStanding(run, count, tuple(_close(counted)))
        for run, count, counted in zip(runs, datasets, counts, strict=True)
    )


def _iter_scores(comparer: Comparer, judgement: Judgement, defined_by: str) -> Iterator[tuple[Key, Score]]:
    for metric_set in comparer.metric_sets:
        for score in comparer.scores.of(judgement, comparer.defined(metric_set, defined_by)).scores:
            yield (metric_set.name, score.name), score


def _close(counted: Mapping[Key, _Counted]) -> Iterable[Standing]:
    for (metric_set, name), one in counted.items():
        lowest, median, highest = find_ends(one.shares)
        total = one.shares.total()
        mean = fsum(share * count for share, count in one.shares.items()) / total if total else None
        levels = dict(sorted(one.levels.items()))
        yield Standing(metric_set, name, median, mean, lowest, highest, levels, one.undecided)
