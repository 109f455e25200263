"""Files with DOIs of their own: resolver, handle record, registry, and the bytes behind them."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest
import requests
from lxml import etree

from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue

DOI = "10.5072/dls.xas-iron-foil/absorption.nxs"
PATH = "/files/xas-iron-foil/absorption.nxs"
BODY = (files("fairsvc.demo") / "data/files/absorption.nxs").read_bytes()
AGENCY_JSON = "application/vnd.datacite.datacite+json"
REGISTERED = [file.doi for dataset in load_catalogue().datasets for file in dataset.files if file.doi]


def test_the_files_of_exemplary_and_good_datasets_have_dois() -> None:
    assert len(REGISTERED) == len(set(REGISTERED)) == 18
    tiers = {dataset.tier for dataset in load_catalogue().datasets for file in dataset.files if file.doi}
    assert tiers == {"exemplary", "good"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ["*/*", "", "text/html", "application/x-hdf5", "application/metalink4+xml"])
def test_the_doi_of_a_file_leads_to_the_file(
    facility: Facility, web: requests.Session, method: str, accept: str
) -> None:
    answer = web.request(method, f"{facility.resolver_url}/{DOI}", headers={"Accept": accept}, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, facility.base_url + PATH)


@pytest.mark.parametrize("spelling", [DOI.upper(), DOI.replace("/", "%2F")])
def test_spelling_does_not_matter(facility: Facility, web: requests.Session, spelling: str) -> None:
    answer = web.get(f"{facility.resolver_url}/{spelling}", allow_redirects=False)
    assert answer.headers["Location"].endswith(PATH)


@pytest.mark.parametrize(
    "doi",
    ["10.5072/dls.xas-iron-foil/other.nxs", "10.5072/dls.xas-iron-foil/", "10.5072/dls.embargoed/absorption.nxs"],
)
def test_other_files_have_none(facility: Facility, web: requests.Session, doi: str) -> None:
    assert web.get(f"{facility.resolver_url}/{doi}").status_code == 404
    assert web.get(f"{facility.handle_api_url}/{doi}").json()["responseCode"] == 100
    assert web.get(f"{facility.registry_url}/dois/{doi}").status_code == 404


def test_the_bytes_come_through_the_redirect(facility: Facility, web: requests.Session) -> None:
    address = f"{facility.resolver_url}/{DOI}"
    asked, part = web.head(address, allow_redirects=True), web.get(address, headers={"Range": "bytes=0-7"})
    assert (asked.status_code, asked.headers["Content-Type"]) == (200, "application/x-hdf5")
    assert int(asked.headers["Content-Length"]) == len(BODY)
    assert (part.status_code, part.content) == (206, BODY[:8])
    assert part.headers["Content-Range"] == f"bytes 0-7/{len(BODY)}"
    assert web.get(address).content == BODY


def test_the_file_says_how_to_cite_it(facility: Facility, web: requests.Session) -> None:
    links = requests.utils.parse_header_links(web.head(facility.base_url + PATH).headers["Link"])
    assert {link["rel"]: link["url"] for link in links}["cite-as"] == f"https://doi.org/{DOI}"


def test_the_handle_record_holds_the_file(facility: Facility, web: requests.Session) -> None:
    record = web.get(f"{facility.handle_api_url}/{DOI}").json()
    assert (record["responseCode"], record["handle"]) == (1, DOI)
    assert record["values"][0]["data"]["value"] == facility.base_url + PATH
    assert web.get(f"{facility.resolver_url}/ra/{DOI}").json() == [{"DOI": DOI, "RA": "DataCite"}]


def test_the_registry_says_of_what_it_is_a_part(facility: Facility, web: requests.Session) -> None:
    attributes = web.get(f"{facility.registry_url}/dois/{DOI}").json()["data"]["attributes"]
    assert (attributes["doi"], attributes["url"]) == (DOI, facility.base_url + PATH)
    assert attributes["titles"][0]["title"].startswith("absorption.nxs: Iron K-edge")
    assert (attributes["sizes"], attributes["formats"]) == ([f"{len(BODY)} bytes"], ["application/x-hdf5"])
    related = {item["relationType"]: item["relatedIdentifier"] for item in attributes["relatedIdentifiers"]}
    assert related["IsPartOf"] == "10.5072/dls.xas-iron-foil"
    assert "HasPart" not in related


def test_the_dataset_names_its_parts(facility: Facility, web: requests.Session) -> None:
    dataset = web.get(f"{facility.resolver_url}/10.5072/dls.wrong-size", headers={"Accept": AGENCY_JSON}).json()
    parts = {item["relatedIdentifier"] for item in dataset["relatedIdentifiers"] if item["relationType"] == "HasPart"}
    assert parts == {f"10.5072/dls.wrong-size/{name}" for name in ("scattering.nxs", "scattering.csv", "readme.txt")}


def test_content_negotiation_describes_the_file(facility: Facility, web: requests.Session) -> None:
    described = web.get(f"{facility.resolver_url}/{DOI}", headers={"Accept": "application/ld+json"}).json()
    assert described["@id"] == f"https://doi.org/{DOI}"
    assert described["isPartOf"][0]["@id"] == "https://doi.org/10.5072/dls.xas-iron-foil"
    assert described["distribution"][0]["contentUrl"] == facility.base_url + PATH
    assert described["distribution"][0]["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_every_record_keeps_to_the_datacite_schema(facility: Facility, web: requests.Session, shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "harvest/schema/meta/kernel-4.6/metadata.xsd"))
    for doi in REGISTERED:
        answer = web.get(f"{facility.registry_url}/application/vnd.datacite.datacite+xml/{doi}")
        schema.assertValid(etree.fromstring(answer.content))
