"""schema.org JSON-LD: whole documents, and the script elements of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_ld import expand, lacks_context
from fairsvc.formats.json_ld_joining import join
from fairsvc.formats.json_reading import read_json
from fairsvc.formats.json_repair import read_repaired
from fairsvc.formats.linked_choice import Rank, count_datasets, find_subject
from fairsvc.formats.linked_data import Graph
from fairsvc.formats.linked_terms import read_node
from fairsvc.model.evidence import Finding
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "schema-org"
_NO_DATASET = "json-ld.no-dataset"
_MOST_BLOCKS = 50
# A page and the description that it points to often hold one document: it is read once.
_KEPT_DOCUMENTS = 32
_LONGEST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class _Document:
    """A parsed document; `text` spells it in one way, by which it is known again."""

    text: str
    value: Any = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Described:
    """What one document, or several that were joined, describe; `rank` and `view` are None when that is no work.

    `expanded` are the node objects, not to be changed; empty for a document that cannot be read.
    """

    rank: Rank | None = None
    view: Metadata | None = None
    datasets: int = 0
    findings: tuple[Finding, ...] = ()
    expanded: Sequence[Any] = field(default=(), compare=False)


def read(body: bytes) -> Metadata:
    """Read one JSON-LD document; what was mended becomes a warning. Raises Unreadable."""
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as fault:
        raise Unreadable("the JSON-LD is not in a Unicode encoding", str(fault)[:200]) from None
    view, findings = read_blocks([text])
    if view is None:
        raise Unreadable("the JSON-LD describes no dataset", "; ".join(finding.detail for finding in findings))
    return replace(view, warnings=view.warnings + tuple(dict.fromkeys(finding.code for finding in findings)))


def read_in_context(body: bytes, context: str) -> Metadata:
    """Read other JSON as JSON-LD whose context has this address (JSON-LD 1.1 section 6.1). Raises Unreadable."""
    value = read_json(body)
    items = value if isinstance(value, list) else [value]
    named = [{**item, "@context": [context, *_contexts(item)]} for item in items if isinstance(item, dict)]
    return read(json.dumps(named).encode())


def _contexts(item: dict[str, Any]) -> list[Any]:
    own = item.get("@context", [])
    return own if isinstance(own, list) else [own]


def read_blocks(blocks: Sequence[str]) -> tuple[Metadata | None, tuple[Finding, ...]]:
    """Read the script contents of one page: the view of its dataset or nearest work, and what was wrong.

    One that is broken does not spoil the others; those that name the same things are read as one document. A
    finding's `where` is `json-ld[0]` and so on. None when no block describes a work.
    """
    found = [_read_block(block, f"json-ld[{number}]") for number, block in enumerate(blocks[:_MOST_BLOCKS])]
    findings = [finding for described in found for finding in described.findings]
    found = _joined(found)
    if any(described.rank for described in found):
        # What else stands on the page is not at fault.
        findings = [finding for finding in findings if finding.code != _NO_DATASET]
    datasets = sum(described.datasets for described in found)
    if len(blocks) > _MOST_BLOCKS:
        findings.append(Finding("json-ld.too-many", "json-ld", f"{len(blocks)} blocks, {_MOST_BLOCKS} are read"))
    if datasets > 1:
        findings.append(Finding("json-ld.several-datasets", "json-ld", f"{datasets} datasets, the first is read"))
    ranked = [(described.rank, described.view) for described in found if described.rank is not None]
    return (min(ranked, key=lambda pair: pair[0])[1] if ranked else None), tuple(findings)


def _joined(found: list[_Described]) -> list[_Described]:
    if len(found) < 2:
        return found
    try:
        expanded = join([list(described.expanded) for described in found])
        graph = Graph(expanded)
        subject = find_subject(graph) if expanded else None
    except (Unreadable, RecursionError):
        return found
    if subject is None:
        return found
    return [_Described(subject[0], read_node(graph, subject[1], ID), count_datasets(graph))]


def _read_block(block: str, where: str) -> _Described:
    try:
        value, mended = read_repaired(block)
        document = _Document(json.dumps(value), value)
        described = (_describe if len(document.text) <= _LONGEST_KEPT else _describe.__wrapped__)(document)
    except Unreadable as fault:
        return _Described(findings=(Finding("json-ld.invalid", where, str(fault)),))
    except RecursionError:
        return _Described(findings=(Finding("json-ld.invalid", where, "it is nested too deeply"),))
    findings = tuple(replace(finding, where=where) for finding in described.findings)
    if mended:
        findings = (Finding("json-ld.repaired", where, ", ".join(mended)), *findings)
    return replace(described, findings=findings)


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def _describe(document: _Document) -> _Described:
    expanded, unknown = expand(document.value)
    graph = Graph(expanded)
    findings = [Finding("json-ld.unknown-context", "", context) for context in unknown]
    if lacks_context(document.value):
        findings.append(Finding("json-ld.no-context", "", "it is read as schema.org's"))
    subject = find_subject(graph)
    if subject is None:
        kinds = ", ".join(dict.fromkeys(kind for top in graph.tops for kind in top.types)) or "nothing that has a type"
        findings.append(Finding(_NO_DATASET, "", f"it describes {kinds}"))
        return _Described(findings=tuple(findings), expanded=expanded)
    datasets = count_datasets(graph)
    return _Described(subject[0], read_node(graph, subject[1], ID), datasets, tuple(findings), expanded)


FORMAT = MetadataFormat(
    ID,
    "schema.org JSON-LD",
    "JSON-LD 1.1 and https://schema.org/Dataset",
    read,
    media_types=("application/ld+json", "application/json+ld"),
)
