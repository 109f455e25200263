"""Read the JSON of a page's script element, mending what template engines break."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import MAX_BYTES, read_json_text, storable

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
# A string, closed or not, is taken whole, so that what stands inside it stays.
_STRING = r'("(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z))'
_STRING_OR_COMMA = re.compile(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)
_STRING_OR_COMMENT = re.compile(_STRING + r"|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.DOTALL)
# Between documents that stand in one element, and after the last one
_BETWEEN = re.compile(r"[\s;,]*+")
_CONTROL = ("control character",)
_MOST_DOCUMENTS = 100
_QUOTED_BY_ENTITY = re.compile(r"[\[{\s]*&(?:quot|#0*34|#x0*22);", re.IGNORECASE)


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
    if _QUOTED_BY_ENTITY.match(text):
        text, mended = html.unescape(text), (*mended, "entities")
    for strict in (True, False):
        for candidate, more in _candidates(text):
            try:
                return read_json_text(candidate, strict=strict), (*mended, *(() if strict else _CONTROL), *more)
            except Unreadable:
                continue
    documents = _documents(text)
    if documents:
        return documents, (*mended, "several documents" if len(documents) > 1 else "text after the document")
    raise first


def _candidates(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield text, ()
    yield _STRING_OR_COMMA.sub(_string, text), ("trailing comma",)
    without_comments = _STRING_OR_COMMENT.sub(_string, text)
    if without_comments != text:
        yield without_comments, ("comment",)
        yield _STRING_OR_COMMA.sub(_string, without_comments), ("comment", "trailing comma")


def _string(match: re.Match[str]) -> str:
    return match[1] or " "


def _documents(text: str) -> list[Any]:
    """Read documents that stand one after another; empty unless every one is whole."""
    decoder, found, at = json.JSONDecoder(strict=False), list[Any](), 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(storable(value))
            space = _BETWEEN.match(text, at)
            at = space.end() if space else at
            if len(found) > _MOST_DOCUMENTS or not isinstance(value, (dict, list)):
                return []
    except (ValueError, RecursionError):
        return []
    return [item for value in found for item in (value if isinstance(value, list) else [value])]
