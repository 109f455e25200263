"""Whose DOI it is, as the resolver says (DOI Handbook, Which RA? service)."""

from __future__ import annotations

import json

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import read_json
from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.evidence import Answer
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading

_LONGEST_NAME = 40


def _read(step: str, exchange: Exchange) -> Reading:
    """Give the agency's name as the answer's format; it is parsed when one is named."""
    answer = Answer(step, exchange.need.header("accept"), exchange.media_type)
    if not exchange.ok:
        return Reading(answer=answer)
    try:
        value = read_json(exchange.body or b"")
    except Unreadable as fault:
        return Reading(answer=Answer(step, answer.asked, answer.got, detail=str(fault)))
    entry = value[0] if isinstance(value, list) and value else value
    name = entry.get("RA") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name.strip():
        said = json.dumps(entry, ensure_ascii=False)[:200]
        return Reading(answer=Answer(step, answer.asked, answer.got, detail=f"it names no agency: {said}"))
    return Reading(answer=Answer(step, answer.asked, answer.got, parsed=True, format=name.strip()[:_LONGEST_NAME]))


READER = Reader(AGENCY.name, _read)
