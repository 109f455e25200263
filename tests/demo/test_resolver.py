"""The DOI resolver stand-in and the registration agency."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import requests
from lxml import etree

from fairsvc.demo.facility import Facility

DOI = "10.5072/dls.xas-iron-foil"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("accept", "server", "path"),
    [
        (BROWSER, "base_url", "/datasets/xas-iron-foil"),
        ("*/*", "base_url", "/datasets/xas-iron-foil"),
        ("", "base_url", "/datasets/xas-iron-foil"),
        ("application/metalink4+xml", "base_url", "/datasets/xas-iron-foil"),
        ("image/png", "base_url", "/datasets/xas-iron-foil"),
        ("text/turtle", "registry_url", f"/text/turtle/{DOI}"),
        ("application/x-bibtex", "registry_url", f"/application/x-bibtex/{DOI}"),
        ("application/vnd.datacite.datacite+json", "registry_url", f"/application/vnd.datacite.datacite+json/{DOI}"),
        ("application/vnd.datacite.datacite+xml", "registry_url", f"/application/vnd.datacite.datacite+xml/{DOI}"),
        ("application/ld+json", "registry_url", f"/application/ld+json/{DOI}"),
        ("application/ld+json;q=0.5, text/html", "base_url", "/datasets/xas-iron-foil"),
        ("text/html;q=0, application/ld+json;q=0.1", "registry_url", f"/application/ld+json/{DOI}"),
    ],
)
def test_redirects_depend_on_accept(
    facility: Facility, web: requests.Session, method: str, accept: str, server: str, path: str
) -> None:
    answer = web.request(method, f"{facility.resolver_url}/{DOI}", headers={"Accept": accept}, allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Location"] == getattr(facility, server) + path


@pytest.mark.parametrize("spelling", ["10.5072/DLS.XAS-iron-foil", "10.5072%2Fdls.xas-iron-foil"])
def test_spelling_of_a_doi_does_not_matter(facility: Facility, web: requests.Session, spelling: str) -> None:
    answer = web.get(f"{facility.resolver_url}/{spelling}", allow_redirects=False)
    assert answer.headers["Location"].endswith("/datasets/xas-iron-foil")


@pytest.mark.parametrize("doi", ["10.5072/dls.unregistered", "10.5072/other", "", "10.5072/%3Cscript%3E%00"])
def test_an_unknown_doi_gets_a_page(facility: Facility, web: requests.Session, doi: str) -> None:
    answer = web.get(f"{facility.resolver_url}/{doi}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"<script>" not in answer.content


def test_the_handle_record_holds_the_landing_page(facility: Facility, web: requests.Session) -> None:
    record = web.get(f"{facility.handle_api_url}/{DOI}").json()
    assert record["responseCode"] == 1
    values = {value["type"]: value["data"]["value"] for value in record["values"]}
    assert values["URL"] == f"{facility.base_url}/datasets/xas-iron-foil"
    assert record["values"][0]["timestamp"] == "2024-02-03T09:00:00Z"


def test_an_unknown_handle_is_code_100(facility: Facility, web: requests.Session) -> None:
    answer = web.get(f"{facility.handle_api_url}/10.5072/dls.unregistered")
    assert (answer.status_code, answer.json()["responseCode"]) == (404, 100)


@pytest.mark.parametrize(
    ("doi", "answer"),
    [
        (DOI, {"DOI": DOI, "RA": "DataCite"}),
        ("10.5072", {"DOI": "10.5072", "RA": "DataCite"}),
        ("10.5072/other", {"DOI": "10.5072/other", "status": "DOI does not exist"}),
    ],
)
def test_the_agency_of_a_doi(facility: Facility, web: requests.Session, doi: str, answer: dict[str, str]) -> None:
    for path in ("ra", "doiRA"):
        assert web.get(f"{facility.resolver_url}/{path}/{doi}").json() == [answer]


def test_the_registry_record_has_the_shape_of_rest(facility: Facility, web: requests.Session, shared: Path) -> None:
    real = requests.models.complexjson.loads(
        (shared / "harvest/datacite-rest/skg-if").glob("*.json").__next__().read_text()
    )
    ours = web.get(f"{facility.registry_url}/dois/{DOI}").json()
    assert ours["data"].keys() == real["data"].keys()
    missing = real["data"]["attributes"].keys() - ours["data"]["attributes"].keys()
    assert all("OverTime" in name or name.startswith(("version", "citation")) for name in missing), missing


def test_the_registry_record_says_what_its_xml_says(facility: Facility, web: requests.Session) -> None:
    record = web.get(f"{facility.registry_url}/dois/{DOI}").json()["data"]
    attributes = record["attributes"]
    xml = etree.fromstring(base64.b64decode(attributes["xml"]))
    names = {"d": "http://datacite.org/schema/kernel-4"}
    assert record["id"] == attributes["doi"] == xml.findtext("d:identifier", namespaces=names) == DOI
    assert attributes["titles"][0]["title"] == xml.findtext("d:titles/d:title", namespaces=names)
    assert (attributes["publisher"], attributes["publicationYear"]) == ("Demo Light Source", 2024)
    assert attributes["creators"][0]["affiliation"] == ["Demo Light Source"]


def test_objects_come_on_request(facility: Facility, web: requests.Session) -> None:
    address = f"{facility.registry_url}/dois/{DOI}?affiliation=true&publisher=true"
    attributes = web.get(address).json()["data"]["attributes"]
    assert attributes["publisher"]["publisherIdentifier"] == "https://ror.org/0demsrc46"
    assert attributes["creators"][0]["affiliation"][0]["affiliationIdentifierScheme"] == "ROR"


@pytest.mark.parametrize("doi", ["10.5072/dls.unregistered", "10.5072/dls.deleted", "nonsense"])
def test_the_registry_hides_what_is_not_findable(facility: Facility, web: requests.Session, doi: str) -> None:
    answer = web.get(f"{facility.registry_url}/dois/{doi}")
    assert (answer.status_code, answer.json()["errors"][0]["status"]) == (404, "404")


@pytest.mark.parametrize(
    ("accept", "got", "start"),
    [
        ("application/vnd.datacite.datacite+xml", "application/vnd.datacite.datacite+xml", b"<?xml"),
        ("application/vnd.datacite.datacite+json", "application/vnd.datacite.datacite+json", b"{"),
        ("application/ld+json", "application/vnd.schemaorg.ld+json", b"{"),
        ("application/vnd.schemaorg.ld+json", "application/vnd.schemaorg.ld+json", b"{"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json", b"{"),
        ("application/x-bibtex", "application/x-bibtex", b"@misc{https://doi.org/10.5072/dls.xas-iron-foil,"),
    ],
)
def test_content_negotiation_ends_at_the_agency(
    facility: Facility, web: requests.Session, accept: str, got: str, start: bytes
) -> None:
    answer = web.get(f"{facility.resolver_url}/{DOI}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, got)
    assert answer.content.startswith(start)


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml"])
def test_the_agency_cannot_make_rdf(facility: Facility, web: requests.Session, accept: str) -> None:
    answer = web.get(f"{facility.resolver_url}/{DOI}", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["errors"][0]["status"]) == (422, "422")


def test_page_and_registry_contradict_each_other_once(facility: Facility, web: requests.Session) -> None:
    address = f"{facility.resolver_url}/10.5072/dls.licence-contradiction"
    assert b"licenses/by/4.0" in web.get(address).content
    registry = web.get(address, headers={"Accept": "application/vnd.datacite.datacite+json"}).json()
    assert registry["rightsList"][0]["rightsIdentifier"] == "CC0-1.0"


@pytest.mark.parametrize(
    ("doi", "path"),
    [
        ("10.5072/dls.instrument.kestrel", "/instruments/kestrel"),
        ("10.5072/DLS.Instrument.Otter", "/instruments/otter"),
        ("10.5072/dls.doi-to-home", "/"),
    ],
)
def test_other_dois_lead_elsewhere(facility: Facility, web: requests.Session, doi: str, path: str) -> None:
    answer = web.get(f"{facility.resolver_url}/{doi}", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, facility.base_url + path)
    assert web.get(facility.base_url + path).status_code == 200
