from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.html_head import read_html
from fairsvc.formats.link_header import read_link_header
from fairsvc.formats.linkset import read_linkset
from fairsvc.model.link import Link

BASE = "https://repo.example.org/d/1"
SAMPLES = Path(__file__).parents[1] / "samples" / "wire"
CASES = tomllib.loads((SAMPLES / "link_header.toml").read_text(encoding="utf-8"))["case"]
SIGNPOSTING = {"author", "cite-as", "collection", "describedby", "describes", "item", "license", "linkset", "type"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reads_link_fields(case: dict[str, Any]) -> None:
    links, findings = read_link_header(case["fields"], BASE)
    assert [_plain(link) for link in links] == case["links"]
    assert len(findings) == case.get("faults", 0)
    assert {finding.code for finding in findings} <= {"link.malformed"}
    assert {link.source for link in links} <= {"http"}


def _plain(link: Link) -> dict[str, str]:
    parts = {
        "rel": link.rel,
        "target": link.target,
        "type": link.media_type,
        "profile": link.profile,
        "title": link.title,
        "hreflang": link.hreflang,
        "anchor": "" if link.anchor == BASE else link.anchor,
    }
    return {name: value for name, value in parts.items() if value}


def test_a_finding_names_the_link_and_the_fault() -> None:
    _, findings = read_link_header(["<a>;rel=item", "<b>;rel=item, <>;rel=license"], BASE)
    assert [(f.where, f.detail) for f in findings] == [("exchange/page#Link[2]", "a link's target is empty.")]


def test_findings_are_bounded() -> None:
    _, findings = read_link_header(["x, " * 10_000], BASE)
    assert len(findings) == 100


@pytest.mark.parametrize(
    "piece",
    [
        '<a>;t="x,',
        '<a>;t="',
        '<a>;t="\\",',
        '<a>;t="b" t="b"',
        '"',
        "<",
        ",",
        ";",
        "\\",
        ", <",
        ' " ,<',
        '" ',
        "<a>;rel=item,",
        "<a>;t=x ",
        '<a>;t=",<a>;t=,',
    ],
)
def test_takes_linear_time(piece: str) -> None:
    field = (piece * 65_536)[:65_536]
    started = time.process_time()
    read_link_header([field], BASE)
    # Quadratic reading takes minutes here; linear takes milliseconds on an idle machine.
    assert time.process_time() - started < 10


@settings(max_examples=100)
@given(
    st.lists(st.text(st.one_of(st.sampled_from("<>,;=\"\\' *aé/:relitem"), st.characters()), max_size=60), max_size=3)
)
def test_never_raises(fields: list[str]) -> None:
    links, _ = read_link_header(fields, BASE)
    assert all(":" in link.target and link.rel for link in links)


@settings(max_examples=100)
@given(
    st.text(st.sampled_from("abc/?&=,;~%41"), min_size=1),
    st.text(st.characters(min_codepoint=32, max_codepoint=126)),
    st.sampled_from(["item", "cite-as", "author"]),
)
def test_what_is_written_by_the_grammar_is_read(path: str, title: str, rel: str) -> None:
    target = f"https://x.example.org/{path}"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    field = f'<{target}>; title="{quoted}"; rel="{rel}"'
    links, findings = read_link_header([f"{field}, {field}"], BASE)
    assert [(link.target, link.title, link.rel) for link in links] == [(target, title.strip(), rel)] * 2
    assert findings == ()


# Recorded: fourteen cases of the Apples-to-Apples Signposting benchmark, and answers of real repositories.


def _exchanges(shared: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "doi" / name).read_text(encoding="utf-8").splitlines()]


def _fields(exchange: dict[str, Any], name: str) -> list[str]:
    return [value for field, value in exchange["response"]["headers"] if field.lower() == name]


def test_finds_every_link_of_the_signposting_benchmark_and_no_other(shared: Path) -> None:
    expected = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text(encoding="utf-8"))
    answers: dict[str, dict[str, Any]] = {}
    for exchange in _exchanges(shared, "a2a-exchanges.dev.jsonl"):
        if exchange["request"]["method"] == "GET":
            answers.setdefault(exchange["request"]["url"], exchange)
    assert len(expected) == 14
    for name, case in expected.items():
        found = _signposting(answers, case["chain"][-1][0])
        wanted = {(link["source"], link["rel"], link["href"], link.get("type", "")) for link in case["links"]}
        assert found == wanted, name


def _signposting(answers: dict[str, dict[str, Any]], page: str) -> set[tuple[str, str, str, str]]:
    """Read header, page and linksets as a probe does: the channel that says it first is its source."""
    answer = answers[page]
    links = [*read_link_header(_fields(answer, "link"), page)[0]]
    links += read_html(answer["response"]["body"].encode(), page).links
    for offered in [link for link in links if link.rel == "linkset"]:
        body = answers[offered.target]["response"]["body"].encode()
        links += [k for k in read_linkset(body, offered.media_type, offered.target)[0] if k.anchor == page]
    first: dict[tuple[str, str, str, str], Link] = {}
    for link in links:
        first.setdefault(link.key, link)
    return {(k.source, k.rel, k.target, k.media_type) for k in first.values() if k.rel in SIGNPOSTING}


def test_reads_every_recorded_link_field_without_a_fault(shared: Path) -> None:
    read = 0
    for name in ("a2a-exchanges.dev.jsonl", "doi-exchanges.jsonl"):
        for exchange in _exchanges(shared, name):
            fields = _fields(exchange, "link")
            links, findings = read_link_header(fields, exchange["request"]["url"])
            assert bool(links) == bool(fields)
            assert findings == ()
            read += len(links)
    assert read > 300


def test_reads_pangaea(shared: Path) -> None:
    page = next(e for e in _exchanges(shared, "doi-exchanges.jsonl") if "doi.pangaea.de" in e["request"]["url"])
    http, _ = read_link_header(_fields(page, "link"), page["request"]["url"])
    html = read_html(page["response"]["body"].encode(), page["request"]["url"], "utf-8").links
    assert [link.rel for link in http] == ["cite-as", *["describedby"] * 3, "item", *["author"] * 2]
    assert [link.key for link in html] == [link.key for link in http]


# The list without a fault is read by one pattern; whatever stands beside it must not change what it means.


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.text("ab1/?&=;~%.-", min_size=1, max_size=8),
            st.sampled_from(['rel="item"', "rel=item", 'REL = "item"', 'rel="item describedby"', 'rev="item"']),
            st.sampled_from(
                ["", ';type="text/csv"', "; type=text/csv", ';title="a, b; c"', ";x", ";;", '; title="\\"<"']
            ),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_both_ways_of_reading_agree(elements: list[tuple[str, str, str]]) -> None:
    values = [f"<https://x.example.org/{path}>; {relation}{rest}" for path, relation, rest in elements]
    together, findings = read_link_header([", ".join(values)], BASE)
    # A quoted pair that says nothing keeps the sound pattern away.
    apart = [read_link_header([f'{value}; y="\\z"'], BASE)[0] for value in values]
    assert list(together) == [link for links in apart for link in links]
    assert findings == ()


def test_a_flood_of_links_keeps_the_first_and_says_so() -> None:
    field = ", ".join(f"<{number}>; rel=item" for number in range(100_000))
    started = time.process_time()
    links, findings = read_link_header([field], BASE)
    assert time.process_time() - started < 10
    assert [link.target for link in links[:2]] == ["https://repo.example.org/d/0", "https://repo.example.org/d/1"]
    assert len(links) == 10_000
    assert [finding.code for finding in findings] == ["link.too-many"]


def test_findings_name_the_place_that_was_given() -> None:
    _, findings = read_link_header(["<b>"], BASE, where="exchange/content:1#Link")
    assert [finding.where for finding in findings] == ["exchange/content:1#Link[0]"]
