"""Landing pages: what the good ones carry, how the others are broken."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import pytest
import requests
from bs4 import BeautifulSoup

from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue

EXEMPLARY = ["xas-iron-foil", "saxs-micelles", "ptychography-chip", "sans-polymer-blend"]


def fetch(facility: Facility, web: requests.Session, id: str, **headers: str) -> requests.Response:
    return web.get(f"{facility.base_url}/datasets/{id}", headers=headers)


def soup(answer: requests.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "lxml")


def rels(page: BeautifulSoup) -> set[str]:
    return {rel for link in page.find_all("link") for rel in link["rel"]} - {"canonical"}


@pytest.mark.parametrize("id", EXEMPLARY)
def test_an_exemplary_page_lacks_nothing(facility: Facility, web: requests.Session, id: str) -> None:
    answer = fetch(facility, web, id)
    page = soup(answer)
    json_ld = json.loads(page.find("script", type="application/ld+json").string)
    assert json_ld["@id"] == f"https://doi.org/10.5072/dls.{id}"
    assert json_ld["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(creator["@id"].startswith("https://orcid.org/") for creator in json_ld["creator"])
    assert all(len(download["sha256"]) == 64 for download in json_ld["distribution"])
    assert all(
        term["@id"].startswith("http://purl.org/pan-science/PaNET/PaNET") for term in json_ld["measurementTechnique"]
    )
    assert json_ld["prov:wasGeneratedBy"]["prov:used"]["name"]
    names = {meta.get("name") or meta.get("property") for meta in page.find_all("meta")}
    assert {
        "citation_title",
        "citation_doi",
        "citation_author_orcid",
        "DC.identifier",
        "DC.rights",
        "og:title",
    } <= names
    assert rels(page) == {"cite-as", "type", "author", "license", "describedby", "item", "linkset"}
    assert len(answer.headers["Link"]) < 4096
    assert page.find("h1").string == json_ld["name"]


def test_one_exemplary_dataset_has_several_files(facility: Facility, web: requests.Session) -> None:
    page = soup(fetch(facility, web, "ptychography-chip"))
    assert len([link for link in page.find_all("link") if link["rel"] == ["item"]]) == 2


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("text/html", 200, "text/html; charset=utf-8"),
        ("", 200, "text/html; charset=utf-8"),
        ("application/ld+json", 200, "application/ld+json"),
        ('application/ld+json;profile="https://schema.org/"', 200, "application/ld+json"),
        ("application/metalink4+xml", 200, "application/metalink4+xml"),
        ("application/linkset+json", 200, "application/linkset+json"),
        ("application/linkset+json;q=0.4, application/linkset", 200, "application/linkset"),
        ("application/vnd.datacite.datacite+xml", 200, "application/vnd.datacite.datacite+xml"),
        ("text/turtle", 200, "text/turtle"),
        ("application/rdf+xml", 200, "application/rdf+xml"),
        ("application/x-bibtex", 200, "application/x-bibtex"),
        ("application/vnd.citationstyles.csl+json", 200, "application/vnd.citationstyles.csl+json"),
        ("application/vnd.datacite.datacite+json", 200, "application/vnd.datacite.datacite+json"),
        ("image/png, */*;q=0.1", 200, "text/html; charset=utf-8"),
        ("image/png", 406, "text/html; charset=utf-8"),
    ],
)
def test_negotiation(facility: Facility, web: requests.Session, accept: str, status: int, media_type: str) -> None:
    answer = fetch(facility, web, "xas-iron-foil", Accept=accept)
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Vary"]) == (
        status,
        media_type,
        "Accept",
    )


def test_a_poor_page_ignores_accept(facility: Facility, web: requests.Session) -> None:
    answer = fetch(facility, web, "json-ld-comma", Accept="application/ld+json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("method", "accept", "status", "media_type"),
    [
        ("GET", "image/png", 200, "text/html; charset=utf-8"),
        ("GET", "text/html;q=0.1, application/x-bibtex", 200, "text/html; charset=utf-8"),
        ("GET", "application/ld+json", 200, "application/json"),
        ("GET", "application/x-bibtex", 200, "application/x-bibtex"),
        ("HEAD", "application/x-bibtex", 200, "text/html; charset=utf-8"),
    ],
)
def test_one_good_page_negotiates_badly(
    facility: Facility, web: requests.Session, method: str, accept: str, status: int, media_type: str
) -> None:
    answer = web.request(method, f"{facility.base_url}/datasets/wrong-size", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, media_type)
    assert "Vary" not in answer.headers


def test_every_metadata_link_leads_to_its_type(facility: Facility, web: requests.Session) -> None:
    page = soup(fetch(facility, web, "saxs-micelles"))
    links = [link for link in page.find_all("link") if link["rel"] in (["describedby"], ["linkset"], ["item"])]
    assert len(links) == 6
    for link in links:
        assert web.get(link["href"]).headers["Content-Type"] == link["type"]


@pytest.mark.parametrize("path", ["", "/metadata.jsonld", "/datacite.xml", "/linkset.json", "/files.meta4"])
def test_head_says_what_get_says(facility: Facility, web: requests.Session, path: str) -> None:
    address = f"{facility.base_url}/datasets/xas-iron-foil{path}"
    got, asked = web.get(address), web.head(address)
    assert asked.content == b""
    assert {**asked.headers, "Date": ""} == {**got.headers, "Date": ""}
    again = web.get(address, headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("id", "status", "told"),
    [
        ("bare-page", 200, b"<title>Beamtime data May</title>"),
        ("script-shell", 200, b'<div id="root"></div>'),
        ("junk-metadata", 200, b"<h1>x</h1>"),
        ("title-is-identifier", 200, b"<h1>10.5072/dls.title-is-identifier</h1>"),
        ("page-404", 404, b"no such page"),
        ("page-500", 500, b"could not be made"),
        ("page-503", 503, b"come back"),
        ("redirect-loop", 302, b"/datasets/redirect-loop/again"),
        ("robots-disallowed", 200, b"gel"),
        ("withdrawn", 410, b"This dataset was withdrawn on 2024-09-14"),
        ("deleted", 404, b"no such page"),
        ("embargoed", 200, b"2031-01-01"),
        ("restricted", 200, b"restricted access"),
        ("metadata-only", 200, b"metadata only access"),
    ],
)
def test_defects_at_the_page(facility: Facility, web: requests.Session, id: str, status: int, told: bytes) -> None:
    answer = web.get(f"{facility.base_url}/datasets/{id}", allow_redirects=False)
    assert answer.status_code == status
    assert told in answer.content
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_circle_of_redirects(facility: Facility, web: requests.Session) -> None:
    with pytest.raises(requests.TooManyRedirects):
        fetch(facility, web, "redirect-loop")


@pytest.mark.parametrize("id", ["json-ld-comma", "json-ld-cut"])
def test_broken_json_ld(facility: Facility, web: requests.Session, id: str) -> None:
    text = soup(fetch(facility, web, id)).find("script", type="application/ld+json").string
    assert text.startswith("{")
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


@pytest.mark.parametrize(
    ("id", "json_ld", "typed_links", "items"),
    [
        ("no-json-ld", False, True, True),
        ("no-signposting", True, False, False),
        ("no-file-link", True, True, False),
        ("no-licence", True, True, True),
    ],
)
def test_good_pages_lack_one_thing(
    facility: Facility, web: requests.Session, id: str, json_ld: bool, typed_links: bool, items: bool
) -> None:
    answer = fetch(facility, web, id)
    page = soup(answer)
    assert (page.find("script", type="application/ld+json") is not None) == json_ld
    assert ("Link" in answer.headers) == bool(rels(page)) == typed_links
    assert ("item" in rels(page)) == items
    assert ("license" in rels(page)) == (typed_links and id != "no-licence")


@pytest.mark.parametrize(
    ("id", "key"), [("no-licence", "license"), ("no-related", "subjectOf"), ("no-file-link", "distribution")]
)
def test_json_ld_lacks_what_the_dataset_lacks(facility: Facility, web: requests.Session, id: str, key: str) -> None:
    assert key not in fetch(facility, web, id, Accept="application/ld+json").json()
    assert key in fetch(facility, web, "xas-iron-foil", Accept="application/ld+json").json()


def test_relations_of_the_special_ones(facility: Facility, web: requests.Session) -> None:
    processed = fetch(facility, web, "processed-curves", Accept="application/ld+json").json()
    assert processed["prov:wasDerivedFrom"] == [{"@id": "https://doi.org/10.5072/dls.raw-frames"}]
    collection = fetch(facility, web, "polymer-collection", Accept="application/ld+json").json()
    assert (collection["@type"], len(collection["hasPart"])) == ("Collection", 3)
    withdrawn = fetch(facility, web, "withdrawn", Accept="application/ld+json").json()
    assert withdrawn["creativeWorkStatus"] == "Withdrawn"


def test_the_slow_page_takes_its_time(facility: Facility, web: requests.Session) -> None:
    assert fetch(facility, web, "slow-page").elapsed.total_seconds() >= 3


def test_every_address_on_our_pages_is_ours_and_answers(facility: Facility, web: requests.Session) -> None:
    home = soup(web.get(facility.base_url))
    pages = [urljoin(facility.base_url, link["href"]) for link in home.find_all("a")]
    assert len(pages) == 1 + sum(not dataset.deleted for dataset in load_catalogue().datasets)
    page = soup(fetch(facility, web, "xas-iron-foil"))
    local = {urljoin(facility.base_url, link["href"]) for link in page.find_all(["a", "link"])}
    for address in sorted(link for link in local if link.startswith(facility.base_url)):
        assert web.get(address).status_code == 200, address
    for element in page.find_all(["script", "img", "iframe"]):
        assert "src" not in element.attrs


@pytest.mark.parametrize(
    "path", ["/nothing", "/datasets/nothing", "/datasets/xas-iron-foil/nothing", "/files/x/y", "/..%2f..%2fetc/passwd"]
)
def test_other_paths_are_not_found(facility: Facility, web: requests.Session, path: str) -> None:
    assert web.get(facility.base_url + path).status_code == 404


def test_robots_and_sitemap(facility: Facility, web: requests.Session) -> None:
    robots = web.get(f"{facility.base_url}/robots.txt").text
    assert "Disallow: /datasets/robots-disallowed\n" in robots
    sitemap = web.get(robots.split("Sitemap: ")[1].strip())
    addresses = [element.text for element in BeautifulSoup(sitemap.content, "xml").find_all("loc")]
    assert f"{facility.base_url}/datasets/xas-iron-foil" in addresses
    assert not any(name in address for address in addresses for name in ("robots", "page-404", "withdrawn", "deleted"))


def test_the_page_can_only_be_read(facility: Facility, web: requests.Session) -> None:
    answer = web.post(f"{facility.base_url}/datasets/xas-iron-foil", data=b"x")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
