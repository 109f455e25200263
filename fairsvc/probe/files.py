"""Unite what the mechanisms of the standards say of a dataset's files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Content, Metadata

# How much each mechanism is to be believed alone; two that agree on the addresses earn AGREED.
CONFIDENCE = {"linkset": 0.9, "metalink": 0.8, "metadata": 0.6, "signposting": 0.5, "registry": 0.4}
AGREED = 0.95


def gather_files(evidence: Evidence, metalink: tuple[FileEntry, ...], *, complete_links: bool) -> Manifest:
    """Unite Metalink, item links and the downloads that metadata name, by address.

    `complete_links` says that a linkset was read: with it, or with a Metalink, the list states its own total.
    """
    items = evidence.links_with("item")
    found = {
        "linkset": tuple(_from_link(link) for link in items if link.source == "linkset"),
        "metalink": metalink,
        "metadata": _from_metadata(evidence.page, "metadata"),
        "signposting": tuple(_from_link(link) for link in items if link.source != "linkset"),
        "registry": _from_metadata(evidence.registry, "registry"),
    }
    speaking = [name for name, entries in found.items() if entries]
    if not speaking:
        return Manifest()
    entries = _merged(entry for name in ("metalink", *speaking) for entry in found[name])
    addresses = [{entry.url for entry in found[name]} for name in speaking]
    agreed = any(one == other for i, one in enumerate(addresses) for other in addresses[i + 1 :])
    best = max(speaking, key=lambda name: CONFIDENCE[name])
    states_total = bool(metalink) or (complete_links and bool(items))
    return Manifest(entries, best, True if states_total else None, AGREED if agreed else CONFIDENCE[best])


def _merged(entries: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    """Unite entries of one address: the first to state a size, type, path or digest is believed."""
    merged: dict[str, FileEntry] = {}
    for entry in entries:
        first = merged.get(entry.url)
        merged[entry.url] = entry if first is None else _completed(first, entry)
    return tuple(merged.values())


def _completed(first: FileEntry, other: FileEntry) -> FileEntry:
    return replace(
        first,
        path=first.path or other.path,
        size_bytes=first.size_bytes if first.size_bytes is not None else other.size_bytes,
        digests=first.digests or other.digests,
        media_type=first.media_type or other.media_type,
        found_by=tuple(dict.fromkeys((*first.found_by, *other.found_by))),
    )


def _from_link(link: Link) -> FileEntry:
    mechanism = "linkset" if link.source == "linkset" else "signposting"
    return FileEntry(link.target, link.title, media_type=link.media_type, found_by=(mechanism,))


def _from_metadata(metadata: Metadata | None, mechanism: str) -> tuple[FileEntry, ...]:
    content = metadata.content if metadata else ()
    return tuple(_from_content(item, mechanism) for item in content if item.url and item.kind == "download")


def _from_content(item: Content, mechanism: str) -> FileEntry:
    return FileEntry(item.url, item.name, item.size_bytes, item.digests, item.media_type, found_by=(mechanism,))
