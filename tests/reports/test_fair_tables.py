"""Tables: the same numbers as values, CSV and JSON, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.reports.fair_model import FairReport
from fairsvc.reports.fair_tables import Table, iter_tables, write_csv, write_json
from tests.reports.catalogue import SETS, dataset, four, outcomes, report

NAMES = (
    "sets",
    "scores",
    "levels",
    "shares",
    "maturities",
    "indicators",
    "repairs",
    "extremes",
    "indeterminate",
    "conflicts",
    "findings",
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
            },
        ),
        (
            "repairs",
            1,
            {
                "metric_set": "mini-levels@1",
                "rank": 2,
                "check": "licence",
                "title": "Title of licence",
                "failing": 1,
                "lifted": 1,
                "levels_gained": 5,
                "share_gained": 0.2727,
                "indicators": "L-R1",
                "because": "It is so.",
                "remedy": "Mend it.\nLink: <https://example.org/>; rel=license",
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
                "example_because": "The page https://doi.org/10.5072/d3 answered 503.",
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
                "mini-levels@1 maturity": None,
                "mini-levels@1 failing": 1,
                "mini-points@2 share": 0.6667,
                "mini-points@2 maturity": 3.0,
                "mini-points@2 failing": 1,
            },
        ),
    ],
)
def test_rows(mini: FairReport, name: str, place: int, row: dict[str, object]) -> None:
    assert _table(mini, name)[place] == row


def test_tables_come_in_the_order_of_the_page(mini: FairReport) -> None:
    assert tuple(table.name for table in iter_tables(mini)) == NAMES


def test_a_dataset_that_was_not_assessed_has_empty_cells() -> None:
    row = _table(report([dataset("d1", outcomes("ppppp"), sets=SETS[:1])]), "datasets")[0]
    assert [row[f"mini-points@2 {column}"] for column in ("share", "maturity", "failing")] == [None, None, None]
    assert row["mini-levels@1 failing"] == 0


def test_json_equals_the_tables(mini: FairReport) -> None:
    read = json.loads(write_json(mini))
    tables = read.pop("tables")
    assert read == {
        "report": "fair",
        "schema_version": 1,
        "source": "mini",
        "generated_at": "2026-03-04T05:06:00+00:00",
        "software_version": "0.0.0",
        "datasets": 4,
        "shared": 0,
    }
    assert tables == {name: _table(mini, name) for name in NAMES}


def test_csv_equals_the_tables(mini: FairReport) -> None:
    for table in iter_tables(mini):
        text = write_csv(table)
        assert "\n" not in text.replace("\r\n", "").replace("Mend it.\nLink", "")
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
    text = write_csv(Table("t", ("a", "b"), ((cell, "x"),)))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [written, "x"]


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_title_survives_csv_and_json(title: str) -> None:
    found = report([dataset("d1", outcomes("fpppp"), title=title, because=title, remedy=title)])
    shown = found.rows[0].title
    assert json.loads(write_json(found).encode())["tables"]["datasets"][0]["title"] == shown
    for table in iter_tables(found):
        rows = list(csv.reader(io.StringIO(write_csv(table), newline=""), strict=True))
        assert {len(row) for row in rows} == {len(table.columns)}
        assert not any(cell.startswith(tuple("=+-@\t\r\n")) for row in rows for cell in row)


def test_a_dataset_counts_once_for_each_field_that_sources_dispute() -> None:
    disputed = (("titles", "a says x; b says y"), ("titles", "a says x; c says z"), ("rights", "=cmd"))
    datasets = [replace(dataset("d1", outcomes("ppppp")), conflicts=disputed)]
    datasets.append(replace(dataset("d2", outcomes("ppppp")), conflicts=disputed[:1]))
    found = report(datasets)
    assert [(row["field"], row["datasets"], row["example"]) for row in _table(found, "conflicts")] == [
        ("titles", 2, "a says x; b says y"),
        ("rights", 1, "=cmd"),
    ]
    assert "'=cmd" in next(write_csv(table) for table in iter_tables(found) if table.name == "conflicts")


def test_a_dataset_counts_once_for_each_code_that_the_probe_found() -> None:
    found_in = (("file.size", "1 byte, claimed 2"), ("file.size", "3 bytes, claimed 4"), ("plug-in.own", "odd"))
    datasets = [replace(dataset("d1", outcomes("ppppp")), findings=found_in)]
    datasets.append(replace(dataset("d2", outcomes("ppppp")), findings=(*found_in[:1], ("conneg.not-406", "200"))))
    rows = _table(report(datasets), "findings")
    assert [(row["code"], row["datasets"], row["example"]) for row in rows] == [
        ("file.size", 2, "1 byte, claimed 2"),
        ("conneg.not-406", 1, "200"),
        ("plug-in.own", 1, "odd"),
    ]
    assert [bool(row["means"] and row["remedy"]) for row in rows] == [True, True, False]
