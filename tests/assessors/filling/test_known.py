"""What is written into lines to paste: what any view knows, without placeholders."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assessors.filling.known import MOST_FILES, known_metadata
from assessors.remedies.embedding import embed_schema_org
from fairsvc.formats import schema_org
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Agent, Content, Date, Identifier, Metadata, Related, Rights, Subject, Text
from tests.support import evidence_builder as build

ORCID = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID")
DOE = Agent("Doe, Jane")
DOE_KNOWN = Agent("Doe, Jane", identifiers=(ORCID,))


def said(page: Metadata, registry: Metadata | None = None, oai: Metadata | None = None) -> Evidence:
    return replace(build.silent(), page=page, registry=registry, oai=oai)


@pytest.mark.parametrize(
    ("page", "registry", "field", "expected"),
    [
        # The page comes first, and placeholders never.
        ({"titles": (Text("Iron foil"),)}, {"titles": (Text("Iron"),)}, "titles", (Text("Iron foil"),)),
        ({"titles": (Text("x"),)}, {"titles": (Text("Iron foil"),)}, "titles", (Text("Iron foil"),)),
        ({"creators": (Agent("admin"), Agent("..."), Agent("x, x"))}, {}, "creators", (Agent("admin"),)),
        ({"publisher": Agent("xxx")}, {"publisher": Agent("DLS")}, "publisher", Agent("DLS")),
        ({"version": "x"}, {"version": "1"}, "version", "1"),
        ({"dates": (Date("x", "Issued"),)}, {}, "dates", ()),
        # The view that says most.
        ({"creators": (DOE,)}, {"creators": (DOE_KNOWN,)}, "creators", (DOE_KNOWN,)),
        ({"creators": (DOE_KNOWN,)}, {"creators": (DOE,)}, "creators", (DOE_KNOWN,)),
        (
            {"subjects": (Subject("iron"),)},
            {"subjects": (Subject("iron"), Subject("foil"))},
            "subjects",
            (Subject("iron"), Subject("foil")),
        ),
        (
            {"rights": (Rights("x"),)},
            {"rights": (Rights(uri="https://x.example/by"),)},
            "rights",
            (Rights(uri="https://x.example/by"),),
        ),
        # What all say together, once.
        (
            {"related": (Related("https://doi.org/10.5072/A", "DOI", "IsPartOf"),)},
            {"related": (Related("10.5072/a", "DOI", "IsPartOf"), Related("10.5072/b", "DOI", "IsPartOf"))},
            "related",
            (Related("https://doi.org/10.5072/A", "DOI", "IsPartOf"), Related("10.5072/b", "DOI", "IsPartOf")),
        ),
        (
            {"dates": (Date("2020", "Issued"),)},
            {"dates": (Date("2019", "Collected"),)},
            "dates",
            (Date("2020", "Issued"), Date("2019", "Collected")),
        ),
        # The PID is known whatever the views say.
        ({"identifiers": (Identifier("x"),)}, {}, "identifiers", (Identifier("10.5072/dls.0001", "DOI"),)),
        (
            {"identifiers": (Identifier("https://doi.org/10.5072/DLS.0001", "DOI"), Identifier("hdl:1/2", "Handle"))},
            {},
            "identifiers",
            (Identifier("10.5072/dls.0001", "DOI"), Identifier("hdl:1/2", "Handle")),
        ),
        ({}, {}, "url", build.PAGE_URL),
    ],
)
def test_what_is_known(page: dict[str, Any], registry: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(known_metadata(said(Metadata(**page), Metadata(**registry))), field) == expected


def test_the_files_that_are_listed_are_known_too() -> None:
    digests = (Identifier("ab" * 32, "sha-256"),)
    listed = Manifest((FileEntry(build.FILE_URL, "scan.nxs", 4096, digests, "application/x-hdf5"),), "metalink")
    evidence = replace(said(Metadata(content=(Content(build.FILE_URL),))), manifest=listed)
    assert known_metadata(evidence).content == (
        Content(build.FILE_URL, "scan.nxs", "application/x-hdf5", 4096, digests),
    )
    many = Manifest(tuple(FileEntry(f"{build.FILE_URL}/{number}") for number in range(MOST_FILES + 1)), "metalink")
    assert len(known_metadata(replace(evidence, manifest=many)).content) == MOST_FILES


@pytest.mark.parametrize("world", ["good", "silent", "junk", "blank"])
def test_the_block_describes_the_dataset_in_every_world(world: str) -> None:
    (snippet,) = embed_schema_org.fill(getattr(build, world)())
    assert json.loads(snippet.text)["@id"] == "https://doi.org/10.5072/dls.0001"
    view = schema_org.read(snippet.text.encode())
    assert all(view.says(field) for field in ("identifiers", "titles", "descriptions", "creators", "publisher"))
    assert not any(text.value == "x" for text in (*view.titles, *view.descriptions))


def test_the_block_invents_nothing_that_is_known() -> None:
    (snippet,) = embed_schema_org.fill(said(build.metadata()))
    block = json.loads(snippet.text)
    assert block["name"] == build.metadata().titles[0].value
    assert block["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert block["distribution"][0]["contentUrl"] == build.FILE_URL
    assert "Demo Light Source" in json.dumps(block["publisher"])


@pytest.mark.parametrize(
    ("evidence", "files"),
    [
        (said(Metadata()), ["application/x-hdf5"]),
        (said(Metadata(content=(Content(build.FILE_URL),))), ["application/x-nexus"]),
        (said(Metadata(content=(Content(f"{build.HOME}/a", "a", "text/csv"),))), ["text/csv"]),
        (build.withdrawn(), ["application/x-hdf5"]),
        (said(Metadata(access=("http://purl.org/coar/access_right/c_14cb",))), []),
    ],
)
def test_the_block_names_a_file_where_data_are_due(evidence: Evidence, files: list[str]) -> None:
    (snippet,) = embed_schema_org.fill(evidence)
    assert [one["encodingFormat"] for one in json.loads(snippet.text).get("distribution", [])] == files
