"""When two lists mean the same file: equal addresses as RFC 3986 compares them, else equal path and size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from fairsvc.model.manifest import FileEntry

_CANONICAL = re.compile(
    r"[a-z][a-z0-9]*+://[a-z0-9.-]++(?:/[\w.~!$&'()*+,;=@-]++)++(?:\?[\w.~!$&'()*+,;=@/?-]*+)?", re.ASCII
)
_DOTS = re.compile(r"/\.\.?(?:/|\Z)")
_ENCODED = re.compile(r"%(?:[0-9A-Fa-f]{2})?")
_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")

Said = tuple[str, FileEntry]
"""What a mechanism says of a file."""


def canonical_url(url: str) -> str:
    """Spell an address so that equal ones are equal text (RFC 3986 section 6.2.2 and 6.2.3), without its fragment.

    What is no address comes back as it is.
    """
    url = url.partition("#")[0].strip()
    if "/." not in url and _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        # Reading the port refuses what is none.
        if not parts.hostname or parts.port == 0:
            return url
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    user, at, host = parts.netloc.rpartition("@")
    host = host.lower().removesuffix(f":{_PORTS.get(scheme, '')}").removesuffix(":")
    path = _without_dots(_encoded(parts.path, "/")) or "/"
    query = f"?{_encoded(parts.query, '/?')}" if parts.query else ""
    return f"{scheme}://{user}{at}{host}{path}{query}"


def group_files(said: Sequence[Said], alike: frozenset[str] = frozenset()) -> list[list[Said]]:
    """Put together what is said of one file, in order; one mechanism never joins two files of its own by their names.

    Addresses decide, those of alternates and other forms too; where none is shared, path and size do, if they are those
    of one file only, and among the mechanisms that are `alike`, whose lists have the same names, each once, the name.
    """
    groups: list[list[Said]] = []
    known = _Known()
    for mechanism, entry in said:
        by_name = mechanism in alike
        keys = [canonical_url(url) for url in (entry.url, *entry.alternates, *entry.other_forms)]
        place = next((known.addresses[key] for key in keys if key in known.addresses), None)
        if place is None:
            found = known.find(entry, by_name=by_name)
            place = found if found is not None and all(other != mechanism for other, _ in groups[found]) else None
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append((mechanism, entry))
        known.add(entry, keys, place, by_name=by_name)
    return groups


def of_same_bytes(group: Sequence[Said]) -> Sequence[Said]:
    """Leave out what is said of the file's other forms: their sizes, digests and addresses are not the file's own."""
    forms = {canonical_url(url) for _, entry in group for url in entry.other_forms}
    own = [said for said in group if canonical_url(said[1].url) not in forms] if forms else group
    return own or group


class _Known:
    """Where the files that were met stand: by address, by path and size, by name."""

    def __init__(self) -> None:
        self.addresses: dict[str, int] = {}
        self._sized: dict[tuple[str, int], int | None] = {}
        self._names: dict[str, int] = {}

    def find(self, entry: FileEntry, *, by_name: bool) -> int | None:
        """Find the one file of that path and size, else of that name."""
        found = None
        if entry.path and entry.size_bytes is not None:
            found = self._sized.get((entry.path, entry.size_bytes))
        return self._names.get(name_of(entry)) if found is None and by_name else found

    def add(self, entry: FileEntry, keys: Sequence[str], place: int, *, by_name: bool) -> None:
        """Remember the file; a path and size that two files share tell neither."""
        for key in keys:
            self.addresses.setdefault(key, place)
        if entry.path and entry.size_bytes is not None:
            name = (entry.path, entry.size_bytes)
            if self._sized.setdefault(name, place) != place:
                self._sized[name] = None
        if by_name:
            self._names.setdefault(name_of(entry), place)


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
    if len(match[0]) == 1:  # a bare sign that encodes nothing would, left so, join what follows
        return "%25"
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
