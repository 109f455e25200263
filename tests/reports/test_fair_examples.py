"""What the evidence of one dataset shows in a report: lines that are whole, or the command that writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from assessors.catalogue import load_checks, load_remedies
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.reports.fair_examples import Illustration, illustrate
from fairsvc.reports.fair_html import write_html
from fairsvc.reports.fair_tables import iter_tables
from tests.reports.catalogue import dataset, outcomes, report
from tests.support import evidence_builder as build

BLOCK = "embed-schema-org"


def illustrated(creators: int) -> tuple[Evidence, Illustration]:
    """Illustrate a dataset whose page says nothing, and whose record names so many creators."""
    agents = tuple(Agent(f"Doe, Jane {number:03}") for number in range(creators))
    evidence = replace(build.silent(), registry=build.metadata(creators=agents))
    return evidence, illustrate(evidence, tuple(load_checks().values()))


def test_lines_are_shown_as_they_are_to_be_pasted() -> None:
    evidence, drawn = illustrated(1)
    assert drawn.too_long == frozenset()
    assert drawn.prescriptions[BLOCK].snippets == tuple(load_remedies()[BLOCK].fill(evidence))


def test_lines_that_are_too_long_are_left_to_the_command() -> None:
    evidence, drawn = illustrated(200)
    whole = {name: tuple(load_remedies()[name].fill(evidence)) for name in drawn.prescriptions}
    assert BLOCK in drawn.too_long
    assert drawn.prescriptions[BLOCK].sentence == load_remedies()[BLOCK].sentence
    assert all(
        one.snippets == (() if name in drawn.too_long else whole[name]) for name, one in drawn.prescriptions.items()
    )


@pytest.mark.parametrize(("name", "quoted"), [("d1", "doi:10.5072/d1"), ("d(1)", "'doi:10.5072/d(1)'")])
def test_the_command_stands_where_the_lines_would(name: str, quoted: str) -> None:
    sample = dataset(name, outcomes("ppppf"), line="")
    drawn = replace(sample.illustration, too_long=frozenset({"mend-licence"}))
    found = report([replace(sample, illustration=drawn)])
    text = " ".join(html.fromstring(write_html(found)).text_content().split())
    assert f"too long for this page: fairsvc fix {quoted} writes them" in text
    (table,) = (table for table in iter_tables(found) if table.name == "repairs")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert {(row["lines"], row["command"]) for row in rows} == {("", f"fairsvc fix {quoted}")}
