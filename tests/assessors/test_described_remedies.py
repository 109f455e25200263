"""Whatever a described check fails, the lines of its remedy mend: they are read back by our own formats."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assessors.catalogue import load_checks, load_remedies
from assessors.checks import (
    agreement,
    content,
    description,
    experiment_links,
    file_claims,
    licences,
    people,
    provenance,
    relations,
)
from assessors.prescribing import prescribe
from assessors.reading.absence import open_question
from fairsvc.formats import datacite_xml, oai_dc, schema_org
from fairsvc.formats.link_header import read_link_header
from fairsvc.model.check import Check, Outcome
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata, Rights, Text, unite
from fairsvc.model.pid import Pid
from fairsvc.model.remedy import Place, Snippet
from fairsvc.model.step import PAGE
from tests.support.check_cases import CASES, WORLDS

MODULES = (
    agreement, content, description, experiment_links, file_claims, licences, people, provenance, relations
)  # fmt: skip
OURS = {check.id: check for module in MODULES for check in vars(module).values() if isinstance(check, Check)}
# What no lines in the metadata mend alone: the file has to be read again.
FILES = ("file-size-true", "file-type-true", "file-digest-true")
# Remedies that take a server, not lines.
SERVED = ("serve-file", "publish-landing-page")
# Its remedy is that of the checks on retrieval.
ELSEWHERE = ("data-named-in-metadata",)
# What JSON-LD has no property for, or the DataCite schema has no element for.
NOT_IN_JSON_LD = ("related-provenance-typed",)
NOT_IN_DATACITE = ("variables-named", "file-digests-given", "provenance-vocabulary")
FAILING = [(check_id, evidence) for check_id, letter, evidence in CASES if letter == "F" and check_id in OURS]
# A page that is gone is not mended by lines on it.
FAILING = [row for row in FAILING if OURS[row[0]](row[1]).remedy != "publish-landing-page"]
FAILING += [
    (check.id, WORLDS[world]())
    for check in OURS.values()
    for world in ("silent", "junk")
    if check(WORLDS[world]()).outcome is Outcome.FAIL
]


def by_lines(check_id: str, evidence: Evidence) -> bool:
    """Tell whether lines in the metadata can mend it: a file or page that is not there has to be served."""
    verdict, page = OURS[check_id](evidence), evidence.exchange(PAGE)
    return verdict.outcome is Outcome.FAIL and verdict.remedy not in SERVED and not (page and open_question(page))


def read_back(snippet: Snippet, evidence: Evidence) -> Evidence:
    """Paste one snippet where it belongs."""
    match snippet.place:
        case Place.JSON_LD:
            return replace(evidence, page=unite(schema_org.read(snippet.text.encode()), evidence.page))
        case Place.DATACITE:
            stated = datacite_xml.read(
                f'<resource xmlns="http://datacite.org/schema/kernel-4">{snippet.text}</resource>'.encode()
            )
            return replace(evidence, registry=joined(stated, evidence.registry), oai=joined(stated, evidence.oai))
        case Place.OAI:
            opening = f'<dc xmlns="{oai_dc.OAI_DC}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            return replace(evidence, oai=unite(oai_dc.read(f"{opening}{snippet.text}</dc>".encode()), evidence.oai))
        case Place.HEADER:
            links, _ = read_link_header([snippet.text.removeprefix("Link: ")], "https://data.example.org/")
            kept = tuple(link for link in evidence.links if link.rel != "license")
            return replace(evidence, links=(*kept, *links))
        case _:
            return evidence


def joined(stated: Metadata, view: Metadata | None) -> Metadata:
    """Add what repeats to what an earlier snippet stated; replace the rest."""
    if view is None:
        return stated
    kept = {
        field: (*getattr(stated, field), *getattr(view, field))
        for field in ("related", "dates", "formats", "subjects")
        if getattr(stated, field)
    }
    return unite(replace(stated, **kept), view)


def mended(check_id: str, evidence: Evidence, *places: Place) -> Evidence:
    prescription = prescribe(evidence, OURS[check_id](evidence))
    assert prescription is not None
    assert prescription.id, prescription.sentence
    for snippet in prescription.snippets:
        if snippet.place in places:
            evidence = read_back(snippet, evidence)
    return evidence


@pytest.mark.parametrize(
    ("check_id", "evidence"), [row for row in FAILING if row[0] not in (*FILES, *ELSEWHERE) and by_lines(*row)]
)
def test_lines_pasted_everywhere_mend(check_id: str, evidence: Evidence) -> None:
    verdict = OURS[check_id](mended(check_id, evidence, *Place))
    assert verdict.outcome is Outcome.PASS, verdict.because


@pytest.mark.parametrize("check_id", [name for name in OURS if name not in (*FILES, *ELSEWHERE, *NOT_IN_JSON_LD)])
@pytest.mark.parametrize("world", ["silent", "junk"])
def test_the_page_alone_is_mended_by_what_goes_into_the_page(check_id: str, world: str) -> None:
    evidence = replace(WORLDS[world](), registry=None, oai=None)
    if by_lines(check_id, evidence):
        verdict = OURS[check_id](mended(check_id, evidence, Place.JSON_LD, Place.HEADER))
        assert verdict.outcome is Outcome.PASS, verdict.because


@pytest.mark.parametrize("check_id", [name for name in OURS if name not in (*FILES, *ELSEWHERE, *NOT_IN_DATACITE)])
def test_the_registry_alone_is_mended_by_what_goes_to_datacite(check_id: str) -> None:
    evidence = replace(WORLDS["junk"](), page=None, oai=None)
    if by_lines(check_id, evidence):
        verdict = OURS[check_id](mended(check_id, evidence, Place.DATACITE))
        assert verdict.outcome is Outcome.PASS, verdict.because


@pytest.mark.parametrize("check", OURS.values(), ids=list(OURS))
def test_every_failure_names_a_remedy_that_there_is(check: Check) -> None:
    assert check.counterexample
    for check_id, evidence in FAILING:
        if check_id == check.id and check_id not in ELSEWHERE:
            assert check(evidence).remedy in load_remedies()


def test_sentences_of_remedies_are_orders() -> None:
    for name, remedy in load_remedies().items():
        assert remedy.sentence.endswith("."), name
        assert remedy.id == remedy.id.lower()


def test_the_page_gets_what_the_registry_knows() -> None:
    good = WORLDS["good"]()
    evidence = replace(good, page=replace(good.page or Metadata(), creators=(Agent("x"),), titles=(Text("test"),)))
    lines = load_remedies()["complete-metadata"].fill(evidence)
    block = next(json.loads(snippet.text) for snippet in lines if snippet.place is Place.JSON_LD)
    assert block["name"].startswith("X-ray absorption")
    assert block["creator"][0]["name"] == "Carberry, Josiah"
    assert block["creator"][0]["@id"] == "https://orcid.org/0000-0002-1825-0097"


def test_example_identifiers_stand_only_where_they_are_asked_for() -> None:
    good = WORLDS["good"]()
    evidence = replace(good, page=None, registry=Metadata(creators=(Agent("Li Wei"),)), oai=None)
    naming = {
        name
        for name, remedy in load_remedies().items()
        if any("0000-0002-1825-0097" in snippet.text for snippet in remedy.fill(evidence))
    }
    assert naming == {"add-orcids"}


def test_the_licence_that_a_view_knows_is_the_one_to_state() -> None:
    good = WORLDS["good"]()
    evidence = replace(good, page=Metadata(), registry=Metadata(rights=(Rights("CC0 1.0"),)), oai=None)
    texts = [snippet.text for snippet in load_remedies()["state-licence"].fill(evidence)]
    assert all("creativecommons.org/publicdomain/zero/1.0/" in text for text in texts)


def test_corrected_claims_are_what_was_seen() -> None:
    good = WORLDS["good"]()
    assert good.file_facts is not None
    facts = replace(good.file_facts, total_bytes=99, signature_media_type="text/csv", other_digests=("sha-256",))
    lines = load_remedies()["correct-file-claims"].fill(replace(good, file_facts=facts))
    download = next(iter(json.loads(snippet.text)["distribution"][0] for snippet in lines))
    assert download["contentSize"] == "99 B"
    assert download["encodingFormat"] == "text/csv"
    assert "sha256" not in download


@pytest.mark.parametrize("name", load_remedies())
def test_no_foreign_text_breaks_out_of_a_snippet(name: str) -> None:
    hostile = "</script><b>\"'>]]>\u0000&{pid}"
    good = WORLDS["good"]()
    view = Metadata(
        titles=(Text(f"Spectra of a sample {hostile}"),),
        creators=(Agent(f"Carberry {hostile}"),),
        publisher=Agent(f"A light source {hostile}"),
        descriptions=(Text(hostile * 20),),
    )
    pid = Pid("url", 'https://e.org/"></script><b>')
    evidence = replace(good, pid=pid, page=view, registry=view, oai=view)
    for snippet in load_remedies()[name].fill(evidence):
        assert "</script>" not in snippet.text
        assert "\u0000" not in snippet.text
        read_back(snippet, evidence)


def test_all_our_checks_are_loaded() -> None:
    assert set(OURS) <= set(load_checks())
