"""Byte ranges of a file over HTTP: how they are asked for, and whether the answer is of the same file. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairsvc.formats.content_range import read_span, read_unsatisfied
from fairsvc.model.exchange import Need
from fairsvc.model.ports import Incoming

_LENGTH = re.compile(r"\s*(\d{1,18})\s*\Z")


@dataclass(frozen=True, slots=True)
class Version:
    """By what one state of a file is known again; empty and None where the server does not tell."""

    etag: str = ""
    last_modified: str = ""
    size_bytes: int | None = None

    @property
    def strong(self) -> str:
        """The ETag that If-Range may carry (RFC 9110 section 13.1.5); empty for a weak one or none."""
        return "" if self.etag.startswith("W/") else self.etag

    def change_to(self, later: Version) -> str:
        """Say in what the later one differs; empty when nothing speaks for another file."""
        if self.etag and later.etag and _opaque(self.etag) != _opaque(later.etag):
            return "its ETag is another one"
        if None not in (self.size_bytes, later.size_bytes) and self.size_bytes != later.size_bytes:
            return f"it had {self.size_bytes} bytes and now has {later.size_bytes}"
        if not (self.etag and later.etag) and "" not in (self.last_modified, later.last_modified):
            return "" if self.last_modified == later.last_modified else "its Last-Modified is another one"
        return ""


def ranged_need(url: str, first: int, last: int, known: Version | None = None) -> Need:
    """Ask for the bytes from `first` to `last`; for the whole file when it is no longer the known one."""
    condition = (("If-Range", known.strong),) if known is not None and known.strong else ()
    return Need(url, headers=(("Range", f"bytes={first}-{last}"), *condition))


def read_version(incoming: Incoming) -> Version:
    """Read by what the file of a 200, 206 or 416 is known again."""
    return Version(incoming.header("etag").strip(), incoming.header("last-modified").strip(), _size(incoming))


def _size(incoming: Incoming) -> int | None:
    said = incoming.header("content-range")
    if incoming.status == 206:
        span = read_span(said)
        return span.total if span else None
    if incoming.status == 416:
        return read_unsatisfied(said)
    coding = incoming.header("content-encoding").strip().lower()
    match = _LENGTH.match(incoming.header("content-length")) if coding in ("", "identity") else None
    return int(match[1]) if match else None


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/")
