from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from fairsvc.reports.source_check import write_html
from harvest.health.findings import Finding
from harvest.health.kinds import load_kinds
from harvest.health.report import Asked, Figures, HealthReport

HOSTILE = '<script>alert(1)</script>"&\u202e'
FIGURES = Figures(26, 30, 2, 27, (("an unknown format", 1),), 30, 12.5, 1.25, compressed=True)
REPORT = HealthReport(
    "https://data.facility.example/oai",
    "Facility",
    ("oai@facility.example",),
    "oai_dc",
    "open",
    datetime(2026, 11, 21, 9, tzinfo=UTC),
    "fairsvc/0.1",
    (
        Finding(load_kinds()["token.dead"], "page 2", "GET https://data.facility.example/oai?verb=x", "<error/>", 3),
        Finding(load_kinds()["answer.slow"], "", "GET https://data.facility.example/oai", ""),
    ),
    FIGURES,
    (("granularity", "YYYY-MM-DD"),),
    ("How the list ends: it is long.",),
    (Asked("Identify", "GET https://data.facility.example/oai?verb=Identify", "answered", 12, 0),),
)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.tags += [f"{name}={value}" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "words",
    [
        "A token that was just given is refused",
        "token.dead, seen 3 times",
        "breaks harvesting",
        "section 3.5",
        "Keep tokens valid for a day",
        "Harvesters get the first pages only",
        "GET https://data.facility.example/oai?verb=x",
        "<error/>",
        "30 of 30, 2 of them deleted",
        "27 of 28",
        "1: an unknown format",
        "How the list ends: it is long.",
        "2026-11-21 09:00 UTC",
    ],
)
def test_the_page_tells(words: str) -> None:
    assert words in " ".join(Page(write_html(REPORT)).text.split())


def test_nothing_that_a_provider_sends_becomes_markup() -> None:
    finding = replace(REPORT.findings[0], seen=HOSTILE, request=HOSTILE, excerpt=HOSTILE)
    asked = replace(REPORT.asked[0], request=HOSTILE, outcome=HOSTILE)
    hostile = replace(
        REPORT, name=HOSTILE, findings=(finding,), asked=(asked,), facts=((HOSTILE, HOSTILE),), untested=(HOSTILE,)
    )
    page = Page(write_html(hostile))
    assert page.tags.count("script") == 0
    assert page.text.count("<script>alert(1)</script>") >= 8


def test_the_page_stands_alone() -> None:
    outside = [tag for tag in Page(write_html(REPORT)).tags if re.match(r"(?:src|href)=(?!#|data:)", tag)]
    assert outside == []


def test_a_report_without_findings_says_so() -> None:
    healthy = replace(REPORT, findings=(), stopped="It was interrupted")
    text = Page(write_html(healthy)).text
    assert "Nothing was found." in text
    assert "It was interrupted: this is what is known so far." in text
    assert healthy.sentence == "Facility: no deviation from OAI-PMH 2.0 was found, in 26 requests."
    assert REPORT.sentence == "Facility: deviations found: 1 breaks harvesting, 1 untidy, in 26 requests."
