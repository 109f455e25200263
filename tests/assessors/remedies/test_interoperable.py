"""Remedies of what is not interoperable: they exist, they can be pasted, and what was pasted passes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree

from assessors.catalogue import load_checks, load_remedies
from assessors.checks import (
    data_formats,
    discovery,
    inside_files,
    profiles,
    representation,
    standards,
    vocabularies,
)
from assessors.prescribing import prescribe
from assessors.remedies.data_formats import find_definition
from fairsvc.formats.link_header import read_link_header
from fairsvc.formats.schema_org import read
from fairsvc.model.check import Check, Outcome
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, Subject, Text, unite
from fairsvc.model.pid import Pid
from fairsvc.model.remedy import Place, Snippet
from tests.support import evidence_builder as build
from tests.support.cases_interoperable import CASES, TABLE, UNTITLED, opened, table, technique
from tests.support.check_worlds import GOOD, SILENT, WORLDS
from tests.support.evidence_builder import everywhere

MODULES = (data_formats, discovery, inside_files, profiles, representation, standards, vocabularies)
CHECKS = [value for module in MODULES for value in vars(module).values() if isinstance(value, Check)]
# Remedies of other topics: the whole block of schema.org, and a file that is not served.
OTHERS = {"embed-schema-org", "serve-file"}
EVIDENCES = [*(make() for make in WORLDS.values()), *(case[2] for case in CASES)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_failure_names_a_remedy_and_every_check_what_fails(check: Check) -> None:
    assert check.counterexample
    named = {verdict.remedy for verdict in map(check, EVIDENCES) if verdict.outcome is Outcome.FAIL}
    assert named
    assert named - OTHERS <= set(load_remedies())


def snippets_of(evidence: Evidence) -> list[Snippet]:
    """Fill every remedy that a check of ours may name."""
    names = {verdict.remedy for check in CHECKS for verdict in map(check, EVIDENCES)} - OTHERS - {""}
    return [snippet for name in sorted(names) for snippet in load_remedies()[name].fill(evidence)]


@pytest.mark.parametrize("world", WORLDS)
def test_snippets_are_well_formed(world: str) -> None:
    for snippet in snippets_of(WORLDS[world]()):
        match snippet.place:
            case Place.JSON_LD:
                assert json.loads(snippet.text)["@type"] == "Dataset"
            case Place.DATACITE:
                etree.fromstring(snippet.text)
            case Place.OAI:
                etree.fromstring(f'<r xmlns:dc="http://purl.org/dc/elements/1.1/">{snippet.text}</r>')
            case Place.HEADER:
                links, findings = read_link_header((snippet.text.removeprefix("Link: "),), build.PAGE_URL)
                assert links
                assert not findings
            case Place.HTML:
                assert snippet.text.startswith("<meta ")
            case Place.SERVER:
                assert snippet.text


def test_nobody_breaks_out_of_a_snippet() -> None:
    bad = '"></script><b>\n'
    hostile = replace(
        everywhere(GOOD, titles=(Text(bad * 3),), subjects=(Subject(bad, bad, bad, bad),), variables=(bad,)),
        pid=Pid("url", f"https://e.org/{bad}"),
        links=(),
    )
    for snippet in snippets_of(hostile):
        assert "<b>" not in snippet.text
        assert snippet.place is not Place.HEADER or "\n" not in snippet.text


def paste(evidence: Evidence, snippets: tuple[Snippet, ...]) -> Evidence:
    """Put the JSON-LD into the page and the links into its header; what is new there wins."""
    page, links = evidence.page or Metadata(), evidence.links
    for snippet in snippets:
        if snippet.place is Place.JSON_LD:
            page = unite(read(snippet.text.encode()), page)
        if snippet.place is Place.HEADER:
            links += read_link_header((snippet.text.removeprefix("Link: "),), build.PAGE_URL)[0]
    return replace(evidence, page=page, registry=None, links=links)


BARE = everywhere(GOOD, subjects=(), namespaces=(), conforms_to=(), units=(), rights=(), access=())


@pytest.mark.parametrize(
    ("check_id", "evidence"),
    [
        ("metadata-vocabulary-terms", BARE),
        ("linked-vocabularies", BARE),
        ("technique-is-panet", BARE),
        ("technique-is-panet", technique("http://purl.org/pan-science/PaNET/PaNET99999")),
        ("technique-term-current", technique("http://purl.org/pan-science/PaNET/PaNET99999")),
        ("units-by-code", BARE),
        ("units-by-code", everywhere(table(), units=(), variables=("energy", "mu"))),
        ("metadata-names-its-standard", BARE),
        ("community-metadata-standard", BARE),
        ("typed-links-offered", replace(GOOD, links=())),
        ("typed-links-offered", SILENT),
        ("schema-org-follows-profiles", replace(GOOD, page=build.metadata(content=(), rights=(), descriptions=()))),
        ("schema-org-follows-profiles", build.junk()),
        ("variables-found-in-file", everywhere(table(), variables=("temperature",))),
        ("variables-found-in-file", everywhere(opened(), variables=("temperature",))),
        ("file-format-open", SILENT),
        ("file-format-community", SILENT),
        ("file-describes-itself", SILENT),
    ],
)
def test_what_was_pasted_passes(check_id: str, evidence: Evidence) -> None:
    check = load_checks()[check_id]
    verdict = check(evidence)
    assert verdict.outcome is Outcome.FAIL, verdict.because
    prescription = prescribe(evidence, verdict)
    assert prescription is not None
    assert prescription.id
    mended = check(paste(replace(evidence, oai=None, registry=None), prescription.snippets))
    assert mended.outcome is Outcome.PASS, mended.because


def test_the_technique_is_the_one_that_the_keywords_name() -> None:
    evidence = everywhere(GOOD, subjects=(Subject("x"), Subject("SAXS"), Subject("micelles"), Subject("imaging")))
    lines = [snippet.text for snippet in load_remedies()["add-technique"].fill(evidence)]
    assert "PaNET01188" in lines[0]
    assert "small angle x-ray scattering" in lines[0]
    assert all("PaNET01196" not in line for line in lines)


@pytest.mark.parametrize(
    ("keyword", "definition"),
    [("SAXS", "NXsas"), ("XANES", "NXxas"), ("microtomography", "NXtomo"), ("copper", ""), ("photon probe", "")],
)
def test_the_nexus_definition_is_the_one_of_the_technique(keyword: str, definition: str) -> None:
    assert find_definition(everywhere(GOOD, subjects=(Subject(keyword),))) == definition


def test_units_come_from_the_header_of_the_table() -> None:
    evidence = everywhere(table(TABLE), units=(), variables=("energy", "mu"))
    (snippet,) = load_remedies()["give-unit-codes"].fill(evidence)
    measured = json.loads(snippet.text)["variableMeasured"]
    assert [one["unitCode"] for one in measured] == ["ucum:eV", "ucum:1"]


def test_a_record_of_placeholders_is_described_by_what_the_page_says() -> None:
    evidence = replace(GOOD, registry=build.metadata(**UNTITLED))
    verdict = load_checks()["registered"](evidence)
    prescription = prescribe(evidence, verdict)
    assert prescription is not None
    assert "X-ray absorption spectra of copper oxide" in prescription.text
    assert "creatorName" not in prescription.text
