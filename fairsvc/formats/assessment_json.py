"""An assessment as one JSON document with stable keys (docs/outputs.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fairsvc.formats.assessed_dataset import (
    AskedExchange,
    AssessedDataset,
    JudgedCheck,
    JudgedIndicator,
    JudgedSet,
    JudgedTest,
    NamedGain,
    NamedRepair,
)
from fairsvc.model.assessment import Score
from fairsvc.model.remedy import Prescription

SCHEMA_VERSION = 1


def write_json(dataset: AssessedDataset) -> str:
    """Write everything; `schema_version` rises when a key changes its meaning or goes. Null is what is not known."""
    document = {
        "document": "fairsvc assessment",
        "schema_version": SCHEMA_VERSION,
        "pid": dataset.pid,
        "address": dataset.address,
        "title": dataset.title,
        "gathered_at": dataset.gathered_at.isoformat(),
        "assessed_at": dataset.assessed_at.isoformat(),
        "depth": dataset.depth,
        "evidence_digest": dataset.evidence_digest,
        "extractor_version": dataset.extractor_version,
        "software_version": dataset.software_version,
        "metric_sets": [_set(one) for one in dataset.sets],
        "repairs": [_repair(one) for one in dataset.repairs],
        "checks": {check.id: _check(check) for check in dataset.checks},
        "exchanges": [_exchange(one) for one in dataset.exchanges],
        "findings": [asdict(one) for one in dataset.findings],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _set(one: JudgedSet) -> dict[str, Any]:
    metric_set = one.metric_set
    return {
        "metric_set": metric_set.name,
        "title": metric_set.title,
        "source": metric_set.source,
        "method": metric_set.method,
        "rules": one.rules,
        "scores": {score.name: _score(score) for score in one.scores},
        "perspectives": {perspective.value: _score(score) for perspective, score in one.seen.items()},
        "indicators": [_indicator(indicator) for indicator in one.indicators],
    }


def _score(score: Score) -> dict[str, Any]:
    return {name: value for name, value in asdict(score).items() if name != "name"}


def _indicator(one: JudgedIndicator) -> dict[str, Any]:
    indicator, result = one.indicator, one.result
    return {
        "id": indicator.id,
        "principle": indicator.principle,
        "priority": indicator.priority,
        "text": indicator.text,
        "deviation": indicator.deviation,
        "outcome": result.outcome,
        "earned": result.earned,
        "points": result.points,
        "maturity": result.maturity,
        "because": one.because,
        "checks": [check.id for check in one.checks],
        "tests": [_test(test) for test in one.tests] if indicator.tests else [],
    }


def _test(one: JudgedTest) -> dict[str, Any]:
    test = one.test
    return {
        "id": test.id,
        "text": test.text,
        "deviation": test.deviation,
        "outcome": one.outcome,
        "points": test.points,
        "maturity": test.maturity,
        "checks": list(test.checks),
    }


def _check(check: JudgedCheck) -> dict[str, Any]:
    return {
        "version": check.version,
        "title": check.title,
        "source": check.source,
        "outcome": check.outcome,
        "because": check.because,
        "cites": [asdict(citation) for citation in check.citations],
        "remedy": check.prescription.id if check.prescription else "",
        "indicators": _lists(check.indicators),
        "perspectives": {perspective.value: outcome for perspective, outcome in check.by.items()},
    }


def _repair(repair: NamedRepair) -> dict[str, Any]:
    return {
        **_prescription(repair.prescription),
        "checks": [check.id for check in repair.checks],
        "indicators": _lists(repair.indicators),
        "gains": {gain.metric_set: _gain(gain) for gain in repair.gains},
    }


def _gain(gain: NamedGain) -> dict[str, Any]:
    return {name: value for name, value in asdict(gain).items() if name != "metric_set"}


def _prescription(filled: Prescription) -> dict[str, Any]:
    snippets = [{"place": snippet.place, "text": snippet.text} for snippet in filled.snippets]
    return {"id": filled.id, "sentence": filled.sentence, "snippets": snippets}


def _exchange(one: AskedExchange) -> dict[str, Any]:
    return asdict(one) | {"started_at": one.started_at.isoformat()}


def _lists(named: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in named.items()}
