"""Read metadata of any format: by the payload's namespace, by the shape of JSON, by media type; never by a prefix."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import Any

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_json import ID as DATACITE_JSON
from fairsvc.formats.datacite_json import is_datacite
from fairsvc.formats.datacite_xml import ID as DATACITE_XML
from fairsvc.formats.json_reading import read_json
from fairsvc.formats.oai_envelope import find_payload
from fairsvc.formats.rdf import ID as RDF
from fairsvc.formats.schema_org import ID as SCHEMA_ORG
from fairsvc.formats.unsupported import LINK_FORMAT, name_json, name_xml
from fairsvc.formats.xml_reading import OAI, local_name, namespace_of, read_xml
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata
from fairsvc.plugins import collect

_NEXT = "Ask for DataCite, Dublin Core, schema.org or DCAT"
_LINK_FORMAT = re.compile(r"<[^\s>]*>\s*;")
# What is nothing else for sure, as the records of a harvest begin
_PLAIN_XML = re.compile(rb"<(?!html\b)[a-z_][\w.:-]*+\s++xmlns", re.IGNORECASE)
_HTML = re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
# Turtle and N-Triples: a comment, a directive, a blank node, or an address in angle brackets
_TURTLE = re.compile(
    r"#|@?(?:prefix|base)\s|_:|<(?:(?:https?|urn|info|doi|tag|file):[^\s>]*|#[^\s>]*)?>\s++(?!;)",
    re.IGNORECASE,
)


@cache
def formats() -> dict[str, MetadataFormat]:
    """Collect the formats, ours and those of plug-ins, by id."""
    return collect("fairsvc.formats", "fairsvc.formats", MetadataFormat)


def read_metadata(body: bytes, media_type: str = "") -> tuple[str, Metadata]:
    """Recognise a document, unwrap it where it comes in an OAI-PMH record, and read it: the format's id and the view.

    What the document is decides; `media_type` helps where it does not show. Raises Unreadable, naming what was met.
    """
    if _PLAIN_XML.match(body):
        return read_element(read_xml(body), body)
    start = _start(body)
    if start[0] == "<" and not _HTML.match(start) and not _LINK_FORMAT.match(start) and not _TURTLE.match(start):
        return read_element(read_xml(body), body)
    found = _recognise(start, body, media_type.partition(";")[0].strip().lower())
    return found.id, found.read(body)


def read_element(root: etree._Element, body: bytes) -> tuple[str, Metadata]:
    """Do the same for XML that is parsed already; `body` is what spells the element. Raises Unreadable."""
    if local_name(root).lower() == "html":
        raise _web_page()
    payload = find_payload(root)
    found = _format_of(payload)
    if found.read_element is not None:
        return found.id, found.read_element(payload)
    return found.id, found.read(body if payload is root else _spell(payload))


def _start(body: bytes) -> str:
    start = body[:2048].decode(json.detect_encoding(body), "replace").lstrip("\ufeff \t\r\n")
    if not start:
        raise Unreadable("there is nothing to read", "the body is empty")
    return start


def _recognise(start: str, body: bytes, media_type: str) -> MetadataFormat:
    declared = next((known for known in formats().values() if media_type in known.media_types), None)
    if _TURTLE.match(start) or (declared is not None and declared.id == RDF and start[0] != "<"):
        return formats()[RDF]
    if _HTML.match(start):
        raise _web_page()
    if _LINK_FORMAT.match(start):
        raise Unreadable("this is no metadata", LINK_FORMAT, _NEXT)
    if start[0] in "{[":
        return _recognise_json(body, declared)
    if declared is not None:
        return declared
    raise Unreadable("this is neither XML nor JSON nor RDF", repr(start[:40]), _NEXT)


def _format_of(payload: etree._Element) -> MetadataFormat:
    namespace, local = namespace_of(payload), local_name(payload)
    if namespace == OAI and len(payload):
        namespace = namespace_of(payload[0])
    found = formats()[DATACITE_XML] if (namespace, local) == ("", "resource") else _find_xml(namespace, local)
    if found is None:
        raise Unreadable("this metadata format is not read", name_xml(namespace, local), _NEXT)
    return found


def _spell(payload: etree._Element) -> bytes:
    return etree.tostring(payload, encoding="UTF-8", with_tail=False)


def _web_page() -> Unreadable:
    return Unreadable("this is an HTML page, not metadata", next_step=_NEXT)


@lru_cache(maxsize=1024)
def _find_xml(namespace: str, local: str) -> MetadataFormat | None:
    fitting = [
        (len(prefix), known.local_name == local, known)
        for known in formats().values()
        for prefix in known.namespaces
        if namespace.startswith(prefix) and known.local_name in ("", local)
    ]
    return max(fitting, key=lambda fit: fit[:2])[2] if fitting else None


def _recognise_json(body: bytes, declared: MetadataFormat | None) -> MetadataFormat:
    try:
        value = read_json(body)
    except Unreadable:
        # schema.org JSON-LD is repaired where it is read.
        if declared is not None or b'"@context"' in body:
            return declared or formats()[SCHEMA_ORG]
        raise
    if is_json_ld(value):
        return formats()[SCHEMA_ORG]
    if is_datacite(value):
        return formats()[DATACITE_JSON]
    if declared is None or declared.id in (SCHEMA_ORG, DATACITE_JSON):
        raise Unreadable("this metadata format is not read", name_json(value), _NEXT)
    return declared


def is_json_ld(value: Any) -> bool:
    """Tell whether a parsed document is JSON-LD, compacted or expanded."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and any(str(key).startswith("@") for key in first)
