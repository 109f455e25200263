"""HEAD of the landing page, for the links of its header: some servers send them with HEAD alone."""

from __future__ import annotations

from fairsvc.formats.link_header import read_link_header
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import PAGE_HEAD


def _read(_: str, exchange: Exchange) -> Reading:
    """Read the links; what is wrong with them is said of GET's, which are the same (RFC 9110 section 9.3.2)."""
    return Reading(links=read_link_header(exchange.header_fields("link"), exchange.url)[0])


READER = Reader(PAGE_HEAD.name, _read)
