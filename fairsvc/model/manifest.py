"""The files of a PID."""

from __future__ import annotations

from dataclasses import dataclass

from fairsvc.model.metadata import Identifier


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file; `size_bytes` is what was claimed, digests are (hex value, algorithm).

    `access` is open, restricted, embargoed, login or unknown; `availability` is online, nearline, offline or unknown.
    """

    url: str
    path: str = ""
    size_bytes: int | None = None
    digests: tuple[Identifier, ...] = ()
    media_type: str = ""
    access: str = "unknown"
    availability: str = "unknown"
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of the files of a PID: `complete` None means that nothing states a total."""

    entries: tuple[FileEntry, ...] = ()
    mechanism: str = ""
    complete: bool | None = None
    confidence: float = 0.0
