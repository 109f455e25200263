"""Cut the metadata of each record out of an OAI-PMH page, byte for byte where that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat  # the page holds no DOCTYPE when it comes here
from xml.sax.saxutils import quoteattr

from lxml import etree

from fairsvc.formats.xml_reading import local_name

_TAG_NAME = re.compile(rb"<[^\s/>]+")
_START_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_DECLARED = re.compile(rb"\sxmlns(?::([^\s=]+))?\s*=")


@dataclass(slots=True)
class _Bounds:
    """Where a record's metadata element, its first child, its content's end and its own end lie in the page."""

    start: int = -1
    child: int = -1
    content_end: int = -1
    end: int = -1


def iter_payloads(body: bytes, records: list[etree._Element]) -> Iterator[tuple[bytes, etree._Element | None]]:
    """Yield what each record's metadata element holds: its one child, or itself when it has no single child.

    It comes as bytes and as element. `body` is what `records` was parsed from. No metadata, or nothing in it, gives
    empty bytes and None. Declarations of namespaces that it inherits are added to its first tag; from a page that is
    not UTF-8 it is written anew.
    """
    wrappers = [_wrapper(record) for record in records]
    bounds = _find_bounds(body, wrappers) if _is_utf8(records) else []
    for position, wrapper in enumerate(wrappers):
        element = None if wrapper is None else _payload(wrapper)
        if element is None:
            yield b"", None
        elif not bounds:
            yield _tostring(element), element
        else:
            at = bounds[position]
            raw = body[at.start : at.end] if element is wrapper else body[at.child : at.content_end].rstrip()
            yield _complete(raw, element), element


def _wrapper(record: etree._Element) -> etree._Element | None:
    return next((child for child in record if local_name(child) == "metadata"), None)


def _payload(metadata: etree._Element) -> etree._Element | None:
    if len(metadata) == 1 and not ((metadata.text or "") + (metadata[0].tail or "")).strip():
        return metadata[0]
    return metadata if len(metadata) or (metadata.text or "").strip() else None


def _is_utf8(records: list[etree._Element]) -> bool:
    encoding = records[0].getroottree().docinfo.encoding if records else None
    return (encoding or "UTF-8").upper() in ("UTF-8", "UTF8", "US-ASCII", "ASCII")


def _find_bounds(body: bytes, wrappers: list[etree._Element | None]) -> list[_Bounds]:
    """Find the bounds of each record's metadata; an empty list when they cannot be told."""
    bounds = _find_by_tag(body, wrappers) or _find_by_depth(body)
    return bounds if len(bounds) == len(wrappers) else []


def _find_by_tag(body: bytes, wrappers: list[etree._Element | None]) -> list[_Bounds]:
    """Find the metadata by their tags alone: where no comment or CDATA can hide one, each < begins a tag.

    Gives nothing unless there are as many tags as elements: a payload may hold elements of that name too.
    """
    prefixes: set[str | None] = {wrapper.prefix for wrapper in wrappers if wrapper is not None}
    if len(prefixes) != 1 or b"<!" in body or body.find(b"<?", 2) >= 0:
        return []
    prefix = prefixes.pop()
    name = f"{prefix}:metadata".encode() if prefix else b"metadata"
    starts = [match.start() for match in re.finditer(rb"<%b(?=[\s/>])" % name, body)]
    ends = [match.span() for match in re.finditer(rb"</%b\s*>" % name, body)]
    if not len(starts) == len(ends) == sum(wrapper is not None for wrapper in wrappers):
        return []
    pairs = zip(starts, ends, strict=True)
    found = [_Bounds(start, body.find(b"<", start + 1), *end) for start, end in pairs]
    places = iter(found)
    return [_Bounds() if wrapper is None else next(places) for wrapper in wrappers]


def _find_by_depth(body: bytes) -> list[_Bounds]:
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


def _complete(raw: bytes, element: etree._Element) -> bytes:
    parent, tag = element.getparent(), _START_TAG.match(raw)
    if parent is None or tag is None:
        return _tostring(element)
    declared = _declared(tag[0])
    missing = [
        (prefix, uri)
        for prefix, uri in parent.nsmap.items()
        if prefix not in declared and _uses(raw, element, prefix, uri)
    ]
    if not missing:
        return raw
    names = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in missing]
    added = "".join(f" {name}={quoteattr(uri)}" for name, uri in sorted(names))
    return _TAG_NAME.sub(lambda match: match[0] + added.encode(), raw, count=1)


@lru_cache(maxsize=256)
def _declared(tag: bytes) -> frozenset[str | None]:
    """List the prefixes that a start tag declares; all records of a source tend to begin alike."""
    return frozenset(prefix.decode() or None for prefix in _DECLARED.findall(tag))


def _uses(raw: bytes, element: etree._Element, prefix: str | None, uri: str) -> bool:
    """Tell whether the prefix may be in use; to declare one too many changes no meaning."""
    if prefix is not None:
        return f"{prefix}:".encode() in raw
    return any(inner.prefix is None for inner in element.iter(f"{{{uri}}}*"))


def _tostring(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False)
