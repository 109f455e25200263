"""Linksets (RFC 9264), as JSON and as text: the links of many contexts in one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import MAX_BYTES, read_json
from fairsvc.formats.link_header import MAX_FINDINGS, make_links, read_links
from fairsvc.formats.signature import looks_like_html
from fairsvc.model.evidence import Finding
from fairsvc.model.link import Link

WHERE = "exchange/linkset"


def read_linkset(body: bytes, media_type: str, base: str) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    """Read a linkset whose address is `base`; its first character outranks the declared media type.

    What RFC 9264 does not allow gives a Finding `linkset.malformed` and loses no other link. Raises Unreadable.
    """
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start or len(body) > MAX_BYTES:
        raise Unreadable("the linkset is empty" if not start else "the linkset is too large", base)
    if start in b"{[":
        return _read_json(body, base)
    if looks_like_html(body) or media_type.lower().endswith("json"):
        raise Unreadable("an answer is no linkset", f"{base} ({media_type or 'no media type'})")
    return _read_text(body, base)


def _read_text(body: bytes, base: str) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    text = body.decode("utf-8-sig", errors="replace")
    links, findings = read_links([text], base, where=f"{WHERE}#Link", source="linkset")
    if not links:
        raise Unreadable("an answer holds no link of a linkset", base)
    return links, findings


def _read_json(body: bytes, base: str) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    reader = _JsonReader(base)
    links = tuple(reader.links_of(read_json(body)))
    return links, tuple(reader.findings[:MAX_FINDINGS])


class _JsonReader:
    def __init__(self, base: str) -> None:
        self.base = base
        self.findings: list[Finding] = []

    def links_of(self, document: Any) -> Iterator[Link]:
        contexts = document
        if isinstance(document, dict):
            contexts = document.get("linkset")
            for name in document.keys() - {"linkset", "@context"}:
                self._report("", f"the member {_text(name)[:40]!r} beside linkset")
        if not isinstance(contexts, list):
            raise Unreadable("the JSON is no linkset", self.base, "RFC 9264 section 4.2: one member linkset, an array")
        for index, context in enumerate(contexts):
            where = f"#linkset[{index}]"
            if isinstance(context, dict):
                yield from self._context(context, where)
            else:
                self._report(where, "a context that is no object")

    def _context(self, context: dict[str, Any], where: str) -> Iterator[Link]:
        anchor = _text(context.get("anchor"))
        if not anchor:
            self._report(where, "a context without an anchor")
        for relation, targets in context.items():
            if relation == "anchor":
                continue
            if not isinstance(targets, list):
                self._report(where, f"the relation {_text(relation)[:40]!r} holds no array")
            for target in targets if isinstance(targets, list) else [targets]:
                yield from self._target(target, relation, anchor, where)

    def _target(self, target: Any, relation: str, anchor: str, where: str) -> tuple[Link, ...]:
        if not isinstance(target, dict):
            self._report(where, f"a target of {_text(relation)[:40]!r} that is no object")
            return ()
        attributes = {_text(name): _attribute(value) for name, value in target.items()}
        attributes["anchor"] = anchor
        attributes["title"] = _first_title(target.get("title*")) or attributes.get("title", "")
        attributes.pop("title*", None)
        try:
            return make_links(attributes.get("href", ""), _text(relation), self.base, attributes, "linkset")
        except Unreadable as error:
            self._report(where, str(error))
            return ()

    def _report(self, where: str, detail: str) -> None:
        self.findings.append(Finding("linkset.malformed", f"{WHERE}{where}", detail))


def _attribute(value: Any) -> str:
    """Read an attribute: the RFC makes extensions arrays of strings, deployed servers write one string."""
    return " ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value)


def _first_title(values: Any) -> str:
    """Read RFC 9264 section 4.2.4.2: title* is an array of objects with value and language."""
    items = values if isinstance(values, list) else []
    return next((_text(item.get("value")) for item in items if isinstance(item, dict)), "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
