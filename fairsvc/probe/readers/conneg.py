"""What content negotiation brought: read by the format that was asked for, never believed for its label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats import bibtex, csl_json, datacite_json, datacite_xml, dispatch, rdf, schema_org
from fairsvc.formats.linkset import read_linkset
from fairsvc.formats.metalink import read_metalink
from fairsvc.formats.signature import looks_like_html
from fairsvc.formats.xml_reading import is_well_formed, read_xml
from fairsvc.model.conneg_steps import BY_SLUG, PLACES, REPRESENTATIONS
from fairsvc.model.evidence import Answer
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.format import MetadataFormat
from fairsvc.model.reading import Reader, Reading

HTML = "html"


def _read(step: str, exchange: Exchange) -> Reading:
    """Read a cell, or a probe of q-values, by its representation; other probes are told by their header."""
    answer = Answer(step, exchange.need.header("accept"), exchange.media_type)
    body = exchange.body or b""
    if not exchange.ok or exchange.need.method == "HEAD":
        return Reading(answer=answer)
    if not body:
        return Reading(answer=replace(answer, detail="the body is empty"))
    if exchange.media_type in HTML_TYPES or looks_like_html(body[:1024]):
        return Reading(answer=replace(answer, format=HTML, detail="it is an HTML page"))
    slug = _slug(step, answer.asked)
    if not slug:
        return Reading(answer=replace(answer, format=_recognise(body, answer.got)))
    try:
        name, reading = _READERS[slug](body, exchange)
    except Unreadable as fault:
        return Reading(answer=replace(answer, format=_recognise(body, answer.got), detail=_clause(fault)))
    return replace(reading, answer=replace(answer, parsed=True, format=name))


def _slug(step: str, asked: str) -> str:
    """Name the representation that a cell is of, or that a probe of q-values would rather have; else nothing."""
    kind, _, slug = step.partition(":")[2].partition("/")
    if kind in PLACES:
        return slug if slug in BY_SLUG else ""
    wanted = asked.rpartition(", ")[2] if kind == "q" else ""
    return next((one.slug for one in REPRESENTATIONS if one.accept == wanted), "")


def _recognise(body: bytes, media_type: str) -> str:
    """Name what the body is instead; empty when no metadata format fits."""
    try:
        return dispatch.read_metadata(body, media_type)[0]
    except Unreadable:
        return ""


def _clause(fault: Unreadable) -> str:
    return f"{fault.what}: {fault.which}" if fault.which else fault.what


def _with(format: MetadataFormat) -> _Read:
    return lambda body, _: (format.id, Reading(metadata=format.read(body)))


def _json_ld(body: bytes, _: Exchange) -> tuple[str, Reading]:
    """Refuse other JSON, which the reader of JSON-LD takes with a context of its own."""
    name, metadata = dispatch.read_metadata(body)
    if name != schema_org.ID:
        raise Unreadable("this is no JSON-LD", name)
    return name, Reading(metadata=metadata)


def _turtle(body: bytes, exchange: Exchange) -> tuple[str, Reading]:
    """Refuse RDF/XML, which the reader of RDF takes too."""
    if is_well_formed(body):
        raise Unreadable("this is XML, not Turtle")
    return _with(rdf.FORMAT)(body, exchange)


def _rdf_xml(body: bytes, exchange: Exchange) -> tuple[str, Reading]:
    root: etree._Element = read_xml(body)
    if not any(str(root.tag).startswith(f"{{{namespace}") for namespace in rdf.FORMAT.namespaces):
        raise Unreadable("this is XML, but no RDF", str(root.tag)[:100])
    return _with(rdf.FORMAT)(body, exchange)


def _metalink(body: bytes, _: Exchange) -> tuple[str, Reading]:
    found = read_metalink(body)
    if found.version != 4:
        raise Unreadable("this is a Metalink of version 3, another format", "application/metalink+xml")
    return "metalink", Reading(files=found.files)


def _linkset(body: bytes, exchange: Exchange) -> tuple[str, Reading]:
    """Refuse the text form, which has a media type of its own (RFC 9264 section 4.1)."""
    if body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        raise Unreadable("this is no JSON")
    links, _findings = read_linkset(body, exchange.media_type, exchange.url)
    return "linkset", Reading(links=links)


_Read = Callable[[bytes, Exchange], tuple[str, Reading]]
_READERS: dict[str, _Read] = {
    "json-ld": _json_ld,
    "datacite-json": _with(datacite_json.FORMAT),
    "datacite-xml": _with(datacite_xml.FORMAT),
    "metalink": _metalink,
    "linkset": _linkset,
    "turtle": _turtle,
    "rdf-xml": _rdf_xml,
    "csl": _with(csl_json.FORMAT),
    "bibtex": _with(bibtex.FORMAT),
}

READER = Reader("conneg", _read)
