"""The questions of depth full about the files themselves, beside the first bytes of one."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.step import (
    FILE,
    PAGE,
    WANT_DIGESTS,
    Step,
    accompanies,
    awaits_linkset,
    by_size,
    choose_file,
    first_bytes,
    ranged,
    web_files,
)

FILES_PROBED = 5
NEXUS_RANGES = 6
_LONGEST_EXTENSION = 12


def choose_more_files(evidence: Evidence) -> tuple[FileEntry, ...]:
    """Choose up to four files beside the first: the smallest of each other kind, then the smallest, the largest last.

    A kind is the extension, or the media type where there is none.
    """
    first = evidence.exchange(FILE)
    if first is None:
        return ()
    named = {entry.url: entry for entry in web_files(evidence)}
    known = named.pop(first.need.url, FileEntry(first.need.url))
    if not named:
        return ()
    others = list(named.values())
    largest = max(others, key=lambda entry: entry.size_bytes or 0)
    chosen = {entry.url: entry for entry in _smallest_of_kinds(others, file_kind(known))}
    chosen |= {entry.url: entry for entry in heapq.nsmallest(2 * FILES_PROBED, others, key=_interest)}
    kept = [entry for entry in chosen.values() if entry is not largest][: FILES_PROBED - 2]
    return (*kept, largest)


def file_kind(entry: FileEntry) -> str:
    """Name the kind of a file: its extension in lower case, its media type where it has none."""
    name = (entry.path or entry.url.partition("?")[0].partition("#")[0]).rpartition("/")[2]
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return extension if 0 < len(extension) <= _LONGEST_EXTENSION else entry.media_type


def _smallest_of_kinds(entries: Iterable[FileEntry], known: str) -> list[FileEntry]:
    best: dict[str, FileEntry] = {}
    for entry in entries:
        kind = file_kind(entry)
        if kind != known and (kind not in best or by_size(entry) < by_size(best[kind])):
            best[kind] = entry
    return sorted(best.values(), key=_interest)


def _interest(entry: FileEntry) -> tuple[bool, bool, int]:
    return accompanies(entry), *by_size(entry)


def are_files_open(evidence: Evidence) -> bool:
    """Tell whether questions about files are still to come: which, is known only when the one before is answered."""
    first = evidence.exchange(FILE)
    if first is None:
        return evidence.exchange(PAGE) is None or any(True for _ in web_files(evidence))
    if evidence.exchange(MORE_FILES[0]) is None and any(one.url != first.need.url for one in web_files(evidence)):
        return True
    wanting = any(facts.hdf5 and facts.hdf5.wants for facts in evidence.probed_files)
    return wanting and any(evidence.exchange(step) is None for step in NEXUS_STEPS)


def _head(url: str) -> Need:
    return Need(url, "HEAD", (("Accept", "*/*"), *WANT_DIGESTS))


def _file_head(evidence: Evidence) -> Need | None:
    """Wait for the page and its linkset: the requests that are left may be needed for what they point to."""
    if evidence.exchange(PAGE) is None or awaits_linkset(evidence):
        return None
    asked = evidence.exchange(FILE)
    if asked is not None:
        return _head(asked.need.url)
    entry = choose_file(evidence)
    return _head(entry.url) if entry else None


def _other_file(place: int, evidence: Evidence) -> Need | None:
    chosen = choose_more_files(evidence)
    return first_bytes(chosen[place].url) if place < len(chosen) else None


def _other_host_head(evidence: Evidence) -> Need | None:
    """Ask HEAD of the second file on another host only: one host answers one way."""
    first, second = evidence.exchange(FILE), evidence.exchange(MORE_FILES[0])
    if first is None or second is None or urlsplit(first.url).netloc == urlsplit(second.url).netloc:
        return None
    return _head(second.need.url)


def _nexus(number: int, evidence: Evidence) -> Need | None:
    """Ask for what the reader of HDF5 needs next, one range after the other."""
    if any(evidence.exchange(step) is None for step in NEXUS_STEPS[: number - 1]):
        return None
    facts = next((facts for facts in evidence.probed_files if facts.hdf5 and facts.hdf5.wants), None)
    if facts is None or facts.hdf5 is None or facts.hdf5.wants is None:
        return None
    return ranged(facts.url, *facts.hdf5.wants)


FILE_HEAD = Step("file-head", "HEAD of the file", 9, _file_head)
MORE_FILES = tuple(
    Step(f"file:{number}", f"The first bytes of file {number}", 60 + number, partial(_other_file, number - 2))
    for number in range(2, FILES_PROBED + 1)
)
OTHER_HEAD = Step("file-head:2", "HEAD of the second file, where it is on another host", 66, _other_host_head)
NEXUS_STEPS = tuple(
    Step(f"nexus:{number}", f"Range {number} of an HDF5 file's structure", 70 + number, partial(_nexus, number))
    for number in range(1, NEXUS_RANGES + 1)
)
FILE_STEPS = (FILE_HEAD, *MORE_FILES, OTHER_HEAD, *NEXUS_STEPS)
