"""Tell whether two documents name the same thing: its identifiers, its version, its files and their size."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairsvc.model.metadata import Content, Metadata
from fairsvc.model.pid import find_pid
from fairsvc.vocab.wording import listed, quoted, words

_NAMING = frozenset(("doi", "handle", "ark", "urn", "swhid", "purl"))
_MOST_IDENTIFIERS = 20
_MOST_FILES = 1_000
_NUMBERED = re.compile(r"\s*v?(?:ersion)?[\s.]*(\d{1,9}(?:\.\d{1,9}){0,9})\s*\Z", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"\s*(\d{1,12})\s*(?:data\s*)?files?\s*\Z", re.IGNORECASE | re.ASCII)
_BYTES = re.compile(
    r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*(?:([kmgtp]?)(i?)b|(?:([kmgtp])[a-z]*)?bytes?)\s*\Z", re.IGNORECASE | re.ASCII
)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
# Sizes are rounded, and "GB" is written for 10^9 and for 2^30 bytes.
_SAME_SIZE = 1.15

_Shown = tuple[str, str] | None


def identifiers(one: Metadata, other: Metadata) -> _Shown:
    """Compare the persistent identifiers of each scheme that both name: one of them must be the same."""
    ours, theirs = _pids(one), _pids(other)
    for scheme in sorted(ours.keys() & theirs.keys()):
        if not ours[scheme] & theirs[scheme]:
            return listed(sorted(ours[scheme])), listed(sorted(theirs[scheme]))
    return None


def version(one: Metadata, other: Metadata) -> _Shown:
    """Compare versions: `v1.0` is 1."""
    ours, theirs = one.version, other.version
    if not ours or not theirs or _version_key(ours) == _version_key(theirs):
        return None
    return quoted(ours), quoted(theirs)


def content(one: Metadata, other: Metadata) -> _Shown:
    """Compare the files that both list: how many, what they are called, how large each is."""
    ours, theirs = _files(one), _files(other)
    if not ours or not theirs:
        return None
    if len(ours) != len(theirs):
        return _counted(ours), _counted(theirs)
    return _differing_names(ours, theirs) or _differing_sizes(ours, theirs)


def sizes(one: Metadata, other: Metadata) -> _Shown:
    """Compare what both state of the whole: a number of files, or one size in bytes."""
    for pattern in (_COUNT, _BYTES):
        ours, theirs = (_stated(view.sizes, pattern) for view in (one, other))
        if ours is None or theirs is None:
            continue
        less, more = sorted((ours[0], theirs[0]))
        if less != more and (pattern is _COUNT or more > less * _SAME_SIZE):
            return quoted(ours[1]), quoted(theirs[1])
    return None


def _pids(view: Metadata) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for identifier in view.identifiers[:_MOST_IDENTIFIERS]:
        pid = find_pid(identifier.value)
        if pid is not None and pid.scheme in _NAMING:
            found.setdefault(pid.scheme, set()).add(str(pid))
    return found


def _version_key(text: str) -> tuple[object, ...]:
    match = _NUMBERED.match(text[:100])
    if match is None:
        return words(text)
    numbers = [int(number) for number in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _files(view: Metadata) -> dict[str, Content]:
    """Map files by address, else by name."""
    return {item.url or item.name: item for item in view.content if item.kind == "download" and (item.url or item.name)}


def _counted(files: dict[str, Content]) -> str:
    return f"{len(files)} file{'' if len(files) == 1 else 's'}"


def _differing_names(ours: dict[str, Content], theirs: dict[str, Content]) -> _Shown:
    """Compare names where every file has one; addresses differ between a repository and its interfaces."""
    if len(ours) > _MOST_FILES or not all(item.name for item in (*ours.values(), *theirs.values())):
        return None
    here, there = ({item.name.strip().casefold() for item in files.values()} for files in (ours, theirs))
    return (listed(sorted(here - there)), listed(sorted(there - here))) if here - there and there - here else None


def _differing_sizes(ours: dict[str, Content], theirs: dict[str, Content]) -> _Shown:
    here, there = _sizes_by_name(ours.values()), _sizes_by_name(theirs.values())
    for name in sorted(here.keys() & there.keys()):
        if here[name] != there[name]:
            shown = quoted(name)
            return f"{shown} has {here[name]} bytes", f"{shown} has {there[name]} bytes"
    return None


def _sizes_by_name(files: Iterable[Content]) -> dict[str, int]:
    named = ((item.name.strip().casefold() or item.url, item.size_bytes) for item in files)
    return {name: size for name, size in named if size is not None}


def _stated(texts: tuple[str, ...], pattern: re.Pattern[str]) -> tuple[float, str] | None:
    """Find the one statement of this form and its number; None when there is none or several."""
    found = [(match, text) for text in texts[:50] if (match := pattern.match(text[:60]))]
    if len(found) != 1:
        return None
    match, text = found[0]
    number = float(match[1])
    if pattern is _BYTES:
        letter = (match[2] or match[4] or "").lower()
        number *= (1024 if match[3] else 1000) ** _POWERS[letter]
    return number, text
