"""Microdata (HTML standard, section 5), as the expanded JSON-LD that its vocabulary makes of it.

Seen in the wild and read too: types without a scheme, and `content` at elements that show another text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.link_header import absolute
from fairsvc.model.evidence import Finding

# Of one page; what several items share by itemref counts each time.
MAX_ELEMENTS = 200_000
MAX_PROPERTIES = 40_000
MAX_CHARACTERS = 4_000_000
_DEEPEST = 32

_SOURCES = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
}
_MACHINE_FORMS = {"data": "value", "meter": "value", "time": "datetime"}
_TYPE_WITHOUT_SCHEME = re.compile(r"(?://)?(?:www\.)?schema\.org/", re.IGNORECASE)
_SCHEMA_ORG = "http://schema.org/"


def read_microdata(root: etree._Element, base: str) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """Read the items of a page whose base address is `base`: node objects, those that stand by themselves first.

    A finding's `where` is `microdata`. Items of no vocabulary are left out, their properties mean nothing to others.
    """
    reader = _Reader(root, base)
    tops = [element for element in root.iter("*") if "itemscope" in element.attrib and "itemprop" not in element.attrib]
    items = [reader.item(element, "", 0) for element in tops]
    return [item for item in items if item], tuple(dict.fromkeys(reader.findings))


class _Reader:
    def __init__(self, root: etree._Element, base: str) -> None:
        self.findings: list[Finding] = []
        self._root, self._base = root, base
        self._elements, self._properties, self._characters = MAX_ELEMENTS, MAX_PROPERTIES, MAX_CHARACTERS
        self._open: set[etree._Element] = set()
        self._ids: dict[str, etree._Element] | None = None

    def item(self, element: etree._Element, vocabulary: str, depth: int) -> dict[str, Any]:
        """Read one item; one without a type is of the vocabulary around it (Microdata to RDF, section 5.2)."""
        types = [_typed(name) for name in (element.get("itemtype") or "").split()]
        known = [name for name in types if ":" in name]
        if len(known) < len(types):
            self._find("microdata.bad-type", " ".join(types))
        vocabulary = _vocabulary(known[0]) if known else vocabulary
        node: dict[str, Any] = {"@type": known} if known else {}
        if identity := self._address(element.get("itemid") or ""):
            node["@id"] = identity
        if depth > _DEEPEST or element in self._open:
            self._find("microdata.loop", vocabulary or "an item of no vocabulary")
            return {}
        self._open.add(element)
        for holder in self._holders(element):
            self._add(node, holder, vocabulary, depth)
        self._open.discard(element)
        if not vocabulary:
            self._find("microdata.no-vocabulary", " ".join(node))
        return node if vocabulary else {}

    def _add(self, node: dict[str, Any], holder: etree._Element, vocabulary: str, depth: int) -> None:
        self._properties -= 1
        if self._properties < 0:
            self._find("microdata.too-large", f"more than {MAX_PROPERTIES} properties")
            return
        value = self._value(holder, vocabulary, depth)
        if value is None:
            return
        for name in dict.fromkeys((holder.get("itemprop") or "").split()):
            if ":" in name or vocabulary:
                node.setdefault(name if ":" in name else vocabulary + name, []).append(value)

    def _value(self, element: etree._Element, vocabulary: str, depth: int) -> dict[str, Any] | None:
        if "itemscope" in element.attrib:
            return self.item(element, vocabulary, depth + 1) or None
        if (source := _SOURCES.get(str(element.tag))) is not None and element.get("content") is None:
            target = self._address(element.get(source) or "")
            return {"@id": target} if target else None
        text = self._text(element)
        if not text:
            return None
        language = _language(element)
        return {"@value": text, **({"@language": language} if language else {})}

    def _text(self, element: etree._Element) -> str:
        said = element.get(_MACHINE_FORMS.get(str(element.tag), "content"))
        said = element.get("content") if said is None else said
        if said is None and element.tag != "meta":
            said = "".join(self._shown(element))
        return (said or "").strip()

    def _shown(self, element: etree._Element) -> Iterator[str]:
        for text in element.itertext():
            self._characters -= len(text) + 1
            if self._characters < 0:
                self._find("microdata.too-large", f"more than {MAX_CHARACTERS} characters")
                return
            yield str(text)

    def _holders(self, item: etree._Element) -> Iterator[etree._Element]:
        """Yield the elements that hold properties of the item: below it, and where its itemref points."""
        yield from self._below(item)
        for name in dict.fromkeys((item.get("itemref") or "").split()):
            other = self._by_id().get(name)
            if other is None:
                self._find("microdata.itemref", f"nothing has the id {name[:80]}")
            elif other is not item:
                yield from self._with(other)

    def _with(self, element: etree._Element) -> Iterator[etree._Element]:
        if "itemprop" in element.attrib:
            yield element
        if "itemscope" not in element.attrib:
            yield from self._below(element)

    def _below(self, element: etree._Element) -> Iterator[etree._Element]:
        for child in element:
            self._elements -= 1
            if self._elements < 0:
                self._find("microdata.too-large", f"more than {MAX_ELEMENTS} elements")
                return
            if isinstance(child.tag, str):
                yield from self._with(child)

    def _by_id(self) -> dict[str, etree._Element]:
        if self._ids is None:
            self._ids = {}
            for element in self._root.iter("*"):
                self._ids.setdefault(element.get("id") or "", element)
        return self._ids

    def _address(self, reference: str) -> str:
        try:
            return absolute(reference, self._base) if reference.strip() else ""
        except Unreadable:
            return ""

    def _find(self, code: str, detail: str) -> None:
        if len(self.findings) < 20:
            self.findings.append(Finding(code, "microdata", detail[:200]))


def _language(element: etree._Element | None) -> str:
    while element is not None:
        if (tag := element.get("lang")) is not None:
            return tag.strip().lower()
        element = element.getparent()
    return ""


def _typed(name: str) -> str:
    match = _TYPE_WITHOUT_SCHEME.match(name)
    return _SCHEMA_ORG + name[match.end() :] if match else name


def _vocabulary(kind: str) -> str:
    """Give what property names are added to: the type's address up to its last # or / (Microdata to RDF, 5.1)."""
    return kind[: max(kind.rfind("#"), kind.rfind("/")) + 1]
