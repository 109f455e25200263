"""Metalinks (RFC 5854)."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats import metalink
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import METALINK_STEP


def _read(step: str, exchange: Exchange) -> Reading:
    answer = Answer(step, exchange.need.header("accept"), exchange.media_type)
    if not exchange.ok or exchange.media_type not in metalink.MEDIA_TYPES:
        return Reading(answer=answer)
    where = f"exchange/{step}"
    try:
        found = metalink.read_metalink(exchange.body or b"", where)
    except Unreadable as error:
        return Reading(findings=(Finding("metalink.unreadable", where, str(error)),), answer=answer)
    if found.version == 4:
        answer = replace(answer, parsed=True, format="metalink")
    return Reading(files=found.files, findings=found.findings, answer=answer)


READER = Reader(METALINK_STEP.name, _read)
