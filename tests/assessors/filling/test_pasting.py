"""No foreign text breaks out of lines to paste: of the builders, and of every remedy there is."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from assessors.catalogue import load_remedies
from assessors.filling.pasting import datacite_element, json_ld, link_line, oai_element
from assessors.prescribing import prescribe
from fairsvc.formats.link_header import read_link_header
from fairsvc.model.check import failed
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import (
    Agent,
    Content,
    Date,
    Funding,
    Identifier,
    Metadata,
    Related,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import Pid
from fairsvc.model.remedy import Place, Remedy, Snippet
from tests.support import evidence_builder as build

EVIL = (
    ']]></script><script>alert(1)</script><!-- "\'>; rel="evil", <https://evil.example>'
    "\r\nSet-Cookie: a=b\x00\ud800\u2028"
)
ADDRESS = f"https://evil.example/{EVIL}"
TEXTS = st.text(st.characters(), max_size=20) | st.sampled_from([EVIL, "<", "&", "]]>", "\\", "\r\n", "{pid}"])


def evil_view() -> Metadata:
    known = Identifier(ADDRESS, EVIL, ADDRESS)
    return Metadata(
        identifiers=(known,),
        titles=(Text(EVIL, "", EVIL), Text(EVIL, "AlternativeTitle")),
        creators=(Agent(EVIL, "Personal", EVIL, EVIL, identifiers=(known,)),),
        publisher=Agent(EVIL, identifiers=(known,)),
        subjects=(Subject(EVIL, EVIL, ADDRESS, ADDRESS),),
        contributors=(Agent(EVIL, role=EVIL),),
        dates=(Date(f"2020{EVIL}", "Collected"), Date("2020", EVIL)),
        language=f"en{EVIL}",
        version=f"1{EVIL}",
        related=(Related(ADDRESS, "URL", "IsDerivedFrom", EVIL), Related("10.5072/<evil>\"'", "DOI", "References")),
        rights=(Rights(EVIL, ADDRESS, EVIL),),
        descriptions=(Text(EVIL * 3, "Abstract"),),
        funding=(Funding(EVIL, known, EVIL, ADDRESS, EVIL),),
        content=(Content(ADDRESS, EVIL, EVIL, 1, (Identifier(EVIL, "sha-256"),)),),
        access=(EVIL,),
        variables=(EVIL,),
        sizes=(EVIL,),
        formats=(EVIL,),
        url=ADDRESS,
    )


def evil() -> Evidence:
    view = evil_view()
    pid = Pid("doi", "10.5072/<evil>\"'")
    page = build.exchange("page", url=ADDRESS)
    files = Manifest((FileEntry(ADDRESS, EVIL, 1, (Identifier(EVIL, "sha-256"),), EVIL),), "metalink")
    silent = build.changed(build.silent(), page, manifest=files)
    return replace(silent, pid=pid, page=view, registry=view, oai=view)


def assert_holds(snippet: Snippet) -> None:
    """Ask that the lines are one thing of their kind, and nothing beside it."""
    snippet.text.encode("utf-8")
    match snippet.place:
        case Place.HEADER:
            assert snippet.text.isprintable()
            (link,), findings = read_link_header([snippet.text.removeprefix("Link:")], "https://x.example/")
            assert (findings, link.rel != "evil") == ((), True)
        case Place.JSON_LD:
            assert isinstance(json.loads(snippet.text), dict)
            assert not re.search("[<>&\u2028\u2029]", snippet.text)
        case Place.DATACITE:
            etree.fromstring(snippet.text)
        case Place.OAI:
            dc = etree.fromstring(f'<x xmlns:dc="http://purl.org/dc/elements/1.1/">{snippet.text}</x>')
            assert len(dc) == 1
        case Place.HTML:
            assert not html.fragment_fromstring(snippet.text, create_parent=True).xpath("//script")
        case Place.SERVER:
            assert "\r" not in snippet.text
            assert not snippet.text.startswith("Set-Cookie")


@settings(max_examples=100)
@given(TEXTS, TEXTS)
def test_no_text_breaks_out_of_the_builders(text: str, other: str) -> None:
    assert_holds(link_line(f"https://x.example/{text}", "item", other, text))
    assert_holds(json_ld({"name": text, other: [text]}))
    snippet = datacite_element("rights", text, {"rightsURI": other}, "<inner/>")
    assert_holds(snippet)
    assert_holds(oai_element("rights", text))
    assert len(etree.fromstring(snippet.text)) == 1


def worlds() -> dict[str, Evidence]:
    names = ("blank", "good", "silent", "unreachable", "junk", "withdrawn", "embargoed", "invalid_json_ld")
    return {name: getattr(build, name)() for name in names} | {"evil": evil()}


@pytest.mark.parametrize("remedy", load_remedies().values(), ids=load_remedies())
@pytest.mark.parametrize("world", worlds())
def test_every_remedy_can_be_filled_in_every_world(remedy: Remedy, world: str) -> None:
    prescription = prescribe(worlds()[world], failed("", remedy=remedy.id))
    assert prescription is not None
    for snippet in prescription.snippets:
        assert_holds(snippet)


@pytest.mark.parametrize("remedy", load_remedies().values(), ids=load_remedies())
def test_every_remedy_is_an_order(remedy: Remedy) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", remedy.id)
    assert re.fullmatch(r"[A-Z][^\n]+\.", remedy.sentence)
