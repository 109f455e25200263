"""The site's catalogue of services (RFC 9727, FAIRiCat): a linkset at a well-known address."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.exchange import Exchange
from fairsvc.model.link_steps import API_CATALOG
from fairsvc.model.reading import Reader, Reading
from fairsvc.probe.readers.linkset import read_linkset_answer


def _read(step: str, exchange: Exchange) -> Reading:
    """Few sites have one: an error, or the page that a site shows for every unknown address, is no defect."""
    reading = read_linkset_answer(step, exchange)
    claims = exchange.media_type.startswith("application/linkset")
    return reading if reading.links or claims else replace(reading, findings=())


READER = Reader(API_CATALOG.name, _read)
