from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Endpoints, Evidence, Finding, OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.link import Link
from fairsvc.model.metadata import Metadata, Origin, Rights, Text, located
from fairsvc.model.pid import Pid
from fairsvc.probe.disagreement import find_disagreements, record_step
from fairsvc.probe.extract import extract

OAI = OaiItem("https://data.facility.example/oai", "oai_datacite", "oai:1", source="facility")
ENDPOINTS = Endpoints(oai=OAI)
Y2020, Y2021 = Metadata(publication_year=2020), Metadata(publication_year=2021)
OTHER = record_step("b2 find/x")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = b"""<!doctype html><html><head><title>x</title><script type="application/ld+json">
{"@context": "https://schema.org/", "@type": "Dataset", "name": "Spectra of iron", "datePublished": "2020"}
</script></head><body>Spectra of iron</body></html>"""
REGISTRY = (
    b'{"data": {"id": "10.5072/a", "type": "dois", "attributes": {"doi": "10.5072/a", "version": "2",'
    b' "titles": [{"title": "Spectra of nickel"}]}}}'
)


@pytest.mark.parametrize(
    ("said", "where", "detail"),
    [
        (
            {OTHER: Y2021, "registry": Y2020, "oai-record": Y2020, "page": Y2020},
            f"exchange/page, exchange/{OTHER}",
            "the landing page says 2020; b2 find/x says 2021",
        ),
        (
            {"oai-record": Y2020, "registry": Y2021},
            "exchange/oai-record, exchange/registry",
            "facility says 2020; the registry says 2021",
        ),
        (
            {"page": Y2021, "oai-record": Y2020},
            "exchange/page, exchange/oai-record",
            "the landing page says 2021; facility says 2020",
        ),
        (
            {"registry": Y2020, "page": Y2021},
            "exchange/page, exchange/registry",
            "the landing page says 2021; the registry says 2020",
        ),
    ],
)
def test_each_view_is_held_against_the_more_trusted_ones(said: dict[str, Metadata], where: str, detail: str) -> None:
    expected = Finding("conflict.publication_year", where, detail)
    assert find_disagreements(ENDPOINTS, said) == (expected,)


def test_everybody_who_deviates_from_the_page_is_named() -> None:
    said = {"page": Y2020, "oai-record": Y2021, "registry": Y2021}
    places = [finding.where for finding in find_disagreements(ENDPOINTS, said)]
    assert places == ["exchange/page, exchange/oai-record", "exchange/page, exchange/registry"]


def test_evidence_that_names_no_source_names_the_host() -> None:
    endpoints = Endpoints(oai=OaiItem(OAI.base_url, OAI.prefix, OAI.identifier))
    (finding,) = find_disagreements(endpoints, {"oai-record": Y2020, "registry": Y2021})
    assert finding.detail.startswith("data.facility.example says 2020")


def test_one_voice_and_none_disagree_with_nobody() -> None:
    assert find_disagreements(ENDPOINTS, {"page": Y2021, "description": Y2020}) == ()
    assert find_disagreements(Endpoints(), {}) == ()


def test_the_exchange_that_brought_the_field_is_named_not_the_view() -> None:
    page = located(replace(Y2020, origins=(("publication_year", Origin("datacite-xml", "year")),)), "description")
    (finding,) = find_disagreements(ENDPOINTS, {"page": page, "registry": Y2021})
    assert finding.where == "exchange/description, exchange/registry"


def answered(step: str, url: str, media_type: str, body: bytes, *links: str) -> Exchange:
    hop = Hop(url, 200, (("Content-Type", media_type), *(("Link", link) for link in links)))
    return Exchange(Need(url), NOW, (hop,), body=body, steps=(step,))


def test_every_value_names_exchange_and_place_in_the_union_too() -> None:
    licence = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    exchanges = (
        answered("page", "https://a.example/1", "text/html", PAGE, licence),
        answered("registry", "https://api.datacite.org/dois/10.5072/a", "application/json", REGISTRY),
    )
    found = extract(Evidence(Pid("doi", "10.5072/a"), NOW, exchanges=exchanges))
    assert found.union.titles == (Text("Spectra of iron"),)
    assert found.union.origin("titles") == Origin("schema-org", "name", "page")
    assert found.union.origin("rights") == Origin("signposting", "link/license", "page")
    assert (origin := found.union.origin("version")) is not None
    assert origin.step == "registry"
    assert found.union.rights == (Rights(uri="https://creativecommons.org/licenses/by/4.0/"),)
    [conflict] = [finding for finding in found.findings if finding.code == "conflict.titles"]
    assert conflict.where == "exchange/page, exchange/registry"
    assert conflict.detail == 'the landing page says "Spectra of iron"; the registry says "Spectra of nickel"'


def test_a_registry_that_does_not_hold_the_record_says_nothing() -> None:
    url = "https://api.datacite.org/dois/10.5072/a"
    hop = Hop(url, 404, (("Content-Type", "application/json"),))
    refused = Exchange(Need(url), NOW, (hop,), body=REGISTRY, steps=("registry",))
    found = extract(Evidence(Pid("doi", "10.5072/a"), NOW, exchanges=(refused,)))
    assert (found.registry, found.union, found.findings) == (None, Metadata(), ())
    [answer] = found.answers
    assert not answer.parsed


def test_what_a_linkset_says_names_the_linkset() -> None:
    linkset = (
        b'{"linkset": [{"anchor": "https://a.example/1", "license": [{"href": "https://spdx.org/licenses/MIT"}]}]}'
    )
    exchanges = (
        answered("page", "https://a.example/1", "text/html", b"<!doctype html><title>x</title>"),
        answered("linkset", "https://a.example/1/linkset", "application/linkset+json", linkset),
    )
    found = extract(Evidence(Pid("doi", "10.5072/a"), NOW, exchanges=exchanges))
    assert found.links == (Link("https://spdx.org/licenses/MIT", "license", "https://a.example/1", source="linkset"),)
    assert found.union.origin("rights") == Origin("signposting", "link/license", "linkset")
