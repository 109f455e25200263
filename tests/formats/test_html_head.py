from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.html_head import find_in_page, read_html
from fairsvc.formats.meta_tags import read_meta
from fairsvc.model.metadata import Affiliation, Agent, Date, Identifier, Metadata, Origin, Rights, Subject, Text

BASE = "https://repo.example.org/landing/7"
LANDING = (Path(__file__).parents[1] / "samples" / "wire" / "landing.html").read_bytes()


def test_keeps_the_links_that_machines_use() -> None:
    page = read_html(LANDING, BASE)
    assert [(link.rel, link.target, link.media_type) for link in page.links] == [
        ("cite-as", "https://doi.org/10.5072/ice.1", ""),
        ("describedby", "https://repo.example.org/records/7/crate", "application/ld+json"),
        ("alternate", "https://repo.example.org/records/7/crate", "application/ld+json"),
        ("item", "https://repo.example.org/records/7/my%20data.h5", "application/x-hdf5"),
        ("item", "https://repo.example.org/records/7/late.csv", "text/csv"),
    ]
    crate = page.links[1]
    assert (crate.profile, crate.title, crate.hreflang, crate.source) == (
        "https://w3id.org/ro/crate",
        "RO-Crate",
        "en",
        "html",
    )


def test_reports_links_that_are_wrong_or_in_the_body() -> None:
    findings = read_html(LANDING, BASE).findings
    assert [(finding.code, finding.detail.partition(":")[0]) for finding in findings] == [
        ("link.malformed", "a link's target is empty."),
        ("link.malformed", "a link's target cannot be followed"),
        ("link.in-body", "item"),
    ]


def test_keeps_the_raw_json_ld_also_when_broken() -> None:
    assert read_html(LANDING, BASE).json_ld == ('{"@type": "Dataset", "name": "a < b"}', " { broken ")


def test_tells_what_a_person_would_meet() -> None:
    facts = read_html(LANDING, BASE).facts
    assert (facts.title, facts.language, facts.robots) == ("Diffraction of ice", "en-GB", "noindex, follow")
    assert facts.password_field
    assert facts.text_length == len("Diffraction of ice DOI: 10.5072/ICE.1. other third 10.5072/longer-name")
    assert facts.embedded == ("json-ld", "microdata", "rdfa", "highwire", "dublin-core", "open-graph")


@pytest.mark.parametrize(
    ("body", "charset", "title"),
    [
        ("<title>é</title>".encode(), "", "é"),
        ("<title>é</title>".encode("latin-1"), "", "é"),
        ("<title>é</title>".encode("latin-1"), "ISO-8859-1", "é"),
        ("<title>€</title>".encode("cp1252"), "iso-8859-1", "€"),
        ('<meta charset="iso-8859-2"><title>ł</title>'.encode("iso-8859-2"), "", "ł"),
        ('<meta charset="iso-8859-2"><title>é</title>'.encode(), "utf-8", "é"),
        (rb'<meta charset="unicode_escape"><title>\q\u0041</title>', "raw_unicode_escape", r"\q\u0041"),
        (b"\xef\xbb\xbf" + "<title>é</title>".encode(), "iso-8859-1", "é"),
        ("\ufeff<title>é</title>".encode("utf-16-le"), "", "é"),
        ("<title>é</title>".encode(), "x-unheard-of", "é"),
        ("<title>é</title>".encode(), "rot13", "é"),
        ('<?xml version="1.0" encoding="latin1"?><html><title>é</title></html>'.encode("latin-1"), "", "é"),
        ('<?xml version="1.0" encoding="utf-8"?><html><title>é</title></html>'.encode(), "", "é"),
        (b"<title>a\0b</title>", "", "a\ufffdb"),
        (b"<title>unclosed", "", "unclosed"),
        (b"<svg><title>drawing</title></svg><title></title>", "", "drawing"),
    ],
)
def test_reads_the_title_in_any_encoding(body: bytes, charset: str, title: str) -> None:
    assert read_html(body, BASE, charset).facts.title == title


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_answer_is_an_empty_page(body: bytes) -> None:
    page = read_html(body, BASE)
    assert (page.links, page.facts.text_length) == ((), 0)


@pytest.mark.parametrize(
    "body", [b"hello", b"%PDF-1.4 1 0 obj", b'{"a": 1}', b"\x89PNG\r\n\x1a\n\0\0", b"<<<", b"1 < 2"]
)
def test_refuses_what_is_no_page(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_html(body, BASE)


def test_the_second_reader_finds_what_lies_too_deep_for_the_first() -> None:
    page = read_html(b"<html><body>" + b"<i>" * 600 + b'<link rel="item" href="x"><p>deep</p>', BASE)
    assert [link.target for link in page.links] == ["https://repo.example.org/landing/x"]


FLOOD = b" ".join(b"a%d='>'" % number for number in range(50_000))


@pytest.mark.parametrize("tag", [b"<p %s>", b"<link rel=item %s href=y>", b"<!-- <b c='--><p d='%s>"])
def test_a_tag_of_too_many_attributes_costs_itself(tag: bytes) -> None:
    good = b'<link rel="license" href="https://x.example/l">'
    started = time.process_time()
    page = read_html(b"<html><head>" + good + tag % FLOOD + b"</head><body>" + tag % FLOOD + good, BASE)
    assert time.process_time() - started < 10
    assert {link.rel for link in page.links} == {"license"}


def test_what_looks_like_a_long_tag_is_no_loss_to_a_script() -> None:
    text = "at temperatures T <Tc " + "word " * 1_000
    script = f'<script type="application/ld+json">{{"description": "{text}"}}</script>'
    page = read_html(f"<html><head>{script}".encode(), BASE)
    assert json.loads(page.json_ld[0]) == {"description": text}


@pytest.mark.parametrize(
    "piece",
    [
        b"<a " * 190 + b">",
        b"<div>",
        b"<",
        b"<!--",
        b"<a ",
        b"<title>",
        b"<script",
        b"<meta charset",
        b"&",
        b"<style>",
        b"</",
        b'<a b="',
    ],
)
def test_broken_markup_takes_no_age(piece: bytes) -> None:
    body = piece * (1_000_000 // len(piece))
    started = time.process_time()
    with contextlib.suppress(Unreadable):
        read_html(body, BASE)
    find_in_page(body, "10.5072/x")
    assert time.process_time() - started < 10


@settings(max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    "<link rel=item href=",
                    "<title>",
                    "<base href='//['>",
                    "<meta name=a content=",
                    "x",
                    "'",
                    ">",
                    "<!--",
                    "é",
                ]
            )
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_gives_a_page_or_says_unreadable(body: bytes) -> None:
    try:
        page = read_html(body, BASE)
    except Unreadable:
        return
    assert all(":" in link.target for link in page.links)


@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("10.5072/ice.1", True),
        ("10.5072/ICE.1", True),
        ("10.5072/other", True),
        ("10.5072/third", True),
        ("10.5072/longer-name", True),
        ("10.5072/longer", False),
        ("10.5072/ice", False),
        ("0.5072/ice.1", False),
        ("10.5072/hidden.1", False),
        ("10.5072/absent", False),
        ("", False),
    ],
)
def test_finds_an_identifier_that_the_page_shows_or_links(needle: str, found: bool) -> None:
    body = LANDING[LANDING.index(b"<body") :] + b"<script>'10.5072/hidden.1'</script>"
    assert find_in_page(body, needle) is found


# Meta elements.


def test_unites_the_vocabularies_highwire_first() -> None:
    read = read_meta(read_html(LANDING, BASE).meta)
    assert read == Metadata(
        identifiers=(Identifier("10.5072/ice.1", "DOI"),),
        titles=(Text("Diffraction of ice"),),
        creators=(
            Agent("Curie, Irène", given="Irène", family="Curie", affiliations=(Affiliation("ILL"),)),
            Agent("Braggs, W.", given="W.", family="Braggs", identifiers=(Identifier("0000-0002-1825-0097", "ORCID"),)),
        ),
        publication_year=2024,
        resource_type=read.resource_type,
        subjects=(Subject("ice"), Subject("neutrons")),
        dates=(Date("2024/03/05", "Issued"),),
        rights=(Rights(uri="https://creativecommons.org/licenses/by/4.0/"),),
        descriptions=(Text("Cold."),),
        access=("info:eu-repo/semantics/openAccess",),
        unmapped=(("DC.unheard", "of"), ("og:image", "https://repo.example.org/i.png")),
        origins=read.origins,
    )
    assert read.resource_type is not None
    assert read.resource_type.text == "Dataset"
    assert read.origin("titles") == Origin("highwire", "citation_title")
    assert read.origin("rights") == Origin("dublin-core", "dcterms.license")
    assert read.origin("descriptions") == Origin("open-graph", "og:description")


@pytest.mark.parametrize(
    ("name", "content", "field", "value"),
    [
        ("citation_author", "Max Planck", "creators", (Agent("Max Planck"),)),
        ("citation_authors", "A, B; C, D", "creators", (Agent("A, B", "", "B", "A"), Agent("C, D", "", "D", "C"))),
        ("citation_year", "1999", "publication_year", 1999),
        ("citation_online_date", "2020-01-02", "dates", (Date("2020-01-02", "Available"),)),
        ("citation_date", "05/06/2021", "publication_year", 2021),
        ("DC.date", "20240305", "publication_year", None),
        ("DC.Date", "2024-03-05", "publication_year", 2024),
        ("dc:title", "T", "titles", (Text("T"),)),
        ("DCTERMS.alternative", "T", "titles", (Text("T", "AlternativeTitle"),)),
        ("DC.contributor", "X", "contributors", (Agent("X", role="Other"),)),
        ("dcterms.dateSubmitted", "2020", "dates", (Date("2020", "Submitted"),)),
        ("DC.subject.lcsh", "Ice", "subjects", (Subject("Ice"),)),
        ("DC.rights", "All mine", "rights", (Rights("All mine"),)),
        ("DCTERMS.accessRights", "embargoed", "access", ("embargoed",)),
        ("dcterms.conformsTo", "https://nexusformat.org", "conforms_to", ("https://nexusformat.org",)),
        ("eprints.creators_name", "Hahn, Otto", "creators", (Agent("Hahn, Otto", "", "Otto", "Hahn"),)),
        ("eprints.keywords", "a,b", "subjects", (Subject("a"), Subject("b"))),
        ("og:url", "https://x.example.org/", "url", "https://x.example.org/"),
        ("og:type", "article", "unmapped", (("og:type", "article"),)),
        ("viewport", "width=1", "unmapped", ()),
        ("citation_author_institution", "nobody's", "unmapped", (("citation_author_institution", "nobody's"),)),
    ],
)
def test_reads_one_meta_element(name: str, content: str, field: str, value: object) -> None:
    assert getattr(read_meta([(name, content)]), field) == value


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["citation_author", "citation_author_orcid", "DC.date", "citation_year", "og:title", "dc.", "x"]
            ),
            st.text(max_size=20),
        ),
        max_size=20,
    )
)
def test_reads_any_meta_elements(meta: list[tuple[str, str]]) -> None:
    assert isinstance(read_meta(meta), Metadata)


# Recorded pages.


def test_reads_the_landing_page_of_pangaea(shared: Path) -> None:
    lines = (shared / "doi" / "doi-exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    page = next(e for e in map(json.loads, lines) if "doi.pangaea.de" in e["request"]["url"])
    body = page["response"]["body"].encode()
    read = read_html(body, page["request"]["url"], "utf-8")
    assert read.facts.embedded == ("json-ld", "dublin-core", "open-graph")
    assert json.loads(read.json_ld[0])["@type"] == "Dataset"
    assert find_in_page(body, "10.1594/pangaea.836178")
    assert not find_in_page(body, "10.1594/pangaea.83617")
    meta = read_meta(read.meta)
    assert (len(meta.creators), meta.publication_year, meta.language) == (8, 2014, "en")
    assert meta.rights == (Rights(uri="https://creativecommons.org/licenses/by/3.0/"),)
    assert meta.access == ("info:eu-repo/semantics/openAccess",)


@pytest.mark.parametrize(
    ("name", "title", "scripts", "embedded"),
    [
        ("bioschemas/bridgedbr-tutorial.html", "BridgeDbR Tutorial", 1, ("json-ld",)),
        ("bioschemas/proteomicsml.html", "ProteomicsML - Home", 1, ("json-ld", "open-graph")),
        ("github/mock.html", "The answer to 42", 0, ()),
        ("ical/indico-page.html", "My Agenda (Indico)", 0, ("open-graph",)),
    ],
)
def test_reads_training_pages(shared: Path, name: str, title: str, scripts: int, embedded: tuple[str, ...]) -> None:
    page = read_html((shared / "training" / name).read_bytes(), "https://training.example.org/")
    assert (page.facts.title, len(page.json_ld), page.facts.embedded) == (title, scripts, embedded)
    assert page.links == ()
    assert page.findings == ()


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('<![CDATA[{"name": "Salt & iron"}]]>', '{"name": "Salt & iron"}'),
        ('\n{"name": &quot;Salt &amp; iron&quot;}', '\n{"name": "Salt & iron"}'),
        ('{"a": <![CDATA["x]]><![CDATA[y"]]>}', '{"a": "xy"}'),
        ('<![CDATA[{"name": "never closed"}', '{"name": "never closed"}'),
    ],
)
def test_scripts_of_xhtml_are_xml(script: str, text: str) -> None:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><script type="application/ld+json">{script}</script></html>'
    assert read_html(page.encode(), BASE, xhtml=True).json_ld == (text,)
    assert read_html(page.encode(), BASE).json_ld == (script,)


def test_what_is_inside_a_template_is_no_part_of_the_page() -> None:
    inside = '<link rel="license" href="/no"><script type="application/ld+json">{}</script><meta name="a" content="b">'
    page = read_html(f"<title>t</title><body><template>{inside}</template><noscript>{inside}</noscript>".encode(), BASE)
    assert [link.target for link in page.links] == ["https://repo.example.org/no"]
    assert len(page.json_ld) == 1
    assert page.meta == (("a", "b"),)


def test_a_page_has_only_so_many_links() -> None:
    page = read_html(b"<title>t</title>" + b'<link rel=item href="/f">' * 20_000, BASE)
    assert len(page.links) == 10_000
    assert [finding.code for finding in page.findings] == ["link.too-many"]
