"""The lines to paste are well-formed and the dataset's own, whatever others wrote."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from assessors.catalogue import load_remedies
from assessors.remedies import access, experiment, identifiers, retrieval
from fairsvc.formats import dispatch
from fairsvc.formats.link_header import read_link_header
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Agent, Date, Text
from fairsvc.model.pid import Pid
from fairsvc.model.remedy import Place, Remedy, Snippet
from tests.support import evidence_builder as build
from tests.support.check_worlds import ADDRESS, WORLDS

OURS = [
    one
    for module in (access, experiment, identifiers, retrieval)
    for one in vars(module).values()
    if isinstance(one, Remedy)
]
NAMES = {"dc": "http://purl.org/dc/elements/1.1/"}


def read(snippet: Snippet) -> None:
    """Parse the snippet as what it says it is."""
    if snippet.place is Place.JSON_LD:
        assert json.loads(snippet.text)["@type"] == "Dataset"
        dispatch.read_metadata(snippet.text.encode())
    elif snippet.place in (Place.DATACITE, Place.OAI):
        etree.fromstring(f'<r xmlns:dc="{NAMES["dc"]}">{snippet.text}</r>')
    elif snippet.place is Place.HTML:
        assert html.fragment_fromstring(snippet.text, create_parent=True).text_content().strip()
    elif snippet.place is Place.HEADER:
        assert read_link_header(snippet.text.removeprefix("Link: "), "https://example.org/")
    assert "</script" not in snippet.text


@pytest.mark.parametrize("one", OURS, ids=[one.id for one in OURS])
@pytest.mark.parametrize("world", WORLDS)
def test_snippets_are_well_formed(one: Remedy, world: str) -> None:
    snippets = list(one.fill(WORLDS[world]()))
    assert snippets
    for snippet in snippets:
        read(snippet)


def test_sentences_are_orders() -> None:
    for one in OURS:
        assert one.sentence.endswith("."), one.id
        assert one.sentence[0].isupper(), one.id
        assert load_remedies()[one.id] is one


@given(st.text(max_size=40))
@settings(max_examples=40)
def test_no_text_breaks_out(text: str) -> None:
    hostile = text + "\"'></script><b>\n]]>"
    for one in OURS:
        for snippet in one.fill(written_by_strangers(hostile)):
            if snippet.place in (Place.HEADER, Place.SERVER):
                assert "</script" not in snippet.text.replace("HTML", ""), one.id
            else:
                read(snippet)


def written_by_strangers(text: str) -> Evidence:
    evidence = build.everywhere(
        build.good(),
        titles=(Text(text),),
        creators=(Agent(text),),
        publisher=Agent(text),
        descriptions=(Text(text),),
        dates=(Date(text, "Collected"), Date(text, "Available")),
    )
    entry = FileEntry(f"https://e.org/{text}", text, 1, (), text)
    return replace(evidence, manifest=Manifest((entry,)), pid=Pid("url", f"https://e.org/{text}"))


def said_by(id: str, evidence: Evidence) -> str:
    return "\n".join(snippet.text for snippet in load_remedies()[id].fill(evidence))


@pytest.mark.parametrize(
    ("id", "evidence", "words"),
    [
        ("register-pid", build.good(), "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"),
        ("register-pid", build.good(), f'"url": "{build.PAGE_URL}"'),
        ("register-pid", replace(build.good(), pid=ADDRESS), '"prefix": "10.5072"'),
        ("register-address", build.good(), f"PUT /dois/{build.PID.value}"),
        ("register-files", build.good(), f">{build.PID.uri}/scan_0001.nxs<"),
        ("register-files", replace(build.good(), pid=ADDRESS), "hdl.handle.net/20.500.1/scan_0001.nxs"),
        ("describe-files", build.good(), f'Link: <{build.FILE_URL}>; rel="item"; type="application/x-hdf5"'),
        ("describe-files", build.silent(), "https://data.example.org/files/scan_0001.h5"),
        ("embed-schema-org", build.junk(), "Carberry, Josiah"),
        ("offer-metalink", build.good(), '<hash type="sha-256">abab'),
        ("serve-files-by-https", build.good(), build.FILE_URL),
        ("state-access-right", build.silent(), "http://purl.org/coar/access_right/c_abf2"),
        ("state-access-right", build.embargoed(), "info:eu-repo/semantics/embargoedAccess"),
        (
            "state-access-right",
            build.everywhere(build.changed(build.good(), build.exchange("file", 403)), access=()),
            "http://purl.org/coar/access_right/c_16ec",
        ),
        ("date-embargo", build.embargoed("soon"), "2029-01-28"),
        ("date-embargo", build.embargoed(), "2031-01-01"),
        ("date-embargo", build.silent(), "2027-11-21"),
        ("say-how-to-get-data", build.embargoed(), f"Ask Demo Light Source for access at {build.PAGE_URL}"),
        ("leave-tombstone", build.withdrawn(), "was withdrawn on 2026-11-21"),
    ],
)
def test_snippets_are_filled_from_the_dataset(id: str, evidence: Evidence, words: str) -> None:
    assert words in said_by(id, evidence)
