from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.linkset import read_linkset
from fairsvc.model.link import Link

BASE = "https://repo.example.org/d/1/linkset"
PAGE = "https://repo.example.org/d/1"
FILE = "https://repo.example.org/f/1"
SAMPLES = Path(__file__).parents[1] / "samples" / "wire"


def test_reads_the_json_form() -> None:
    links, findings = read_linkset((SAMPLES / "linkset.json").read_bytes(), "application/linkset+json", BASE)
    assert findings == ()
    assert links == (
        Link("https://doi.org/10.5072/ice.1", "cite-as", PAGE, source="linkset"),
        Link(FILE, "item", PAGE, "application/x-hdf5", title="Eis", hreflang="en de", source="linkset"),
        Link(
            "https://repo.example.org/f/2",
            "item",
            PAGE,
            "text/csv",
            "https://p.example.org/1 https://p.example.org/2",
            source="linkset",
        ),
        Link(
            "https://repo.example.org/m",
            "describedby",
            PAGE,
            "application/ld+json",
            "https://w3id.org/ro/crate",
            source="linkset",
        ),
        Link(PAGE, "collection", FILE, "text/html", source="linkset"),
    )


@pytest.mark.parametrize("media_type", ["application/linkset", "text/plain", "application/octet-stream", ""])
def test_reads_the_text_form(media_type: str) -> None:
    links, findings = read_linkset((SAMPLES / "linkset.txt").read_bytes(), media_type, BASE)
    assert findings == ()
    assert links == (
        Link("https://doi.org/10.5072/ice.1", "cite-as", PAGE, source="linkset"),
        Link(FILE, "item", PAGE, "application/x-hdf5", title="Eis", source="linkset"),
        Link(PAGE, "collection", FILE, "text/html", source="linkset"),
    )


@pytest.mark.parametrize("media_type", ["application/json", "application/linkset", "", "text/html"])
def test_the_first_character_outranks_the_media_type(media_type: str) -> None:
    links, _ = read_linkset(b"\xef\xbb\xbf \n" + (SAMPLES / "linkset.json").read_bytes(), media_type, BASE)
    assert len(links) == 5


def test_a_context_without_anchor_is_the_linkset_itself() -> None:
    links, findings = read_linkset(json.dumps({"linkset": [{"item": [{"href": FILE}]}]}).encode(), "", BASE)
    assert [(link.rel, link.anchor) for link in links] == [("item", BASE)]
    assert [finding.code for finding in findings] == ["signposting.linkset.anchorless"]


@pytest.mark.parametrize(
    ("document", "relations", "faults"),
    [
        ({"linkset": []}, [], 0),
        ({"linkset": [{"anchor": PAGE, "item": [{"href": FILE}]}], "extra": 1}, ["item"], 1),
        ({"linkset": [{"anchor": PAGE, "item": [{"href": FILE}]}], "@context": "x"}, ["item"], 0),
        ([{"anchor": PAGE, "item": [{"href": FILE}]}], ["item"], 0),
        ({"linkset": [{"anchor": PAGE, "item": {"href": FILE}}]}, ["item"], 1),
        ({"linkset": [{"anchor": PAGE, "item": [FILE, {"href": FILE}]}]}, ["item"], 1),
        ({"linkset": [{"anchor": PAGE, "lset": None, "item": [{"href": FILE}]}]}, ["item"], 2),
        ({"linkset": [7, {"anchor": PAGE, "item": [{"href": FILE}]}]}, ["item"], 1),
        ({"linkset": [{"anchor": PAGE, "item": [{}, {"href": ""}, {"href": 1}, {"href": FILE}]}]}, ["item"], 3),
        ({"linkset": [{"anchor": PAGE, "item": [{"href": "javascript:x"}, {"href": FILE}]}]}, ["item"], 1),
        ({"linkset": [{"anchor": "https://[", "item": [{"href": FILE}], "type": [{"href": FILE}]}]}, [], 2),
        ({"linkset": [{"anchor": PAGE, "item": [{"href": FILE, "title": "\ud800"}]}]}, ["item"], 0),
    ],
)
def test_bears_what_the_standard_does_not_allow(document: Any, relations: list[str], faults: int) -> None:
    links, findings = read_linkset(json.dumps(document).encode(), "application/linkset+json", BASE)
    assert [link.rel for link in links] == relations
    assert [finding.code for finding in findings] == ["linkset.malformed"] * faults
    assert all(link.title.encode() is not None for link in links)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", "application/linkset+json"),
        (b"  ", "application/linkset"),
        (b'{"linkset": ', "application/linkset+json"),
        (b'{"linkset": {}}', "application/linkset+json"),
        (b'{"links": []}', "application/linkset+json"),
        (b"[" * 100_000, "application/linkset+json"),
        (b'{"linkset": ' + b"1" * 10_000 + b"}", "application/linkset+json"),
        (b'{"linkset": "\xff"}', "application/linkset+json"),
        (b"<!doctype html><title>Not found</title>", "application/linkset"),
        (b"<html><body>; rel=item", "text/html"),
        (b"nothing here", "application/linkset+json"),
        (b"nothing here", "application/linkset"),
        (b"\x89PNG\r\n", "image/png"),
    ],
)
def test_refuses_what_is_no_linkset(body: bytes, media_type: str) -> None:
    with pytest.raises(Unreadable):
        read_linkset(body, media_type, BASE)


@settings(max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=100),
        st.recursive(
            st.one_of(st.none(), st.text(max_size=5), st.just("item"), st.just(FILE)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(["linkset", "anchor", "item", "href", "title*", "x"]), inner, max_size=4
                ),
            ),
            max_leaves=20,
        ).map(lambda value: json.dumps({"linkset": value}).encode()),
    )
)
def test_gives_links_or_says_unreadable(body: bytes) -> None:
    try:
        links, _ = read_linkset(body, "", BASE)
    except Unreadable:
        return
    assert all(link.source == "linkset" and link.rel for link in links)


def test_reads_the_linkset_of_zenodo(shared: Path) -> None:
    lines = (shared / "doi" / "doi-exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    answer = next(a for a in answers if a["request"]["accept"] == "application/linkset+json")
    links, findings = read_linkset(answer["response"]["body"].encode(), "application/linkset+json", BASE)
    assert findings == ()
    page = [link for link in links if link.anchor == "https://zenodo.org/records/5244404"]
    assert [link.rel for link in page].count("item") == 3
    assert [link.target for link in page if link.rel == "cite-as"] == ["https://doi.org/10.5281/zenodo.5244404"]
    described = [link for link in page if link.profile]
    assert [link.media_type for link in described] == ["application/ld+json"]
    assert described[0].profile == "https://datapackage.org/profiles/2.0/datapackage.json"


@pytest.mark.parametrize(
    ("text", "relations", "findings"),
    [
        (f'<{FILE}>; rel="item"; anchor="{PAGE}"', ["item"], []),
        (f'<{FILE}>; rel="item"; anchor="{PAGE}",\n\n,\n<{FILE}>;rel=up;anchor="{PAGE}"\n', ["item", "up"], []),
        (f'<{FILE}>; rel="item"', ["item"], ["linkset.malformed"]),
        (f'<{FILE}>; rel="item"; anchor="../1"', ["item"], ["signposting.linkset.relative"]),
        (f'</f/1>; rel="item"; anchor="{PAGE}"', ["item"], ["signposting.linkset.relative"]),
        (f'<{PAGE}>; rev="item"; anchor="{FILE}"', ["item"], []),
        (f'<{FILE}>; rel="item"; anchor="{PAGE}", <{FILE}>; anchor="{PAGE}"', ["item"], ["linkset.malformed"]),
        (f'{FILE}; rel="item"; anchor="{PAGE}"', ["item"], ["linkset.malformed"]),
    ],
)
def test_text_says_where_each_link_belongs(text: str, relations: list[str], findings: list[str]) -> None:
    links, found = read_linkset(text.encode(), "application/linkset", BASE)
    assert [link.rel for link in links] == relations
    assert [finding.code for finding in found] == findings


def test_rev_in_a_linkset_says_the_same_as_rel() -> None:
    turned, _ = read_linkset(f'<{PAGE}>; rev="item"; anchor="{FILE}"'.encode(), "", BASE)
    plain, _ = read_linkset(f'<{FILE}>; rel="item"; anchor="{PAGE}"'.encode(), "", BASE)
    assert turned == plain


def test_findings_name_the_linkset_they_were_met_in() -> None:
    _, findings = read_linkset(b'{"linkset": [7]}', "", BASE, where="exchange/linkset:2")
    assert [finding.where for finding in findings] == ["exchange/linkset:2#linkset[0]"]


def test_findings_are_bounded() -> None:
    assert len(read_linkset(b'{"linkset": [' + b"7," * 9_999 + b"7]}", "", BASE)[1]) == 100
    assert len(read_linkset(b"<//x.example>; rel=up," * 9_999, "", BASE)[1]) == 101


@pytest.mark.parametrize("body", [b'{"linkset": [' + b"{}," * 1_600_000 + b"{}]}", b" <a>;rel=b" + b"," * (64 * 2**20)])
def test_refuses_what_would_not_fit_into_memory(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_linkset(body, "", BASE)


@pytest.mark.parametrize("form", ["json", "text"])
def test_reads_many_entries_in_little_time(form: str) -> None:
    files = [f"https://repo.example.org/f/{number}" for number in range(20_000)]
    if form == "json":
        body = json.dumps({"linkset": [{"anchor": PAGE, "item": [{"href": f, "type": "a/b"} for f in files]}]}).encode()
    else:
        body = ",\n".join(f'<{file}>; rel="item"; type="a/b"; anchor="{PAGE}"' for file in files).encode()
    started = time.process_time()
    links, findings = read_linkset(body, "", BASE)
    assert time.process_time() - started < 10
    assert [link.target for link in links] == files
    assert findings == ()
