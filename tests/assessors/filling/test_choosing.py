"""What is written into lines to paste: what a view knows and can be true, else the one example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.filling import choosing, dating, examples
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Affiliation, Agent, Content, Date, Identifier, Metadata, Rights, Subject, Text
from tests.support import evidence_builder as build

Choose = Callable[[Evidence], Any]
ROR = Identifier("https://ror.org/02550n020", "ROR")
AT_HOME = (Affiliation("Demo Light Source", ROR),)
LONG = "Spectra of an iron foil in transmission, taken at room temperature to calibrate the beamline's energy."


def said(**fields: Any) -> Evidence:
    return replace(build.silent(), page=None, registry=Metadata(**fields), oai=None)


@pytest.mark.parametrize(
    ("choose", "evidence", "expected"),
    [
        (choosing.choose_title, said(titles=(Text("Spectra of an iron foil"),)), "Spectra of an iron foil"),
        (choosing.choose_title, said(titles=(Text("10.5072/dls.0001"),)), examples.TITLE),
        (choosing.choose_description, said(descriptions=(Text("Made by hand", "TechnicalInfo"), Text(LONG))), LONG),
        (choosing.choose_description, said(descriptions=(Text("short"),)), examples.DESCRIPTION),
        (choosing.choose_creators, said(creators=(Agent("Roe, Maria"),)), [Agent("Roe, Maria")]),
        (choosing.choose_creators, said(), [examples.CREATOR]),
        # Who stands in for an account stays where the account was.
        (
            choosing.choose_creators,
            said(creators=(Agent("admin", affiliations=AT_HOME),)),
            [replace(examples.CREATOR, affiliations=AT_HOME)],
        ),
        (
            choosing.choose_creators,
            said(creators=(Agent("DLS"),), publisher=Agent("DLS")),
            [Agent("DLS", kind="Organizational")],
        ),
        (choosing.choose_publisher, said(publisher=Agent("x")), examples.PUBLISHER),
        (choosing.choose_licence, said(rights=(Rights("CC0 1.0"),)), "CC0-1.0"),
        (choosing.choose_licence, said(rights=(Rights("ask me"),)), examples.LICENCE),
        (choosing.choose_files, said(), [examples.FILE]),
        (
            choosing.choose_files,
            said(content=(Content("https://dls.example/a.csv"),)),
            [Content("https://dls.example/a.csv", media_type="text/csv")],
        ),
        (choosing.choose_techniques, said(subjects=(Subject("copper"),)), [examples.TECHNIQUE]),
        (choosing.choose_variables, said(), [examples.VARIABLE]),
        # Evidence of 2026-11-21.
        (dating.choose_year, said(publication_year=2024), 2024),
        (dating.choose_year, said(publication_year=2099), 2026),
        (dating.choose_collected, said(dates=(Date("2024-04-02", "Collected"),)), "2024-04-02"),
        (dating.choose_collected, said(dates=(Date("2099-04-02", "Collected"),)), "2025-01-31"),
        (dating.choose_collected, said(publication_year=2020), "2019-01-31"),
        (
            dating.choose_collected,
            said(publication_year=2020, dates=(Date("2021-01-01", "Collected"),)),
            "2019-01-31",
        ),
    ],
)
def test_what_is_chosen(choose: Choose, evidence: Evidence, expected: object) -> None:
    assert choose(evidence) == expected


@given(st.text(max_size=30), st.integers(-9999, 99_999))
@settings(max_examples=60)
def test_something_is_chosen_whatever_is_said(text: str, year: int) -> None:
    evidence = said(
        titles=(Text(text),),
        creators=(Agent(text),),
        publisher=Agent(text),
        descriptions=(Text(text),),
        dates=(Date(text, "Collected"), Date(text, "Issued")),
        publication_year=year,
        content=(Content(f"https://dls.example/{text}"),),
        variables=(text,),
    )
    for module in (choosing, dating):
        for name, choose in vars(module).items():
            if name.startswith("choose_"):
                assert choose(evidence), name


def test_the_folder_of_the_example_belongs_to_nobody() -> None:
    assert examples.FILE.url.startswith("https://data.example.org/")
    assert not any(agent.identifiers for agent in (examples.CREATOR, examples.PUBLISHER))
