"""Read the JSON of a page's script element, mending what template engines break."""

from __future__ import annotations

import re
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import MAX_BYTES, read_json_text

# Name, opening, closing; both are looked for near the ends only.
_WRAPPINGS = (
    ("HTML comment", re.compile(r"<!--"), re.compile(r"(?://)?\s*-->\Z")),
    (
        "CDATA section",
        re.compile(r"(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?"),
        re.compile(r"(?://|/\*)?\s*\]\]>(?:\s*\*/)?\Z"),
    ),
)
_NEAR = 40
# A string, closed or not, is taken whole, so that a comma inside it stays.
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)


def read_repaired(text: str) -> tuple[Any, tuple[str, ...]]:
    """Parse JSON; gives the value and what had to be mended. Raises Unreadable."""
    if len(text) > MAX_BYTES:
        raise Unreadable("the JSON-LD is too large", f"{len(text)} characters, at most {MAX_BYTES} are read")
    text, mended = _unwrapped(text)
    if not text:
        raise Unreadable("the JSON-LD is empty")
    try:
        return read_json_text(text), mended
    except Unreadable as first:
        return _mended(text, mended, first)


def _unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    mended = []
    bare = text.strip()
    if bare.startswith("\ufeff"):
        mended.append("byte order mark")
        bare = bare.lstrip("\ufeff").strip()
    for name, opening, closing in _WRAPPINGS:
        if start := opening.match(bare[:_NEAR]):
            mended.append(name)
            bare = bare[start.end() :].strip()
            bare = (bare[:-_NEAR] + closing.sub("", bare[-_NEAR:])).strip()
    return bare, tuple(mended)


def _mended(text: str, mended: tuple[str, ...], first: Unreadable) -> tuple[Any, tuple[str, ...]]:
    without_commas = _STRING_OR_COMMA.sub(lambda match: match[1] or "", text)
    for candidate, more in (
        (text, ("control character",)),
        (without_commas, ("trailing comma",)),
        (without_commas, ("control character", "trailing comma")),
    ):
        try:
            return read_json_text(candidate, strict="control character" not in more), mended + more
        except Unreadable:
            continue
    raise first
