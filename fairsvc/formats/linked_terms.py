"""One node of linked data to the normalised view; which term is read how is in `vocab/data/linked_terms.toml`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from fairsvc.formats import linked_properties as read
from fairsvc.formats.draft import Draft
from fairsvc.formats.linked_data import Graph, Node, keep
from fairsvc.formats.linked_parties import read_identifier
from fairsvc.formats.linked_properties import Reader
from fairsvc.formats.recognise import find_year, is_persistent, pid_key, resource_type_of, scheme_of
from fairsvc.model.metadata import Date, Identifier, Metadata
from fairsvc.vocab import load_toml

_IDENTIFIERS = ("identifier", "dct:identifier", "dc:identifier", "adms:identifier")

# Sections of the table; each makes the reader of a term from DataCite's word for it.
_SECTIONS: dict[str, Callable[[str], Reader]] = {
    "titles": lambda kind: read.texts("titles", kind),
    "headline": lambda _: read.add_headline,
    "descriptions": lambda kind: read.texts("descriptions", kind),
    "creators": lambda _: read.agents("creators"),
    "publisher": lambda _: read.put_publisher,
    "contributors": lambda role: read.agents("contributors", role),
    "dates": read.dates,
    "keywords": lambda _: read.add_keywords,
    "subjects": read.subjects,
    "language": lambda _: read.single("language"),
    "version": lambda _: read.single("version"),
    "rights": lambda _: read.add_rights,
    "access": lambda _: read.add_access_terms,
    "free": lambda _: read.add_free_access,
    "content": lambda _: read.add_content,
    "formats": lambda _: read.add_formats,
    "sizes": lambda _: read.plain("sizes"),
    "variables": lambda _: read.add_variables,
    "geo_locations": lambda _: read.add_places,
    "funding": lambda _: read.add_funding,
    "same_as": lambda _: read.add_same_as,
    "url": lambda _: read.put_url,
    "conforms_to": lambda _: read.add_standards,
    "parts": read.parts,
    "aggregated": read.aggregated,
    "related": read.related,
}


def read_node(graph: Graph, node: Node, document: str) -> Metadata:
    """Read the node that describes the dataset; `document` is the format id that origins name."""
    draft = Draft(document)
    node.followed = True
    _read_identity(draft, node)
    readers = _readers()
    for term, reader in readers.items():
        if values := node.properties.get(term):
            reader(draft, values, term)
    for term, values in node.properties.items():
        if term not in readers and term not in _IDENTIFIERS:
            keep(draft, term, values)
    if node.types:
        draft.put("resource_type", resource_type_of(tuple(_bare_type(kind) for kind in node.types)), "@type")
    _put_year(draft)
    return replace(draft.build(), namespaces=tuple(name for name in graph.namespaces if name))


@cache
def _readers() -> dict[str, Reader]:
    table = load_toml("linked_terms.toml")
    return {term: make(word) for section, make in _SECTIONS.items() for term, word in table[section].items()}


def _bare_type(kind: str) -> str:
    return kind.rpartition(":")[2] if kind.startswith(("dcat:", "dcmitype:")) else kind


def _read_identity(draft: Draft, node: Node) -> None:
    """Split identifiers: those that persist (or the first, if none does), and the others."""
    said: dict[str, tuple[Identifier, str]] = {}
    for term in _IDENTIFIERS:
        for value in node.values(term):
            identifier = read_identifier(draft, value, term)
            if identifier is not None:
                said.setdefault(pid_key(identifier.value), (identifier, term))
    if ":" in node.id:
        said.setdefault(pid_key(node.id), (Identifier(node.id, scheme_of(node.id)), "@id"))
    lasting = {key for key, (identifier, _) in said.items() if is_persistent(identifier.value)} or set(list(said)[:1])
    for key, (identifier, pointer) in said.items():
        draft.add("identifiers" if key in lasting else "alternate_identifiers", identifier, pointer)


def _put_year(draft: Draft) -> None:
    dates: tuple[Date, ...] = draft.values("dates")
    for kind in ("Issued", ""):
        for date in dates:
            if date.kind == kind and (year := find_year(date.value)):
                draft.put("publication_year", year, draft.pointer("dates"))
                return
