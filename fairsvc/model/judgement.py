"""What all checks said of one evidence, as codes; sentences are rebuilt on view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fairsvc.model.check import Outcome
from fairsvc.model.metrics import MetricSet
from fairsvc.model.perspective import Perspective

Outcomes = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What verdicts were made by: ids and versions of checks, digest of the tables they read, and the metric sets.

    Same evidence digest, extractor and rulebook mean the same outcomes and scores. `checks` are in the order of ids.
    """

    digest: str
    checks: tuple[tuple[str, int], ...]
    tables: str
    metric_sets: tuple[MetricSet, ...]

    def metric_set(self, name: str) -> MetricSet | None:
        """Find a metric set by `id@version`."""
        return next((one for one in self.metric_sets if one.name == name), None)

    @property
    def rules(self) -> tuple[tuple[tuple[str, int], ...], str]:
        """What outcomes follow from, beside the evidence: metric sets score them and change none."""
        return self.checks, self.tables

    @property
    def check_ids(self) -> tuple[str, ...]:
        """The ids of the checks, in their order."""
        return tuple(name for name, _ in self.checks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcomes of every check by perspective, with what a report counts beside them.

    ANY is always there; a perspective without anything to see is left out, and so is, from a perspective, a check that
    asks for nothing that can be seen from there. `title` is one line. `unclear` is the sentence of each check that is
    indeterminate seen from ANY, its PIDs and addresses blanked; `conflicts` are the fields that the sources tell
    differently, `findings` the codes of what the probe met beside the checks. `rulebook` is the digest of the first
    Rulebook that gave these outcomes: one with other metric sets alone gives them too.
    """

    pid: str
    title: str
    evidence_digest: str
    extractor_version: int
    rulebook: str
    gathered_at: datetime
    depth: str
    outcomes: Mapping[Perspective, Outcomes]
    software_version: str
    assessed_at: datetime
    unclear: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class RunKind(StrEnum):
    """Where an assessment's evidence came from: it was gathered, or it lay in the store."""

    GATHERED = "gathered"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class AssessmentRun:
    """One assessment of a source. `ended_at` and `datasets` are None for one that was cut, or still runs.

    `rulebook` is a Rulebook's digest, empty for runs of before there were any; `depth` is empty for stored evidence.
    `selection` are the options that chose the datasets, empty for all of the source.
    """

    number: int
    source: str
    kind: RunKind
    depth: str
    rulebook: str
    software: str
    started_at: datetime
    ended_at: datetime | None = None
    datasets: int | None = None
    selection: str = ""
