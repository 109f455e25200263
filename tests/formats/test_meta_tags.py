"""Meta elements beyond Highwire and Dublin Core, declared prefixes, and what a page links to of itself."""

from __future__ import annotations

import pytest

from fairsvc.formats.html_head import read_html
from fairsvc.formats.meta_tags import read_meta, read_relations
from fairsvc.model.metadata import Agent, Date, Identifier, Metadata, Origin, Related, Rights, Subject, Text

BASE = "https://repo.example.org/landing/7"


@pytest.mark.parametrize(
    ("name", "content", "field", "value", "document"),
    [
        ("prism.doi", "10.5072/x", "identifiers", (Identifier("10.5072/x", "DOI"),), "prism"),
        ("prism.publicationDate", "2024-03-05", "dates", (Date("2024-03-05", "Issued"),), "prism"),
        ("prism:keyword", "ice", "subjects", (Subject("ice"),), "prism"),
        ("article:published_time", "2024", "dates", (Date("2024", "Issued"),), "open-graph"),
        ("article:author", "A", "creators", (Agent("A"),), "open-graph"),
        ("article:tag", "ice", "subjects", (Subject("ice"),), "open-graph"),
        ("X.title", "T", "titles", (Text("T"),), "dublin-core"),
        ("x.date.issued", "2024", "dates", (Date("2024", "Issued"),), "dublin-core"),
    ],
)
def test_reads_one_meta_element(name: str, content: str, field: str, value: object, document: str) -> None:
    read = read_meta([(name, content)], [("x", "http://purl.org/dc/terms/")])
    assert getattr(read, field) == value
    assert read.origin(field) == Origin(document, name)


@pytest.mark.parametrize("namespace", ["http://example.org/terms/", "", "http://purl.org/dc/terms/title"])
def test_a_prefix_of_another_namespace_means_nothing(namespace: str) -> None:
    assert read_meta([("x.title", "T")], [("x", namespace)]) == Metadata()


def test_a_page_declares_prefixes_and_names_in_both_attributes() -> None:
    page = read_html(
        b'<link rel="schema.EX" href="http://purl.org/dc/elements/1.1/">'
        b'<meta name="EX.title" property="og:title" content=T>',
        BASE,
    )
    assert page.schemas == (("ex", "http://purl.org/dc/elements/1.1/"),)
    assert page.meta == (("EX.title", "T"), ("og:title", "T"))
    assert page.links == ()
    assert read_meta(page.meta, page.schemas).titles == (Text("T"),)


def test_a_page_links_to_its_licence_and_its_own_address() -> None:
    licence = b'<a rel="noopener LICENSE" href="//spdx.org/licenses/MIT">MIT</a>'
    page = read_html(b'<link rel=canonical href="/7"><p>' + licence + b"<a rel=license>", BASE)
    assert page.licences == ("https://spdx.org/licenses/MIT",)
    read = read_relations(page.licences, [link.target for link in page.links])
    assert (read.rights, read.url) == ((Rights(uri="https://spdx.org/licenses/MIT"),), "https://repo.example.org/7")
    assert read.origin("rights") == Origin("html", "a[rel=license]")
    assert read.origin("url") == Origin("html", "link[rel=canonical]")


def test_a_page_without_links_says_nothing_of_itself() -> None:
    assert read_relations((), ()) == Metadata()


@pytest.mark.parametrize(
    ("markup", "embedded"),
    [
        ('<meta name="eprints.title" content="T">', ("eprints",)),
        ('<meta name="prism.doi" content="T">', ("prism",)),
        ('<p itemscope itemtype="http://schema.org/Dataset">', ("microdata",)),
        ('<p typeof="dcat:Dataset">', ("rdfa",)),
        ('<a rel="dct:license" href="x">', ("rdfa",)),
        ('<link rel="https://api.example.org/" href="x"><p class="property=">typeof = x', ()),
        ('<script type="APPLICATION/LD+JSON; charset=utf-8">{}</script>', ("json-ld",)),
        ("<body><p><script type='application/ld+json;profile=\"x\"'>{}</script>", ("json-ld",)),
    ],
)
def test_names_the_syntaxes_that_a_page_has(markup: str, embedded: tuple[str, ...]) -> None:
    assert read_html(markup.encode(), BASE).facts.embedded == embedded


def test_values_that_are_addresses_stand_in_link_elements() -> None:
    head = (
        '<base href="https://repo.example.org/d/"><link rel="schema.Terms" href="http://purl.org/dc/terms/">'
        '<link rel="terms.license" href="mit"><link rel="DC.creator" href="https://orcid.org/0000-0002-1825-0097">'
        '<link rel="DCTERMS.isPartOf other" href="https://doi.org/10.5072/all"><link rel="DC.rights" href="">'
        '<link rel="other.license" href="no"><link rel="DC.publisher" href="https://ror.org/02550n020"><link rel="DC.">'
    )
    page = read_html(f"<title>t</title>{head}".encode(), "https://repo.example.org/d")
    view = read_meta(page.meta, page.schemas)
    assert view.rights == (Rights(uri="https://repo.example.org/d/mit"),)
    assert view.creators == (Agent("", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID"),)),)
    assert view.publisher == Agent("", identifiers=(Identifier("https://ror.org/02550n020", "ROR"),))
    assert view.related == (Related("https://doi.org/10.5072/all", relation="IsPartOf"),)
