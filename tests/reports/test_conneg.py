from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from fairsvc.model.conneg_steps import REPRESENTATIONS
from fairsvc.probe.conneg_cells import Cell, Row, Verdict
from fairsvc.probe.conneg_findings import NO_VARY, ConnegFinding
from fairsvc.probe.matrix import Matrix
from fairsvc.reports.conneg import MARKS, write_html

HOSTILE = '<script>alert(1)</script>"&\u202e'
PID_CELL = Cell(
    "conneg:pid/turtle",
    Verdict.REFUSED,
    "text/turtle",
    "application/json",
    status=422,
    answered_by="DataCite",
    redirects=1,
    size_bytes=113,
    detail="answered 422: it cannot make this type of the record",
)
PAGE_CELL = Cell(
    "conneg:page/turtle",
    Verdict.MISLABELLED,
    "text/turtle",
    "text/plain",
    "rdf",
    200,
    "page",
    "data.example.org",
    vary=True,
    size_bytes=5403,
)
MATRIX = Matrix(
    "doi:10.5072/x",
    "Silica spheres",
    "https://doi.org/10.5072/x",
    "https://data.example.org/x",
    "DataCite",
    datetime(2026, 11, 21, 9, tzinfo=UTC),
    (Row("turtle", "RDF Turtle", "text/turtle", PID_CELL, PAGE_CELL),),
    (Cell("conneg:406", Verdict.HTML, "application/x.y", "text/html", "html", 200, "page"),),
    (ConnegFinding(NO_VARY, "page", ("page",), "3 different answers"),),
)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.tags += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "scope", "aria-labelledby")]

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(matrix: Matrix) -> str:
    return " ".join(Page(write_html(matrix)).text.split())


@pytest.mark.parametrize(
    "words",
    [
        "Silica spheres, asked 2026-11-21 09:00 UTC",
        "1 of 1 representations can be had, 1 thing to repair.",
        "Registered with DataCite. Landing page: https://data.example.org/x",
        "refused 422 DataCite, 1 redirect, answered 422: it cannot make this type of the record",
        "mislabelled page, text/plain, 5.4 kB, Vary: Accept",
        "an honest no: this type is not offered",
        "conneg.no-vary at page",
        "3 different answers",
        "RFC 9110 section 12.5.5",
        "Send Vary: Accept with every answer",
        "A media type that nobody has, from the PID application/x.y",
    ],
)
def test_the_page_tells(words: str) -> None:
    assert words.replace(" ", "") in text_of(MATRIX).replace(" ", ""), text_of(MATRIX)


def test_only_the_marks_in_use_are_explained() -> None:
    assert MARKS[Verdict.UNCLEAR].meaning not in text_of(MATRIX)
    unclear = replace(MATRIX.rows[0], pid=replace(PID_CELL, verdict=Verdict.UNCLEAR))
    assert MARKS[Verdict.UNCLEAR].meaning in text_of(replace(MATRIX, rows=(unclear,)))


def test_every_verdict_has_a_mark() -> None:
    assert set(MARKS) == set(Verdict)
    assert all(mark.word and mark.meaning and mark.tone for mark in MARKS.values())


def test_nothing_that_others_send_becomes_markup() -> None:
    cell = replace(PAGE_CELL, got=HOSTILE, detail=HOSTILE, answered_by=HOSTILE)
    hostile = replace(
        MATRIX,
        pid=HOSTILE,
        title=HOSTILE,
        page_url=f"javascript:{HOSTILE}",
        agency=HOSTILE,
        rows=(Row("turtle", "RDF Turtle", "text/turtle", cell, cell),),
        probes=(replace(MATRIX.probes[0], asked=HOSTILE),),
        findings=(ConnegFinding(NO_VARY, HOSTILE, (), HOSTILE),),
    )
    page = Page(write_html(hostile))
    assert page.tags.count("script") == 0
    assert not [tag for tag in page.tags if tag.startswith("href=javascript")]
    assert page.text.count("<script>alert(1)</script>") >= 10


def test_the_page_stands_alone_and_its_tables_have_headers() -> None:
    page = Page(write_html(MATRIX))
    outside = [tag for tag in page.tags if re.match(r"(?:src|href)=(?!#|data:)", tag)]
    assert outside == ["href=https://data.example.org/x"]
    assert {"scope=row", "scope=col", "caption"} <= set(page.tags)
    assert write_html(MATRIX).startswith("<!doctype html>")


def test_a_matrix_without_defects_or_page_says_so() -> None:
    bare = replace(MATRIX, findings=(), page_url="", agency="", title="")
    assert "Nothing that needs repair was found." in text_of(bare)
    assert "The registration agency is not known. No landing page answered." in text_of(bare)


def test_all_representations_fit() -> None:
    rows = tuple(Row(one.slug, one.title, one.accept, PID_CELL, PAGE_CELL) for one in REPRESENTATIONS)
    assert Page(write_html(replace(MATRIX, rows=rows))).tags.count("scope=row") == len(REPRESENTATIONS) + 1
