"""Cut the metadata of each record out of an OAI-PMH page, byte for byte where that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat  # the page holds no DOCTYPE when it comes here
from xml.sax.saxutils import quoteattr

from lxml import etree

from fairsvc.formats.xml_reading import local_name, parse_strictly

_TAG_NAME = re.compile(rb"<[^\s/>]+")
_START_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
# The name of an element without a prefix
_UNPREFIXED = re.compile(rb"<[^\s<>/:?!]+[\s/>]")
_DECLARED = re.compile(rb"\sxmlns(?::([^\s=]+))?\s*=")


@dataclass(slots=True)
class _Bounds:
    """Where a record's metadata element, its first child, its content's end and its own end lie in the page."""

    start: int = -1
    child: int = -1
    content_end: int = -1
    end: int = -1


def iter_payloads(body: bytes, records: list[etree._Element]) -> Iterator[bytes]:
    """Yield what each record's metadata element holds: its one child, or itself when it has no single child.

    `body` is what `records` was parsed from. No metadata, or nothing in it, gives empty bytes. Declarations of
    namespaces that it inherits are added to its first tag; from a page that is not UTF-8 it is written anew.
    """
    wrappers = [find_metadata(record) for record in records]
    bounds = _find_bounds(body) if _is_utf8(records) else []
    for position, wrapper in enumerate(wrappers):
        element = None if wrapper is None else _payload(wrapper)
        if wrapper is None or element is None:
            yield b""
        elif len(bounds) != len(wrappers):
            yield _tostring(element)
        else:
            at = bounds[position]
            raw = body[at.start : at.end] if element is wrapper else body[at.child : at.content_end].rstrip()
            yield complete(raw, _inherited(element))


def find_metadata(record: etree._Element) -> etree._Element | None:
    """Find the record's metadata element; None when it has none."""
    return next((child for child in record if local_name(child) == "metadata"), None)


def _payload(metadata: etree._Element) -> etree._Element | None:
    if len(metadata) == 1 and not ((metadata.text or "") + (metadata[0].tail or "")).strip():
        return metadata[0]
    return metadata if len(metadata) or (metadata.text or "").strip() else None


def _is_utf8(records: list[etree._Element]) -> bool:
    encoding = records[0].getroottree().docinfo.encoding if records else None
    return (encoding or "UTF-8").upper() in ("UTF-8", "UTF8", "US-ASCII", "ASCII")


def _find_bounds(body: bytes) -> list[_Bounds]:
    """Find every record's metadata; the depth is fixed by the envelope: OAI-PMH, verb, record, metadata, payload."""
    parser, found = expat.ParserCreate(), list[_Bounds]()
    depth, inside = 0, False

    def start(name: str, _attributes: object) -> None:
        nonlocal depth, inside
        depth += 1
        if depth == 3 and name.rpartition(":")[2] == "record":
            found.append(_Bounds())
        elif depth == 4 and name.rpartition(":")[2] == "metadata" and found and found[-1].start < 0:
            inside = True
            found[-1].start = parser.CurrentByteIndex
        elif depth == 5 and inside and found[-1].child < 0:
            found[-1].child = parser.CurrentByteIndex

    def end(_name: str) -> None:
        nonlocal depth, inside
        if depth == 4 and inside:
            inside = False
            found[-1].content_end = parser.CurrentByteIndex
            found[-1].end = body.find(b">", parser.CurrentByteIndex) + 1
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        return []
    return found


def _inherited(element: etree._Element) -> dict[str | None, str]:
    parent = element.getparent()
    return {} if parent is None else dict(parent.nsmap)


def complete(raw: bytes, inherited: Mapping[str | None, str]) -> bytes:
    """Declare what an element inherits and uses in its first tag, so that its bytes can stand alone."""
    tag = _START_TAG.match(raw)
    declared = _declared(tag[0]) if tag is not None else frozenset()
    absent = [(prefix, uri) for prefix, uri in inherited.items() if prefix not in declared]
    missing = [(prefix, uri) for prefix, uri in absent if _uses(raw, prefix, uri, absent)]
    return _declare(raw, missing) if missing else raw


def _declare(raw: bytes, missing: list[tuple[str | None, str]]) -> bytes:
    names = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in missing]
    added = "".join(f" {name}={quoteattr(uri)}" for name, uri in sorted(names))
    return _TAG_NAME.sub(lambda match: match[0] + added.encode(), raw, count=1)


@lru_cache(maxsize=256)
def _declared(tag: bytes) -> frozenset[str | None]:
    """List the prefixes that a start tag declares; all records of a source tend to begin alike."""
    return frozenset(prefix.decode() or None for prefix in _DECLARED.findall(tag))


def _uses(raw: bytes, prefix: str | None, uri: str, absent: list[tuple[str | None, str]]) -> bool:
    """Tell whether the prefix may be in use; to declare one too many changes no meaning."""
    if prefix is not None:
        return f"{prefix}:".encode() in raw
    if not _UNPREFIXED.search(raw):
        return False
    try:
        tree = parse_strictly(_declare(raw, absent))
    except etree.XMLSyntaxError:
        return True
    return any(inner.prefix is None for inner in tree.iter(f"{{{uri}}}*"))


def _tostring(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False)
