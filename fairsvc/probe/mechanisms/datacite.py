"""DataCite: contentUrl and media of the registry's record, and files that a harvested record names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Origin
from fairsvc.probe.entries import Readings, list_downloads

_DOCUMENTS = ("datacite", "oai")
_HTTP = ("http://", "https://")


def belongs(origin: Origin) -> bool:
    """Tell whether content was read from a DataCite record, in JSON, XML or as OpenAIRE extends it."""
    return origin.document.startswith(_DOCUMENTS)


def _find(_: Evidence, readings: Readings) -> Listing | None:
    reason = "a DataCite record names what its depositor chose to register"
    listing = list_downloads(readings, belongs, reason)
    return replace(listing, entries=_with_alternates(listing.entries)) if listing else None


def _with_alternates(entries: tuple[FileEntry, ...]) -> tuple[FileEntry, ...]:
    """Put an address that HTTP does not fetch (s3, gs) beside the one file over HTTP that has its name."""
    names = Counter(_name(entry.url) for entry in entries if _over_http(entry))
    elsewhere: dict[str, list[str]] = {}
    for entry in entries:
        if not _over_http(entry) and names[_name(entry.url)] == 1:
            elsewhere.setdefault(_name(entry.url), []).append(entry.url)
    kept = (entry for entry in entries if _over_http(entry) or _name(entry.url) not in elsewhere)
    return tuple(
        replace(entry, alternates=tuple(elsewhere[name])) if (name := _name(entry.url)) in elsewhere else entry
        for entry in kept
    )


def _over_http(entry: FileEntry) -> bool:
    return entry.url.lower().startswith(_HTTP)


def _name(url: str) -> str:
    try:
        return urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""


MECHANISM = Mechanism(
    "datacite",
    "contentUrl and media of the DataCite record",
    "DataCite REST API, contentUrl and media; OpenAIRE Guidelines 4, file",
    0.4,
    8,
    _find,
)
