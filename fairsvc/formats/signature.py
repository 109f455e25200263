"""What the first bytes of a file show: its format by magic number, a web page, plain text."""

from __future__ import annotations

import re

from fairsvc.formats.delimited import find_delimiter
from fairsvc.formats.signature_table import Signature, is_hdf5, load_patterns, load_signatures
from fairsvc.formats.zip_names import iter_zip_names, read_zip_mimetype

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
# WHATWG MIME Sniffing, 3: octets that no text has.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_ASCII_PER_FOREIGN = 4


def find_signature(head: bytes) -> Signature | None:
    """Recognise a format by its first bytes, at most 64 KiB; None when nothing is characteristic."""
    head = head[:HEAD_BYTES]
    found = next((pattern.signature for pattern in load_patterns() if pattern.magics and pattern.matches(head)), None)
    if found is None:
        return _text_format(head)
    return (_zip_format(head) or found) if found.id == "zip" else found


def nexus_like(head: bytes) -> bool:
    """Tell whether the bytes are HDF5 and name a NeXus root or entry class."""
    head = head[:HEAD_BYTES]
    found = find_signature(head)
    return found is not None and is_hdf5(found.id) and (b"NXentry" in head or b"NXroot" in head)


def looks_like_html(head: bytes) -> bool:
    """Tell whether a browser would show the bytes as a page."""
    return _HTML.match(_without_bom(head[:HEAD_BYTES])) is not None


def has_password_field(head: bytes) -> bool:
    """Tell whether the page asks for a password: a login wall where a file was due."""
    return _PASSWORD.search(head[:HEAD_BYTES]) is not None


def _zip_format(head: bytes) -> Signature | None:
    names, mimetype = tuple(iter_zip_names(head)), read_zip_mimetype(head)
    return next((pattern.signature for pattern in load_patterns() if pattern.matches_zip(names, mimetype)), None)


def _text_format(head: bytes) -> Signature | None:
    known = load_signatures()
    if looks_like_html(head):
        return known["html"]
    text = _without_bom(head)
    if _XML.match(text):
        return known["xml"]
    if _JSON.match(text):
        return known["json"]
    if not _is_text(text):
        return None
    delimiter = find_delimiter(text)
    return known["text" if not delimiter else "tsv" if delimiter == "\t" else "csv"]


def _is_text(text: bytes) -> bool:
    """Accept text of any one-byte or UTF-8 encoding, for instruments write both."""
    foreign = len(text.translate(None, delete=bytes(range(128))))
    return bool(text.strip()) and not _BINARY.search(text) and foreign * _ASCII_PER_FOREIGN <= len(text)


def _without_bom(head: bytes) -> bytes:
    mark = next((bom for bom in _BOMS if head.startswith(bom)), b"")
    text = head[len(mark) :]
    return text.replace(b"\0", b"") if mark in _BOMS[1:] else text
