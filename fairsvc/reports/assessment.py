"""Put together what is said of one dataset: verdicts with what they rest on, scores of every set, what to repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assessors.combining import combine
from assessors.crosswalk import checks_of
from assessors.gains import Gain, Repair, list_repairs
from assessors.prescribing import prescribe
from assessors.scoring import score
from fairsvc.formats.assessed_dataset import (
    AskedExchange,
    AssessedDataset,
    JudgedCheck,
    JudgedIndicator,
    JudgedSet,
    JudgedTest,
    NamedGain,
    NamedRepair,
    Noted,
)
from fairsvc.formats.legible import legible, one_line
from fairsvc.model.assessment import Assessment, Result, Score
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.judgement import Judgement, Outcomes, Rulebook
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet, MetricTest
from fairsvc.model.perspective import Perspective
from fairsvc.model.pid import find_pid
from fairsvc.model.remedy import Prescription, Snippet
from fairsvc.reports.assessment_citations import list_citations
from fairsvc.reports.fair_findings import explain
from fairsvc.reports.gain_text import spell_gain

_LONGEST_TITLE = 1_000
_LONGEST_SENTENCE = 2_000
_LONGEST_ADDRESS = 2_000


def describe(
    evidence: Evidence,
    verdicts: Mapping[str, Verdict],
    assessments: Sequence[Assessment],
    metric_sets: Sequence[MetricSet],
    checks: Mapping[str, Check],
    elsewhere: Mapping[Perspective, Outcomes] | None = None,
) -> AssessedDataset:
    """Describe one assessed evidence; `elsewhere` has the outcomes from other perspectives.

    Metric sets and assessments come in the same order, of which at least one is.
    """
    seen = {perspective: outcomes for perspective, outcomes in (elsewhere or {}).items() if outcomes}
    judged = {
        name: replace(_check(evidence, checks[name], verdict), indicators=_resting_on(name, metric_sets), by=by)
        for name, verdict in verdicts.items()
        for by in [{perspective: outcomes[name] for perspective, outcomes in seen.items() if name in outcomes}]
    }
    first = assessments[0]
    scored = ((one.rules, one.results, one.scores) for one in assessments)
    return AssessedDataset(
        pid=one_line(str(evidence.pid), _LONGEST_ADDRESS),
        address=one_line(evidence.pid.uri, _LONGEST_ADDRESS),
        title=one_line(next((text.value for text in evidence.union.titles), ""), _LONGEST_TITLE),
        gathered_at=evidence.gathered_at,
        assessed_at=first.assessed_at,
        depth=evidence.depth,
        evidence_digest=evidence.digest,
        extractor_version=evidence.extractor_version,
        software_version=first.software_version,
        sets=tuple(_set(one, *by, judged, seen) for one, by in zip(metric_sets, scored, strict=True)),
        checks=tuple(judged.values()),
        repairs=_repairs(evidence, verdicts, judged, metric_sets),
        exchanges=tuple(map(_exchange, evidence.exchanges)),
        findings=tuple(map(_finding, evidence.findings)),
    )


def recall(judgement: Judgement, rulebook: Rulebook, metric_sets: Sequence[MetricSet]) -> AssessedDataset:
    """Describe a stored judgement: outcomes and scores, without sentences, citations and remedies.

    What could not be tested keeps its sentence, its addresses blanked.
    """
    outcomes, unclear = judgement.outcomes[Perspective.ANY], judgement.unclear
    versions = dict(rulebook.checks)
    judged = {
        name: JudgedCheck(
            name, versions.get(name, 0), name, "", outcome, one_line(unclear.get(name, ""), _LONGEST_SENTENCE)
        )
        for name, outcome in outcomes.items()
    }
    pid = find_pid(judgement.pid)
    return AssessedDataset(
        pid=one_line(judgement.pid, _LONGEST_ADDRESS),
        address=one_line(pid.uri if pid else judgement.pid, _LONGEST_ADDRESS),
        title=one_line(judgement.title, _LONGEST_TITLE),
        gathered_at=judgement.gathered_at,
        assessed_at=judgement.assessed_at,
        depth=judgement.depth,
        evidence_digest=judgement.evidence_digest,
        extractor_version=judgement.extractor_version,
        software_version=judgement.software_version,
        sets=tuple(_set(one, judgement.rulebook, *score(one, outcomes), judged, {}) for one in metric_sets),
        checks=tuple(judged.values()),
    )


def _set(
    metric_set: MetricSet,
    rules: str,
    results: Sequence[Result],
    scores: tuple[Score, ...],
    judged: Mapping[str, JudgedCheck],
    seen: Mapping[Perspective, Outcomes],
) -> JudgedSet:
    """Lay the outcomes of checks out by indicator and test."""
    pairs = zip(metric_set.indicators, results, strict=True)
    indicators = tuple(JudgedIndicator(one, result, _tests(one, judged)) for one, result in pairs)
    wholes = {perspective: _whole(metric_set, outcomes) for perspective, outcomes in seen.items()}
    found = {perspective: whole for perspective, whole in wholes.items() if whole is not None}
    return JudgedSet(metric_set, rules, indicators, scores, found)


def _whole(metric_set: MetricSet, outcomes: Outcomes) -> Score | None:
    return next((one for one in score(metric_set, outcomes)[1] if one.name == WHOLE), None)


def _tests(indicator: Indicator, judged: Mapping[str, JudgedCheck]) -> tuple[JudgedTest, ...]:
    own = MetricTest(indicator.id, indicator.text, indicator.checks, indicator.combine, deviation=indicator.deviation)
    return tuple(_test(test, judged) for test in indicator.tests or (own,))


def _test(test: MetricTest, judged: Mapping[str, JudgedCheck]) -> JudgedTest:
    checks = tuple(judged[name] for name in test.checks if name in judged)
    outcomes: list[Outcome | None] = [judged[name].outcome if name in judged else None for name in test.checks]
    return JudgedTest(test, combine(outcomes, test.combine), checks)


def _check(evidence: Evidence, check: Check, verdict: Verdict) -> JudgedCheck:
    return JudgedCheck(
        check.id,
        check.version,
        check.title,
        check.source,
        verdict.outcome,
        legible(verdict.because, _LONGEST_SENTENCE),
        list_citations(evidence, verdict.cites),
        _prescription(prescribe(evidence, verdict)),
    )


def _prescription(filled: Prescription | None) -> Prescription | None:
    if filled is None:
        return None
    snippets = tuple(Snippet(snippet.place, legible(snippet.text)) for snippet in filled.snippets)
    return Prescription(filled.id, legible(filled.sentence), snippets)


def _resting_on(check: str, metric_sets: Iterable[MetricSet]) -> dict[str, tuple[str, ...]]:
    """Name the indicators of each set that the check decides: those of other sets ask the same question."""
    found = {one.name: tuple(i.id for i in one.indicators if check in checks_of(i)) for one in metric_sets}
    return {name: indicators for name, indicators in found.items() if indicators}


def _repairs(
    evidence: Evidence,
    verdicts: Mapping[str, Verdict],
    judged: Mapping[str, JudgedCheck],
    metric_sets: Sequence[MetricSet],
) -> tuple[NamedRepair, ...]:
    repairs = list_repairs(evidence, verdicts, metric_sets)
    return tuple(_repair(one, [judged[name] for name in one.checks], metric_sets) for one in repairs)


def _repair(repair: Repair, checks: Sequence[JudgedCheck], metric_sets: Sequence[MetricSet]) -> NamedRepair:
    """Name what is gained, with the lines as the checks have them: legible."""
    prescription = checks[0].prescription
    assert prescription is not None
    named = (
        (one.name, tuple(dict.fromkeys(i for c in checks for i in c.indicators.get(one.name, ()))))
        for one in metric_sets
    )
    gains = tuple(map(_gain, repair.gains))
    return NamedRepair(prescription, tuple(checks), {name: found for name, found in named if found}, gains)


def _gain(gain: Gain) -> NamedGain:
    points = gain.points[1] - gain.points[0]
    return NamedGain(gain.metric_set, spell_gain(gain), gain.levels, gain.share, points, gain.indicators)


def _exchange(exchange: Exchange) -> AskedExchange:
    return AskedExchange(
        exchange.steps,
        one_line(exchange.need.method, 20),
        one_line(exchange.need.url, _LONGEST_ADDRESS),
        one_line(exchange.url, _LONGEST_ADDRESS),
        exchange.status,
        one_line(exchange.outcome(), _LONGEST_SENTENCE),
        one_line(exchange.media_type, 100),
        exchange.started_at,
        exchange.elapsed_ms,
        exchange.size_bytes,
        exchange.body_sha256,
    )


def _finding(finding: Finding) -> Noted:
    code, where = one_line(finding.code, 100), one_line(finding.where, _LONGEST_ADDRESS)
    return Noted(code, where, one_line(finding.detail, _LONGEST_SENTENCE), *explain(finding.code))
