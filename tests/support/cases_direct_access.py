"""Special cases of the checks on lists of files, their addresses and how their servers answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairsvc.model.evidence import Evidence, FileAnswer, Finding
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry, Outcome
from fairsvc.model.metadata import Identifier
from tests.support import evidence_builder as build
from tests.support.check_worlds import GOOD, LOGIN, NO_MANIFEST, at, file
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange, failure

SHA256 = (Identifier("ab" * 32, "sha-256"),)
SIGNED = "?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-Signature=ab"
CLOSED = everywhere(NO_MANIFEST, content=(), access=("http://purl.org/coar/access_right/c_16ec",))
OTHER_LISTS = (Outcome("schema-org", "found", 1),)


def listed(*entries: FileEntry, evidence: Evidence = GOOD, **fields: Any) -> Evidence:
    """Put other files, or another word on their list, into the manifest."""
    manifest = replace(evidence.manifest, **fields)
    return replace(evidence, manifest=replace(manifest, entries=entries) if entries else manifest)


def found(code: str, detail: str = "metalink lists 2 files; schema-org lists 1") -> Evidence:
    """Let reading have found a disagreement."""
    return replace(GOOD, findings=(Finding(code, "view/manifest", detail),))


def answered(**facts: Any) -> Evidence:
    """Change how the file's server answered."""
    assert GOOD.file_facts is not None
    assert GOOD.file_facts.get is not None
    return file(get=replace(GOOD.file_facts.get, **facts))


def linked(*fields: str, count: int = 1, links: tuple[Link, ...] = GOOD.links) -> Evidence:
    """Send these Link fields with the page, and name that many files."""
    page = exchange("page", headers=tuple(("Link", field) for field in fields))
    entries = tuple(FileEntry(f"{HOME}/files/{number}.nxs", size_bytes=1) for number in range(count))
    return replace(changed(listed(*entries), page), links=links)


ITEM = tuple(link for link in GOOD.links if link.rel == "item")
LONG = ", ".join(f'<{HOME}/files/{number}.nxs>; rel="item"' for number in range(200))

CASES: list[tuple[str, str, Evidence]] = [
    ("file-list-complete", "F", listed(complete=None)),
    ("file-list-complete", "F", listed(complete=False, reason="metalink: lines could not be read")),
    ("file-list-complete", "I", changed(listed(complete=None), failure("linkset"))),
    ("file-list-complete", "P", changed(GOOD, failure("linkset"))),
    ("file-list-complete", "N", CLOSED),
    ("file-list-complete", "F", at(build.PAGE_URL)),
    ("file-lists-agree", "F", found("conflict.files")),
    ("file-lists-agree", "F", found("conflict.file-names")),
    ("file-lists-agree", "F", found("conflict.file-sizes")),
    ("file-lists-agree", "F", found("conflict.file-digests")),
    ("file-lists-agree", "P", found("conflict.licence")),
    ("file-lists-agree", "N", listed(outcomes=OTHER_LISTS)),
    ("file-lists-agree", "I", changed(listed(outcomes=OTHER_LISTS), failure("metalink"))),
    ("every-file-measured", "F", listed(FileEntry(FILE_URL, digests=SHA256))),
    ("every-file-measured", "F", listed(FileEntry(FILE_URL, size_bytes=4_096))),
    ("every-file-measured", "F", listed(FileEntry(FILE_URL, "", 1, SHA256), FileEntry(f"{FILE_URL}.2", size_bytes=1))),
    ("every-file-measured", "P", listed(FileEntry(FILE_URL, "", 0, SHA256), FileEntry(f"{FILE_URL}.2", "", 1, SHA256))),
    ("every-file-measured", "I", changed(listed(FileEntry(FILE_URL)), failure("metalink"))),
    ("every-file-measured", "N", CLOSED),
    ("file-ranges-honoured", "F", file(range_support="ignored")),
    ("file-ranges-honoured", "F", file(range_support="wrong")),
    ("file-ranges-honoured", "F", file(range_support="refused")),
    ("file-ranges-honoured", "I", file(range_support="")),
    ("file-ranges-honoured", "I", file(get=None)),
    ("file-ranges-honoured", "F", answered(etag='W/"5f3a"', last_modified="Sat, 31 Jan 2026 08:00:00 GMT")),
    ("file-ranges-honoured", "F", answered(etag="")),
    ("file-ranges-honoured", "P", answered(etag="", last_modified="Sat, 31 Jan 2026 08:00:00 GMT")),
    ("file-ranges-honoured", "F", changed(GOOD, exchange("file"), file_facts=LOGIN)),
    ("file-ranges-honoured", "N", replace(build.withdrawn(), file_facts=GOOD.file_facts)),
    ("files-of-promised-type", "F", answered(media_type="text/html")),
    ("files-of-promised-type", "F", answered(media_type="application/octet-stream")),
    ("files-of-promised-type", "F", answered(media_type="")),
    ("files-of-promised-type", "P", answered(media_type="application/x-nexus")),
    ("files-of-promised-type", "P", file(claimed_type="application/octet-stream")),
    ("files-of-promised-type", "P", file(claimed_type="APPLICATION/X-HDF5; version=2")),
    ("files-of-promised-type", "N", file(claimed_type="")),
    ("files-of-promised-type", "I", file(get=None)),
    ("files-of-promised-type", "I", file(get=FileAnswer(404, "text/html"))),
    ("files-of-promised-type", "F", changed(GOOD, exchange("file"), file_facts=LOGIN)),
    ("file-addresses-last", "F", at(f"{FILE_URL}{SIGNED}")),
    ("file-addresses-last", "F", at(f"{FILE_URL}?Expires=1&Signature=&Key-Pair-Id=")),
    ("file-addresses-last", "F", at(f"{FILE_URL}?sv=2024&sig=ab&se=2026-01-01")),
    ("file-addresses-last", "F", at(f"{FILE_URL}?authz=")),
    ("file-addresses-last", "P", at(f"{FILE_URL}?format=original&key=scan")),
    ("file-addresses-last", "N", CLOSED),
    ("links-fit-header", "F", linked(LONG)),
    ("links-fit-header", "P", linked(LONG[:4_000])),
    ("links-fit-header", "P", linked(count=30)),
    ("links-fit-header", "P", linked(count=30, links=ITEM)),
    ("links-fit-header", "F", replace(linked(count=30, links=ITEM), answers=())),
    ("links-fit-header", "P", replace(linked(count=20, links=ITEM), answers=())),
    ("links-fit-header", "I", changed(replace(linked(count=30, links=ITEM), answers=()), failure("metalink"))),
    ("links-fit-header", "N", replace(GOOD, links=(), manifest=GOOD.manifest)),
    (
        "metalink-answered",
        "F",
        replace(GOOD, answers=tuple(replace(one, got="application/xml") for one in GOOD.answers)),
    ),
]
