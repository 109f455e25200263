"""Linksets in both formats say what the header says."""

from __future__ import annotations

import pytest
import requests
from requests.utils import parse_header_links

from fairsvc.demo.facility import Facility


@pytest.mark.parametrize("id", ["xas-iron-foil", "ptychography-chip", "no-json-ld", "polymer-collection", "embargoed"])
def test_linkset_json_has_the_shape_of_rfc_9264(facility: Facility, web: requests.Session, id: str) -> None:
    page = f"{facility.base_url}/datasets/{id}"
    contexts = web.get(f"{page}/linkset.json").json()["linkset"]
    by_anchor = {context["anchor"]: context for context in contexts}
    assert len(by_anchor) == len(contexts)
    landing = by_anchor[page]
    assert landing["cite-as"] == [{"href": f"https://doi.org/10.5072/dls.{id}"}]
    assert {"href": "https://schema.org/AboutPage"} in landing["type"]
    for target in [target for context in contexts for rel in context if rel != "anchor" for target in context[rel]]:
        assert target["href"].startswith(("http://", "https://"))
        assert isinstance(target.get("profile", []), list)
    for item in landing.get("item", []):
        assert by_anchor[item["href"]]["collection"][0]["href"] == page
    for described in landing["describedby"]:
        assert by_anchor[described["href"]]["describes"][0]["href"] == page


@pytest.mark.parametrize("id", ["xas-iron-foil", "ptychography-chip"])
def test_all_channels_agree(facility: Facility, web: requests.Session, id: str) -> None:
    page = f"{facility.base_url}/datasets/{id}"
    header = {(link["rel"], link["url"]) for link in parse_header_links(web.head(page).headers["Link"])}
    context = next(c for c in web.get(f"{page}/linkset.json").json()["linkset"] if c["anchor"] == page)
    from_json = {(rel, target["href"]) for rel in context if rel != "anchor" for target in context[rel]}
    text = web.get(f"{page}/linkset.txt").text.replace("\n", "")
    from_text = {(link["rel"], link["url"]) for link in parse_header_links(text) if link["anchor"] == page}
    assert header == from_json == from_text


def test_without_signposting_there_is_no_linkset(facility: Facility, web: requests.Session) -> None:
    for name in ("linkset.json", "linkset.txt"):
        assert web.get(f"{facility.base_url}/datasets/no-signposting/{name}").status_code == 404
    file = web.head(f"{facility.base_url}/files/no-signposting/absorption.nxs")
    assert "Link" not in file.headers
