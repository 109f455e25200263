"""The script elements of a page: contexts, choice, repairs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fairsvc.formats.schema_org import read_blocks
from fairsvc.model.metadata import Affiliation, Agent, Text


def codes(block: str) -> list[str]:
    return [finding.code for finding in read_blocks([block])[1]]


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "http://schema.org",
        "https://schema.org/",
        "http://schema.org/",
        "https://www.schema.org/",
        "https://schema.org/docs/jsonldcontext.jsonld",
        "https://schema.org/docs/jsonldcontext.json",
        {"@vocab": "https://schema.org/"},
        {"@vocab": "http://schema.org/"},
        {"@vocab": "https://schema.org"},
        ["https://schema.org", {"dct": "http://purl.org/dc/terms/"}],
    ],
)
def test_every_way_to_say_schema_org(context: Any) -> None:
    view, findings = read_blocks([json.dumps({"@context": context, "@type": "Dataset", "name": "T"})])
    assert view is not None
    assert (view.titles, findings) == ((Text("T"),), ())


SITE = {"@type": "WebSite", "name": "Portal", "publisher": {"@type": "Organization", "name": "Lab"}}
PART = {"@type": "Dataset", "@id": "https://x.example/part", "name": "Part"}


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([SITE, {"@type": "Dataset", "name": "T"}], "T"),
        ([{"@type": "SoftwareSourceCode", "name": "S"}, {"@type": "Dataset", "name": "T"}], "T"),
        ([{"@type": "LearningResource", "name": "L"}, SITE], "L"),
        ([{"@type": "Unheard", "name": "U"}], "U"),
        ([{"name": "N"}], "N"),
        ([[SITE, {"@type": "Dataset", "name": "T"}]], "T"),
        ([{"@graph": [SITE, {"@type": "Dataset", "name": "T"}]}], "T"),
        ([{"@graph": [PART, {"@type": "Dataset", "name": "T", "hasPart": {"@id": "https://x.example/part"}}]}], "T"),
        (
            [
                {
                    "@type": "Dataset",
                    "name": "T",
                    "hasPart": [{**PART, "description": "long", "url": "u", "version": "1"}],
                }
            ],
            "T",
        ),
        ([{"@type": "WebPage", "name": "Page", "mainEntity": {"@type": "Dataset", "name": "T"}}], "T"),
        ([{"@type": "DataCatalog", "name": "C", "dataset": {"@type": "Dataset", "name": "T"}}], "T"),
    ],
)
def test_the_dataset_is_chosen(blocks: list[Any], title: str) -> None:
    def with_context(block: Any) -> str:
        items = block if isinstance(block, list) else [block]
        whole = [{"@context": "https://schema.org", **item} for item in items]
        return json.dumps(whole if isinstance(block, list) else whole[0])

    view, _ = read_blocks([with_context(block) for block in blocks])
    assert view is not None
    assert view.titles[0].value == title


def test_what_a_graph_says_in_pieces_is_one_view() -> None:
    pieces = [
        {"@id": "#d", "@type": "Dataset", "name": "T", "creator": {"@id": "#a"}},
        {"@id": "#a", "@type": "Person", "name": "A", "affiliation": {"@id": "#o"}},
        {"@id": "#o", "@type": "Organization", "name": "O", "member": {"@id": "#a"}, "memberOf": {"@id": "#o"}},
        {"@id": "#d", "version": "2"},
    ]
    view, _ = read_blocks([json.dumps({"@context": "https://schema.org", "@graph": pieces})])
    assert view is not None
    assert view.creators == (Agent("A", "Personal", affiliations=(Affiliation("O"),)),)
    assert view.version == "2"


@pytest.mark.parametrize("where", ["https://w3id.org/elsewhere", "https://context.example.org/x", "schema.org"])
def test_an_unknown_context_is_reported_every_time_and_never_fetched(where: str) -> None:
    block = json.dumps({"@context": where, "@type": "Dataset", "name": "T"})
    for _ in range(2):
        view, findings = read_blocks([block])
        assert view is not None
        assert view.titles == (Text("T"),)
        assert [(finding.code, finding.where, finding.detail) for finding in findings] == [
            ("json-ld.unknown-context", "json-ld[0]", where),
        ]


@pytest.mark.parametrize(
    ("block", "title", "found"),
    [
        ('\ufeff{"@type": "Dataset", "name": "T"}', "T", ["json-ld.repaired", "json-ld.no-context"]),
        ('<!-- {"@type": "Dataset", "name": "T"} -->', "T", ["json-ld.repaired", "json-ld.no-context"]),
        ('//<![CDATA[\n{"@type": "Dataset", "name": "T"}\n//]]>', "T", ["json-ld.repaired", "json-ld.no-context"]),
        ('/*<![CDATA[*/ {"@type": "Dataset", "name": "T"} /*]]>*/', "T", ["json-ld.repaired", "json-ld.no-context"]),
        ('{"@type": "Dataset", "name": "two\nlines"}', "two lines", ["json-ld.repaired", "json-ld.no-context"]),
        ('{"@type": "Dataset", "name": "a, }b", }', "a, }b", ["json-ld.repaired", "json-ld.no-context"]),
        (
            '{"@type": "Dataset", "name": "a\\",]b", "keywords": ["x",],}',
            'a",]b',
            ["json-ld.repaired", "json-ld.no-context"],
        ),
        ('{"@type": "Dataset", "name": "a\tb",}', "a b", ["json-ld.repaired", "json-ld.no-context"]),
        ('{"@type": "Dataset", "name": "T"', None, ["json-ld.invalid"]),
        ("", None, ["json-ld.invalid"]),
        ("[]", None, ["json-ld.no-dataset"]),
        ("{}", None, ["json-ld.no-dataset"]),
        ("null", None, ["json-ld.no-dataset", "json-ld.invalid"]),
        ('{"@type": "Organization", "name": "O"}', None, ["json-ld.no-dataset", "json-ld.no-context"]),
        ('{"@context": 7, "name": "T"}', None, ["json-ld.invalid"]),
        ('{"@id": 7, "name": "T"}', None, ["json-ld.invalid"]),
        ("[" * 5000, None, ["json-ld.invalid"]),
        ('{"a":' * 3000 + "1" + "}" * 3000, None, ["json-ld.invalid"]),
        ('{"a":' * 900 + "1" + "}" * 900, None, ["json-ld.invalid"]),
    ],
)
def test_broken_blocks(block: str, title: str | None, found: list[str]) -> None:
    view, findings = read_blocks([block])
    assert (view.titles[0].value if view and view.titles else None) == title
    assert {finding.code for finding in findings} <= set(found)
    assert findings


def test_one_bad_block_does_not_spoil_the_others() -> None:
    good = json.dumps({"@context": "https://schema.org", "@type": "Dataset", "name": "T"})
    view, findings = read_blocks(["{", good, "<!--" + good + "-->"])
    assert view is not None
    assert view.titles == (Text("T"),)
    assert [(finding.code, finding.where) for finding in findings] == [
        ("json-ld.invalid", "json-ld[0]"),
        ("json-ld.repaired", "json-ld[2]"),
        ("json-ld.several-datasets", "json-ld"),
    ]


def test_no_blocks() -> None:
    assert read_blocks([]) == (None, ())


def test_the_number_of_blocks_is_bounded() -> None:
    assert codes_of(["{"] * 60)[-1] == "json-ld.too-many"
    assert len(codes_of(["{"] * 60)) == 51


def codes_of(blocks: list[str]) -> list[str]:
    return [finding.code for finding in read_blocks(blocks)[1]]


def test_repair_takes_linear_time() -> None:
    for block in (
        '"\\' * 300_000,
        "," + " " * 500_000,
        "<![CDATA[" + " " * 500_000,
        "/*" * 300_000,
        "{" * 500_000,
        "{" + '"a",' * 100_000,
    ):
        assert codes(block) == ["json-ld.invalid"]
