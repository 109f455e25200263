"""The files of a PID as a table, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairsvc.formats.redaction import redact
from fairsvc.formats.spreadsheet import Cell, write_rows
from fairsvc.model.manifest import FileEntry

COLUMNS = (
    "path",
    "size_bytes",
    "digest_algorithm",
    "digest",
    "media_type",
    "access",
    "availability",
    "found_by",
    "expires_at",
    "url",
)


def write_file_table(entries: Iterable[FileEntry]) -> str:
    """Write a row a file (RFC 4180), with its longest digest; secrets in addresses are blanked."""
    return write_rows(_iter_rows(entries))


def _iter_rows(entries: Iterable[FileEntry]) -> Iterator[tuple[Cell, ...]]:
    yield COLUMNS
    for entry in entries:
        digest = max(entry.digests, key=lambda one: len(one.value), default=None)
        yield (
            entry.path,
            entry.size_bytes,
            digest.scheme if digest else "",
            digest.value if digest else "",
            entry.media_type,
            entry.access,
            entry.availability,
            " ".join(entry.found_by),
            entry.expires_at.isoformat() if entry.expires_at else "",
            redact(entry.url),
        )
