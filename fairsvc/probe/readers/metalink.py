"""Metalinks (RFC 5854)."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats import metalink
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import METALINK, METALINK_STEP


def _read(step: str, exchange: Exchange) -> Reading:
    asked = exchange.need.header("accept")
    answer = Answer(step, asked, exchange.media_type)
    if not exchange.ok or exchange.media_type != METALINK:
        return Reading(answer=answer)
    try:
        files = metalink.read_metalink(exchange.body or b"")
    except Unreadable as error:
        return Reading(findings=(Finding("metalink.unreadable", f"exchange/{step}", str(error)),), answer=answer)
    return Reading(files=files, answer=replace(answer, parsed=True, format="metalink"))


READER = Reader(METALINK_STEP.name, _read)
