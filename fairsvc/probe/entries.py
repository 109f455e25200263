"""What the mechanisms share: readings as lists of files, files that metadata and links name as entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from fairsvc.formats.digests import read_digest
from fairsvc.formats.file_path import read_path
from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Content, Origin
from fairsvc.model.reading import Reading

Readings = Mapping[str, Reading]


def entry_of_link(link: Link) -> FileEntry:
    """Make the entry of a typed link to a file."""
    return FileEntry(link.target, read_path(link.title), media_type=link.media_type)


def entry_of_content(content: Content) -> FileEntry:
    """Make the entry of a file that metadata name; digests that cannot be ones are left out."""
    read = (read_digest(digest.scheme, digest.value) for digest in content.digests)
    digests = tuple(digest for digest in read if digest is not None)
    return FileEntry(content.url, read_path(content.name), content.size_bytes, digests, content.media_type)


def list_downloads(readings: Readings, belongs: Callable[[Origin], bool], reason: str) -> Listing | None:
    """List the downloads of all documents whose content was read at a place that belongs to the mechanism.

    Places that only lead to the files (an accessURL) are none. None when no document has content there; no document
    of metadata states a total.
    """
    found = [content for origin, contents in _iter_contents(readings) if belongs(origin) for content in contents]
    if not found:
        return None
    entries = (entry_of_content(content) for content in found if content.url and content.kind == "download")
    return Listing(distinct(entries), reason=reason)


def distinct(entries: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    """Take each address once."""
    return tuple({entry.url: entry for entry in reversed(list(entries))}.values())[::-1]


def find_unreadable(readings: Readings, *steps: str) -> str:
    """Say what is wrong with the lists that these steps brought; empty when nothing is."""
    said = (reading.findings for step in steps if (reading := readings.get(step)) is not None)
    return "; ".join(f.detail for findings in said for f in findings if f.code.endswith(".unreadable"))


def has_finding(readings: Readings, code: str, *steps: str) -> bool:
    """Tell whether reading any of these steps met the finding."""
    return any(finding.code == code for step in steps if step in readings for finding in readings[step].findings)


def is_cut(evidence: Evidence, *steps: str) -> bool:
    """Tell whether the limit cut what any of these steps brought."""
    return any(e.truncated and not set(steps).isdisjoint(e.steps) for e in evidence.exchanges)


def _iter_contents(readings: Readings) -> Iterator[tuple[Origin, tuple[Content, ...]]]:
    """Yield the content of each document with its origin, in an order that does not hang on who answered first."""
    for step in sorted(readings):
        metadata = readings[step].metadata
        if metadata is not None and metadata.content:
            yield metadata.origin("content") or Origin("", ""), metadata.content
