"""When two lists mean the same file: equal addresses as RFC 3986 compares them, else equal path and size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from fairsvc.model.manifest import FileEntry

_CANONICAL = re.compile(r"https?://[a-z0-9.-]++(?:/[\w.~!$&'()*+,;=@-]++)++(?:\?[\w.~!$&'()*+,;=@/?-]*+)?", re.ASCII)
_DOTS = re.compile(r"/\.\.?(?:/|\Z)")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")

Said = tuple[str, FileEntry]
"""What a mechanism says of a file."""


def canonical_url(url: str) -> str:
    """Spell an address so that equal ones are equal text (RFC 3986 section 6.2.2 and 6.2.3), without its fragment.

    What is no address comes back as it is.
    """
    url = url.strip().partition("#")[0]
    if _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.netloc:
        return url
    scheme = parts.scheme.lower()
    user, at, host = parts.netloc.rpartition("@")
    host = host.lower().removesuffix(f":{_PORTS.get(scheme, '')}").removesuffix(":")
    path = _without_dots(_encoded(parts.path, "/")) or "/"
    query = f"?{_encoded(parts.query, '/?')}" if parts.query else ""
    return f"{scheme}://{user}{at}{host}{path}{query}"


def group_files(said: Sequence[Said]) -> list[list[Said]]:
    """Put together what is said of one file, in order; one mechanism never joins two files by path and size.

    Addresses decide, alternates too; where none is shared, path and size do, if they are those of one file only.
    """
    groups: list[list[Said]] = []
    by_address: dict[str, int] = {}
    by_name: dict[tuple[str, int], int | None] = {}
    for mechanism, entry in said:
        keys = [canonical_url(url) for url in (entry.url, *entry.alternates)]
        place = next((by_address[key] for key in keys if key in by_address), None)
        name = (entry.path, entry.size_bytes) if entry.path and entry.size_bytes is not None else None
        if place is None and name is not None and (found := by_name.get(name)) is not None:
            place = found if all(other != mechanism for other, _ in groups[found]) else None
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append((mechanism, entry))
        for key in keys:
            by_address.setdefault(key, place)
        if name is not None and by_name.setdefault(name, place) != place:
            by_name[name] = None
    return groups


def name_of(entry: FileEntry) -> str:
    """Give a file's name: the last part of its path, else of its address."""
    if entry.path:
        return entry.path.rpartition("/")[2]
    return unquote(re.split(r"[?#]", entry.url, maxsplit=1)[0].rpartition("/")[2])


def _encoded(text: str, safe: str) -> str:
    """Decode what needs no encoding, write the rest in upper case, encode what must not stand bare."""
    text = _ENCODED.sub(_normal, text)
    return quote(text, safe=f"{safe}:@!$&'()*+,;=~%")


def _normal(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986 section 5.2.4)."""
    if not _DOTS.search(path):
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts[1:]:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
