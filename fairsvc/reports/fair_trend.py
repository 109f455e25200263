"""How the catalogue stood when earlier assessments had ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from assessors.scoring import plan
from fairsvc.model.judgement import Judgement, Outcomes, Rulebook
from fairsvc.model.metrics import WHOLE, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_model import SetSummary, TrendPoint
from fairsvc.reports.fair_scores import median

# Outcomes that are known by their identity: the store reads equal ones into the same mapping.
_MAPPINGS_KEPT = 2048

# Metric sets with the share of the whole.
_Shares = tuple[tuple[str, float | None], ...]


def past_points(
    runs: Sequence[tuple[int, datetime]],
    standings: Iterable[Sequence[tuple[Judgement, Rulebook] | None]],
    metric_sets: Sequence[MetricSet],
) -> tuple[TrendPoint, ...]:
    """Sum up how the catalogue stood when each run had ended, by number and instant.

    `standings` have of each dataset how it was judged at each of these instants; each judgement is scored with the
    metric sets of the rulebook beside it.
    """
    scoring = _PastScores(metric_sets)
    counts: list[Counter[_Shares]] = [Counter() for _ in runs]
    for judged in standings:
        for counted, one in zip(counts, judged, strict=True):
            if one is not None:
                counted[scoring.shares(*one)] += 1
    return tuple(_past_point(run, at, counted) for (run, at), counted in zip(runs, counts, strict=True))


def present_point(at: datetime, datasets: int, sets: Iterable[SetSummary]) -> TrendPoint:
    """Sum up how it stands now."""
    return TrendPoint(None, at, datasets, {one.metric_set.name: one.score().median_share for one in sets})


def _past_point(run: int, at: datetime, counted: Counter[_Shares]) -> TrendPoint:
    by_set: dict[str, Counter[float]] = {}
    for shares, datasets in counted.items():
        for name, share in shares:
            known = by_set.setdefault(name, Counter())
            if share is not None:
                known[share] += datasets
    return TrendPoint(run, at, counted.total(), {name: median(shares) for name, shares in by_set.items()})


class _PastScores:
    """Scores outcomes with the metric sets as a rulebook has them, the same outcomes once."""

    def __init__(self, metric_sets: Sequence[MetricSet]) -> None:
        self._names = [metric_set.name for metric_set in metric_sets]
        # Each holds its mapping, so that the identity stays taken.
        self._known: dict[tuple[int, str], tuple[Outcomes, _Shares]] = {}

    def shares(self, judgement: Judgement, rulebook: Rulebook) -> _Shares:
        """Give the share under each set that the rulebook has."""
        outcomes = judgement.outcomes[Perspective.ANY]
        key = id(outcomes), rulebook.digest
        if key not in self._known:
            if len(self._known) >= _MAPPINGS_KEPT:
                self._known.clear()
            found = ((name, rulebook.metric_set(name)) for name in self._names)
            shares = tuple((name, _share(one, outcomes)) for name, one in found if one is not None)
            self._known[key] = outcomes, shares
        return self._known[key][1]


def _share(metric_set: MetricSet, outcomes: Outcomes) -> float | None:
    _, _, scores = plan(metric_set).scored(outcomes)
    return next((one.share for one in scores if one.name == WHOLE), None)
