"""The FTR graph in Turtle (RDF 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairsvc.formats.assessed_dataset import AssessedDataset
from fairsvc.formats.foreign import expand_json_ld
from fairsvc.formats.ftr_json_ld import ftr_document
from fairsvc.formats.ftr_terms import PREFIXES

MEDIA_TYPE = "text/turtle"


def write_ftr_turtle(dataset: AssessedDataset, contact: str = "") -> str:
    """Write the graph of the JSON-LD: its context is embedded, so nothing is fetched."""
    # It costs more than the rest of the room.
    import rdflib  # noqa: PLC0415

    nodes, _ = expand_json_ld(ftr_document(dataset, contact), None)
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for subject, arc, value in _triples(nodes):
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(arc), _term(rdflib, value)))
    return str(graph.serialize(format="turtle"))


def _triples(nodes: list[Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give the triples of expanded nodes; ours are flat, and none is blank."""
    for node in nodes:
        for kind in node["@type"]:
            yield node["@id"], "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", {"@id": kind}
        for arc, values in node.items():
            if not arc.startswith("@"):
                yield from ((node["@id"], arc, value) for value in values)


def _term(rdflib: Any, value: dict[str, str]) -> Any:
    if "@id" in value:
        return rdflib.URIRef(value["@id"])
    # A number as it was spelt: normalised, 0.5000 and 0.5 are one.
    datatype = rdflib.URIRef(value["@type"]) if "@type" in value else None
    return rdflib.Literal(value["@value"], datatype=datatype, normalize=False)
