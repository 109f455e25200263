"""All judgements of a source in one file, written as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from fairsvc.formats.export_table import Column, Row, write_csv, write_json_lines, write_parquet
from fairsvc.formats.ftr_definitions import define
from fairsvc.formats.ftr_json_ld import results, suggestions
from fairsvc.formats.ftr_terms import CONTEXT, Node
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.metrics import MetricSet
from fairsvc.reports.assessment import recall
from fairsvc.reports.assessment_rows import LONG_COLUMNS, iter_long, wide_columns, wide_row

Judged = Iterable[tuple[Judgement, Rulebook]]

TABLES: dict[str, Callable[[Sequence[Column], Iterable[Row], BinaryIO], int]] = {
    "csv": write_csv,
    "json-lines": write_json_lines,
    "parquet": write_parquet,
}
FORMATS = (*TABLES, "jsonld")


def write_table(format: str, judged: Judged, metric_sets: Sequence[MetricSet], out: BinaryIO, *, wide: bool) -> int:
    """Write one of TABLES, long or wide; return the number of rows."""
    if wide:
        rows: Iterable[Row] = (wide_row(judgement, metric_sets) for judgement, _ in judged)
        return TABLES[format](wide_columns(metric_sets), rows, out)
    rows = chain.from_iterable(iter_long(judgement, metric_sets) for judgement, _ in judged)
    return TABLES[format](LONG_COLUMNS, rows, out)


def write_json_ld(judged: Judged, metric_sets: Sequence[MetricSet], out: BinaryIO, contact: str = "") -> int:
    """Write one FTR document: definitions once, then each dataset's results; return the number of datasets.

    Sentences of passes and fails are not kept in judgements: logs name check and outcome.
    """
    out.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n'.encode())
    out.write(",\n".join(map(_line, chain(define(metric_sets, contact), suggestions()))).encode())
    count, told = 0, set[str]()
    for judgement, rulebook in judged:
        nodes = list(_once(results(recall(judgement, rulebook, metric_sets)), told))
        out.write("".join(f",\n{_line(node)}" for node in nodes).encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def _once(nodes: Iterable[Node], told: set[str]) -> Iterator[Node]:
    """Leave out what every dataset repeats: the software, and what scores measure."""
    for node in nodes:
        shared = node["@id"].startswith(("urn:fairsvc:measure:", "urn:fairsvc:software:"))
        if shared and node["@id"] in told:
            continue
        if shared:
            told.add(node["@id"])
        yield node


def _line(node: Node) -> str:
    return json.dumps(node, ensure_ascii=False, allow_nan=False)
