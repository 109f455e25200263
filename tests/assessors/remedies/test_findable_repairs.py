"""Lines that are pasted as they stand repair what they were prescribed for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessors.catalogue import load_checks, load_remedies
from assessors.checks import (
    access,
    data_identifiers,
    dates,
    experiment,
    identifiers,
    identity,
    landing_page,
    preservation,
    protocols,
    retrieval,
    transfer,
)
from assessors.prescribing import prescribe
from fairsvc.formats import dispatch
from fairsvc.formats.link_header import read_link_header
from fairsvc.model.check import Check, Outcome, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, unite
from fairsvc.model.remedy import Place, Prescription
from tests.support.check_cases import CASES, WORLDS

ROOMS = (
    access,
    data_identifiers,
    dates,
    experiment,
    identifiers,
    identity,
    landing_page,
    preservation,
    protocols,
    retrieval,
    transfer,
)
OURS = {one.id: one for room in ROOMS for one in vars(room).values() if isinstance(one, Check)}
FAILING = [(check_id, evidence) for check_id, letter, evidence in CASES if letter == "F" and check_id in OURS]
FAILING += [
    (one.id, make()) for one in OURS.values() for make in WORLDS.values() if one(make()).outcome is Outcome.FAIL
]
# What metadata and links alone repair; the others wait for the server or the agency.
BY_PASTING = [
    "access-conditions-for-people",
    "access-request-stated",
    "access-rights-by-address",
    "access-rights-standard",
    "access-rights-stated",
    "beam-described",
    "cite-as-names-pid",
    "data-has-persistent-identifier",
    "data-protocol-authenticates",
    "data-protocol-free",
    "data-protocol-standard",
    "dates-collected-and-available",
    "metadata-retrievable",
    "pid-in-metadata",
    "sample-described",
    "transfer-service-named",
]
_GROUP_OF = {
    "contributor": "contributors",
    "date": "dates",
    "description": "descriptions",
    "rights": "rightsList",
    "relatedIdentifier": "relatedIdentifiers",
}


def by_pasting(check_id: str, evidence: Evidence) -> bool:
    """Tell whether lines alone can repair it: a file or page that is not there has to be served."""
    return check_id in BY_PASTING and OURS[check_id](evidence).remedy not in ("serve-file", "publish-landing-page")


def test_every_check_has_its_papers() -> None:
    for one in OURS.values():
        assert one.counterexample, one.id
        assert load_checks()[one.id] is one


@pytest.mark.parametrize(("check_id", "evidence"), FAILING)
def test_a_failure_names_a_remedy_that_can_be_filled(check_id: str, evidence: Evidence) -> None:
    found = prescription(OURS[check_id](evidence), evidence)
    assert found.id in load_remedies()
    assert found.snippets


@pytest.mark.parametrize(("check_id", "evidence"), [case for case in FAILING if by_pasting(*case)])
def test_what_is_pasted_into_the_page_repairs(check_id: str, evidence: Evidence) -> None:
    verdict = OURS[check_id](evidence)
    repaired = OURS[check_id](pasted_into_page(prescription(verdict, evidence), evidence))
    assert repaired.outcome is Outcome.PASS, (verdict.because, repaired.because)


@pytest.mark.parametrize(
    "check_id", ["access-rights-by-address", "beam-described", "sample-described", "embargo-dated"]
)
def test_what_is_pasted_into_datacite_repairs(check_id: str) -> None:
    for name, evidence in FAILING:
        verdict = OURS[name](evidence)
        found = prescription(verdict, evidence)
        if name == check_id and found.id != "serve-file":
            elements = [one.text for one in found.snippets if one.place is Place.DATACITE]
            before = replace(evidence.registry or Metadata(), dates=())
            repaired = replace(evidence, page=None, oai=None, registry=unite(datacite(elements), before))
            assert OURS[name](repaired).outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE), verdict.because


def prescription(verdict: Verdict, evidence: Evidence) -> Prescription:
    found = prescribe(evidence, verdict)
    assert verdict.outcome is Outcome.FAIL
    assert found is not None
    return found


def pasted_into_page(found: Prescription, evidence: Evidence) -> Evidence:
    """Read the JSON-LD and the header lines as the page's, before what it says already."""
    blocks = [one.text for one in found.snippets if one.place is Place.JSON_LD]
    documents = [dispatch.read_metadata(block.encode())[1] for block in blocks]
    lines = [one.text.removeprefix("Link: ") for one in found.snippets if one.place is Place.HEADER]
    links = [link for line in lines for link in read_link_header([line], "https://data.example.org/")[0]]
    page = unite(*documents, evidence.page) if documents else evidence.page
    return replace(evidence, page=page, links=(*links, *evidence.links))


def datacite(elements: list[str]) -> Metadata:
    """Read the elements as a DataCite document of their own."""
    grouped = "".join(
        f"<{group}>{text}</{group}>"
        for text in elements
        if (group := _GROUP_OF.get(text[1:].partition(" ")[0].partition(">")[0]))
    )
    document = f'<resource xmlns="http://datacite.org/schema/kernel-4">{grouped}</resource>'
    return dispatch.read_metadata(document.encode())[1]
