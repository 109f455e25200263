"""RDFa 1.1: subjects, relations, names, values, and pages made to hurt."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.foreign import BASE as PAGE
from fairsvc.formats.html_head import HtmlPage, read_html
from fairsvc.formats.linked_markup import read_markup
from fairsvc.model.metadata import Agent, Content, Identifier, Metadata, Origin, Rights, Text

BASE = "https://repo.example.org/landing/7"
SCHEMA, DCT = "http://schema.org/", "http://purl.org/dc/terms/"


def page(markup: str, attributes: str = "") -> HtmlPage:
    return read_html(f"<!doctype html><html {attributes}><title>t</title><body>{markup}".encode(), BASE)


def view(markup: str, attributes: str = "") -> Metadata:
    found, _ = read_markup(page(markup, attributes).rdfa, "rdfa")
    assert found is not None
    return found


LITE = """
<main vocab="https://schema.org/" typeof="Dataset" resource="https://doi.org/10.5072/x">
  <h1 property="name">Scattering of ice</h1>
  <p lang="fr" property="description">Froid.</p>
  <p property="creator" typeof="Person"><span property="name">Curie, Irène</span>
    <a property="sameAs" href="https://orcid.org/0000-0002-1825-0097">ORCID</a></p>
  <p property="distribution" typeof="DataDownload"><a property="contentUrl" href="../files/a.h5">a.h5</a>
    <meta property="encodingFormat" content="application/x-hdf5"></p>
  <time property="datePublished" datetime="2024-03-05">last spring</time>
  <a property="license" rel="nofollow" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>
</main>
"""
CORE = """
<div prefix="dcat: http://www.w3.org/ns/dcat#  dct: http://purl.org/dc/terms/" about="https://doi.org/10.5072/x"
     typeof="dcat:Dataset">
  <h1 property="dct:title" content="Scattering of ice">Ice!</h1>
  <p property="dct:description" xml:lang="fr" datatype="">Froid.</p>
  <div rel="dct:creator"><p typeof="foaf:Person" about="https://orcid.org/0000-0002-1825-0097">
    <span property="foaf:name">Curie, Irène</span></p></div>
  <div rel="dcat:distribution"><p typeof="dcat:Distribution">
    <a rel="dcat:downloadURL" href="../files/a.h5">a.h5</a>
    <span property="dcat:mediaType">application/x-hdf5</span></p></div>
  <span property="dct:issued" datatype="xsd:date" content="2024-03-05">last spring</span>
  <a rel="dct:license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>
</div>
"""


@pytest.mark.parametrize("markup", [LITE, CORE])
def test_a_dataset_as_a_page_shows_it(markup: str) -> None:
    read = view(markup)
    orcid = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID")
    assert read.identifiers == (Identifier("https://doi.org/10.5072/x", "DOI"),)
    assert read.titles == (Text("Scattering of ice"),)
    assert [(text.value, text.lang) for text in read.descriptions] == [("Froid.", "fr")]
    assert read.creators == (Agent("Curie, Irène", "Personal", identifiers=(orcid,)),)
    assert read.content == (Content("https://repo.example.org/files/a.h5", "", "application/x-hdf5"),)
    assert read.rights == (Rights(uri="https://creativecommons.org/licenses/by/4.0/"),)
    assert read.publication_year == 2024
    assert read.origin("rights") in (Origin("rdfa", "license"), Origin("rdfa", "dct:license"))
    assert read.unmapped == ()


def about_page(**values: Any) -> list[Any]:
    return [{"@id": PAGE, **{f"{DCT}{name}": value for name, value in values.items()}}]


@pytest.mark.parametrize(
    ("markup", "nodes"),
    [
        ('<p property="dc:title">T</p>', about_page(title=[{"@value": "T"}])),
        ('<p property="dcterms:title"> T <b>U</b></p>', about_page(title=[{"@value": "T U"}])),
        ('<p xmlns:x="http://purl.org/dc/terms/" property="x:title">T</p>', about_page(title=[{"@value": "T"}])),
        ('<p prefix="X: http://purl.org/dc/terms/" property="x:title">T</p>', about_page(title=[{"@value": "T"}])),
        ('<p property="http://purl.org/dc/terms/title">T</p>', about_page(title=[{"@value": "T"}])),
        ('<p property="dc:title dc:subject">T</p>', about_page(title=[{"@value": "T"}], subject=[{"@value": "T"}])),
        ('<p property="dc:source" resource="[dc:x]">T</p>', about_page(source=[{"@id": f"{DCT}x"}])),
        ('<p property="dc:source" href="a">T</p>', about_page(source=[{"@id": "https://repo.example.org/landing/a"}])),
        ('<img property="dc:source" src="/a">', about_page(source=[{"@id": "https://repo.example.org/a"}])),
        ('<p lang="EN" property="dc:title">T</p>', about_page(title=[{"@value": "T", "@language": "en"}])),
        ('<p rel="dc:source" resource="/a"></p>', about_page(source=[{"@id": "https://repo.example.org/a"}])),
        (
            '<p rev="dc:source" resource="urn:a"></p>',
            [{"@id": "urn:a", f"{DCT}source": [{"@id": BASE}]}],
        ),
        (
            '<p about="urn:a"><b property="dc:title">T</b></p>',
            [{"@id": "urn:a", f"{DCT}title": [{"@value": "T"}]}],
        ),
        (
            '<p about="urn:a" rel="dc:creator"><b property="foaf:name">N</b></p>',
            [
                {"@id": "_:r1", "http://xmlns.com/foaf/0.1/name": [{"@value": "N"}]},
                {"@id": "urn:a", f"{DCT}creator": [{"@id": "_:r1"}]},
            ],
        ),
        (
            '<p about="_:a" typeof="foaf:Person"></p>',
            [{"@id": "_:na", "@type": ["http://xmlns.com/foaf/0.1/Person"]}],
        ),
        ('<p property="title">a word without a vocabulary</p>', []),
        ('<p property="unheard:title">T</p>', [{"@id": PAGE, "unheard:title": [{"@value": "T"}]}]),
        ('<a rel="nofollow license" href="a" property="og">x</a>', []),
        ('<meta property="dc:title" content="left to the meta elements"><p typeof="">', []),
    ],
)
def test_what_markup_says(markup: str, nodes: list[Any]) -> None:
    found = sorted(page(markup).rdfa, key=lambda node: node["@id"])
    assert found == sorted(nodes, key=lambda node: node["@id"])


@pytest.mark.parametrize(
    ("markup", "attributes"),
    [
        ('<p property="name">T</p>', 'vocab="https://schema.org/" typeof="Dataset"'),
        ('<p property="name">T</p>', 'vocab="https://schema.org" typeof="Dataset"'),
        ('<p property="schema:name">T</p>', 'typeof="schema:Dataset"'),
        ('<meta property="schema:name" content="T">', 'typeof="schema:Dataset"'),
        ('<article typeof="schema:Dataset" about="/node/7"><h2 property="schema:name">T</h2></article>', ""),
        (
            '<div vocab="x:"><div vocab=""><div vocab="http://schema.org/" typeof=Dataset><b property=name>T',
            "",
        ),
    ],
)
def test_ways_to_name_a_dataset(markup: str, attributes: str) -> None:
    read = view(markup, attributes)
    assert [title.value for title in read.titles] == ["T"]
    assert read.resource_type is not None
    assert read.resource_type.general == "Dataset"


def test_links_of_html_are_no_metadata() -> None:
    markup = '<link rel="stylesheet" href="a"><a rel="noopener tag" href="b">x</a><p property="name">T</p>'
    (node,) = page(markup, 'vocab="https://schema.org/" typeof="Dataset"').rdfa
    assert set(node) == {"@id", "@type", "https://schema.org/name"}


THING = '<div vocab="http://schema.org/" typeof="Thing">'
HOSTILE = {
    "many nodes": f"{THING}<b property=name>x</b></div>" * 10_000,
    "many properties": THING + "<b property=name>x</b>" * 20_000,
    "nested nodes": '<div property="hasPart" vocab="http://schema.org/" typeof="A">' * 220 + "x",
    "long texts, nested": THING + "<b property=name>" * 200 + "x" * 900_000,
    "many prefixes": f'<p prefix="{" ".join(f"p{i}: urn:{i}" for i in range(50_000))}" typeof="p1:x">' * 2,
    "many names": f'{THING}<b property="{" ".join(f"n{i}" for i in range(100_000))}">x</b>',
    "prefixes at every level": "".join(f'<p prefix="a{i}: urn:a" typeof="a{i}:x">' for i in range(20_000)),
    "open relations": '<div rel="dc:relation dc:source">' * 200 + "<b about=a></b>" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_little(name: str) -> None:
    started = time.process_time()
    read = page(HOSTILE[name])
    read_markup(read.rdfa, "rdfa")
    assert time.process_time() - started < 10


PIECES = [
    "<p about=a typeof='dc:X y'>",
    "<p rel='dc:source x'>",
    "<p rev=dc:source resource='[x:y]'>",
    "<b property=dc:title>",
]
PIECES += [
    "</p>",
    "text",
    "<p vocab='http://schema.org/' typeof=Dataset>",
    "<b property=name>",
    "<a href='//[' rel=dc:x>",
]
PIECES += [
    "<p prefix=': :: a: b'>",
    "<p about='_:' property=':x _:y'>",
    "é",
    "</b>",
    "<p resource='' datatype=x content>",
]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_markup_is_read(pieces: list[str]) -> None:
    read = page("".join(pieces))
    view, _ = read_markup(read.rdfa, "rdfa")
    assert view is None or isinstance(view, Metadata)
