"""Linksets (RFC 9264), in either form."""

from __future__ import annotations

from fairsvc.errors import Unreadable
from fairsvc.formats import linkset
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import LINKSET_STEP


def _read(step: str, exchange: Exchange) -> Reading:
    asked = exchange.need.header("accept")
    if not exchange.ok:
        return Reading(answer=Answer(step, asked, exchange.media_type))
    try:
        links, findings = linkset.read_linkset(exchange.body or b"", exchange.media_type, exchange.url)
    except Unreadable as error:
        finding = Finding("linkset.unreadable", f"exchange/{step}", str(error))
        return Reading(findings=(finding,), answer=Answer(step, asked, exchange.media_type))
    answer = Answer(step, asked, exchange.media_type, parsed=True, format="linkset")
    return Reading(links=links, findings=findings, answer=answer)


READER = Reader(LINKSET_STEP.name, _read)
