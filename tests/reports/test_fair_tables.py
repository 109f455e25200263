"""Tables: the same numbers as values, CSV and JSON, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.statements import Statement
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_files import iter_csv, iter_json
from fairsvc.reports.fair_model import FairReport, TrendPoint
from fairsvc.reports.fair_tables import Table, iter_tables
from tests.reports.catalogue import AT, LINE, dataset, four, noted, outcomes, report

APART = ("standards", "page", "registry", "oai")

NAMES = (
    "sets",
    "scores",
    "perspectives",
    "levels",
    "shares",
    "maturities",
    "progress",
    "indicators",
    "crosswalk",
    "repairs",
    "todo",
    "extremes",
    "indeterminate",
    "conflicts",
    "findings",
    "trend",
    "datasets",
)


@pytest.fixture(scope="module")
def mini() -> FairReport:
    return report(four())


def _table(found: FairReport, name: str) -> list[dict[str, object]]:
    table = next(table for table in iter_tables(found) if table.name == name)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize(
    ("name", "place", "row"),
    [
        (
            "sets",
            1,
            {
                "metric_set": "mini-points@2",
                "title": "Mini points",
                "source": "a paper without address",
                "method": "points",
                "datasets": 4,
                "indicators": 2,
                "repairs": 3,
                "reckoned": 4,
            },
        ),
        (
            "scores",
            1,
            {
                "metric_set": "mini-levels@1",
                "score": "A",
                "median_level": 1,
                "median_share": 0.8333,
                "median_share_of_all": None,
                "median_maturity": None,
            },
        ),
        (
            "levels",
            14,
            {
                "metric_set": "mini-levels@1",
                "score": "R",
                "level": 0,
                "datasets": 1,
                "datasets_low": 2,
                "datasets_high": 1,
            },
        ),
        (
            "shares",
            9,
            {"metric_set": "mini-levels@1", "score": "F", "share_from": 0.9, "share_to": 1.0, "datasets": 2},
        ),
        ("maturities", 7, {"metric_set": "mini-points@2", "score": "R", "maturity": 3, "datasets": 2}),
        (
            "indicators",
            4,
            {
                "metric_set": "mini-levels@1",
                "indicator": "L-R1",
                "principle": "R1.1",
                "priority": "essential",
                "text": "A licence",
                "pass": 2,
                "fail": 1,
                "indeterminate": 1,
                "not_applicable": 0,
                "not_assessed": 0,
                "not_by_standards": 0,
            },
        ),
        (
            "repairs",
            1,
            {
                "metric_set": "mini-levels@1",
                "rank": 2,
                "remedy": "mend-licence",
                "sentence": "Do mend-licence.",
                "failing": 1,
                "lifted": 1,
                "levels_gained": 5,
                "share_gained": 0.2727,
                "points_gained": 0.0,
                "checks": "licence",
                "indicators": "L-R1",
                "because": "It is so.",
                "lines": LINE,
                "command": "",
                "example_pid": "doi:10.5072/d4",
                "example_address": "https://doi.org/10.5072/d4",
            },
        ),
        (
            "extremes",
            2,
            {
                "metric_set": "mini-levels@1",
                "end": "worst",
                "rank": 1,
                "pid": "doi:10.5072/d3",
                "title": "Dataset d3",
                "address": "https://doi.org/10.5072/d3",
                "level_sum": 0,
                "share": 0.0,
                "maturity": None,
                "failing": 4,
            },
        ),
        (
            "indeterminate",
            0,
            {
                "check": "licence",
                "title": "Title of licence",
                "reason": "The page [address] answered 503.",
                "datasets": 1,
                "example_pid": "doi:10.5072/d3",
                "example_address": "https://doi.org/10.5072/d3",
            },
        ),
        (
            "datasets",
            3,
            {
                "pid": "doi:10.5072/d4",
                "title": "Dataset d4",
                "address": "https://doi.org/10.5072/d4",
                "mini-levels@1 F level": 5,
                "mini-levels@1 A level": 5,
                "mini-levels@1 R level": 0,
                "mini-levels@1 share": 0.7273,
                "mini-levels@1 share of all": None,
                "mini-levels@1 maturity": None,
                **{f"mini-levels@1 share {place}": None for place in APART},
                "mini-levels@1 failing": 1,
                "mini-points@2 share": 0.6667,
                "mini-points@2 share of all": 0.6667,
                "mini-points@2 maturity": 3.0,
                **{f"mini-points@2 share {place}": None for place in APART},
                "mini-points@2 failing": 1,
            },
        ),
    ],
)
def test_rows(mini: FairReport, name: str, place: int, row: dict[str, object]) -> None:
    assert _table(mini, name)[place] == row


def test_tables_come_in_the_order_of_the_page(mini: FairReport) -> None:
    assert tuple(table.name for table in iter_tables(mini)) == NAMES


def test_rows_of_other_perspectives() -> None:
    seen = {Perspective.STANDARDS: outcomes("pfffp"), Perspective.OAI: outcomes("pppff")}
    found = report([dataset("d1", outcomes("ppppp"), apart=seen)])
    row = _table(found, "datasets")[0]
    assert [row[f"mini-levels@1 share {place}"] for place in APART] == [0.5, None, None, 0.6667]
    standards = [row for row in _table(found, "perspectives") if row["perspective"] == "standards"]
    assert [row["median_level"] for row in standards[:4]] == [5, 0, 5, 0]
    todo = _table(found, "todo")
    assert [(row["check"], row["datasets"], row["oai_alone"], row["together"]) for row in todo] == [
        ("data-answers", 1, 1, 0),
        ("page-opens", 1, 1, 0),
        ("tombstone", 1, 0, 1),
    ]
    assert (todo[0]["remedy"], todo[0]["indicators"], todo[0]["lines"]) == ("mend-data-answers", "L-A2 P-R1", LINE)


def test_rows_of_progress_crosswalk_and_trend(mini: FairReport) -> None:
    said = (Statement("L-A3", 3, "In spring.", date(2026, 1, 31), "mini"),)
    points = (TrendPoint(7, AT, 4, {"mini-levels@1": 0.5}), TrendPoint(None, AT, 5, {"mini-levels@1": None}))
    found = replace(report(four(), statements=said), trend=points)
    assert list(_table(found, "progress")[3].values()) == [
        *("mini-levels@1", "L-A3", 1, 0, 0, 1, 2, 0),
        *(3, "In spring.", "2026-01-31"),
    ]
    assert list(_table(found, "crosswalk")[0].values()) == [
        *("mini-levels@1", "L-F1", "F1", "mini-points@2", "P-F1", "same checks", "pid-stays", 0.5, 0.5)
    ]
    assert [list(row.values()) for row in _table(found, "trend")] == [
        [7, "2026-03-04T05:06:00+00:00", 4, "mini-levels@1", 0.5],
        [None, "2026-03-04T05:06:00+00:00", 5, "mini-levels@1", None],
    ]


def test_json_equals_the_tables(mini: FairReport) -> None:
    read = json.loads("".join(iter_json(mini)))
    tables = read.pop("tables")
    assert read == {
        "report": "fair",
        "schema_version": 2,
        "source": "mini",
        "generated_at": "2026-03-04T05:06:00+00:00",
        "software_version": "0.0.0",
        "datasets": 4,
        "shared": 0,
        "judged": {"current": 0, "outdated": 0, "unjudged": 0, "left_out": False},
    }
    assert tables == {name: _table(mini, name) for name in NAMES}


def test_csv_equals_the_tables(mini: FairReport) -> None:
    for table in iter_tables(mini):
        text = "".join(iter_csv(table))
        assert "\n" not in text.replace("\r\n", "")
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert tuple(header) == table.columns
        assert rows == [["" if cell is None else str(cell) for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 40 8998", "'+49 40 8998"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("=1", "'=1"),
        ('=HYPERLINK("https://example.org","x")', '\'=HYPERLINK("https://example.org","x")'),
        ("a=1", "a=1"),
        ("", ""),
        ("'quoted'", "'quoted'"),
        (-2, "-2"),
        (-0.5, "-0.5"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(cell: str | float | None, written: str) -> None:
    text = "".join(iter_csv(Table("t", ("a", "b"), report([]), lambda _: iter([(cell, "x")]))))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [written, "x"]


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_title_survives_csv_and_json(title: str) -> None:
    found = report([dataset("d1", outcomes("fpppp"), title=title, because=title, line=title)])
    shown = found.rows[0].title
    written = "".join(iter_json(found)).encode()
    assert json.loads(written)["tables"]["datasets"][0]["title"] == shown
    for table in iter_tables(found):
        rows = list(csv.reader(io.StringIO("".join(iter_csv(table)), newline=""), strict=True))
        assert {len(row) for row in rows} == {len(table.columns)}
        assert not any(cell.startswith(tuple("=+-@\t\r\n")) for row in rows for cell in row)


def test_many_rows_are_written_part_by_part() -> None:
    found = report(dataset(f"{number:05}", outcomes("ppppp")) for number in range(1_201))
    *_, table = iter_tables(found)
    parts = list(iter_csv(table))
    assert len(parts) == 3
    assert len(list(csv.reader(io.StringIO("".join(parts), newline="")))) == 1_202
    assert len(json.loads("".join(iter_json(found)))["tables"]["datasets"]) == 1_201


def test_a_dataset_counts_once_for_each_field_that_sources_dispute() -> None:
    disputed = (("titles", "a says x; b says y"), ("titles", "a says x; c says z"), ("rights", "=cmd"))
    datasets = [noted(dataset("d1", outcomes("ppppp")), conflicts=disputed)]
    datasets.append(noted(dataset("d2", outcomes("ppppp")), conflicts=disputed[:1]))
    found = report(datasets)
    assert [(row["field"], row["datasets"], row["example"]) for row in _table(found, "conflicts")] == [
        ("titles", 2, "a says x; b says y"),
        ("rights", 1, "=cmd"),
    ]
    assert "'=cmd" in next("".join(iter_csv(table)) for table in iter_tables(found) if table.name == "conflicts")


def test_a_dataset_counts_once_for_each_code_that_the_probe_found() -> None:
    found_in = (("file.size", "1 byte, claimed 2"), ("file.size", "3 bytes, claimed 4"), ("plug-in.own", "odd"))
    datasets = [noted(dataset("d1", outcomes("ppppp")), findings=found_in)]
    datasets.append(noted(dataset("d2", outcomes("ppppp")), findings=(*found_in[:1], ("conneg.not-406", "200"))))
    rows = _table(report(datasets), "findings")
    assert [(row["code"], row["datasets"], row["example"]) for row in rows] == [
        ("file.size", 2, "1 byte, claimed 2"),
        ("conneg.not-406", 1, "200"),
        ("plug-in.own", 1, "odd"),
    ]
    assert [bool(row["means"] and row["remedy"]) for row in rows] == [True, True, False]
