"""Linksets (RFC 9264), in either form."""

from __future__ import annotations

from fairsvc.errors import Unreadable
from fairsvc.formats import linkset
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import LINKSET_STEP


def read_linkset_answer(step: str, exchange: Exchange) -> Reading:
    """Read the answer to a question for a linkset; what is none is a Finding of the step's kind."""
    answer = Answer(step, exchange.need.header("accept"), exchange.media_type)
    if not exchange.ok:
        return Reading(answer=answer)
    where = f"exchange/{step}"
    try:
        links, findings = linkset.read_linkset(exchange.body or b"", exchange.media_type, exchange.url, where=where)
    except Unreadable as error:
        finding = Finding(f"{step.partition(':')[0]}.unreadable", where, str(error))
        return Reading(findings=(finding,), answer=answer)
    answer = Answer(step, answer.asked, answer.got, parsed=True, format="linkset")
    return Reading(links=links, findings=findings, answer=answer)


READER = Reader(LINKSET_STEP.name, read_linkset_answer)
