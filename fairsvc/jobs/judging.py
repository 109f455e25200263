"""Metric sets and their checks, loaded once, applied to one evidence after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assessors.catalogue import load_checks
from assessors.engine import assess, judge, needs, rules_digest
from assessors.metric_sets import find_metric_set, load_metric_sets
from fairsvc.errors import BadMetricSet
from fairsvc.jobs.workspace import SOFTWARE
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Verdict
from fairsvc.model.depth import DEPTHS, Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.metrics import MetricSet


@dataclass(frozen=True, slots=True)
class Assessed:
    """One evidence with what every check said of it and what every metric set makes of that."""

    evidence: Evidence
    verdicts: Mapping[str, Verdict]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges of a run: metric sets and checks."""

    metric_sets: tuple[MetricSet, ...]
    checks: tuple[Check, ...]
    rules: tuple[str, ...]

    def at(self, depth: Depth) -> Depth:
        """Give the depth with the checks' own steps, which count within its limit by their rank.

        All of its steps stay, whatever the checks, so that other sets can be judged later; what a check needs of a
        deeper one is not asked.
        """
        known = {step.name for other in DEPTHS.values() for step in other.steps}
        own = (step for step in needs(self.checks) if step.name not in known)
        return replace(depth, steps=(*depth.steps, *own))

    def assess(self, evidence: Evidence, assessed_at: datetime) -> Assessed:
        """Judge once, score under every metric set."""
        verdicts = judge(evidence, self.checks)
        assessments = tuple(
            assess(evidence, metrics, verdicts, rules=rules, software_version=SOFTWARE, assessed_at=assessed_at)
            for metrics, rules in zip(self.metric_sets, self.rules, strict=True)
        )
        return Assessed(evidence, verdicts, assessments)


def call_panel(names: Iterable[str], *, every_check: bool = False) -> Panel:
    """Load the metric sets by id or id@version, with their checks. Raises BadMetricSet when one is unknown.

    `every_check` judges by the checks that none of the sets names as well; they count in no score.
    """
    metric_sets = tuple(_metric_set(name) for name in dict.fromkeys(names))
    wanted = frozenset().union(*(metrics.check_ids for metrics in metric_sets))
    checks = {name: check for name, check in load_checks().items() if every_check or name in wanted}
    return Panel(metric_sets, tuple(checks.values()), tuple(rules_digest(m, checks) for m in metric_sets))


def _metric_set(name: str) -> MetricSet:
    found = find_metric_set(name)
    if found is None:
        raise BadMetricSet("there is no such metric set", name, f"Known: {', '.join(load_metric_sets())}")
    return found
