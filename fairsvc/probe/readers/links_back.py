"""Content and metadata resources, for the links of their own header (FAIR Signposting: collection, describes)."""

from __future__ import annotations

from fairsvc.formats.link_header import read_link_header
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading


def _read(step: str, exchange: Exchange) -> Reading:
    where = f"exchange/{step}#Link"
    links, findings = read_link_header(exchange.header_fields("link"), exchange.url, where=where)
    return Reading(links=links, findings=findings)


CONTENT = Reader("content", _read)
METADATA = Reader("metadata", _read)
