"""An assessment as linked data: FTR 1.2 test results with DQV measurements and PROV, as JSON-LD.

FTR knows pass, fail and indeterminate: what is not applicable or not assessed is left out, and the set's log says so.
The same evidence and rules give the same document: every moment in it is that of the evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from fairsvc.formats.assessed_dataset import (
    AskedExchange,
    AssessedDataset,
    JudgedCheck,
    JudgedIndicator,
    JudgedSet,
    JudgedTest,
)
from fairsvc.formats.ftr_definitions import define, test_iri
from fairsvc.formats.ftr_scores import list_scores
from fairsvc.formats.ftr_terms import CONTEXT, RESULT_LICENCE, Node, digest_name, name_of
from fairsvc.formats.legible import one_line, safe_iri
from fairsvc.model.check import Outcome
from fairsvc.model.remedy import Prescription

MEDIA_TYPE = "application/ld+json"

_TOLD = (Outcome.PASS, Outcome.FAIL, Outcome.INDETERMINATE)
_NOTHING_TO_DO = "urn:fairsvc:suggestion:nothing-to-repair"
_ASK_AGAIN = "urn:fairsvc:suggestion:ask-again"
_LOOK_UP = "urn:fairsvc:suggestion:look-up"
_OTHER_SUGGESTIONS: tuple[Node, ...] = (
    {
        "@id": _NOTHING_TO_DO,
        "@type": "ftr:GuidanceContext",
        "title": "Nothing to repair",
        "description": "The test passes.",
    },
    {
        "@id": _ASK_AGAIN,
        "@type": "ftr:GuidanceContext",
        "title": "Ask again later",
        "description": "The evidence could not tell: nothing is known to be wrong.",
    },
    {
        "@id": _LOOK_UP,
        "@type": "ftr:GuidanceContext",
        "title": "Repair what fails",
        "description": "The page of the single assessment says how: fairsvc assessment PID -o FILE.html",
    },
)


def write_ftr_json_ld(dataset: AssessedDataset, contact: str = "") -> str:
    """Write one document; `contact` is the operator's address, named as whom to ask about the tests."""
    return json.dumps(ftr_document(dataset, contact), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def ftr_document(dataset: AssessedDataset, contact: str = "") -> Node:
    """Make the document: the context, then the graph of definitions and results without blank nodes."""
    definitions = define((one.metric_set for one in dataset.sets), contact)
    return {"@context": CONTEXT, "@graph": [*definitions, *suggestions(), *results(dataset)]}


def suggestions() -> tuple[Node, ...]:
    """Describe what every result without a remedy suggests: FTR's shapes ask for a suggestion always."""
    return _OTHER_SUGGESTIONS


def results(dataset: AssessedDataset) -> Iterator[Node]:
    """Describe the dataset, its evidence and its results; definitions are not among them."""
    target = safe_iri(dataset.address)
    yield {"@id": target, "@type": "prov:Entity", "identifier": dataset.address, **_titled(dataset.title)}
    yield _evidence(dataset, target)
    yield from (_exchange(dataset, one) for one in dataset.exchanges)
    yield _software(dataset)
    told: dict[str, Node] = {}
    for one in dataset.sets:
        yield from _result_set(dataset, one, target, told)
    yield from told.values()


def _result_set(dataset: AssessedDataset, one: JudgedSet, target: str, told: dict[str, Node]) -> Iterator[Node]:
    """Describe one metric set's results; a set without any is no set of FTR. Suggestions are added to `told`."""
    members = [
        _result(dataset, one, judged, test, told)
        for judged in one.indicators
        for test in judged.tests
        if test.outcome in _TOLD
    ]
    if not members:
        return
    iri, activity = _set_iri(dataset, one), _result_iri(dataset, one, "activity")
    yield {
        "@id": iri,
        "@type": ["ftr:TestResultSet", "prov:Collection"],
        "identifier": iri,
        "title": f"{one.metric_set.title}: {dataset.title or dataset.pid}",
        "description": f"What {one.metric_set.name} finds of {dataset.pid}.",
        "license": RESULT_LICENCE,
        "assessmentTarget": target,
        "hadMember": [member["@id"] for member in members],
        "generatedAtTime": dataset.gathered_at.isoformat(),
        "wasGeneratedBy": activity,
        "wasDerivedFrom": _evidence_iri(dataset),
        "wasAttributedTo": _software_iri(dataset),
        "versionNotes": f"Rules {one.rules}",
        "log": _left_out(one),
    }
    yield _activity(activity, target, dataset, one)
    yield from members
    yield from list_scores(one, iri, target)


def _activity(iri: str, target: str, dataset: AssessedDataset, one: JudgedSet) -> Node:
    tests = [
        test_iri(one.metric_set, test.test.id) for i in one.indicators for test in i.tests if test.outcome in _TOLD
    ]
    return {
        "@id": iri,
        "@type": ["ftr:TestExecutionActivity", "prov:Activity"],
        "used": target,
        "wasAssociatedWith": tests,
        "endedAtTime": dataset.gathered_at.isoformat(),
    }


def _result(
    dataset: AssessedDataset, one: JudgedSet, judged: JudgedIndicator, test: JudgedTest, told: dict[str, Node]
) -> Node:
    assert test.outcome is not None
    iri, tested = _result_iri(dataset, one, test.test.id), test_iri(one.metric_set, test.test.id)
    cited = {step: None for check in test.checks for citation in check.citations if (step := citation.step)}
    asked = {step: exchange for exchange in dataset.exchanges for step in exchange.steps}
    suggested = _suggested(test, told)
    return {
        "@id": iri,
        "@type": ["ftr:TestResult", "prov:Entity"],
        "identifier": iri,
        "title": f"{test.test.id}: {test.outcome.value}",
        "description": test.test.text or judged.indicator.text,
        "license": RESULT_LICENCE,
        "value": test.outcome.value,
        "completion": _completion(test.checks),
        "log": _log(test.checks),
        "outputFromTest": tested,
        "assessmentTarget": safe_iri(dataset.address),
        "generatedAtTime": dataset.gathered_at.isoformat(),
        "wasGeneratedBy": _result_iri(dataset, one, "activity"),
        "wasDerivedFrom": [
            _evidence_iri(dataset),
            *dict.fromkeys(_exchange_iri(dataset, asked[step]) for step in cited if step in asked),
        ],
        "wasAttributedTo": _software_iri(dataset),
        "suggestion": suggested,
    }


def _suggested(test: JudgedTest, told: dict[str, Node]) -> list[str]:
    if test.outcome is Outcome.INDETERMINATE:
        return [_ASK_AGAIN]
    if test.outcome is Outcome.PASS:
        return [_NOTHING_TO_DO]
    nodes = [_suggestion(check.prescription) for check in test.checks if check.prescription]
    told.update((node["@id"], node) for node in nodes)
    return list(dict.fromkeys(node["@id"] for node in nodes)) or [_LOOK_UP]


def _suggestion(filled: Prescription) -> Node:
    return {
        "@id": digest_name("suggestion", filled.id, filled.text),
        "@type": "ftr:GuidanceContext",
        "identifier": filled.id,
        "title": one_line(filled.sentence, 300),
        "description": filled.text,
    }


def _completion(checks: Iterable[JudgedCheck]) -> int:
    """Give the share of checks that could be decided in per cent: FTR's shapes want 0 to 100."""
    decided = [check.outcome is not Outcome.INDETERMINATE for check in checks]
    return 100 * sum(decided) // len(decided) if decided else 0


def _log(checks: Iterable[JudgedCheck]) -> str:
    lines = [f"{one.id} (version {one.version}): {one.outcome.value}. {one.because}".strip() for one in checks]
    return "\n".join(lines) or "No check."


def _left_out(one: JudgedSet) -> str:
    tests = [test for indicator in one.indicators for test in indicator.tests]
    told = [test for test in tests if test.outcome in _TOLD]
    sentences = [f"{len(told)} of {len(tests)} tests have a result."]
    for outcome, words in ((Outcome.NOT_APPLICABLE, "do not apply to this dataset"), (None, "were not assessed")):
        left = [test.test.id for test in tests if test.outcome is outcome]
        if left:
            sentences.append(f"Left out, because they {words}: {', '.join(left)}.")
    return " ".join(sentences)


def _evidence(dataset: AssessedDataset, target: str) -> Node:
    return {
        "@id": _evidence_iri(dataset),
        "@type": ["prov:Entity", "prov:Collection"],
        "identifier": dataset.evidence_digest,
        "title": f"Evidence of {dataset.pid}",
        "description": f"Recorded HTTP exchanges at depth {dataset.depth}, read by extractor "
        f"{dataset.extractor_version}; the identifier is their SHA-256 digest.",
        "generatedAtTime": dataset.gathered_at.isoformat(),
        "source": target,
        "hadMember": [_exchange_iri(dataset, one) for one in dataset.exchanges],
    }


def _exchange(dataset: AssessedDataset, one: AskedExchange) -> Node:
    iri = _exchange_iri(dataset, one)
    return {
        "@id": iri,
        "@type": "prov:Entity",
        "identifier": iri,
        "title": f"{one.method} {one.url}",
        "description": f"{one.outcome}, {one.media_type or 'no media type'}, {one.size_bytes} bytes, SHA-256 "
        f"{one.body_sha256 or 'unknown'}; asked by {', '.join(one.steps)}",
        "source": safe_iri(one.answered_by),
        "generatedAtTime": one.started_at.isoformat(),
    }


def _software(dataset: AssessedDataset) -> Node:
    name, _, version = dataset.software_version.partition("/")
    kinds = ["prov:SoftwareAgent"]
    return {"@id": _software_iri(dataset), "@type": kinds, "title": name, "version": version or "unknown"}


def _software_iri(dataset: AssessedDataset) -> str:
    return name_of("software", safe_iri(dataset.software_version))


def _evidence_iri(dataset: AssessedDataset) -> str:
    """Name the evidence as the WARC that is handed out names it."""
    return f"urn:fairsvc:evidence:{dataset.evidence_digest}"


def _exchange_iri(dataset: AssessedDataset, one: AskedExchange) -> str:
    asked = (one.method, one.url, ",".join(one.steps), one.started_at.isoformat())
    return digest_name("exchange", dataset.evidence_digest, *asked)


def _set_iri(dataset: AssessedDataset, one: JudgedSet) -> str:
    return _result_iri(dataset, one, "")


def _result_iri(dataset: AssessedDataset, one: JudgedSet, test: str) -> str:
    """Name a result by all that it follows from: gathering again, another extractor or other rules name others."""
    made_of = (dataset.pid, dataset.evidence_digest, dataset.gathered_at.isoformat(), str(dataset.extractor_version))
    return digest_name(
        "result" if test else "set", *made_of, dataset.software_version, one.rules, one.metric_set.name, test
    )


def _titled(title: str) -> Node:
    return {"title": title} if title else {}
