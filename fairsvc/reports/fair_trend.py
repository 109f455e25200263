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


def past_point(
    run: int, at: datetime, judged: Iterable[tuple[Judgement, Rulebook]], metric_sets: Sequence[MetricSet]
) -> TrendPoint:
    """Sum up how the catalogue stood, each judgement scored with the metric sets of its own rules."""
    datasets, scoring = 0, _PastScores(metric_sets)
    counted: dict[str, Counter[float]] = {}
    for judgement, rulebook in judged:
        datasets += 1
        for name, share in scoring.shares(judgement, rulebook):
            shares = counted.setdefault(name, Counter())
            if share is not None:
                shares[share] += 1
    return TrendPoint(run, at, datasets, {name: median(shares) for name, shares in counted.items()})


def present_point(at: datetime, datasets: int, sets: Iterable[SetSummary]) -> TrendPoint:
    """Sum up how it stands now."""
    return TrendPoint(None, at, datasets, {one.metric_set.name: one.score().median_share for one in sets})


class _PastScores:
    """Scores outcomes with the metric sets as a rulebook has them, the same outcomes once."""

    def __init__(self, metric_sets: Sequence[MetricSet]) -> None:
        self._names = [metric_set.name for metric_set in metric_sets]
        # Each holds its mapping, so that the identity stays taken.
        self._known: dict[tuple[int, str], tuple[Outcomes, list[tuple[str, float | None]]]] = {}

    def shares(self, judgement: Judgement, rulebook: Rulebook) -> list[tuple[str, float | None]]:
        """Give the share under each set that the rulebook has."""
        outcomes = judgement.outcomes[Perspective.ANY]
        key = id(outcomes), rulebook.digest
        if key not in self._known:
            if len(self._known) >= _MAPPINGS_KEPT:
                self._known.clear()
            found = ((name, rulebook.metric_set(name)) for name in self._names)
            self._known[key] = outcomes, [(name, _share(one, outcomes)) for name, one in found if one is not None]
        return self._known[key][1]


def _share(metric_set: MetricSet, outcomes: Outcomes) -> float | None:
    _, _, scores = plan(metric_set).scored(outcomes)
    return next((one.share for one in scores if one.name == WHOLE), None)
