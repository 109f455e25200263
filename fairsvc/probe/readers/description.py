"""Machine-readable descriptions that the page points to or negotiates.

What cannot be read is no finding yet: `fairsvc.probe.promised` knows whether a link had promised it.
"""

from __future__ import annotations

from dataclasses import replace

from fairsvc.formats import dispatch, schema_org
from fairsvc.formats.link_header import read_link_header
from fairsvc.formats.linked_addresses import resolve_addresses
from fairsvc.model.description import JSON_LD
from fairsvc.model.exchange import Exchange
from fairsvc.model.metadata import Metadata
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import DESCRIPTION
from fairsvc.probe.readers.documents import read_document

_CONTEXT = "http://www.w3.org/ns/json-ld#context"


def _read(step: str, exchange: Exchange) -> Reading:
    reading = read_document(step, exchange, lambda body: _metadata(body, exchange))
    metadata = resolve_addresses(reading.metadata, exchange.url) if reading.metadata else None
    return replace(reading, metadata=metadata, findings=())


def _metadata(body: bytes, exchange: Exchange) -> tuple[str, Metadata]:
    if context := _find_context(exchange):
        return schema_org.ID, schema_org.read_in_context(body, context)
    return dispatch.read_metadata(body, exchange.media_type)


def _find_context(exchange: Exchange) -> str:
    """Find the context that a link gives to other JSON (JSON-LD 1.1 section 6.1); empty unless it is exactly one."""
    if not exchange.media_type.endswith("json") or exchange.media_type == JSON_LD:
        return ""
    links, _ = read_link_header(exchange.header_fields("link"), exchange.url)
    contexts = [link.target for link in links if link.rel == _CONTEXT and link.anchor == exchange.url]
    return contexts[0] if len(contexts) == 1 else ""


READER = Reader(DESCRIPTION.name, _read)
