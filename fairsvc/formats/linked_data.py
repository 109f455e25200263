"""Expanded JSON-LD as a graph of nodes with short property names, whichever vocabulary they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.draft import Draft
from fairsvc.formats.foreign import BASE
from fairsvc.formats.json_reading import compact

# schema.org's terms go without a prefix; https and http mean the same, and a vocabulary without its slash is met too.
_SCHEMA_ORG = re.compile(r"(?:https?://(?:www\.)?schema\.org[/#]?|schema:)(?=\w)")
_PREFIXES = {
    "http://purl.org/dc/terms/": "dct:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/dcmitype/": "dcmitype:",
    "http://www.w3.org/ns/dcat#": "dcat:",
    "http://www.w3.org/ns/prov#": "prov:",
    "http://www.w3.org/ns/adms#": "adms:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://www.w3.org/2006/vcard/ns#": "vcard:",
    "http://xmlns.com/foaf/0.1/": "foaf:",
    "http://spdx.org/rdf/terms#": "spdx:",
    "http://purl.org/pav/": "pav:",
    "http://creativecommons.org/ns#": "cc:",
    "http://www.w3.org/1999/xhtml/vocab#": "xhv:",
    "http://pcdm.org/models#": "pcdm:",
    # Prefixes that a document uses and does not declare
    "dct:": "dct:",
    "dcterms:": "dct:",
}


NAMES = (
    "name",
    "dct:title",
    "foaf:name",
    "vcard:fn",
    "vcard:organization-name",
    "rdfs:label",
    "skos:prefLabel",
    "dc:title",
)
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with its language."""

    text: str
    lang: str = ""


@dataclass(slots=True, eq=False)
class Node:
    """A described or merely named thing; `id` is empty for a blank node, relative as written.

    `followed` is set when its properties were read or kept, so that cycles end.
    """

    id: str = ""
    followed: bool = False
    types: list[str] = field(default_factory=list)
    properties: dict[str, list[Node | Literal]] = field(default_factory=dict)

    def values(self, *terms: str) -> Iterator[Node | Literal]:
        """Yield the values of the terms."""
        for term in terms:
            yield from self.properties.get(term, ())

    def pointing(self) -> Iterator[tuple[str, Node]]:
        """Yield what points here by a reverse property (JSON-LD 1.1 section 4.8), with the property."""
        for term, values in self.properties.items():
            if term.startswith("^"):
                yield from ((term[1:], value) for value in values if isinstance(value, Node))

    def text(self, *terms: str) -> str:
        """Read the first of the terms that has text, as one line; empty when none has."""
        return next((text for value in self.values(*terms) if (text := label(value))), "")


class Graph:
    """The nodes of one document; what is described in several places is one node."""

    def __init__(self, expanded: list[Any]) -> None:
        self._tops: dict[int, Node] = {}
        self.namespaces: dict[str, None] = {}
        self._named: dict[str, Node] = {}
        try:
            for item in expanded:
                self._add_top(item)
        except RecursionError:
            raise Unreadable("the linked data are nested too deeply") from None

    @property
    def tops(self) -> tuple[Node, ...]:
        """The nodes that stand by themselves, in order."""
        return tuple(self._tops.values())

    def _add_top(self, item: Any) -> None:
        if isinstance(item, dict) and "@value" not in item:
            node = self._node(item)
            if node.properties or node.types:
                self._tops[id(node)] = node

    def _node(self, item: dict[str, Any]) -> Node:
        identity = item.get("@id") or ""
        node = self._named.setdefault(identity, Node(_relative(identity))) if identity else Node()
        for key, values in item.items():
            if key == "@type":
                node.types += [self._short(kind) for kind in _listed(values) if isinstance(kind, str)]
            elif key in ("@graph", "@included"):
                for value in _listed(values):
                    self._add_top(value)
            elif key == "@reverse":
                for term, subjects in values.items():
                    node.properties.setdefault(f"^{self._short(term)}", []).extend(list(self._values(subjects)))
            elif not key.startswith("@"):
                node.properties.setdefault(self._short(key), []).extend(list(self._values(values)))
        return node

    def _values(self, values: Any) -> Iterator[Node | Literal]:
        for value in _listed(values):
            if not isinstance(value, dict):
                yield Literal(compact(value))
            elif "@list" in value or "@set" in value:
                yield from self._values(value.get("@list") or value.get("@set"))
            elif "@value" in value:
                yield _literal(value)
            else:
                yield self._node(value)

    def _short(self, iri: str) -> str:
        namespace, name = _split(iri)
        self.namespaces[namespace] = None
        return name


class Reading:
    """One node being read; `keep_rest` keeps what was not asked for."""

    __slots__ = ("_asked", "_draft", "_pointer", "node")

    def __init__(self, draft: Draft, node: Node, pointer: str) -> None:
        self.node = node
        self._draft, self._pointer, self._asked = draft, pointer, set[str]()

    def values(self, *terms: str) -> list[Node | Literal]:
        """List the values of the terms."""
        self._asked.update(terms)
        return list(self.node.values(*terms))

    def text(self, *terms: str) -> str:
        """Read the first of the terms that has text, as one line."""
        self._asked.update(terms)
        return self.node.text(*terms)

    def keep_rest(self) -> None:
        """Keep the values of the terms that nobody asked for, once for each node."""
        if self.node.followed:
            return
        self.node.followed = True
        for term, values in self.node.properties.items():
            if term not in self._asked:
                keep(self._draft, f"{self._pointer}/{term}", values)


def label(value: Node | Literal) -> str:
    """Read a value as one line: the text, the node's name, or its address."""
    if isinstance(value, Literal):
        return " ".join(value.text.split())
    named = next((v for v in value.values(*NAMES) if isinstance(v, Literal)), None)
    return " ".join(named.text.split()) if named else value.id


def address(value: Node | Literal) -> str:
    """Read a value as an address or identifier: the text, the node's own address, or what it says is its own."""
    if isinstance(value, Literal):
        return value.text.strip()
    return value.id or value.text("url", "identifier", "dct:identifier", "contentUrl", "value")


def keep(draft: Draft, pointer: str, values: Iterable[Node | Literal], depth: int = 0) -> None:
    """Keep values that no field takes, nested ones by their path; a node is followed once, and not for ever."""
    for value in values:
        if isinstance(value, Literal):
            draft.keep(pointer, " ".join(value.text.split()))
            continue
        draft.keep(pointer, value.id)
        if value.followed:
            continue
        if depth == _DEEPEST:
            draft.warn(f"nested too deeply: {pointer.partition('/')[0]}")
            continue
        value.followed = True
        for term, inner in value.properties.items():
            keep(draft, f"{pointer}/{term}", inner, depth + 1)


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _literal(value: dict[str, Any]) -> Literal:
    said = value["@value"]
    text = said if isinstance(said, str) else str(said).lower() if isinstance(said, bool) else compact(said)
    return Literal(text, str(value.get("@language") or ""))


def _relative(iri: str) -> str:
    return "" if iri.startswith("_:") else iri.removeprefix(BASE)


@lru_cache(maxsize=2048)
def _split(iri: str) -> tuple[str, str]:
    """Split an IRI into its namespace and the short name of the term."""
    if ours := _SCHEMA_ORG.match(iri):
        return ours[0], iri[ours.end() :]
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":") if "/" not in iri else -1) + 1
    namespace, name = iri[:cut], iri[cut:]
    prefix = _PREFIXES.get(namespace)
    return namespace, iri if prefix is None else prefix + name
