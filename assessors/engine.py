"""From checks to steps, from evidence to verdicts, from verdicts to an assessment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from assessors.scoring import plan
from assessors.tables import tables_digest
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.metrics import MetricSet
from fairsvc.model.step import Step


def needs(checks: Iterable[Check]) -> tuple[Step, ...]:
    """List the steps that the checks need, once each, the lowest rank first."""
    steps = {step.name: step for check in checks for step in check.needs}
    return tuple(sorted(steps.values(), key=lambda step: (step.rank, step.name)))


def judge(evidence: Evidence, checks: Iterable[Check]) -> dict[str, Verdict]:
    """Give each check's verdict by its id; a check that concerns another subject is left out."""
    subject = evidence.subject
    return {check.id: check.judge(evidence) for check in checks if check.subject == subject}


def assess(
    evidence: Evidence,
    metric_set: MetricSet,
    verdicts: Mapping[str, Verdict],
    *,
    rules: str,
    software_version: str,
    assessed_at: datetime,
) -> Assessment:
    """Score the verdicts by the metric set; `rules` comes from `rules_digest`."""
    ready = plan(metric_set)
    checks = tuple((name, verdicts[name].outcome) for name in ready.check_ids if name in verdicts)
    results, scores = ready.score(dict(checks))
    return Assessment(
        pid=str(evidence.pid),
        metric_set=metric_set.name,
        evidence_digest=evidence.digest,
        extractor_version=evidence.extractor_version,
        rules=rules,
        checks=checks,
        results=results,
        scores=scores,
        software_version=software_version,
        assessed_at=assessed_at,
    )


def rules_digest(metric_set: MetricSet, checks: Mapping[str, Check]) -> str:
    """SHA-256 over the metric set, the ids and versions of its checks, and the tables they judge by."""
    versions = {name: checks[name].version for name in sorted(metric_set.check_ids) if name in checks}
    rules = json.dumps([asdict(metric_set), versions, tables_digest()], sort_keys=True)
    return hashlib.sha256(rules.encode()).hexdigest()
