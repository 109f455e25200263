"""RDFa 1.1 in HTML, as expanded JSON-LD: Lite, and what deployed pages use of Core.

Clauses are those of RDFa Core 1.1, section 7.5. Not read: inlist (its values come as plain values) and XML literals
(their text is taken). Plain words in rel and rev of HTML's own links (nofollow, stylesheet) say nothing of data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.foreign import BASE
from fairsvc.formats.link_header import absolute
from fairsvc.formats.rdfa_names import Names
from fairsvc.model.evidence import Finding

MAX_TRIPLES = MAX_ELEMENTS = 15_000
MAX_CHARACTERS = 4_000_000
_ATTRIBUTES = frozenset(
    ("about", "lang", "prefix", "property", "rel", "resource", "rev", "typeof", "vocab", "xml:lang")
)
# Words of HTML for browsers and robots
_HTML_WORDS = frozenset(
    ("bookmark", "external", "nofollow", "noopener", "noreferrer", "opener", "sponsored", "tag", "ugc")
)
_LANGUAGES = ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
_Value = dict[str, Any]


def read_rdfa(root: etree._Element, base: str) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """Read what a page whose base address is `base` describes, as node objects that refer to one another by @id.

    meta elements that speak of the page itself are left out: see `meta_tags`. A finding's `where` is `rdfa`.
    """
    reader = _Reader(base)
    waiting = [(root, _Context(base, base, names=Names()))]
    while waiting:
        element, context = waiting.pop()
        within = reader.element(element, context)
        waiting += [(child, within) for child in element.iterchildren("*", reversed=True)]
    return reader.nodes(), tuple(dict.fromkeys(reader.findings))


@dataclass(slots=True)
class _Open:
    """A relation that waits for the resource it points to (incomplete triple)."""

    predicate: str
    reverse: bool


@dataclass(frozen=True, slots=True)
class _Context:
    """The evaluation context: what an element inherits."""

    subject: str
    target: str
    names: Names
    language: str = ""
    waiting: tuple[_Open, ...] = ()


@dataclass(slots=True)
class _Here:
    """What one element establishes: subject, the resource that its relations point to, what gets its types."""

    subject: str
    target: str = ""
    typed: str = ""
    skipped: bool = False


@dataclass(slots=True)
class _Reader:
    base: str
    findings: list[Finding] = field(default_factory=list)
    _nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    _count: int = 0
    _elements: int = 0
    _blank: int = 0
    _addresses: dict[str, str] = field(default_factory=dict)
    _names: Names = field(default_factory=Names)
    _characters: int = MAX_CHARACTERS

    def nodes(self) -> list[dict[str, Any]]:
        """List what was described; the page itself goes without an identifier of its own."""
        return [{**node, "@id": BASE if name == self.base else name} for name, node in self._nodes.items()]

    def element(self, element: etree._Element, context: _Context) -> _Context:
        """Process one element; gives the context of its children."""
        if not any(name in _ATTRIBUTES or name.startswith("xmlns:") for name in map(str, element.attrib)):
            return context
        self._elements += 1
        if self._count > MAX_TRIPLES or self._elements > MAX_ELEMENTS:
            self.find("rdfa.too-large", f"more than {MAX_TRIPLES} values or elements")
            return context
        self._names = names = context.names.within({str(k): str(v) for k, v in element.attrib.items()})
        said = next((value for name in _LANGUAGES if (value := element.get(name)) is not None), context.language)
        context = replace(context, names=names, language=said)
        rel, rev = self._relations(element, names)
        here = self._related(element, context) if rel or rev else self._standing(element, context)
        for kind in names.terms(element.get("typeof") or ""):
            self._add(here.typed, "@type", kind)
        waiting = tuple(self._relate(here, rel, rev))
        self._describe(element, context, here, related=bool(rel or rev))
        if not here.skipped:
            self._complete(context, here.subject)
            context = replace(context, subject=here.subject, target=here.target or here.subject, waiting=waiting)
        return context

    def _relations(self, element: etree._Element, names: Names) -> tuple[list[str], list[str]]:
        """Resolve rel and rev; plain words count only where a vocabulary is set (HTML+RDFa 1.1, section 3.1)."""
        plain = names.vocab != "" and element.get("property") is None and element.tag != "link"
        said = [word for word in (element.get("rel") or "").split() if word.lower() not in _HTML_WORDS]
        return names.terms(" ".join(said), words=plain), names.terms(element.get("rev") or "", words=plain)

    def _standing(self, element: etree._Element, context: _Context) -> _Here:
        """Establish the subject of an element without relations (clause 5)."""
        about, resource = self._iri(element.get("about")), self._resource(element)
        typeof, named = "typeof" in element.attrib, "property" in element.attrib
        implied = self._implied(element, context)
        if named and "content" not in element.attrib and "datatype" not in element.attrib:
            subject = about or implied or context.target
            typed = (about or implied or resource or self._new_blank()) if typeof else ""
            return _Here(subject, typed or subject, typed)
        subject = about or resource or implied or (self._new_blank() if typeof else "")
        if not subject:
            return _Here(context.target, skipped=not named)
        return _Here(subject, subject, subject if typeof else "")

    def _related(self, element: etree._Element, context: _Context) -> _Here:
        """Establish the subject of an element with relations (clause 6)."""
        about, resource, typeof = self._iri(element.get("about")), self._resource(element), "typeof" in element.attrib
        subject = about or self._implied(element, context) or context.target
        target = resource or (self._new_blank() if typeof and not about else "")
        return _Here(subject, target, (about or target) if typeof else "")

    def _implied(self, element: etree._Element, context: _Context) -> str:
        """Give the subject that the root, the head and the body have by themselves (HTML+RDFa 1.1, section 3.1)."""
        return context.target if element.getparent() is None or element.tag in ("head", "body") else ""

    def _relate(self, here: _Here, rel: list[str], rev: list[str]) -> Iterator[_Open]:
        """Add the triples of rel and rev, or yield them while there is nothing that they point to (9 and 10)."""
        for predicate, reverse in [*((name, False) for name in rel), *((name, True) for name in rev)]:
            if here.target:
                self._link(here.subject, predicate, here.target, reverse=reverse)
            else:
                yield _Open(predicate, reverse)
        if (rel or rev) and not here.target:
            here.target = self._new_blank()

    def _describe(self, element: etree._Element, context: _Context, here: _Here, *, related: bool) -> None:
        """Add the triples of property (clause 11)."""
        predicates = context.names.terms(element.get("property") or "")
        subject = here.subject
        if not predicates or (element.tag == "meta" and not self._is_typed(subject)):
            return
        value = self._object(element, context, here, related=related)
        for predicate in predicates:
            self._add(subject, predicate, value)

    def _object(self, element: etree._Element, context: _Context, here: _Here, *, related: bool) -> _Value:
        content, datatype = element.get("content"), element.get("datatype")
        if content is None and datatype is None:
            resource = "" if related else self._resource(element)
            if resource := resource or ("" if "about" in element.attrib else here.typed):
                return {"@id": resource}
        if content is None:
            # HTML+RDFa 1.1, section 3.1: the machine's form of a time
            content = element.get("datetime") if element.tag == "time" else None
        text = self._text(element) if content is None else content
        return {
            "@value": text,
            **({"@language": context.language.lower()} if context.language and not datatype else {}),
        }

    def _text(self, element: etree._Element) -> str:
        parts = []
        for text in element.itertext():
            self._characters -= len(text) + 1
            if self._characters < 0:
                self.find("rdfa.too-large", f"more than {MAX_CHARACTERS} characters")
                break
            parts.append(str(text))
        return "".join(parts).strip()

    def _complete(self, context: _Context, subject: str) -> None:
        """Point the relations that wait in the element around to this subject (clause 12)."""
        for waiting in context.waiting:
            self._link(context.subject, waiting.predicate, subject, reverse=waiting.reverse)

    def _link(self, subject: str, predicate: str, target: str, *, reverse: bool) -> None:
        if reverse:
            subject, target = target, subject
        self._add(subject, predicate, {"@id": target})

    def _add(self, subject: str, predicate: str, value: Any) -> None:
        values = self._nodes.setdefault(subject, {}).setdefault(predicate, [])
        if not values or value != values[-1]:
            values.append(value)
            self._count += 1

    def _is_typed(self, subject: str) -> bool:
        return "@type" in self._nodes.get(subject, ())

    def _resource(self, element: etree._Element) -> str:
        """Read what the element points to: resource, href or src, in this order (clause 5.1)."""
        if "resource" in element.attrib:
            return self._iri(element.get("resource"))
        reference = element.get("href") if "href" in element.attrib else element.get("src")
        return self._absolute(reference) if reference is not None else ""

    def _iri(self, text: str | None) -> str:
        return "" if text is None else self._names.curie(text) or self._absolute(text)

    def _absolute(self, reference: str) -> str:
        if reference not in self._addresses:
            try:
                self._addresses[reference] = absolute(reference, self.base) if reference.strip() else self.base
            except Unreadable:
                self._addresses[reference] = ""
        return self._addresses[reference]

    def _new_blank(self) -> str:
        self._blank += 1
        return f"_:r{self._blank}"

    def find(self, code: str, detail: str) -> None:
        """Note a defect, once."""
        finding = Finding(code, "rdfa", detail)
        if finding not in self.findings:
            self.findings.append(finding)
