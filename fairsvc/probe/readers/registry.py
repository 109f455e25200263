"""The registration agency's record."""

from __future__ import annotations

from fairsvc.formats import datacite_json
from fairsvc.model.exchange import Exchange
from fairsvc.model.metadata import Metadata
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import REGISTRY
from fairsvc.probe.readers.documents import read_document


def _read(step: str, exchange: Exchange) -> Reading:
    return read_document(step, exchange, _record)


def _record(body: bytes) -> tuple[str, Metadata]:
    return datacite_json.FORMAT.id, datacite_json.FORMAT.read(body)


READER = Reader(REGISTRY.name, _read)
