"""Linksets (RFC 9264), as JSON and as text: the links of many contexts in one document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import read_json_text
from fairsvc.formats.link_header import MAX_FINDINGS, Element, is_absolute, iter_elements, links_of, make_links
from fairsvc.formats.signature import looks_like_html
from fairsvc.model.evidence import Finding
from fairsvc.model.link import Link

MAX_BYTES = 64 * 2**20
# An empty object takes twenty times the memory of its two letters.
MAX_OBJECTS = 1_500_000
RELATIVE = "signposting.linkset.relative"
ANCHORLESS = "signposting.linkset.anchorless"


def read_linkset(
    body: bytes, media_type: str, base: str, *, where: str = "exchange/linkset"
) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    """Read a linkset whose address is `base`; its first character outranks the declared media type.

    What RFC 9264 does not allow gives a Finding `linkset.malformed` at `where` and loses no other link; one
    `signposting.linkset.relative` counts relative references of the text form, one `signposting.linkset.anchorless`
    contexts of the JSON form that are the linkset itself (RFC 9264 section 4.2.2). Raises Unreadable.
    """
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start or len(body) > MAX_BYTES:
        raise Unreadable("the linkset is empty" if not start else "the linkset is too large", base)
    defects = _Defects(where)
    if start in b"{[":
        links = tuple(_JsonReader(base, defects).links_of(_parse(body, base)))
    elif looks_like_html(body) or media_type.lower().endswith("json"):
        raise Unreadable("an answer is no linkset", f"{base} ({media_type or 'no media type'})")
    else:
        links = tuple(_read_text(body, base, defects))
        if not links:
            raise Unreadable("an answer holds no link of a linkset", base)
    return links, defects.findings()


class _Defects:
    """What was met while reading, as findings."""

    def __init__(self, where: str) -> None:
        self._where, self._malformed = where, list[Finding]()
        self._relative = self._anchorless = 0

    def report(self, where: str, detail: str) -> None:
        if len(self._malformed) < MAX_FINDINGS:
            self._malformed.append(Finding("linkset.malformed", f"{self._where}{where}", detail))

    def see(self, reference: str) -> None:
        self._relative += bool(reference) and not is_absolute(reference)

    def expect_anchor(self, anchor: str) -> None:
        self._anchorless += not anchor

    def findings(self) -> tuple[Finding, ...]:
        return (*self._unwise(), *self._malformed)

    def _unwise(self) -> Iterator[Finding]:
        if self._relative:
            detail = f"{self._relative} anchors or targets are relative: a copy of the linkset points elsewhere"
            yield Finding(RELATIVE, "link/linkset", detail)
        if self._anchorless:
            detail = f"{self._anchorless} contexts have no anchor: they speak of the linkset itself, not of the page"
            yield Finding(ANCHORLESS, "link/linkset", detail)


def _read_text(body: bytes, base: str, defects: _Defects) -> Iterator[Link]:
    for index, element in enumerate(iter_elements(body.decode("utf-8-sig", errors="replace"))):
        yield from links_of(element, base, "linkset")
        _judge(element, f"#Link[{index}]", defects)


def _judge(element: Element, where: str, defects: _Defects) -> None:
    """RFC 9264 section 4.1: the document speaks of other resources, so each link names its context."""
    anchor = next((value for name, value in element.parameters if name == "anchor"), "")
    defects.see(anchor)
    defects.see(element.target or "")
    if not anchor:
        element.faults.append("a link without an anchor")
    if element.faults:
        defects.report(where, element.fault)


def _parse(body: bytes, base: str) -> Any:
    if body.count(b"{") + body.count(b"[") > MAX_OBJECTS:
        raise Unreadable("the linkset holds too many objects", base)
    try:
        return read_json_text(body.decode(json.detect_encoding(body)))
    except UnicodeDecodeError as fault:
        raise Unreadable("the linkset is not in a Unicode encoding", str(fault)[:200]) from None


class _JsonReader:
    def __init__(self, base: str, defects: _Defects) -> None:
        self.base, self.defects = base, defects

    def links_of(self, document: Any) -> Iterator[Link]:
        contexts = document
        if isinstance(document, dict):
            contexts = document.get("linkset")
            for name in document.keys() - {"linkset", "@context"}:
                self.defects.report("", f"the member {_text(name)[:40]!r} beside linkset")
        if not isinstance(contexts, list):
            raise Unreadable("the JSON is no linkset", self.base, "RFC 9264 section 4.2: one member linkset, an array")
        for index, context in enumerate(contexts):
            where = f"#linkset[{index}]"
            if isinstance(context, dict):
                yield from self._context(context, where)
            else:
                self.defects.report(where, "a context that is no object")

    def _context(self, context: dict[str, Any], where: str) -> Iterator[Link]:
        anchor = _text(context.get("anchor"))
        self.defects.expect_anchor(anchor)
        for relation, targets in context.items():
            if relation == "anchor":
                continue
            if not isinstance(targets, list):
                self.defects.report(where, f"the relation {_text(relation)[:40]!r} holds no array")
            for target in targets if isinstance(targets, list) else [targets]:
                yield from self._target(target, relation, anchor, where)

    def _target(self, target: Any, relation: str, anchor: str, where: str) -> tuple[Link, ...]:
        if not isinstance(target, dict):
            self.defects.report(where, f"a target of {_text(relation)[:40]!r} that is no object")
            return ()
        attributes = {_text(name): _attribute(value) for name, value in target.items()}
        attributes["anchor"] = anchor
        attributes["title"] = _first_title(target.get("title*")) or attributes.get("title", "")
        attributes.pop("title*", None)
        try:
            return make_links(attributes.get("href", ""), _text(relation), self.base, attributes, "linkset")
        except Unreadable as error:
            self.defects.report(where, str(error))
            return ()


def _attribute(value: Any) -> str:
    """Read an attribute: the RFC makes extensions arrays of strings, deployed servers write one string."""
    return " ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value)


def _first_title(values: Any) -> str:
    """Read RFC 9264 section 4.2.4.2: title* is an array of objects with value and language."""
    items = values if isinstance(values, list) else []
    return next((_text(item.get("value")) for item in items if isinstance(item, dict)), "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
