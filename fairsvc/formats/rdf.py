"""RDF in Turtle, N-Triples or RDF/XML: DCAT, Dublin Core and schema.org terms."""

from __future__ import annotations

import codecs
from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats.foreign import read_graph
from fairsvc.formats.linked_choice import find_subject, iter_datasets
from fairsvc.formats.linked_data import Graph
from fairsvc.formats.linked_terms import read_node
from fairsvc.formats.xml_reading import read_xml
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "rdf"
MAX_BYTES = 4 * 2**20
_XML_STARTS = (b"<?xml", b"<!--", b"<rdf:", b"<RDF")


def read(body: bytes) -> Metadata:
    """Read the node that the document is about; of a catalogue, its fullest dataset, naming the others.

    Raises Unreadable.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if len(body) > MAX_BYTES:
        raise Unreadable("the RDF document is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    graph = Graph(read_graph(body, _syntax(body)))
    subject = find_subject(graph)
    if subject is None:
        raise Unreadable("the RDF describes no dataset", f"it holds {len(graph.tops)} described things")
    view = read_node(graph, subject[1], ID)
    others = tuple(("dcat:dataset", node.id) for node in iter_datasets(graph) if node is not subject[1])
    if not others:
        return view
    return replace(view, unmapped=view.unmapped + others, warnings=(*view.warnings, "several datasets"))


def _syntax(body: bytes) -> str:
    """Tell RDF/XML from Turtle, of which N-Triples is a part; XML is first parsed by the parser that is hardened."""
    if _looks_like_xml(body):
        read_xml(body)
        return "xml"
    return "turtle"


def _looks_like_xml(body: bytes) -> bool:
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(_XML_STARTS) or (b"\x00" in start) or b" xmlns" in start


FORMAT = MetadataFormat(
    ID,
    "RDF: DCAT, Dublin Core, schema.org",
    "Turtle, N-Triples, RDF/XML; DCAT 3, DCMI Metadata Terms",
    read,
    media_types=("text/turtle", "application/rdf+xml", "application/n-triples", "text/n3", "application/x-turtle"),
    namespaces=("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/ns/dcat#"),
)
