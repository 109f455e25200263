"""How the catalogue stood when earlier assessments had ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from assessors.scoring import plan
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.metrics import WHOLE, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_model import SetSummary, TrendPoint
from fairsvc.reports.fair_scores import median


def past_point(
    run: int, at: datetime, judged: Iterable[tuple[Judgement, Rulebook]], metric_sets: Sequence[MetricSet]
) -> TrendPoint:
    """Sum up how the catalogue stood, each judgement scored with the metric sets of its own rules."""
    datasets = 0
    counted: dict[str, Counter[float]] = {}
    for judgement, rulebook in judged:
        datasets += 1
        for metric_set in metric_sets:
            as_it_was = rulebook.metric_set(metric_set.name)
            if as_it_was is not None:
                shares = counted.setdefault(metric_set.name, Counter())
                if (share := _share(judgement, as_it_was)) is not None:
                    shares[share] += 1
    return TrendPoint(run, at, datasets, {name: median(shares) for name, shares in counted.items()})


def present_point(at: datetime, datasets: int, sets: Iterable[SetSummary]) -> TrendPoint:
    """Sum up how it stands now."""
    return TrendPoint(None, at, datasets, {one.metric_set.name: one.score().median_share for one in sets})


def _share(judgement: Judgement, metric_set: MetricSet) -> float | None:
    _, _, scores = plan(metric_set).scored(judgement.outcomes[Perspective.ANY])
    return next((one.share for one in scores if one.name == WHOLE), None)
