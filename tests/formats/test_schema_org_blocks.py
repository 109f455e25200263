"""The script elements of a page: contexts, choice, repairs."""

from __future__ import annotations

import json
import time
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


DATASET = {"@id": "https://doi.org/10.5072/x", "@type": "Dataset", "name": "T", "creator": {"@id": "#ada"}}
ADA = {"@id": "#ada", "@type": "Person", "name": "Ada"}


def spelt(*blocks: dict[str, Any]) -> list[str]:
    return [json.dumps({"@context": "https://schema.org", **block}) for block in blocks]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_blocks_that_name_the_same_things_are_one_document(order: list[int]) -> None:
    blocks = spelt(DATASET, ADA, {"@id": DATASET["@id"], "version": "2"})
    view, findings = read_blocks([blocks[number] for number in order])
    assert view is not None
    assert [title.value for title in view.titles] == ["T"]
    assert [creator.name for creator in view.creators] == ["Ada"]
    assert view.version == "2"
    assert findings == ()


def test_a_document_that_stands_in_the_page_twice_says_nothing_twice() -> None:
    once, _ = read_blocks(spelt(DATASET, ADA))
    twice, findings = read_blocks(spelt(DATASET, ADA, DATASET))
    assert once == twice
    assert findings == ()


def test_blank_nodes_of_two_documents_are_two_things() -> None:
    first = {**DATASET, "creator": {"@id": "_:b0", "name": "Ada"}}
    second = {"@id": DATASET["@id"], "contributor": {"@id": "_:b0", "name": "Bo"}}
    view, _ = read_blocks(spelt(first, second))
    assert view is not None
    assert [agent.name for agent in (*view.creators, *view.contributors)] == ["Ada", "Bo"]


def test_a_broken_block_costs_the_joined_ones_nothing() -> None:
    view, findings = read_blocks(["{", *spelt(DATASET, ADA)])
    assert view is not None
    assert [creator.name for creator in view.creators] == ["Ada"]
    assert [(finding.code, finding.where) for finding in findings] == [("json-ld.invalid", "json-ld[0]")]


def test_what_stands_beside_the_dataset_is_not_at_fault() -> None:
    _, findings = read_blocks(spelt({"@type": "BreadcrumbList"}, {"@type": "Dataset", "name": "T"}))
    assert findings == ()


def test_joining_takes_linear_time() -> None:
    parts = [{"@id": f"#{number}"} for number in range(20_000)]
    started = time.process_time()
    read_blocks(spelt({**DATASET, "hasPart": parts}, {"@id": DATASET["@id"], "hasPart": parts}))
    assert time.process_time() - started < 10


REVERSED = [{"partOf": {"@reverse": "https://schema.org/distribution"}}, {"x": "https://schema.org/name"}]


def test_what_has_a_file_is_the_dataset() -> None:
    files = [
        {"@type": "DataDownload", "contentUrl": f"https://x.org/{name}", "partOf": {**DATASET, "creator": []}}
        for name in ("a", "b")
    ]
    view, findings = read_blocks([json.dumps({"@context": ["https://schema.org", *REVERSED], "@graph": files})])
    assert view is not None
    assert [title.value for title in view.titles] == ["T"]
    assert [file.url for file in view.content] == ["https://x.org/a", "https://x.org/b"]
    assert findings == ()
