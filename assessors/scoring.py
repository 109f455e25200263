"""Outcomes of checks to results and scores: what depends on the metric set alone is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from assessors import levels, points
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import LETTERS, MetricSet

Scoring = Callable[[Mapping[str, Outcome]], tuple[tuple[Result, ...], tuple[Score, ...]]]


Scored = tuple[tuple[tuple[str, Outcome], ...], tuple[Result, ...], tuple[Score, ...]]

# Datasets of a catalogue are much alike: the same outcomes are met again and again.
_MAX_SCORED = 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """A metric set made ready: its checks in order and its scoring."""

    metric_set: MetricSet
    check_ids: tuple[str, ...]
    score: Scoring
    _known: dict[str, Scored] = field(default_factory=dict)

    def scored(self, outcomes: Mapping[str, Outcome]) -> Scored:
        """Give the checks that have an outcome, the results and the scores; worked out once for the same outcomes."""
        vector = ",".join([outcomes.get(name, "") for name in self.check_ids])
        known = self._known.get(vector)
        if known is None:
            if len(self._known) >= _MAX_SCORED:
                self._known.clear()
            checks = tuple((name, outcomes[name]) for name in self.check_ids if name in outcomes)
            known = self._known[vector] = (checks, *self.score(outcomes))
        return known


# By identity: hashing a metric set walks all of it. The plan holds the set, so that its identity stays taken.
_PLANS: dict[int, Plan] = {}
_MAX_PLANS = 64


def plan(metric_set: MetricSet) -> Plan:
    """Give the plan of the metric set, made once."""
    found = _PLANS.get(id(metric_set))
    if found is None:
        method = levels.scoring if metric_set.method == "levels" else points.scoring
        found = Plan(metric_set, tuple(sorted(metric_set.check_ids)), method(metric_set, letters(metric_set)))
        if len(_PLANS) >= _MAX_PLANS:
            _PLANS.clear()
        _PLANS[id(metric_set)] = found
    return found


def score(metric_set: MetricSet, outcomes: Mapping[str, Outcome]) -> tuple[tuple[Result, ...], tuple[Score, ...]]:
    """Score the outcomes of checks by the metric set: one result an indicator, one score a letter and the whole.

    Levels: a letter's level is FDMM's pass-or-fail method, the whole's is the least of its letters; the share is ours
    (essential 3, important 2, useful 1). Points: see `assessors.points`. A check without outcome was not assessed.
    """
    return plan(metric_set).score(outcomes)


def letters(metric_set: MetricSet) -> tuple[str, ...]:
    """List the letters that the metric set has indicators for, in the order of FAIR."""
    used: Iterable[str] = {indicator.letter for indicator in metric_set.indicators}
    return tuple(letter for letter in LETTERS if letter in used)
