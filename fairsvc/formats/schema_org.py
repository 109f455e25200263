"""schema.org JSON-LD: whole documents, and the script elements of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats.json_ld import expand, lacks_context
from fairsvc.formats.json_repair import read_repaired
from fairsvc.formats.linked_choice import Rank, count_datasets, find_subject
from fairsvc.formats.linked_data import Graph, Node
from fairsvc.formats.linked_terms import read_node
from fairsvc.model.evidence import Finding
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "schema-org"
_MOST_BLOCKS = 50


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


def read_blocks(blocks: Sequence[str]) -> tuple[Metadata | None, tuple[Finding, ...]]:
    """Read the script contents of one page: the view of its dataset or nearest work, and what was wrong.

    Each block is read by itself: one that is broken does not spoil the others. A finding's `where` is `json-ld[0]`
    and so on. None when no block describes a work.
    """
    findings: list[Finding] = []
    chosen: list[tuple[Rank, int, Graph, Node]] = []
    datasets = 0
    for number, block in enumerate(blocks[:_MOST_BLOCKS]):
        graph = _read_block(block, f"json-ld[{number}]", findings)
        if graph is not None and (subject := find_subject(graph)) is not None:
            chosen.append((subject[0], number, graph, subject[1]))
            datasets += count_datasets(graph)
    if len(blocks) > _MOST_BLOCKS:
        findings.append(Finding("json-ld.too-many", "json-ld", f"{len(blocks)} blocks, {_MOST_BLOCKS} are read"))
    if datasets > 1:
        findings.append(Finding("json-ld.several-datasets", "json-ld", f"{datasets} datasets, the first is read"))
    if not chosen:
        return None, tuple(findings)
    _, _, graph, node = min(chosen, key=lambda choice: choice[:2])
    return read_node(graph, node, ID), tuple(findings)


def _read_block(block: str, where: str, findings: list[Finding]) -> Graph | None:
    try:
        value, mended = read_repaired(block)
        expanded, unknown = expand(value)
        graph = Graph(expanded)
    except Unreadable as fault:
        findings.append(Finding("json-ld.invalid", where, str(fault)))
        return None
    if mended:
        findings.append(Finding("json-ld.repaired", where, ", ".join(mended)))
    if lacks_context(value):
        findings.append(Finding("json-ld.no-context", where, "it is read as schema.org's"))
    findings += [Finding("json-ld.unknown-context", where, context) for context in unknown]
    if not graph.tops or find_subject(graph) is None:
        kinds = ", ".join(dict.fromkeys(kind for top in graph.tops for kind in top.types)) or "nothing that has a type"
        findings.append(Finding("json-ld.no-dataset", where, f"it describes {kinds}"))
    return graph


FORMAT = MetadataFormat(
    ID,
    "schema.org JSON-LD",
    "JSON-LD 1.1 and https://schema.org/Dataset",
    read,
    media_types=("application/ld+json", "application/json+ld"),
)
