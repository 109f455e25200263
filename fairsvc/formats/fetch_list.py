"""The files of a manifest as any downloader can have them: a name each, and addresses that HTTP fetches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from fairsvc.formats.file_path import read_path
from fairsvc.formats.link_expiry import has_secret
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

# RFC 3986 reserved and unreserved characters, and those that are encoded already.
_PLAIN = "%/:?#[]@!$&'()*+,;=~-._"
_ADDRESS = re.compile(r"[\w%/:?#\[\]@!$&'()*+,;=~.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fetchable:
    """A file to fetch: `path` is its own in the list, `addresses` hold no secret and nothing but ASCII."""

    path: str
    addresses: tuple[str, ...]
    size_bytes: int | None = None
    digests: tuple[Identifier, ...] = ()
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class FetchList:
    """What can be fetched; `unreachable` counts files without an address for HTTP, `secret` those with secret ones."""

    files: tuple[Fetchable, ...]
    unreachable: int = 0
    secret: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Say which files are left out and why; nothing when none is."""
        reasons = {
            "no address that HTTP fetches": self.unreachable,
            "no address without a secret, which must not be written down": self.secret,
        }
        return tuple(
            f"{number} {'file is' if number == 1 else 'files are'} left out: {reason}"
            for reason, number in reasons.items()
            if number
        )


def make_fetch_list(entries: Iterable[FileEntry]) -> FetchList:
    """Name every file once and drop what cannot be fetched, or not be written down."""
    names = _Names()
    files: list[Fetchable] = []
    unreachable = secret = 0
    for entry in entries:
        shown = tuple(ascii_address(url) for url in entry.addresses if not has_secret(url))
        if shown:
            path = names.take(read_path(entry.path) or _name_in(shown[0]))
            files.append(Fetchable(path, shown, entry.size_bytes, entry.digests, entry.media_type))
        elif entry.addresses:
            secret += 1
        else:
            unreachable += 1
    return FetchList(tuple(files), unreachable, secret)


def ascii_address(url: str) -> str:
    """Spell an address with the characters that one may have (RFC 3986 section 2, RFC 3987 section 3.1)."""
    if _ADDRESS.fullmatch(url):
        return url
    host = _host(url)
    return quote(url.replace(host, _ascii_host(host), 1) if host else url, safe=_PLAIN)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].partition(":")[0]
    except ValueError:
        return ""


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


class _Names:
    """Gives each name once: the second `scan.h5` is `scan (2).h5`."""

    def __init__(self) -> None:
        # By each name the last number that it was given with.
        self._taken: dict[str, int] = {}

    def take(self, path: str) -> str:
        path = path or "file"
        name = path
        while name in self._taken:
            self._taken[path] += 1
            name = _numbered(path, self._taken[path])
        self._taken[name] = 1
        return name


def _numbered(path: str, number: int) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return f"{folder}{slash}{stem} ({number}).{ending}" if dot and stem else f"{folder}{slash}{name} ({number})"


def _name_in(url: str) -> str:
    """Read a name out of an address: the last part of its path that is one."""
    return read_path(unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])
