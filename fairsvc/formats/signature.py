"""What the first bytes of a file show: its format by magic number, a web page, plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from fairsvc.vocab import load_toml

HEAD_BYTES = 65_536

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# WHATWG MIME Sniffing, 7.1: a page starts with one of these, after white space, closed by a space or >.
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+(?=<(?:!|html)))?(?:<!--.{0,4096}?-->\s*+)?"
    rb"<(?:!doctype\s++html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_PASSWORD = re.compile(rb"<input\b[^<>]*?\btype\s*+=\s*+[\"']?password\b", re.IGNORECASE)
_XML = re.compile(rb"\s*+<(?:\?xml\s|[A-Za-z_])")
_JSON = re.compile(rb"\s*+(?:\{\s*+[\"}]|\[\s*+[\[{\"\]\-0-9tfn])")


@dataclass(frozen=True, slots=True)
class Signature:
    """A format that bytes were recognised as; `id` is stable."""

    id: str
    media_type: str
    title: str


_HTML_PAGE = Signature("html", "text/html", "HTML")
_XML_TEXT = Signature("xml", "application/xml", "XML")
_JSON_TEXT = Signature("json", "application/json", "JSON")


@dataclass(frozen=True, slots=True)
class _Pattern:
    signature: Signature
    magics: tuple[bytes, ...]
    offsets: tuple[int, ...]
    contains: bytes
    skip_space: bool

    def matches(self, head: bytes) -> bool:
        start = head.lstrip() if self.skip_space else head
        return any(start.startswith(self.magics, offset) for offset in self.offsets) and self.contains in head


def find_signature(head: bytes) -> Signature | None:
    """Recognise a format by its first bytes, at most 64 KiB; None when nothing is characteristic, as in CSV."""
    head = head[:HEAD_BYTES]
    found = next((pattern.signature for pattern in _patterns() if pattern.matches(head)), None)
    if found is not None:
        return found
    if looks_like_html(head):
        return _HTML_PAGE
    text = _without_bom(head)
    if _XML.match(text):
        return _XML_TEXT
    return _JSON_TEXT if _JSON.match(text) else None


def nexus_like(head: bytes) -> bool:
    """Tell whether the bytes are HDF5 and name a NeXus root or entry class."""
    head = head[:HEAD_BYTES]
    found = find_signature(head)
    return found is not None and found.id == "hdf5" and (b"NXentry" in head or b"NXroot" in head)


def looks_like_html(head: bytes) -> bool:
    """Tell whether a browser would show the bytes as a page."""
    return _HTML.match(_without_bom(head[:HEAD_BYTES])) is not None


def has_password_field(head: bytes) -> bool:
    """Tell whether the page asks for a password: a login wall where a file was due."""
    return _PASSWORD.search(head[:HEAD_BYTES]) is not None


def _without_bom(head: bytes) -> bytes:
    mark = next((bom for bom in _BOMS if head.startswith(bom)), b"")
    text = head[len(mark) :]
    return text.replace(b"\0", b"") if mark in _BOMS[1:] else text


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(_pattern(row) for row in load_toml("signatures.toml")["signature"])


def _pattern(row: dict[str, Any]) -> _Pattern:
    return _Pattern(
        Signature(row["id"], row["media_type"], row["title"]),
        tuple(bytes.fromhex(magic) for magic in row["magic"]),
        tuple(row.get("offsets", (0,))),
        row.get("contains", "").encode(),
        row.get("skip_space", False),
    )
