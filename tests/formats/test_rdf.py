from __future__ import annotations

import json
import logging
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.rdf import ID, read
from fairsvc.model.metadata import (
    Agent,
    Content,
    Date,
    GeoLocation,
    Identifier,
    Origin,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix s: <https://schema.org/> .
"""


def test_a_dcat_dataset_with_its_distribution() -> None:
    view = read((SAMPLES / "dcat.ttl").read_bytes())
    orcid = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID")
    assert view.identifiers == (Identifier("https://doi.org/10.5072/saxs-0001", "DOI"),)
    assert view.titles == (Text("Small-angle scattering of silica spheres", "", "en"),)
    assert view.creators == (Agent("Sphere, Silke", "Personal", identifiers=(orcid,)),)
    assert view.publisher == Agent("Example Light Source", "Organizational")
    assert view.contributors == (Agent("Desk, Dora", "Personal", role="ContactPerson"),)
    assert view.dates == (Date("2023-5-4", "Issued"), Date("2022-11-01/2022-11-03", "Coverage"))
    assert view.publication_year == 2023
    assert view.rights == (Rights(uri="https://creativecommons.org/licenses/by/4.0/"),)
    assert view.access == ("http://publications.europa.eu/resource/authority/access-right/PUBLIC",)
    assert view.subjects == (Subject("silica", lang="en"), Subject("spheres", lang="en"))
    assert view.related == (Related("https://doi.org/10.5072/collection", "DOI", "IsPartOf"),)
    assert view.geo_locations == (GeoLocation("", "polygon", "0 0 1 0 1 1 0 0"),)
    assert (view.url, view.conforms_to) == ("https://data.example.org/saxs-0001", ("https://www.nexusformat.org/",))
    assert view.content == (
        Content("files/scan.h5", "", "application/x-hdf5", 1_500_000, (Identifier("0123456789abcdef", "sha-256"),)),
    )
    assert view.resource_type == ResourceType("Dataset", "Dataset")
    assert view.origin("content") == Origin(ID, "dcat:distribution")
    assert ("dcat:contactPoint/vcard:hasEmail", "mailto:desk@example.org") in view.unmapped


@pytest.mark.parametrize("name", ["dcat.ttl", "dcat.rdf"])
def test_the_same_bytes_give_the_same_view(name: str) -> None:
    body = (SAMPLES / name).read_bytes()
    views = [read(body) for _ in range(20)]
    assert views == views[:1] * 20


def test_what_has_no_identifier_keeps_the_order_of_the_document() -> None:
    names = [f"Author {letter}" for letter in "QXBZMA"]
    authors = ", ".join(f'[a foaf:Person; foaf:name "{name}"]' for name in names)
    body = f"""@prefix dcat: <http://www.w3.org/ns/dcat#>. @prefix dct: <http://purl.org/dc/terms/>.
        @prefix foaf: <http://xmlns.com/foaf/0.1/>.
        <https://doi.org/10.1234/x> a dcat:Dataset; dct:creator {authors}."""
    view = read(body.encode())
    assert [creator.name for creator in view.creators] == names
    assert view.namespaces[-1] == "http://xmlns.com/foaf/0.1/"


def test_a_catalogue_in_one_record_gives_its_fullest_dataset_and_names_the_others() -> None:
    found, view = read_metadata((SAMPLES / "dcat-catalogue.xml").read_bytes())
    assert found == ID
    assert view.identifiers == (Identifier("https://doi.org/10.5072/saxs-0001", "DOI"),)
    assert view.titles == (Text("Small-angle scattering of silica spheres", "", "en"),)
    assert (view.creators, view.publication_year) == ((Agent("Sphere, Silke", "Personal"),), 2023)
    assert view.contributors == (Agent("Desk, Dora", "Personal", role="ContactPerson"),)
    assert [(one.url, one.size_bytes, one.kind) for one in view.content] == [
        ("https://data.example.org/saxs-0001.h5", 1024, "download"),
        ("https://data.example.org/saxs-0001", None, "access"),
    ]
    assert ("dcat:dataset", "https://doi.org/10.5072/saxs-0002") in view.unmapped
    assert view.warnings == ("several datasets",)


def test_rdf_xml() -> None:
    view = read((SAMPLES / "dcat.rdf").read_bytes())
    assert view.titles == (Text("Small-angle scattering of silica spheres", "", "en"),)
    assert (view.creators, view.publication_year) == ((Agent("Sphere, Silke"),), 2023)
    assert view.namespaces == ("http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/")


@pytest.mark.parametrize(
    ("triples", "field", "expected"),
    [
        ("<> dct:title 'T' .", "titles", (Text("T"),)),
        ("<https://doi.org/10.5072/x> s:name 'T' .", "identifiers", (Identifier("https://doi.org/10.5072/x", "DOI"),)),
        (
            "<> s:name 'T' ; s:license <https://spdx.org/licenses/CC0-1.0> .",
            "rights",
            (Rights(uri="https://spdx.org/licenses/CC0-1.0"),),
        ),
        (
            "<> dct:title 'T' ; dct:publisher <https://ror.org/00example0> .",
            "publisher",
            Agent("", identifiers=(Identifier("https://ror.org/00example0", "ROR"),)),
        ),
        ("<> dct:title 'T' ; dct:accessRights [ dct:title 'on request' ] .", "access", ("on request",)),
        (
            "<a> a dcat:Dataset ; dct:title 'A' . <b> dct:hasPart <a> ; a dcat:Dataset ; dct:title 'B' .",
            "titles",
            (Text("B"),),
        ),
        ("<a> a dcat:Catalog ; dcat:dataset <b> . <b> a dcat:Dataset ; dct:title 'B' .", "titles", (Text("B"),)),
        ("<a> dct:title 'T' ; dct:isPartOf <b> . <b> dct:hasPart <a> .", "titles", (Text("T"),)),
    ],
)
def test_terms(triples: str, field: str, expected: object) -> None:
    assert getattr(read((PREFIXES + triples).encode()), field) == expected


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (b"<a> <b> .", "cannot be parsed as turtle"),
        (b"", "describes no dataset"),
        (b"# nothing", "describes no dataset"),
        (b"<?xml version='1.0'?><rdf:RDF/>", "not well formed"),
        (
            b"<!DOCTYPE rdf [<!ENTITY a 'b'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
            "RDF|document type",
        ),
        (b"<?xml version='1.0'?><!DOCTYPE rdf [<!ENTITY a 'b'>]><x/>", "document type"),
        (b"@prefix : <http://x.example/> . :a :b " + b"[ :c " * 3000 + b"]" * 3000 + b" .", "nested too deeply"),
        (b"\xff\xfe\x00", "RDF|well formed"),
        (b"# " + b"x" * 5_000_000, "too large"),
        (
            b"@prefix f: <http://xmlns.com/foaf/0.1/> . <https://x.example/me> a f:Person ; f:name 'Me' .",
            "describes no dataset",
        ),
    ],
)
def test_what_is_no_dataset_is_unreadable(body: bytes, clause: str) -> None:
    with pytest.raises(Unreadable, match=clause):
        read(body)


def test_a_bad_literal_is_read_without_noise(caplog: pytest.LogCaptureFixture) -> None:
    body = PREFIXES + '<> dct:title "T" ; dct:issued "never"^^<http://www.w3.org/2001/XMLSchema#date> .'
    with caplog.at_level(logging.DEBUG):
        assert read(body.encode()).dates == (Date("never", "Issued"),)
    assert caplog.text == ""


def test_a_long_chain_of_nodes_ends() -> None:
    chain = " ".join(f"<n{i}> dct:subject [ dct:title 't' ] ; dct:provenance <n{i + 1}> ." for i in range(300))
    view = read((PREFIXES + "<n> a dcat:Dataset ; dct:title 'T' ; dct:provenance <n0> . " + chain).encode())
    assert view.titles == (Text("T"),)
    assert "nested too deeply: dct:provenance" in view.warnings


def test_descriptions_by_typed_link(shared: Path) -> None:
    """The Turtle of the Signposting benchmark: often one licence and nothing else."""
    views = {}
    for line in (shared / "doi" / "a2a-exchanges.dev.jsonl").read_text().splitlines():
        exchange = json.loads(line)
        body, address = exchange["response"].get("body") or "", exchange["request"]["url"]
        if body and address.endswith(".ttl"):
            views[address.split("/")[-2]] = read(body.encode())
    assert len(views) > 6
    assert views["01-http-describedby-only"].rights == (Rights(uri="https://spdx.org/licenses/CC0-1.0"),)
    dataset = views["47-rda-f3-01m-t1-multiple-item-dcat-datadownload"]
    assert dataset.content[0].media_type == "text/csv"
    assert len(dataset.content) == 2


@settings(max_examples=40)
@given(st.binary(max_size=30), st.integers(0, 1800), st.integers(0, 40))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = (SAMPLES / "dcat.ttl").read_bytes()
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])


@pytest.mark.parametrize("name", ["dcat.ttl", "dcat.rdf"])
def test_a_byte_order_mark_is_passed_over(name: str) -> None:
    body = (SAMPLES / name).read_bytes()
    assert read_metadata(b"\xef\xbb\xbf" + body) == read_metadata(body)


RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"
 xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="https://x.example/d">%s</dcat:Dataset></rdf:RDF>"""


@pytest.mark.parametrize("parse_type", ["Literal", "daml:collection"])
def test_of_a_literal_with_markup_the_text_is_read(parse_type: str) -> None:
    title = f'<dct:title rdf:parseType="{parse_type}">Ice <i rdf:parseType="Literal">Ih</i></dct:title>'
    view = read((RDF_XML % f"{title}<dct:issued>2024</dct:issued>").encode())
    assert (view.titles, view.publication_year) == ((Text("Ice Ih"),), 2024)


COSTLY = {
    "literal of many elements": RDF_XML % f'<dct:title rdf:parseType="Literal">{"<b>x</b>" * 50_000}</dct:title>',
    "a long list": f"{PREFIXES}<https://x.example/d> a dcat:Dataset ; dct:subject ({'1 ' * 100_000}) .",
    "many prefixes": PREFIXES + "".join(f"@prefix p{n}: <urn:{n}> .\n" for n in range(20_000)),
    "a list in a circle": PREFIXES
    + "@prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . <urn:d> a dcat:Dataset ; dct:subject _:a . "
    + "_:a r:first 1 ; r:rest _:a .",
}


@pytest.mark.parametrize("name", COSTLY)
def test_hostile_documents_cost_little(name: str) -> None:
    started = time.process_time()
    with suppress(Unreadable):
        read(COSTLY[name].encode())
    assert time.process_time() - started < 10
