"""Publish a folder with static files: digest what is new, write the documents, compare a folder with its Metalink."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairsvc.errors import BadSettings, ProblemsFound
from fairsvc.formats.digests import strongest_of
from fairsvc.formats.metalink import read_metalink
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier
from fairsvc.resolve.publishing.documents import (
    LINKSET_NAME,
    LINKSET_TEXT_NAME,
    SCHEMA_ORG_NAME,
    Publication,
    read_known,
    write_documents,
)
from fairsvc.resolve.publishing.folder import Held, Report, digest, digest_all, survey, unheard

# How a Metalink of ours begins.
_OURS = re.compile(rb"<generator>fairsvc/")
_HEAD_BYTES = 1_024
_CHECKED = ("sha-512", "sha-384", "sha-256", "sha-224", "sha-1", "md5")


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: `reused_count` files had their size and time of the last run and were not read again."""

    documents: tuple[Path, ...]
    file_count: int
    size_bytes: int
    reused_count: int
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a folder and its Metalink differ; `what` is one clause."""

    path: str
    what: str


def publish(
    folder: Path,
    publication: Publication,
    target: Path,
    at: datetime,
    *,
    everything: bool = False,
    again: bool = False,
    report: Report = unheard,
) -> Published:
    """Write the documents of the folder into `target`; `again` reads every file, whatever was read before.

    Raises BadSettings, and ProblemsFound when there is no file, one changes meanwhile, or one has a document's name.
    """
    for place in dict.fromkeys((folder, target)):
        _spare(place, publication.metalink_name)
    found = survey(folder, everything=everything, ours=_own_names(publication.metalink_name))
    if not found.files:
        raise ProblemsFound("there is no file to publish", str(folder), "--all takes hidden and temporary files too")
    _make_room(target)
    known = {} if again else _known(target / SCHEMA_ORG_NAME)
    reused = {held: known[held] for held in found.files if held in known}
    files = digest_all(folder, found.files, reused, report)
    documents = write_documents(publication, files, at)
    for name, content in documents.items():
        _replace(target / name, content)
    size = sum(held.size_bytes for held in found.files)
    paths = tuple(target / name for name in documents)
    return Published(paths, len(files), size, len(reused), found.left_out)


def compare(folder: Path, metalink: Path, *, everything: bool = False) -> tuple[int, tuple[Difference, ...]]:
    """Hold a folder against its Metalink, reading every file: the number of files listed, and the differences.

    Raises BadSettings, Unreadable.
    """
    try:
        read = read_metalink(metalink.read_bytes())
    except OSError as error:
        next_step = "Publish the folder first, or name the Metalink's folder with -o and its name with --name"
        raise BadSettings(f"the Metalink cannot be read ({error.strerror})", str(metalink), next_step) from None
    held = {one.path: one for one in survey(folder, everything=everything, ours=_own_names(metalink.name)).files}
    listed = {entry.path: entry for entry in read.files}
    differences = [Difference(finding.where, finding.detail) for finding in read.findings]
    differences += [Difference(path, "not in the folder") for path in listed if path not in held]
    differences += [Difference(path, "not in the Metalink") for path in held if path not in listed]
    differences += _altered(folder, listed, held)
    return len(listed), tuple(differences)


def _altered(folder: Path, listed: Mapping[str, FileEntry], held: Mapping[str, Held]) -> Iterator[Difference]:
    both = [path for path in listed if path in held]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1), thread_name_prefix="digest") as pool:
        for path, what in zip(
            both, pool.map(lambda one: _alteration(folder, listed[one], held[one]), both), strict=True
        ):
            if what:
                yield Difference(path, what)


def _alteration(folder: Path, entry: FileEntry, held: Held) -> str:
    """Say how a file differs from what is listed; empty when it does not."""
    if entry.size_bytes is not None and entry.size_bytes != held.size_bytes:
        return f"{held.size_bytes} bytes, the Metalink says {entry.size_bytes}"
    known = strongest_of(entry.digests, _CHECKED)
    if known is None:
        return "the Metalink has no digest of it"
    (found,) = digest(folder, held, (known.scheme,))
    return "" if found == known else f"its {found.scheme} is {found.value}, the Metalink says {known.value}"


def _own_names(metalink_name: str) -> frozenset[str]:
    return frozenset((metalink_name, LINKSET_NAME, LINKSET_TEXT_NAME, SCHEMA_ORG_NAME))


def _spare(place: Path, metalink_name: str) -> None:
    """Refuse to write over somebody's files. Raises ProblemsFound where a document's name is taken and no run took it.

    Every run leaves a Metalink that names its generator.
    """
    taken = sorted(name for name in _own_names(metalink_name) if (place / name).exists())
    if taken and not any(_OURS.search(_beginning(path)) for path in place.glob("*.meta4")):
        next_step = "It would be written over: move it, or choose another --name for the Metalink"
        raise ProblemsFound("a file has the name of a document that is written here", str(place / taken[0]), next_step)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""


def _known(path: Path) -> dict[Held, tuple[Identifier, ...]]:
    try:
        return read_known(path.read_bytes())
    except OSError:
        return {}


def _make_room(target: Path) -> None:
    """Make the folder of the documents before any file is read. Raises BadSettings."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"the documents cannot be written ({error.strerror})", str(target), "Name a folder") from None
    if not os.access(target, os.W_OK):
        raise BadSettings("the documents cannot be written (no permission)", str(target), "Name a folder with -o")


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename: a server never hands out half a document."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise BadSettings(
            f"the file cannot be written ({error.strerror})", str(path), "Name a folder with -o"
        ) from None
