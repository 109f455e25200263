"""One JSON document of a resolution, and the table of its files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from fairsvc.formats.file_table import COLUMNS, write_file_table
from fairsvc.formats.resolution_json import write_resolution
from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Access, AccessState, Availability, Question, Resolution, Trial, TrialState

AT = datetime(2026, 1, 2, tzinfo=UTC)
ENTRIES = (
    FileEntry(
        "https://store.example/a?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=hush",
        "a.h5",
        5,
        (Identifier("ab" * 32, "sha-256"), Identifier("cd" * 16, "md5")),
        "application/x-hdf5",
        found_by=("invenio",),
        alternates=("https://user:hush@b.example/a",),
        expires_at=AT,
    ),
    FileEntry("s3://bucket/b", "=b.txt"),
)
RESOLUTION = Resolution(
    read_pid("10.5072/a"),
    Manifest(ENTRIES, "invenio", True, 0.9, "the API lists all"),
    AT,
    Access(AccessState.EMBARGOED, date(2027, 1, 1), "the API says so"),
    Availability.NEARLINE,
    "A title",
    trials=(Trial("invenio", "InvenioRDM", TrialState.FOUND, 2, True, won=True),),
    findings=(Finding("conflict.files", "view/manifest", "2 and 3"),),
    questions=(Question("page", "GET", "https://doi.org/10.5072/a", "text/html", "answered 200", 12),),
)


HEAD = {
    "document": "fairsvc resolution",
    "schema_version": 1,
    "pid": "doi:10.5072/a",
    "address": "https://doi.org/10.5072/a",
    "resolved_at": "2026-01-02T00:00:00+00:00",
    "title": "A title",
    "page": "",
    "chain": [],
    "agency": "",
    "repository": "",
    "licence": "",
    "access": {"state": "embargoed", "until": "2027-01-01", "because": "the API says so"},
    "availability": "nearline",
    "complete": "yes",
    "complete_because": "the API lists all",
    "confidence": 0.9,
    "mechanism": "invenio",
    "file_count": 2,
    "size_bytes": None,
    "expires_at": "2026-01-02T00:00:00+00:00",
    "trouble": "",
    "ways": [
        {
            "mechanism": "invenio",
            "title": "InvenioRDM",
            "state": "found",
            "count": 2,
            "complete": "yes",
            "because": "",
            "won": True,
            "unproven": False,
        }
    ],
    "disagreements": [{"code": "conflict.files", "where": "view/manifest", "detail": "2 and 3"}],
    "requests": [
        {
            "purpose": "page",
            "method": "GET",
            "url": "https://doi.org/10.5072/a",
            "accept": "text/html",
            "outcome": "answered 200",
            "elapsed_ms": 12,
        }
    ],
}


def test_the_document_has_every_documented_key() -> None:
    document = json.loads(write_resolution(RESOLUTION))
    files = document.pop("files")
    assert document == HEAD
    assert [(one["path"], one["fetchable"], one["secret_blanked"]) for one in files] == [
        ("a.h5", True, True),
        ("=b.txt", False, False),
    ]
    assert files[0]["digests"] == {"sha-256": "ab" * 32, "md5": "cd" * 16}


def test_no_secret_is_written() -> None:
    assert "hush" not in write_resolution(RESOLUTION) + write_file_table(ENTRIES)


def test_the_table_has_a_row_a_file_and_no_formula() -> None:
    head, first, second = write_file_table(ENTRIES).splitlines()
    assert head == ",".join(COLUMNS)
    assert first.startswith(f"a.h5,5,sha-256,{'ab' * 32},application/x-hdf5,")
    assert second.startswith("'=b.txt,")
