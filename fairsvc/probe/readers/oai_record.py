"""Records of the facility: harvested metadata elements, and answers to GetRecord."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats import dispatch, oai_pmh
from fairsvc.model.exchange import Exchange
from fairsvc.model.metadata import Metadata
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import OAI_RECORD
from fairsvc.probe.readers.documents import read_document


def _read(step: str, exchange: Exchange) -> Reading:
    reading = read_document(OAI_RECORD.name, exchange, _record)
    return _beside(reading, step) if step != OAI_RECORD.name else reading


def _beside(reading: Reading, step: str) -> Reading:
    """Make it the reading of another source's record: it answers no question of ours."""
    findings = tuple(replace(finding, where=f"exchange/{step}") for finding in reading.findings)
    return replace(reading, answer=None, findings=findings)


def _record(body: bytes) -> tuple[str, Metadata]:
    """Read a harvested metadata element, or the one record of a GetRecord answer."""
    if b"<OAI-PMH" not in body[:2048] and b":OAI-PMH" not in body[:2048]:
        return dispatch.read_metadata(body)
    page = oai_pmh.read_page(body)
    if page.errors:
        raise Unreadable("the endpoint answered an error", page.errors[0].code)
    if not page.records or page.records[0].deleted:
        raise Unreadable("the record is deleted at the endpoint")
    return dispatch.read_metadata(page.records[0].raw)


READER = Reader(OAI_RECORD.name, _read)
