"""What all checks said of one evidence, as codes; sentences are rebuilt on view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairsvc.model.check import Outcome
from fairsvc.model.metrics import MetricSet
from fairsvc.model.perspective import Perspective

Outcomes = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What verdicts were made by: ids and versions of checks, digest of the tables they read, and the metric sets.

    Same evidence digest, extractor and rulebook mean the same outcomes and scores.
    """

    digest: str
    checks: tuple[tuple[str, int], ...]
    tables: str
    metric_sets: tuple[MetricSet, ...]

    def metric_set(self, name: str) -> MetricSet | None:
        """Find a metric set by `id@version`."""
        return next((one for one in self.metric_sets if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcomes of every check by perspective, with what a report counts beside them.

    `unclear` is the sentence of each indeterminate check, its addresses blanked; `conflicts` are the fields that the
    sources tell differently, `findings` the codes of what the probe met beside the checks.
    """

    pid: str
    title: str
    evidence_digest: str
    extractor_version: int
    rulebook: str
    gathered_at: datetime
    depth: str
    outcomes: Mapping[Perspective, Outcomes]
    unclear: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    software_version: str = ""
    assessed_at: datetime | None = None
