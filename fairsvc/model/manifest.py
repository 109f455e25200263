"""The files of a PID."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fairsvc.model.metadata import Identifier

_FETCHABLE = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file; `size_bytes` is what was claimed, digests are (hex value, algorithm).

    `url` is the best address, `alternates` are the others, also those that cannot be fetched over HTTP (s3, gs).
    `languages` and `systems` say for whom the file is, where it is not for all (RFC 5854 section 4.2: language, os).
    `access` is open, restricted, embargoed, login or unknown; `availability` is online, nearline, offline or unknown.
    `other_forms` are addresses of other bytes with the same content (a table as its repository converted it): they
    have neither this size nor these digests. `expires_at` is when the address ends, None when it says nothing of it.
    Addresses may hold secrets, and are not in its repr: notebooks and tracebacks keep that.
    """

    url: str = field(repr=False)
    path: str = ""
    size_bytes: int | None = None
    digests: tuple[Identifier, ...] = ()
    media_type: str = ""
    access: str = "unknown"
    availability: str = "unknown"
    found_by: tuple[str, ...] = ()
    alternates: tuple[str, ...] = field(default=(), repr=False)
    languages: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    other_forms: tuple[str, ...] = field(default=(), repr=False)
    expires_at: datetime | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that HTTP fetches and that gives these bytes, the best first."""
        return tuple(url for url in (self.url, *self.alternates) if url.startswith(_FETCHABLE))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one mechanism in use came to; `state` is found, nothing or unreadable, `count` the files it lists.

    `complete` None means that it states no total; `reason` says why it is complete, or not, or unreadable.
    """

    mechanism: str
    state: str
    count: int = 0
    complete: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of the files of a PID: `complete` None means that nothing states a total, `reason` says why.

    `mechanism` is the one that is believed most; `outcomes` has every one that is in use.
    """

    entries: tuple[FileEntry, ...] = ()
    mechanism: str = ""
    complete: bool | None = None
    confidence: float = 0.0
    reason: str = ""
    outcomes: tuple[Outcome, ...] = ()
