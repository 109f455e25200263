"""From checks to steps, from evidence to verdicts and a judgement, from a judgement to assessments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from assessors.perspectives import is_in_sight, seen_from, sees
from assessors.reading.tables import tables_digest
from assessors.reasons import blanked, line
from assessors.scoring import plan
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.dataset import list_conflicts
from fairsvc.model.evidence import Evidence
from fairsvc.model.file_steps import FILE_STEPS
from fairsvc.model.judgement import Judgement, Outcomes, Rulebook
from fairsvc.model.listing_steps import LISTING_STEPS
from fairsvc.model.metrics import MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.model.step import DESCRIPTION, FILE, LINKSET_STEP, METALINK_STEP, OAI_RECORD, PAGE, REGISTRY, Step

_APART = tuple(perspective for perspective in Perspective if perspective is not Perspective.ANY)
# What is read of the page and of what it leads to, and the steps that bring it.
_OF_PAGE = ("page", "page_facts", "links", "manifest", "file_facts")
_PAGE_STEPS = frozenset(
    step.name for step in (PAGE, DESCRIPTION, LINKSET_STEP, METALINK_STEP, FILE, *FILE_STEPS, *LISTING_STEPS)
)


def needs(checks: Iterable[Check]) -> tuple[Step, ...]:
    """List the steps that the checks need, once each, the lowest rank first."""
    steps = {step.name: step for check in checks for step in check.needs}
    return tuple(sorted(steps.values(), key=lambda step: (step.rank, step.name)))


def make_rulebook(checks: Iterable[Check], metric_sets: Iterable[MetricSet]) -> Rulebook:
    """Write down what verdicts and scores follow from; its digest is SHA-256 over all of it."""
    versions = tuple(sorted((check.id, check.version) for check in checks))
    sets, tables = tuple(metric_sets), tables_digest()
    content = json.dumps([versions, tables, [asdict(metric_set) for metric_set in sets]], sort_keys=True)
    return Rulebook(hashlib.sha256(content.encode()).hexdigest(), versions, tables, sets)


def judge(evidence: Evidence, checks: Iterable[Check]) -> dict[str, Verdict]:
    """Give each check's verdict by its id; a check that concerns another subject is left out."""
    subject = evidence.subject
    return {check.id: check.judge(evidence) for check in checks if check.subject == subject}


class Jury:
    """Checks, and which of them have anything to judge from where: worked out once."""

    __slots__ = ("_apart", "checks")

    def __init__(self, checks: Iterable[Check]) -> None:
        self.checks = tuple(checks)
        self._apart = {perspective: _in_sight(self.checks, perspective) for perspective in Perspective}

    def judge_apart(self, evidence: Evidence, verdicts: Mapping[str, Verdict]) -> dict[Perspective, Outcomes]:
        """Give the outcomes from every perspective that has anything to see; `verdicts` are those of ANY.

        A check reads only what it needs: one whose needs are all as they were keeps its outcome.
        """
        whole = {name: one.outcome for name, one in verdicts.items()}
        found: dict[Perspective, Outcomes] = {Perspective.ANY: whole}
        judged: dict[int, Outcomes] = {}
        kept: list[Evidence] = []  # so that no identity is taken twice
        for perspective in _APART:
            if is_in_sight(evidence, perspective):
                apart = seen_from(evidence, perspective)
                if id(apart) not in judged:
                    judged[id(apart)] = self._judge(evidence, apart, perspective, whole)
                    kept.append(apart)
                found[perspective] = judged[id(apart)]
        return found

    def _judge(
        self, evidence: Evidence, apart: Evidence, perspective: Perspective, whole: Outcomes
    ) -> dict[str, Outcome]:
        changed = _changed_steps(evidence, apart)
        return {
            check.id: whole[check.id] if changed.isdisjoint(names) else check.judge(apart).outcome
            for check, names in self._apart[perspective]
            if check.id in whole
        }


def judge_whole(
    evidence: Evidence,
    jury: Jury,
    rules: Rulebook,
    *,
    findings: Iterable[str],
    software_version: str,
    assessed_at: datetime,
) -> tuple[dict[str, Verdict], Judgement]:
    """Judge from every perspective; `rules` name the jury's checks, `findings` are codes of what the probe met."""
    verdicts = judge(evidence, jury.checks)
    pid = str(evidence.pid)
    unclear = {n: v.because for n, v in verdicts.items() if v.outcome is Outcome.INDETERMINATE}
    return verdicts, Judgement(
        pid=pid,
        title=line(next((text.value for text in evidence.union.titles), "")),
        evidence_digest=evidence.digest,
        extractor_version=evidence.extractor_version,
        rulebook=rules.digest,
        gathered_at=evidence.gathered_at,
        depth=evidence.depth,
        outcomes=jury.judge_apart(evidence, verdicts),
        software_version=software_version,
        assessed_at=assessed_at,
        unclear={name: blanked(because, pid) for name, because in unclear.items()},
        conflicts=tuple(dict.fromkeys(field for field, _ in list_conflicts(evidence.findings))),
        findings=tuple(dict.fromkeys(findings)),
    )


def assessment_of(
    judgement: Judgement, metric_set: MetricSet, perspective: Perspective = Perspective.ANY
) -> Assessment | None:
    """Score a judgement by the metric set; None when the perspective has nothing to see.

    It is what the judgement's rulebook says when the metric set is that rulebook's.
    """
    outcomes = judgement.outcomes.get(perspective)
    if outcomes is None:
        return None
    checks, results, scores = plan(metric_set).scored(outcomes)
    return Assessment(
        pid=judgement.pid,
        metric_set=metric_set.name,
        evidence_digest=judgement.evidence_digest,
        extractor_version=judgement.extractor_version,
        rules=judgement.rulebook,
        checks=checks,
        results=results,
        scores=scores,
        software_version=judgement.software_version,
        assessed_at=judgement.assessed_at,
        perspective=perspective,
    )


def _in_sight(checks: Iterable[Check], perspective: Perspective) -> tuple[tuple[Check, frozenset[str]], ...]:
    """Pair the checks with the names of their needs; one that needs only what cannot be seen is left out."""
    needed = [(check, frozenset(step.name for step in check.needs)) for check in checks]
    return tuple(
        (check, names) for check, names in needed if not names or any(sees(perspective, name) for name in names)
    )


def _changed_steps(evidence: Evidence, apart: Evidence) -> frozenset[str]:
    """Name the steps whose answers, or what was read in them, are not as they were."""
    gone = {step for one in evidence.exchanges for step in one.steps}
    gone -= {step for one in apart.exchanges for step in one.steps}
    if apart.registry is not evidence.registry:
        gone.add(REGISTRY.name)
    if apart.oai is not evidence.oai or apart.endpoints != evidence.endpoints:
        gone.add(OAI_RECORD.name)
    if any(getattr(apart, name) is not getattr(evidence, name) for name in _OF_PAGE):
        gone.update(_PAGE_STEPS)
    return frozenset(gone)
