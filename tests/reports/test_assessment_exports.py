"""Many judgements in one file: the rows say what the scores say, and every format gives them back."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from assessors.scoring import score
from fairsvc.errors import BadSettings
from fairsvc.formats.foreign import expand_json_ld
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.perspective import Perspective
from fairsvc.reports.assessment_exports import FORMATS, write_json_ld, write_table
from fairsvc.reports.assessment_rows import LONG_COLUMNS, iter_long, wide_columns, wide_row
from tests.support.assessed import HOSTILE, judged, panel
from tests.support.check_worlds import WORLDS

SETS = panel().metric_sets
GOOD = judged(WORLDS["good"]())
HOSTILE_PAIR = (replace(GOOD[0], title=HOSTILE, unclear={"licence-present": HOSTILE}), GOOD[1])


def pairs(*names: str) -> list[tuple[Judgement, Rulebook]]:
    return [judged(WORLDS[name]()) for name in names]


def table(format: str, found: list[tuple[Judgement, Rulebook]], *, wide: bool = False) -> list[dict[str, Any]]:
    out = io.BytesIO()
    count = write_table(format, found, SETS, out, wide=wide)
    read = _read(format, out.getvalue())
    assert len(read) == count
    return read


def _read(format: str, data: bytes) -> list[dict[str, Any]]:
    if format == "csv":
        return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    if format == "json-lines":
        return [json.loads(line) for line in data.decode().split("\n")[:-1]]
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(data)).to_pylist()
    return rows


@pytest.mark.parametrize("name", WORLDS)
def test_long_rows_say_the_results(name: str) -> None:
    judgement, _ = judged(WORLDS[name]())
    names = [column.name for column in LONG_COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in iter_long(judgement, SETS)]
    expected = [
        (one.name, result.indicator, "not assessed" if result.outcome is None else result.outcome.value)
        for one in SETS
        for result in score(one, judgement.outcomes[Perspective.ANY])[0]
    ]
    assert [(row["metric_set"], row["indicator"], row["outcome"]) for row in rows] == expected


@pytest.mark.parametrize("name", WORLDS)
def test_a_wide_row_says_the_scores(name: str) -> None:
    judgement, _ = judged(WORLDS[name]())
    names = [column.name for column in wide_columns(SETS)]
    assert len(names) == len(set(names))
    row = dict(zip(names, wide_row(judgement, SETS), strict=True))
    for one in SETS:
        for found in score(one, judgement.outcomes[Perspective.ANY])[1]:
            assert row[f"{one.name} {found.name} level"] == found.level
            assert row[f"{one.name} {found.name} share"] == (None if found.share is None else round(found.share, 4))


def test_a_wide_row_lists_the_checks_of_its_sets_alone() -> None:
    judgement = pairs("silent")[0][0]
    names = [column.name for column in wide_columns(SETS[:1])]
    row = dict(zip(names, wide_row(judgement, SETS[:1]), strict=True))
    failing = {name for name, outcome in judgement.outcomes[Perspective.ANY].items() if outcome is Outcome.FAIL}
    assert set(str(row["failing_checks"]).split()) == failing & SETS[0].check_ids != failing


def test_a_row_tells_what_fails_and_what_is_unclear() -> None:
    names = [column.name for column in LONG_COLUMNS]
    rows = {row[3]: dict(zip(names, row, strict=True)) for row in iter_long(pairs("silent")[0][0], SETS)}
    assert "licence-present" in str(rows["RDA-R1.1-01M"]["failing_checks"]).split()
    rows = {row[3]: dict(zip(names, row, strict=True)) for row in iter_long(pairs("unreachable")[0][0], SETS)}
    assert "licence-present" in str(rows["RDA-R1.1-01M"]["unclear_checks"]).split()
    assert rows["RDA-R1.1-01M"]["unclear_because"]


@pytest.mark.parametrize("format", ["csv", "json-lines", "parquet"])
@pytest.mark.parametrize("wide", [False, True])
def test_every_format_gives_the_rows_back(format: str, wide: bool) -> None:
    found = pairs("good", "junk")
    columns = wide_columns(SETS) if wide else LONG_COLUMNS
    rows = table(format, found, wide=wide)
    assert list(rows[0]) == [column.name for column in columns]
    assert [row["pid"] for row in rows] == [one.pid for one, _ in found for _ in range(len(rows) // 2)]
    at = found[0][0].gathered_at
    assert rows[0]["gathered_at"] == (at if format == "parquet" else at.isoformat())


@pytest.mark.parametrize("format", ["csv", "json-lines", "parquet"])
def test_hostile_titles_stay_cells(format: str) -> None:
    title = table(format, [HOSTILE_PAIR])[0]["title"]
    assert title.startswith("'=cmd" if format == "csv" else "=cmd")
    assert len(title) <= 1_001
    assert "\n" not in title


def document(found: list[tuple[Judgement, Rulebook]]) -> dict[str, Any]:
    out = io.BytesIO()
    assert write_json_ld(found, SETS, out, "steward@facility.example") == len(found)
    read: dict[str, Any] = json.loads(out.getvalue())
    return read


def test_the_graph_defines_once_and_has_the_results_of_all() -> None:
    other = replace(GOOD[0], pid="doi:10.5072/other", evidence_digest="1" * 64)
    graph = document([GOOD, (other, GOOD[1]), HOSTILE_PAIR])["@graph"]
    assert len({node["@id"] for node in graph if node["@type"] == "ftr:Benchmark"}) == len(SETS)
    defined = [node["@id"] for node in graph if "ftr:Test" in node["@type"]]
    assert len(defined) == len(set(defined))
    targets = {node["assessmentTarget"] for node in graph if "ftr:TestResultSet" in node["@type"]}
    assert targets == {"https://doi.org/10.5072/dls.0001", "https://doi.org/10.5072/other"}
    expanded, unknown = expand_json_ld(document([GOOD]), None)
    assert expanded
    assert not unknown


def test_a_failure_without_its_evidence_points_to_the_single_assessment() -> None:
    graph = document(pairs("silent"))["@graph"]
    failed = next(node for node in graph if node.get("value") == "fail")
    assert failed["suggestion"] == ["urn:fairsvc:suggestion:look-up"]
    assert "urn:fairsvc:suggestion:look-up" in {node["@id"] for node in graph}


class _Counting(io.RawIOBase):
    """Take bytes and forget them."""

    def __init__(self) -> None:
        self.taken = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.taken += len(data)
        return len(data)


@pytest.mark.parametrize("format", FORMATS)
def test_rows_are_written_as_they_come(format: str) -> None:
    out, seen = _Counting(), list[int]()

    def watched() -> Iterator[tuple[Judgement, Rulebook]]:
        for pair in islice(repeat(GOOD), 150):
            seen.append(out.taken)
            yield pair

    if format == "jsonld":
        write_json_ld(watched(), SETS, out)  # type: ignore[arg-type]
    else:
        write_table(format, watched(), SETS, out, wide=False)  # type: ignore[arg-type]
    assert seen[0] < seen[-1] < out.taken


def test_without_pyarrow_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadSettings, match=r"pip install 'fairsvc\[parquet\]'"):
        write_table("parquet", [GOOD], SETS, io.BytesIO(), wide=False)
