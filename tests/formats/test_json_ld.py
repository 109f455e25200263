"""JSON-LD expansion: the short way equals the whole algorithm, contexts are ours, hostile ones are bounded."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.foreign import expand_json_ld
from fairsvc.formats.json_ld import expand
from fairsvc.formats.json_ld_contexts import find_context, own_context
from fairsvc.formats.json_ld_plain import expand_plain
from fairsvc.formats.schema_org import read_blocks

SCHEMA = "http://schema.org/"
CONTEXTS = [
    "https://schema.org",
    "http://schema.org/",
    "https://schema.org/docs/jsonldcontext.json",
    ["https://schema.org/"],
    {"@vocab": "http://schema.org/"},
    {"@vocab": "https://schema.org"},
]
KEYS = st.sampled_from(
    [
        *("name", "creator", "Name", "x-y", "dct", "dct:title", "a b", "id", "type", "", "é"),
        *("@id", "@type", "@value", "@language", "@list", "@set", "@reverse", "@graph", "@nonsense", "@index"),
    ],
)
TEXTS = st.sampled_from(
    [
        *("Dataset", "T", "#a", "_:b", "https://x.example/a b", "http://x.example/", "doi:10.5072/x", "dct:title"),
        *("", "schema", "@id", "@foo", "en", "EN-gb", "not a tag", "x:", ":x", "a/b", "#", "# b", "http:", "id"),
    ],
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=14,
)
NODES = st.dictionaries(KEYS, VALUES, max_size=5)


def whole(document: Any) -> Any:
    """Expand by the whole algorithm; None when that refuses the document."""
    items = document if isinstance(document, list) else [document]
    initial = None if any("@context" in item for item in items) else own_context()
    try:
        return expand_json_ld(document, initial)[0]
    except Unreadable:
        return None


@settings(max_examples=100)
@given(st.sampled_from(CONTEXTS), st.lists(NODES, min_size=1, max_size=2), st.sampled_from(["one", "list", "graph"]))
def test_the_short_way_gives_what_the_whole_algorithm_gives(context: Any, nodes: list[Any], shape: str) -> None:
    document: Any = {"@context": context, **nodes[0]}
    if shape == "list":
        document = [{"@context": context, **node} for node in nodes]
    elif shape == "graph":
        document = {"@context": context, "@graph": nodes}
    short = expand_plain(document)
    assert short is None or json.dumps(short) == json.dumps(whole(document))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["T", "", "#a", "a b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "creator", "hasPart"]), inner, max_size=3)
        | st.fixed_dictionaries({"@value": st.sampled_from(["T", "", 1, True, None])})
        | st.fixed_dictionaries({"@value": st.just("T"), "@language": st.sampled_from(["en", "De-CH"])})
        | st.fixed_dictionaries({"@list": inner})
        | st.fixed_dictionaries(
            {"@id": st.sampled_from(["#a", "_:b", "https://x.example/"]), "@type": st.sampled_from(["A", ["A", "B"]])}
        )
    ),
    max_leaves=14,
)


@settings(max_examples=100)
@given(st.sampled_from([*CONTEXTS, None]), st.dictionaries(st.sampled_from(["name", "about", "x"]), PLAIN, max_size=4))
def test_plain_documents_take_the_short_way_to_the_same_end(context: Any, node: dict[str, Any]) -> None:
    document = {**({"@context": context} if context else {}), "@type": "Dataset", **node}
    short = expand_plain(document)
    expected = whole(document)
    assert short is None or json.dumps(short) == json.dumps(expected)
    simple = not any(mark in json.dumps(node) for mark in ("@value", "@list"))
    assert short is not None or not simple


@pytest.mark.parametrize(
    ("address", "term", "iri"),
    [
        ("https://schema.org/version/30.0/schemaorgcontext.jsonld", "@vocab", SCHEMA),
        ("HTTPS://SCHEMA.ORG", "@vocab", SCHEMA),
        ("https://w3id.org/ro/crate/1.1/context", "File", f"{SCHEMA}MediaObject"),
        ("https://w3id.org/ro/crate/1.2-DRAFT/context", "path", f"{SCHEMA}contentUrl"),
        ("https://w3id.org/ro/crate/1.2/context", "issueTracker", "https://codemeta.github.io/terms/issueTracker"),
        ("https://doi.org/10.5063/schema/codemeta-2.0", "readme", "https://codemeta.github.io/terms/readme"),
        ("https://w3id.org/codemeta/3.0", "embargoEndDate", "https://codemeta.github.io/terms/embargoEndDate"),
        ("https://bioschemas.org/", "TrainingMaterial", "https://bioschemas.org/types/TrainingMaterial"),
        ("https://www.w3.org/ns/dcat3.jsonld", "title", "http://purl.org/dc/terms/title"),
        ("https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld", "@vocab", "http://www.w3.org/ns/dcat#"),
        ("https://schema.datacite.org/linked-data/context/fullcontext.jsonld", "titles", f"{SCHEMA}name"),
        ("http://purl.org/dc/terms/", "@vocab", "http://purl.org/dc/terms/"),
        ("https://www.w3.org/ns/prov.jsonld", "@vocab", "http://www.w3.org/ns/prov#"),
    ],
)
def test_known_addresses_have_a_context_of_ours(address: str, term: str, iri: str) -> None:
    context = find_context(address)
    assert context is not None
    assert context[term] == iri


@pytest.mark.parametrize(
    "address",
    [
        "",
        "schema.org",
        "https://schema.org.example.org/",
        "https://x.example/?https://schema.org/",
        "https://w3id.org/x",
    ],
)
def test_other_addresses_have_none(address: str) -> None:
    assert find_context(address) is None


def expanded(document: Any) -> Any:
    return expand({"@context": "https://schema.org", **document})[0]


NAME, PART = f"{SCHEMA}name", f"{SCHEMA}hasPart"


@pytest.mark.parametrize(
    ("context", "node", "result"),
    [
        ({"label": f"{SCHEMA}name"}, {"label": "T"}, [{NAME: [{"@value": "T"}]}]),
        (
            {"kind": "@type", "self": "@id"},
            {"kind": f"{SCHEMA}X", "self": "urn:x"},
            [{"@id": "urn:x", "@type": [f"{SCHEMA}X"]}],
        ),
        (
            {"name": {"@id": f"{SCHEMA}name", "@container": "@language"}},
            {"name": {"en": "T", "de": "U"}},
            [{NAME: [{"@language": "de", "@value": "U"}, {"@language": "en", "@value": "T"}]}],
        ),
        (
            {"@vocab": SCHEMA, "meta": "@nest"},
            {"meta": {"name": "T"}},
            [{NAME: [{"@value": "T"}]}],
        ),
        (
            {"@vocab": SCHEMA, "parts": {"@id": f"{SCHEMA}hasPart", "@container": "@id"}},
            {"parts": {"urn:p": {"name": "P"}}},
            [{PART: [{"@id": "urn:p", NAME: [{"@value": "P"}]}]}],
        ),
        (
            {"@vocab": SCHEMA, "isPartOf": {"@reverse": f"{SCHEMA}hasPart"}},
            {"@id": "urn:p", "isPartOf": {"@id": "urn:w"}},
            [{"@id": "urn:p", "@reverse": {PART: [{"@id": "urn:w"}]}}],
        ),
        (
            ["https://schema.org", {"dct": "http://purl.org/dc/terms/"}, None, {"t": "http://purl.org/dc/terms/title"}],
            {"t": "T", "name": "gone"},
            [{"http://purl.org/dc/terms/title": [{"@value": "T"}]}],
        ),
        (
            {"@vocab": SCHEMA, "Dataset": {"@id": f"{SCHEMA}Dataset", "@context": {"label": f"{SCHEMA}name"}}},
            {"@type": "Dataset", "label": "T"},
            [{"@type": [f"{SCHEMA}Dataset"], NAME: [{"@value": "T"}]}],
        ),
    ],
)
def test_what_json_ld_1_1_allows(context: Any, node: Any, result: Any) -> None:
    assert expand({"@context": context, **node}) == (result, ())


def test_included_nodes_are_found() -> None:
    block = {
        "@context": "https://schema.org",
        "@id": "#c",
        "@type": "WebPage",
        "@included": [{"@type": "Dataset", "name": "T"}],
    }
    view, _ = read_blocks([json.dumps(block)])
    assert view is not None
    assert view.titles[0].value == "T"


def test_an_unknown_context_leaves_the_others_as_they_are() -> None:
    document = {"@context": [{"@vocab": "http://purl.org/dc/terms/"}, "https://context.example.org/x"], "title": "T"}
    assert expand(document) == (
        [{"http://purl.org/dc/terms/title": [{"@value": "T"}]}],
        ("https://context.example.org/x",),
    )


CRATE = {
    "@context": "https://w3id.org/ro/crate/1.1/context",
    "@graph": [
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}},
        {"@id": "./", "@type": "Dataset", "name": "T", "hasPart": [{"@id": "a.h5"}, {"@id": "sub/"}]},
        {"@id": "a.h5", "@type": "File", "contentSize": "12"},
        {"@id": "sub/", "@type": "Dataset", "name": "Part", "description": "D", "version": "1", "author": "A"},
    ],
}
DCAT = {
    "@context": "https://www.w3.org/ns/dcat3.jsonld",
    "@type": "Dataset",
    "title": "T",
    "pav:version": "2",
    "distribution": {"@type": "Distribution", "downloadURL": "https://x.example/a", "byteSize": 3},
}


@pytest.mark.parametrize("document", [CRATE, DCAT])
def test_documents_of_other_vocabularies_are_datasets(document: Any) -> None:
    view, findings = read_blocks([json.dumps(document)])
    assert view is not None
    assert [title.value for title in view.titles] == ["T"]
    assert view.resource_type is not None
    assert view.resource_type.general == "Dataset"
    assert {finding.code for finding in findings} <= {"json-ld.several-datasets"}
    assert [file.size_bytes for file in view.content] == ([3] if document is DCAT else [12])


def test_a_document_that_comes_twice_is_read_alike() -> None:
    text = json.dumps({"@context": "https://schema.org", "@type": "Dataset", "name": "T", "creator": {"name": "A"}})
    first, second = read_blocks([text]), read_blocks(["<!--" + text + "-->"])
    assert first[0] == second[0]
    assert [finding.code for finding in second[1]] == ["json-ld.repaired"]


def nested(depth: int, value: Any) -> Any:
    for _ in range(depth):
        value = {"hasPart": value}
    return value


HOSTILE = {
    "many terms": {"@context": {f"t{i}": f"urn:t{i}" for i in range(30_000)}, "t1": "x"},
    "many remote contexts": {"@context": ["https://w3id.org/ro/crate/1.1/context"] * 25_000, "name": "T"},
    "a context at every node": {
        "@context": {"@vocab": SCHEMA, **{f"t{i}": f"urn:t{i}" for i in range(5000)}},
        "hasPart": [{"@context": {}, "name": "x"} for _ in range(20_000)],
    },
    "contexts in contexts": {
        "@context": {
            "@vocab": SCHEMA,
            "p": {"@id": f"{SCHEMA}p", "@context": {f"t{i}": f"urn:t{i}" for i in range(3000)}},
        },
        "p": [{"p": "x"} for _ in range(20_000)],
    },
    "many values": {"@context": {"@vocab": SCHEMA}, "keywords": [f"word {i}" for i in range(80_000)]},
    "many nodes": {
        "@context": [{"@vocab": SCHEMA}, {}],
        "hasPart": [{"@id": f"urn:{i}", "name": "x"} for i in range(10_000)],
    },
    "many keys": {"@context": [{"@vocab": SCHEMA}, {}], **{f"key{i}": i for i in range(25_000)}},
    "many aliases of prefixes": {"@context": {f"p{i}": f"p{i + 1}:x" for i in range(20_000)}, "p0:x": "y"},
    "a cycle of prefixes": {"@context": {"a": "b:x", "b": "a:x"}, "a": "y"},
    "depth": {"@context": [{"@vocab": SCHEMA}, {}], **nested(350, "x")},
    "one long text": {"@context": [{"@vocab": SCHEMA}, {}], "@id": "a" * 500_000, "name": "b" * 500_000},
    "a long prefix": {"@context": [{"@vocab": SCHEMA}, {}], "@id": ":" * 900_000},
    "many dots": {"@context": [{"@vocab": SCHEMA}, {}], "@id": "../" * 300_000},
    "lists in lists": {"@context": [{"@vocab": SCHEMA}, {}], "name": [[[["x"]] * 100] * 100] * 4},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_cost_little(name: str) -> None:
    text = json.dumps(HOSTILE[name])
    started = time.process_time()
    view, findings = read_blocks([text])
    assert view is not None or findings
    assert time.process_time() - started < 10
