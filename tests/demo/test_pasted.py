"""What is pasted for a dataset is served for it, and for no other."""

from __future__ import annotations

import json
import re

import pytest
import requests

from fairsvc.demo.datacite import attributes
from fairsvc.demo.facility import Facility, running
from fairsvc.demo.loading import load_catalogue
from fairsvc.demo.pasted import Pasted

PASTED = Pasted(
    link_lines=(
        'Link: <https://doi.org/10.5072/dls.poor-page>; rel="cite-as"',
        '<https://schema.org/Dataset>; rel="type"',
    ),
    json_ld=(
        '{"@context": "https://schema.org/", "@type": "Dataset", "@id": "https://doi.org/10.5072/dls.poor-page"}',
        '{"@context": "https://schema.org/", "license": "https://creativecommons.org/licenses/by/4.0/"}',
    ),
    html=('<meta name="citation_doi" content="10.5072/dls.poor-page">', "<p>Cite it</p>"),
    datacite=('<rights rightsURI="https://creativecommons.org/publicdomain/zero/1.0/">CC0</rights>',),
    oai=("<dc:coverage>Earth</dc:coverage>",),
)
PAGES = ["poor-page", "bare-page", "xas-iron-foil"]


@pytest.mark.parametrize("id", PAGES)
def test_pasted_lines_are_served_everywhere(web: requests.Session, id: str) -> None:
    with running(overrides={id: {"pasted": PASTED}}) as facility:
        page = web.get(f"{facility.base_url}/datasets/{id}")
        record = web.get(f"{facility.registry_url}/dois/10.5072/dls.{id}").json()["data"]["attributes"]
        oai = web.get(f"{facility.oai_url}?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:dls.example:{id}").text
    assert 'rel="cite-as", <https://schema.org/Dataset>; rel="type"' in page.headers["Link"]
    block = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)[0])
    assert block["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert block["@id"] == "https://doi.org/10.5072/dls.poor-page"
    assert page.text.index('name="citation_doi" content="10.5072/dls.poor-page"') < page.text.index("<p>Cite it</p>")
    assert {"rights": "CC0", "rightsUri": "https://creativecommons.org/publicdomain/zero/1.0/"} in record["rightsList"]
    assert "<dc:coverage>Earth</dc:coverage>" in oai


@pytest.mark.parametrize("id", PAGES)
def test_a_pasted_title_stands_in_place_of_the_pages_own(facility: Facility, web: requests.Session, id: str) -> None:
    facility.publish({id: {"pasted": Pasted(html=("<title>Iron foil</title>",))}})
    page = web.get(f"{facility.base_url}/datasets/{id}").text
    facility.publish({})
    assert re.findall("<title>(.*?)</title>", page) == ["Iron foil"]


def test_what_is_published_anew_replaces_what_was_pasted_before(facility: Facility, web: requests.Session) -> None:
    address = f"{facility.base_url}/datasets/poor-page"
    before = web.get(address)
    facility.publish({"poor-page": {"pasted": PASTED, "lacks": frozenset()}})
    changed = web.get(address, headers={"Accept": "application/ld+json"})
    facility.publish({})
    after = web.get(address)
    assert changed.headers["Content-Type"] == "application/ld+json"
    assert "Link" not in before.headers
    assert (before.content, before.headers.get("Link")) == (after.content, after.headers.get("Link"))


def test_an_override_of_nobody_is_refused(facility: Facility) -> None:
    with pytest.raises(KeyError, match="no dataset nobody"):
        facility.publish({"nobody": {}})


@pytest.mark.parametrize(
    ("element", "name", "expected"),
    [
        ("<language>de</language>", "language", "de"),
        ("<publicationYear>2020</publicationYear>", "publicationYear", 2020),
        ("<size>5 bytes</size>", "sizes", ["5 bytes"]),
        ('<date dateType="Issued">2020</date>', "dates", [{"date": "2020", "dateType": "Issued"}]),
        (
            '<dates><date dateType="Created">2019</date></dates>',
            "dates",
            [{"date": "2024-05-15", "dateType": "Issued"}, {"date": "2019", "dateType": "Created"}],
        ),
        (
            (
                '<creator><creatorName nameType="Personal">A, B</creatorName>'
                '<nameIdentifier nameIdentifierScheme="ORCID" schemeURI="https://orcid.org">1</nameIdentifier>'
                '<affiliation affiliationIdentifierScheme="ROR">C</affiliation></creator>'
            ),
            "creators",
            [
                {
                    "name": "A, B",
                    "nameType": "Personal",
                    "nameIdentifiers": [
                        {"nameIdentifier": "1", "nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
                    ],
                    "affiliation": [{"name": "C", "affiliationIdentifierScheme": "ROR"}],
                }
            ],
        ),
        (
            (
                '<fundingReference><funderName>F</funderName><awardNumber awardURI="https://f.example/1">1</awardNumber>'
                "</fundingReference>"
            ),
            "fundingReferences",
            [{"funderName": "F", "awardNumber": "1", "awardUri": "https://f.example/1"}],
        ),
    ],
)
def test_an_element_of_datacite_xml_is_read(element: str, name: str, expected: object) -> None:
    plain = load_catalogue().with_overrides(
        {
            "poor-page": {
                "creators": (),
                "collected": "",
                "proposal": "",
                "files": (),
                "pasted": Pasted(datacite=(element,)),
            }
        }
    )
    dataset = plain.find_dataset("poor-page")
    assert dataset is not None
    assert attributes(plain, dataset, "http://facility.example")[name] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"name": "a"}, {"name": "b"}, "b"),
        ({"name": ["a"]}, {"name": ["b", "a"]}, ["a", "b"]),
        ({"name": {"@id": "1"}}, {"name": {"@id": "1", "x": 2}}, {"@id": "1", "x": 2}),
        ({"name": {"@id": "1"}}, {"name": {"@id": "2"}}, [{"@id": "1"}, {"@id": "2"}]),
        ({"name": [{"url": "1"}]}, {"name": {"url": "1", "x": 2}}, [{"url": "1", "x": 2}]),
    ],
)
def test_pasted_objects_are_joined(first: object, second: object, expected: object) -> None:
    pasted = Pasted(json_ld=(json.dumps(first), json.dumps(second)))
    assert pasted.onto({"name": "of the page"}) == {"name": expected}
