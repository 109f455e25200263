from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.ro_crate import is_crate_name, read_crate
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

URL = "https://repo.example.org/crate/ro-crate-metadata.json"
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
DESCRIPTOR = {
    "@id": "ro-crate-metadata.json",
    "@type": "CreativeWork",
    "about": {"@id": "./"},
    "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
}


def crate(*entities: dict[str, Any], root: dict[str, Any] | None = None, descriptor: Any = DESCRIPTOR) -> bytes:
    parts = [{"@id": entity["@id"]} for entity in entities]
    top = {"@id": "./", "@type": "Dataset", "hasPart": parts, **(root or {})}
    return json.dumps(
        {"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": [descriptor, top, *entities]}
    ).encode()


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (
            {
                "@id": "raw/scan%201.h5",
                "@type": "File",
                "contentSize": "4096",
                "encodingFormat": ["application/x-hdf5", {"@id": "https://www.nationalarchives.gov.uk/PRONOM/fmt/286"}],
                "sha256": SHA.upper(),
            },
            FileEntry(
                "https://repo.example.org/crate/raw/scan%201.h5",
                "raw/scan 1.h5",
                4096,
                (Identifier(SHA, "sha-256"),),
                "application/x-hdf5",
            ),
        ),
        (
            {"@id": "./a b.csv", "@type": ["File", "SoftwareSourceCode"]},
            FileEntry("https://repo.example.org/crate/a%20b.csv", "a b.csv"),
        ),
        # Web-based: the path in a local copy stands beside the address
        (
            {"@id": "https://x.example.org/f/1", "@type": "File", "localPath": "raw/f.h5", "contentSize": "1.5 kB"},
            FileEntry("https://x.example.org/f/1", "raw/f.h5", 1500),
        ),
        # A relative name whose bytes are elsewhere
        (
            {"@id": "f.h5", "@type": "File", "contentUrl": {"@id": "https://x.example.org/dl?id=1"}},
            FileEntry("https://x.example.org/dl?id=1", "f.h5"),
        ),
        (
            {"@id": "#inside", "@type": "File", "contentUrl": "https://x.example.org/f"},
            FileEntry("https://x.example.org/f"),
        ),
        ({"@id": "f", "@type": "schema:MediaObject"}, FileEntry("https://repo.example.org/crate/f", "f")),
        # A size that is a number, one that is none
        ({"@id": "f", "@type": "File", "contentSize": 7}, FileEntry("https://repo.example.org/crate/f", "f", 7)),
        ({"@id": "f", "@type": "File", "contentSize": "big"}, FileEntry("https://repo.example.org/crate/f", "f")),
    ],
)
def test_reads_files(entity: dict[str, Any], expected: FileEntry) -> None:
    assert read_crate(crate(entity), URL) == (expected,)


@pytest.mark.parametrize(
    "entity",
    [
        {"@id": "#inside", "@type": "File"},
        {"@id": "_:b0", "@type": "File"},
        {"@id": "javascript:alert(1)", "@type": "File"},
        {"@id": "doi:10.5072/x", "@type": "File"},
        {"@id": "https://x.example.org/page", "@type": "CreativeWork"},
    ],
)
def test_what_has_no_address_or_is_no_file_is_left_out(entity: dict[str, Any]) -> None:
    assert read_crate(crate(entity), URL) == ()


def test_a_name_that_leaves_the_crate_has_no_path() -> None:
    (entry,) = read_crate(crate({"@id": "../../etc/passwd", "@type": "File"}), URL)
    assert entry.path == ""


def test_walks_folders_once_also_in_circles() -> None:
    folder = {"@id": "raw/", "@type": "Dataset", "hasPart": [{"@id": "raw/a"}, {"@id": "./"}, {"@id": "raw/"}]}
    inner = {"@id": "raw/a", "@type": "File"}
    found = read_crate(crate(folder, inner), URL)
    assert [entry.path for entry in found] == ["raw/a"]


def test_the_archive_stands_for_files_without_address() -> None:
    archive = {"@id": "https://x.example.org/crate.zip", "@type": "DataDownload", "encodingFormat": "application/zip"}
    root = {"hasPart": [], "distribution": {"@id": archive["@id"]}}
    assert read_crate(crate(archive, root=root), URL) == (
        FileEntry("https://x.example.org/crate.zip", media_type="application/zip"),
    )
    with_file = crate(archive, {"@id": "a", "@type": "File"}, root={**root, "hasPart": [{"@id": "a"}]})
    assert [entry.path for entry in read_crate(with_file, URL)] == ["a"]


@pytest.mark.parametrize(
    "descriptor",
    [
        {**DESCRIPTOR, "@id": "ro-crate-metadata.jsonld"},
        {**DESCRIPTOR, "@id": "https://x.example.org/study-ro-crate-metadata.json"},
        {**DESCRIPTOR, "@id": "https://x.example.org/api/crate/7"},
        {"@id": "ro-crate-metadata.json", "about": {"@id": "./"}},
        {"@id": "ro-crate-metadata.json", "about": "./"},
    ],
)
def test_finds_the_root_by_the_descriptor(descriptor: dict[str, Any]) -> None:
    body = crate({"@id": "a", "@type": "File"}, descriptor=descriptor)
    assert [entry.path for entry in read_crate(body, URL)] == ["a"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"@graph": {}}',
        b'{"@graph": []}',
        crate(descriptor={"@id": "x"}),
        crate(descriptor={**DESCRIPTOR, "about": {"@id": "elsewhere/"}}),
        b'{"@graph":' * 50_000,
    ],
)
def test_refuses_what_is_no_crate(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_crate(body, URL)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        (URL, True),
        ("https://x.example.org/study-ro-crate-metadata.json?download=1", True),
        ("https://x.example.org/ro-crate-metadata.jsonld", True),
        ("https://x.example.org/ro-crate-metadata.json.html", False),
        ("https://x.example.org/?f=ro-crate-metadata.json", False),
    ],
)
def test_knows_its_name(url: str, is_one: bool) -> None:
    assert is_crate_name(url) is is_one


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@id", "@type", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "@id",
        "@type",
        "about",
        "conformsTo",
        "hasPart",
        "distribution",
        "contentUrl",
        "contentSize",
        "encodingFormat",
        "sha256",
        "localPath",
    ]
)


@settings(max_examples=100)
@given(st.dictionaries(FIELDS, ANYTHING), st.dictionaries(FIELDS, ANYTHING), st.dictionaries(FIELDS, ANYTHING))
def test_any_value_of_any_field_is_read_or_unreadable(root: Any, file: Any, descriptor: Any) -> None:
    entities = [
        {**DESCRIPTOR, **descriptor},
        {"@id": "./", "hasPart": [{"@id": "a"}], **root},
        {"@id": "a", "@type": "File", **file},
    ]
    try:
        found = read_crate(json.dumps({"@graph": entities}).encode(), URL)
    except Unreadable:
        return
    assert all(entry.url and ".." not in entry.path.split("/") for entry in found)
