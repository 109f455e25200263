"""RDF in Turtle, N-Triples or RDF/XML: DCAT, Dublin Core and schema.org terms."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import Any

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.foreign import read_graph
from fairsvc.formats.linked_choice import find_subject, iter_datasets
from fairsvc.formats.linked_data import Graph
from fairsvc.formats.linked_terms import read_node
from fairsvc.formats.xml_reading import prose, read_xml
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "rdf"
MAX_BYTES = 4 * 2**20
_PARSE_TYPE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}parseType"
# RDF 1.1 XML Syntax, section 7.2.17: any other parseType is as Literal.
_PARSED = (None, "Resource", "Collection")
_XML_STARTS = (b"<?xml", b"<!--", b"<rdf:", b"<RDF")


def read(body: bytes) -> Metadata:
    """Read the node that the document is about; of a catalogue, its fullest dataset, naming the others.

    Raises Unreadable.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if len(body) > MAX_BYTES:
        raise Unreadable("the RDF document is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    graph = Graph(_read_xml(body) if _looks_like_xml(body) else read_graph(body, "turtle"))
    subject = find_subject(graph)
    if subject is None:
        raise Unreadable("the RDF describes no dataset", f"it holds {len(graph.tops)} described things")
    view = read_node(graph, subject[1], ID)
    others = tuple(("dcat:dataset", node.id) for node in iter_datasets(graph) if node is not subject[1])
    if not others:
        return view
    return replace(view, unmapped=view.unmapped + others, warnings=(*view.warnings, "several datasets"))


def _read_xml(body: bytes) -> Any:
    """Read RDF/XML, checked by the parser that is hardened; of a literal with markup the text is taken.

    rdflib parses such a literal anew for every element in it.
    """
    root = read_xml(body)
    literals = [element for element in root.iter() if element.get(_PARSE_TYPE) not in _PARSED]
    for element in literals:
        text = prose(element)
        tail = element.tail
        element.clear()
        element.text, element.tail = text, tail
    return read_graph(etree.tostring(root, encoding="UTF-8") if literals else body, "xml")


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
