"""Lines of several repairs as one text for each place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from assessors.catalogue import load_checks
from assessors.engine import judge
from assessors.gains import Repair
from assessors.metric_sets import load_metric_sets
from fairsvc.formats import schema_org
from fairsvc.formats.linkset import read_linkset
from fairsvc.model.remedy import Place, Prescription, Snippet
from fairsvc.reports.fix import merge_snippets, plan_fix
from fairsvc.reports.fix_json_ld import merge_blocks
from fairsvc.reports.fix_links import MOST_BYTES, linkset_address, merge_links
from fairsvc.reports.fix_xml import merge_datacite, merge_oai
from tests.support import evidence_builder as build

PAGE = "https://x.example/d/1"
ORCID = "https://orcid.org/0000-0002-1825-0097"


def merged(*blocks: dict[str, Any], background: tuple[dict[str, Any], ...] = ()) -> tuple[Any, tuple[str, ...]]:
    text, contradictions = merge_blocks([json.dumps(one) for one in blocks], [json.dumps(one) for one in background])
    return json.loads(text) if text else None, contradictions


@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        ({"name": "a"}, {"version": "1"}, {"name": "a", "version": "1"}),
        ({"keywords": "a"}, {"keywords": ["b", "a"]}, {"keywords": ["a", "b"]}),
        ({"description": "a"}, {"description": "b"}, {"description": ["a", "b"]}),
        ({"isAccessibleForFree": True}, {"isAccessibleForFree": "true"}, {"isAccessibleForFree": True}),
        ({"isAccessibleForFree": "True"}, {"isAccessibleForFree": True}, {"isAccessibleForFree": "True"}),
        ({"copyrightYear": 2020}, {"copyrightYear": "2020"}, {"copyrightYear": 2020}),
        (
            {"distribution": {"contentUrl": PAGE, "name": "a"}},
            {"distribution": {"contentUrl": f"{PAGE}/2", "name": "a"}},
            {"distribution": [{"contentUrl": PAGE, "name": "a"}, {"contentUrl": f"{PAGE}/2", "name": "a"}]},
        ),
        (
            {"keywords": ["a"]},
            {"keywords": {"name": "a", "termCode": "1"}},
            {"keywords": [{"name": "a", "termCode": "1"}]},
        ),
        (
            {"creator": [{"name": "Doe"}]},
            {"creator": {"@id": ORCID, "name": "Doe", "affiliation": {"name": "DLS"}}},
            {"creator": [{"name": "Doe", "@id": ORCID, "affiliation": {"name": "DLS"}}]},
        ),
        (
            {"creator": {"@id": "a:1", "name": "J"}},
            {"creator": {"@id": "a:2", "name": "J"}},
            {"creator": [{"@id": "a:1", "name": "J"}, {"@id": "a:2", "name": "J"}]},
        ),
        (
            {"distribution": [{"contentUrl": PAGE}]},
            {"distribution": [{"contentUrl": PAGE, "contentSize": "1 B"}, {"contentUrl": f"{PAGE}/2"}]},
            {"distribution": [{"contentUrl": PAGE, "contentSize": "1 B"}, {"contentUrl": f"{PAGE}/2"}]},
        ),
        (
            {"identifier": {"value": "10.5072/A"}},
            {"identifier": {"value": "doi:10.5072/a", "url": "https://doi.org/10.5072/a"}},
            {"identifier": {"value": "10.5072/A", "url": "https://doi.org/10.5072/a"}},
        ),
        (
            {"@context": "https://schema.org/", "name": "a"},
            {"@context": ["https://schema.org/", {"dct": "http://purl.org/dc/terms/"}]},
            {"@context": ["https://schema.org/", {"dct": "http://purl.org/dc/terms/"}], "name": "a"},
        ),
    ],
)
def test_blocks_are_merged_deeply_and_without_doubles(first: Any, other: Any, expected: Any) -> None:
    found, contradictions = merged(first, other)
    assert (found, contradictions) == (expected, ())


@pytest.mark.parametrize(
    ("first", "other", "said"),
    [
        ({"license": "a:1"}, {"license": "a:2"}, "license: “a:1” is kept, “a:2” is said too"),
        ({"license": ["a:1"]}, {"license": ["a:2"]}, "license: “a:1” is kept, “a:2” is said too"),
        (
            {"isAccessibleForFree": True},
            {"isAccessibleForFree": False},
            "isAccessibleForFree: “true” is kept, “false” is said too",
        ),
        (
            {"distribution": {"contentUrl": PAGE, "contentSize": "1 B"}},
            {"distribution": {"contentUrl": PAGE, "contentSize": "2 B"}},
            "distribution/contentSize: “1 B” is kept, “2 B” is said too",
        ),
    ],
)
def test_contradictions_are_told_and_the_first_stays(first: Any, other: Any, said: str) -> None:
    assert merged(first, other) == (first, (said,))


@pytest.mark.parametrize(
    ("stated", "known", "expected"),
    [
        ({"license": "a:1"}, {"license": "a:2", "name": "a"}, {"license": "a:1", "name": "a"}),
        ({"creator": [{"name": "Doe"}]}, {"creator": [{"name": "admin"}]}, {"creator": [{"name": "Doe"}]}),
        (
            {"creator": [{"name": "Doe", "@id": ORCID}]},
            {"creator": [{"name": "Doe", "affiliation": {"name": "DLS"}}]},
            {"creator": [{"name": "Doe", "@id": ORCID, "affiliation": {"name": "DLS"}}]},
        ),
        ({"keywords": ["a"]}, {"keywords": [{"name": "a", "@id": "a:1"}]}, {"keywords": [{"name": "a", "@id": "a:1"}]}),
    ],
)
def test_what_is_known_fills_in_and_brings_nothing_back(stated: Any, known: Any, expected: Any) -> None:
    assert merged(stated, background=(known,)) == (expected, ())


def test_nothing_to_merge_is_nothing() -> None:
    assert merged() == (None, ())
    assert merge_datacite([]) == ("", ())
    assert merge_oai([]) == ""


def test_elements_of_datacite_stand_in_the_order_of_the_schema() -> None:
    text, contradictions = merge_datacite(
        [
            '<rights rightsURI="https://x.example/by">CC BY</rights>',
            "<creator><creatorName>Doe, Jane</creatorName><nameIdentifier>1</nameIdentifier></creator>",
            (
                '<creators><creator><creatorName nameType="Personal">Doe, Jane</creatorName>'
                "<nameIdentifier>1</nameIdentifier><affiliation>DLS</affiliation></creator></creators>"
            ),
            '<date dateType="Collected">2020</date>',
            '<date dateType="Available">2021</date>',
            '<date dateType="Collected">2022</date>',
            "<version>1</version>",
            "<version>2</version>",
            '<subject xml:lang="en">a &lt;b&gt; &amp; c</subject>',
            '<subject xml:lang="en">a &lt;b&gt; &amp; c</subject>',
        ]
    )
    assert contradictions == (
        "date: “2020” is kept, “2022” is said too",
        "version: “1” is kept, “2” is said too",
    )
    root = etree.fromstring(text)
    names = {None: "http://datacite.org/schema/kernel-4"}
    assert [etree.QName(child).localname for child in root] == [
        "creators",
        "subjects",
        "dates",
        "version",
        "rightsList",
    ]
    assert [[etree.QName(part).localname for part in one] for one in root.findall("creators/creator", names)] == [
        ["creatorName", "nameIdentifier", "affiliation"]
    ]
    assert root.find("creators/creator/creatorName", names).get("nameType") == "Personal"
    assert [one.text for one in root.findall("subjects/subject", names)] == ["a <b> & c"]


def test_elements_of_dublin_core_make_one_record() -> None:
    text = merge_oai(
        ["<dc:rights>a &amp; b</dc:rights>", "<dc:rights>a &amp; b</dc:rights>", "<dc:type>Dataset</dc:type>"]
    )
    root = etree.fromstring(text)
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    assert [(etree.QName(child).localname, child.text) for child in root] == [("rights", "a & b"), ("type", "Dataset")]
    assert text.count("xmlns:dc=") == 1


def test_few_links_are_header_fields() -> None:
    line = 'Link: <https://doi.org/10.5072/a>; rel="cite-as"'
    assert merge_links([line, line], PAGE).header == line
    assert merge_links([line], PAGE).linkset == ""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://x.example/7", "https://x.example/7/linkset.json"),
        ("https://x.example/7/", "https://x.example/7/linkset.json"),
        ("https://x.example/view?id=7", "https://x.example/view/linkset.json?id=7"),
        ("https://x.example/#/data/7", "https://x.example/linkset.json?fragment=%2Fdata%2F7"),
        ("https://x.example/v?a=1&b=%20#x", "https://x.example/v/linkset.json?a=1&b=%20&fragment=x"),
        ("https://x.example/a>b\r\nSet-Cookie: x", "https://x.example/a%3Eb%0D%0ASet-Cookie:%20x/linkset.json"),
        ('https://x.example/?q="<é>', "https://x.example/linkset.json?q=%22%3C%C3%A9%3E"),
    ],
)
def test_the_linksets_address_is_safe_and_the_pages_own(page: str, expected: str) -> None:
    assert linkset_address(page) == expected


@pytest.mark.parametrize(("relation", "kept"), [("item", 2), ("author", 1)])
def test_many_links_go_to_a_linkset(relation: str, kept: int) -> None:
    lines = [f'Link: <https://x.example/{number:040}>; rel="{relation}"; type="text/csv"' for number in range(60)]
    links = merge_links(['Link: <https://doi.org/10.5072/a>; rel="cite-as"', *lines], PAGE)
    header = links.header.splitlines()
    assert (len(header), header[-1]) == (
        kept,
        f'Link: <{PAGE}/linkset.json>; rel="linkset"; type="application/linkset+json"',
    )
    assert len(links.header) < MOST_BYTES
    read, findings = read_linkset(links.linkset.encode(), "application/linkset+json", f"{PAGE}/linkset.json")
    assert findings == ()
    assert {link.anchor for link in read} == {PAGE}
    assert sorted({link.rel for link in read}) == sorted({"cite-as", relation})
    assert len(read) == 61


def repair(id: str, *snippets: Snippet) -> Repair:
    return Repair(Prescription(id, "Do it.", snippets), ("a",), ())


def test_each_place_gets_one_text() -> None:
    known = Snippet(
        Place.JSON_LD, '{"@context": "https://schema.org/", "@type": "Dataset", "name": "old", "license": "a:1"}'
    )
    own = Snippet(Place.JSON_LD, '{"@context": "https://schema.org/", "@type": "Dataset", "name": "new"}')
    server = Snippet(Place.SERVER, "Vary: Accept")
    page = Snippet(Place.HTML, '<link rel="canonical" href="https://x.example/">')
    texts, contradictions = merge_snippets(
        [repair("embed-schema-org", known), repair("give-title", own, server, page), repair("other", server)], PAGE
    )
    assert contradictions == ()
    assert [(one.place, one.file_name) for one in texts] == [
        (Place.JSON_LD, "json-ld.html"),
        (Place.HTML, "landing-page.html"),
        (Place.SERVER, "server.txt"),
    ]
    assert '"name": "new"' in texts[0].text
    assert '"license": "a:1"' in texts[0].text
    assert texts[0].text.startswith('<script type="application/ld+json">\n{')
    assert texts[2].text == "Vary: Accept"


METRIC_SETS = tuple(load_metric_sets().values())


@pytest.mark.parametrize("world", ["silent", "junk", "invalid_json_ld"])
def test_a_plan_keeps_to_its_places_and_its_limit(world: str) -> None:
    evidence = getattr(build, world)()
    verdicts = judge(evidence, load_checks().values())
    whole = plan_fix(evidence, verdicts, METRIC_SETS)
    assert len(whole.repairs) > 2
    assert plan_fix(evidence, verdicts, METRIC_SETS, limit=2).repairs == whole.repairs[:2]
    for place in Place:
        kept = plan_fix(evidence, verdicts, METRIC_SETS, places=frozenset({place}))
        assert {one.place for one in kept.pasted} <= {place}
        assert all({s.place for s in one.prescription.snippets} == {place} for one in kept.repairs)
    for one in whole.pasted:
        if one.place is Place.JSON_LD:
            schema_org.read(one.text.split("\n", 1)[1].rsplit("\n", 1)[0].encode())


def test_nothing_is_to_be_repaired_where_nothing_fails() -> None:
    evidence = build.good()
    verdicts = {name: one for name, one in judge(evidence, load_checks().values()).items() if one.outcome == "pass"}
    plan = plan_fix(evidence, verdicts, METRIC_SETS)
    assert (plan.repairs, plan.pasted, plan.contradictions) == ((), (), ())
    assert all(not gain.any for gain in plan.together)
