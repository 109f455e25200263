"""Cells are read by the format that was asked for; the label decides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.conneg_steps import BY_SLUG, CELLS, MATRIX_STEPS
from fairsvc.model.evidence import Answer
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.probe.reading import read_exchange
from tests.support.evidence_builder import NOW, PAGE_URL

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "json-ld": "formats/dataset.jsonld",
    "datacite-json": "formats/datacite.json",
    "datacite-xml": "formats/datacite.xml",
    "turtle": "formats/dcat.ttl",
    "rdf-xml": "formats/dcat.rdf",
    "csl": "conneg/dataset.csl.json",
    "bibtex": "conneg/datacite.bib",
}
METALINK = (
    b'<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a"><url>http://x.org/a</url></file></metalink>'
)
LINKSET = b'{"linkset": [{"anchor": "https://x.org/", "item": [{"href": "https://x.org/a"}]}]}'
BODIES = {"metalink": METALINK, "linkset": LINKSET}
BODIES |= {slug: (SAMPLES / name).read_bytes() for slug, name in FILES.items()}
FORMATS = {
    "json-ld": "schema-org",
    "datacite-json": "datacite-json",
    "datacite-xml": "datacite-xml",
    "metalink": "metalink",
    "linkset": "linkset",
    "turtle": "rdf",
    "rdf-xml": "rdf",
    "csl": "csl-json",
    "bibtex": "bibtex",
}
PAGE = b"<!doctype html><html><head><title>A page</title></head><body>A page</body></html>"
LINK_FORMAT = b'<https://x.org/a>; rel="item"; anchor="https://x.org/"\n'


def answer(step: str, body: bytes, got: str, *, status: int = 200, accept: str = "", method: str = "GET") -> Answer:
    slug = step.rpartition("/")[2]
    accept = accept or (BY_SLUG[slug].accept if slug in BY_SLUG else "x/y")
    need = Need(PAGE_URL, method, (("Accept", accept),))
    asked = Exchange(need, NOW, (Hop(PAGE_URL, status, (("Content-Type", got),)),), body=body, steps=(step,))
    found = read_exchange(step, asked).answer
    assert found is not None
    assert (found.step, found.asked, found.got) == (step, accept, got)
    return found


@pytest.mark.parametrize("asked", sorted(BODIES))
@pytest.mark.parametrize("came", sorted(BODIES))
def test_only_what_was_asked_for_parses(asked: str, came: str) -> None:
    found = answer(f"conneg:page/{asked}", BODIES[came], "application/octet-stream")
    assert found.parsed == (asked == came), found
    if asked == came:
        assert (found.format, found.detail) == (FORMATS[asked], "")
    else:
        assert found.detail


@pytest.mark.parametrize("slug", sorted(BODIES))
@pytest.mark.parametrize("label", ["text/html", "application/ld+json", ""])
def test_a_page_is_a_page_whatever_its_label(slug: str, label: str) -> None:
    found = answer(f"conneg:pid/{slug}", PAGE, label)
    assert (found.parsed, found.format) == (False, "html")


@pytest.mark.parametrize(
    ("step", "body", "got", "format"),
    [
        ("conneg:page/turtle", BODIES["json-ld"], "application/ld+json", "schema-org"),
        ("conneg:page/json-ld", BODIES["turtle"], "text/turtle", "rdf"),
        ("conneg:page/turtle", BODIES["rdf-xml"], "application/rdf+xml", "rdf"),
        ("conneg:page/csl", BODIES["bibtex"], "application/x-bibtex", "bibtex"),
        ("conneg:page/linkset", LINK_FORMAT, "application/linkset+json", ""),
        ("conneg:page/metalink", b"{}", "application/metalink4+xml", ""),
        ("conneg:406", BODIES["json-ld"], "application/ld+json", "schema-org"),
        ("conneg:other/thing", BODIES["json-ld"], "application/ld+json", "schema-org"),
    ],
)
def test_something_else_is_named(step: str, body: bytes, got: str, format: str) -> None:
    found = answer(step, body, got)
    assert (found.parsed, found.format) == (False, format)


@pytest.mark.parametrize("status", [300, 404, 406, 500])
def test_only_success_is_read(status: int) -> None:
    found = answer("conneg:page/json-ld", BODIES["json-ld"], "application/ld+json", status=status)
    assert (found.parsed, found.format) == (False, "")


def test_an_empty_body_says_so() -> None:
    assert answer("conneg:page/json-ld", b"", "application/ld+json").detail == "the body is empty"


def test_head_has_no_body_to_read() -> None:
    found = answer("conneg:head/first", b"", "text/turtle", accept="text/turtle", method="HEAD")
    assert (found.format, found.detail) == ("", "")


@pytest.mark.parametrize(("body", "parsed"), [(BODIES["turtle"], True), (BODIES["json-ld"], False), (PAGE, False)])
def test_a_probe_of_weights_is_read_as_its_first_choice(body: bytes, parsed: bool) -> None:
    found = answer("conneg:q/page", body, "text/turtle", accept="text/html;q=0.5, text/turtle")
    assert found.parsed == parsed


@pytest.mark.parametrize("step", [step.name for step in MATRIX_STEPS])
@given(body=st.binary(max_size=60), label=st.sampled_from(["", "text/html", "text/turtle", "application/json"]))
@settings(max_examples=8)
def test_any_body_gives_an_answer(step: str, body: bytes, label: str) -> None:
    assert answer(step, body, label, accept="text/html;q=0.5, text/turtle").step == step


def test_what_a_cell_says_goes_with_it() -> None:
    need = Need(PAGE_URL, headers=(("Accept", "application/metalink4+xml"),))
    hop = Hop(PAGE_URL, 200, (("Content-Type", "application/metalink4+xml"),))
    reading = read_exchange("conneg:pid/metalink", Exchange(need, NOW, (hop,), body=METALINK))
    assert [file.url for file in reading.files] == ["http://x.org/a"]
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("body", "parsed", "name"),
    [
        (b'[{"DOI": "10.1/x", "RA": "Crossref"}]', True, "Crossref"),
        (b'{"DOI": "10.1/x", "RA": " mEDRA "}', True, "mEDRA"),
        (b'[{"DOI": "10.1/x", "status": "DOI does not exist"}]', False, ""),
        (b'[{"RA": 7}]', False, ""),
        (b"[]", False, ""),
        (b"<html>", False, ""),
        (b'[{"RA": "' + b"x" * 99 + b'"}]', True, "x" * 40),
    ],
)
def test_the_agency_is_named(body: bytes, parsed: bool, name: str) -> None:
    found = answer("agency", body, "application/json")
    assert (found.parsed, found.format, bool(found.detail)) == (parsed, name, not parsed)


def test_every_cell_has_a_reader() -> None:
    assert {step.name.rpartition("/")[2] for step in CELLS} == set(BODIES)
