"""Machine-readable descriptions that the page points to or negotiates."""

from __future__ import annotations

from fairsvc.formats import dispatch
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import DESCRIPTION
from fairsvc.probe.readers.documents import read_document


def _read(step: str, exchange: Exchange) -> Reading:
    return read_document(step, exchange, lambda body: dispatch.read_metadata(body, exchange.media_type))


READER = Reader(DESCRIPTION.name, _read)
