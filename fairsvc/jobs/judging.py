"""Every check, loaded once, applied to one evidence after another, and the metric sets that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assessors.catalogue import load_checks
from assessors.engine import Jury, assessment_of, judge_whole, make_rulebook, needs
from assessors.metric_sets import FOLDER, find_metric_set, load_metric_sets
from fairsvc.errors import BadMetricSet
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Verdict
from fairsvc.model.depth import DEPTHS, Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.metrics import MetricSet
from fairsvc.net.configured import SOFTWARE
from fairsvc.probe.findings import list_findings
from fairsvc.settings import Settings


@dataclass(frozen=True, slots=True)
class Assessed:
    """One evidence with what every check said of it, and what the chosen metric sets make of that."""

    evidence: Evidence
    verdicts: Mapping[str, Verdict]
    assessments: tuple[Assessment, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges of a run: every check, and the metric sets that are shown."""

    metric_sets: tuple[MetricSet, ...]
    jury: Jury
    rulebook: Rulebook

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check."""
        return self.jury.checks

    def at(self, depth: Depth) -> Depth:
        """Give the depth with the checks' own steps, which count within its limit by their rank.

        What a check needs of a deeper one is not asked.
        """
        known = {step.name for other in DEPTHS.values() for step in other.steps}
        own = (step for step in needs(self.checks) if step.name not in known)
        return replace(depth, steps=(*depth.steps, *own))

    def assess(self, evidence: Evidence, assessed_at: datetime) -> Assessed:
        """Judge once from every perspective, score under every chosen metric set."""
        findings = dict.fromkeys(code for code, _ in list_findings(evidence))
        verdicts, judgement = judge_whole(
            evidence,
            self.jury,
            self.rulebook,
            findings=findings,
            software_version=SOFTWARE,
            assessed_at=assessed_at,
        )
        return Assessed(evidence, verdicts, self.score(judgement), judgement)

    def score(self, judgement: Judgement) -> tuple[Assessment, ...]:
        """Score a judgement under every chosen metric set."""
        scored = (assessment_of(judgement, metric_set) for metric_set in self.metric_sets)
        return tuple(assessment for assessment in scored if assessment is not None)


def panel_of(settings: Settings, names: Iterable[str]) -> Panel:
    """Call every check, and choose metric sets: the settings' where none is named. Raises BadMetricSet."""
    return call_panel(tuple(names) or settings.metric_sets, own_sets(settings))


def own_sets(settings: Settings) -> Path:
    """Name the folder of the facility's own metric sets, which need not be there."""
    return settings.folder / FOLDER


def call_panel(names: Iterable[str], folder: Path | None = None) -> Panel:
    """Call every check, and choose metric sets by id, id@version or path, each once; `folder` has a facility's own.

    A set that is named by its path is shown and left out of the rulebook. Raises BadMetricSet when one is unknown.
    """
    metric_sets = tuple({one.name: one for one in (find_set(name, folder) for name in names)}.values())
    checks = tuple(load_checks().values())
    return Panel(metric_sets, Jury(checks), make_rulebook(checks, load_metric_sets(folder).values()))


def find_set(name: str, folder: Path | None = None) -> MetricSet:
    """Find a metric set by id, id@version or path. Raises BadMetricSet when it is unknown."""
    found = find_metric_set(name, folder)
    if found is None:
        raise BadMetricSet("there is no such metric set", name, f"Known: {', '.join(load_metric_sets(folder))}")
    return found
