"""Microdata: the value of each kind of element, references, types, and pages made to hurt."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.html_head import HtmlPage, read_html
from fairsvc.formats.linked_markup import read_markup
from fairsvc.model.metadata import Agent, Content, Identifier, Metadata, Origin, Rights, Text

BASE = "https://repo.example.org/landing/7"
SCHEMA = "http://schema.org/"


def page(markup: str) -> HtmlPage:
    return read_html(f"<!doctype html><title>t</title><body>{markup}".encode(), BASE)


def view(markup: str) -> Metadata:
    found, _ = read_markup(page(markup).microdata, "microdata")
    assert found is not None
    return found


DATASET = """
<main itemscope itemtype="https://schema.org/Dataset" itemid="https://doi.org/10.5072/x" itemref="licence">
  <h1 itemprop="name">Scattering
     of ice</h1>
  <p lang="fr" itemprop="description">Froid.</p>
  <ul><li itemprop="creator" itemscope itemtype="https://schema.org/Person">
    <span itemprop="name">Curie, Irène</span>
    <a itemprop="sameAs" href="https://orcid.org/0000-0002-1825-0097">ORCID</a></li></ul>
  <div itemprop="distribution" itemscope itemtype="https://schema.org/DataDownload">
    <a itemprop="contentUrl" href="../files/a.h5">a.h5</a>
    <meta itemprop="encodingFormat" content="application/x-hdf5">
    <span itemprop="contentSize">2 kB</span>
  </div>
  <time itemprop="datePublished" datetime="2024-03-05">last spring</time>
</main>
<footer><a id="licence" itemprop="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></footer>
"""


def test_a_dataset_as_a_page_shows_it() -> None:
    read = view(DATASET)
    orcid = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID")
    assert read.identifiers == (Identifier("https://doi.org/10.5072/x", "DOI"),)
    assert read.titles == (Text("Scattering of ice"),)
    assert read.descriptions == (Text("Froid.", "Abstract", "fr"),)
    assert read.creators == (Agent("Curie, Irène", "Personal", identifiers=(orcid,)),)
    assert read.content == (Content("https://repo.example.org/files/a.h5", "", "application/x-hdf5", 2000),)
    assert read.rights == (Rights(uri="https://creativecommons.org/licenses/by/4.0/"),)
    assert read.publication_year == 2024
    assert read.origin("titles") == Origin("microdata", "name")
    assert read.unmapped == ()


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ('<meta itemprop="p" content=" x ">', {"@value": "x"}),
        ('<span itemprop="p"> x <b>y</b></span>', {"@value": "x y"}),
        ('<span itemprop="p" content="2024">spring</span>', {"@value": "2024"}),
        ('<a itemprop="p" href="a">x</a>', {"@id": "https://repo.example.org/landing/a"}),
        ('<area itemprop="p" href="#a">', {"@id": f"{BASE}#a"}),
        ('<link itemprop="p" href="/a">', {"@id": "https://repo.example.org/a"}),
        ('<img itemprop="p" src="a.png">', {"@id": "https://repo.example.org/landing/a.png"}),
        ('<iframe itemprop="p" src="//x.example/"></iframe>', {"@id": "https://x.example/"}),
        ('<object itemprop="p" data="a"></object>', {"@id": "https://repo.example.org/landing/a"}),
        ('<data itemprop="p" value="7">seven</data>', {"@value": "7"}),
        ('<meter itemprop="p" value="0.5">half</meter>', {"@value": "0.5"}),
        ('<time itemprop="p" datetime="2024-01-01">New Year</time>', {"@value": "2024-01-01"}),
        ('<time itemprop="p">2024-01-01</time>', {"@value": "2024-01-01"}),
        ('<span itemprop="p" lang="de">x</span>', {"@value": "x", "@language": "de"}),
        ('<a itemprop="p">no target</a>', None),
        ('<a itemprop="p" href="javascript:x">x</a>', None),
        ('<meta itemprop="p">', None),
        ('<span itemprop="p"></span>', None),
    ],
)
def test_the_value_of_an_element(element: str, value: Any) -> None:
    (item,) = page(f'<div itemscope itemtype="http://schema.org/Thing">{element}</div>').microdata
    assert item.get(f"{SCHEMA}p") == (None if value is None else [value])


@pytest.mark.parametrize(
    ("markup", "items"),
    [
        ('<p itemscope itemtype="http://schema.org/A http://schema.org/B">', [{"@type": [f"{SCHEMA}A", f"{SCHEMA}B"]}]),
        ('<p itemscope itemtype="//schema.org/A">', [{"@type": [f"{SCHEMA}A"]}]),
        ('<p itemscope itemtype="schema.org/A">', [{"@type": [f"{SCHEMA}A"]}]),
        (
            '<p itemscope itemtype="urn:x#A"><b itemprop="p">v</b>',
            [{"@type": ["urn:x#A"], "urn:x#p": [{"@value": "v"}]}],
        ),
        (
            '<p itemscope itemtype="http://schema.org/A"><b itemprop="p q">v</b>',
            [{"@type": [f"{SCHEMA}A"], f"{SCHEMA}p": [{"@value": "v"}], f"{SCHEMA}q": [{"@value": "v"}]}],
        ),
        (
            '<p itemscope itemtype="http://schema.org/A"><b itemprop="http://purl.org/dc/terms/title">v</b>',
            [{"@type": [f"{SCHEMA}A"], "http://purl.org/dc/terms/title": [{"@value": "v"}]}],
        ),
        (
            '<p itemscope itemtype="http://schema.org/A"><b itemprop="p" itemscope><i itemprop="name">v</i></b>',
            [{"@type": [f"{SCHEMA}A"], f"{SCHEMA}p": [{f"{SCHEMA}name": [{"@value": "v"}]}]}],
        ),
        ("<p itemscope><b itemprop=p>v</b>", []),
    ],
)
def test_types_and_names(markup: str, items: list[Any]) -> None:
    assert list(page(markup).microdata) == items


LOOP = """
<p itemscope itemtype="http://schema.org/A" itemref="b"></p>
<p id="b" itemprop="p" itemscope itemtype="http://schema.org/B" itemref="b c"></p>
<b id="c" itemprop="q" itemscope itemref="b"></b>
"""


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ('<p itemscope itemtype="Dataset">', "microdata.bad-type"),
        ('<p itemscope itemtype="http://schema.org/A" itemref="nowhere">', "microdata.itemref"),
        (
            LOOP,
            "microdata.loop",
        ),
        ("<p itemscope><b itemprop=p>v</b>", "microdata.no-vocabulary"),
    ],
)
def test_what_is_wrong_costs_only_itself(markup: str, code: str) -> None:
    read = page(markup + DATASET)
    assert code in {finding.code for finding in read.findings}
    found, _ = read_markup(read.microdata, "microdata")
    assert found is not None
    assert found.titles == (Text("Scattering of ice"),)


def test_what_stands_around_a_dataset_is_none() -> None:
    crumbs = '<ol itemscope itemtype="http://schema.org/BreadcrumbList"><li itemprop="name">Home</li></ol>'
    assert read_markup(page(crumbs).microdata, "microdata") == (None, ())


ITEM = '<div itemscope itemtype="http://schema.org/A" itemprop="hasPart">'
HOSTILE = {
    "many items": f"{ITEM}<b itemprop=name>x</b></div>" * 12_000,
    "many properties": ITEM + "<b itemprop=name>x</b>" * 20_000,
    "nested items": ITEM * 200 + "<b itemprop=name>x</b>",
    "shared by itemref": '<p id="s">'
    + "<b itemprop=n>x</b>" * 2000
    + "</p>"
    + f'{ITEM[:-1]} itemref="s"></div>' * 2000,
    "chained by itemref": "".join(
        f'<p id="a{i}" itemprop=p itemscope itemtype="http://schema.org/A" itemref="a{i + 1}"></p>' for i in range(9000)
    )
    + '<p itemscope itemtype="http://schema.org/A" itemref="a0">',
    "long texts, nested": ITEM + "<b itemprop=name>" * 200 + "x" * 900_000,
    "many names": f'{ITEM}<b itemprop="{" ".join(f"n{i}" for i in range(100_000))}">x</b>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_little(name: str) -> None:
    started = time.process_time()
    read = page(HOSTILE[name])
    read_markup(read.microdata, "microdata")
    assert time.process_time() - started < 10


PIECES = ["<p itemscope>", "<p itemscope itemtype='http://schema.org/A' itemref='a b'>", "<b id=a itemprop='name x:y'>"]
PIECES += ["<b id=b itemprop=creator itemscope itemref=a>", "</p>", "text", "<a itemprop=url href='//['>", "é", "</b>"]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_markup_is_read(pieces: list[str]) -> None:
    read = page("".join(pieces))
    view, _ = read_markup(read.microdata, "microdata")
    assert view is None or isinstance(view, Metadata)
