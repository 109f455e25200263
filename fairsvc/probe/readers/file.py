"""The first bytes of a data file."""

from __future__ import annotations

import re

from fairsvc.formats import signature
from fairsvc.model.evidence import FileFacts
from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import FILE

_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)\s*\Z")


def _read(_: str, exchange: Exchange) -> Reading:
    head = exchange.body or b""
    found = signature.find_signature(head)
    total = _TOTAL.match(exchange.header("content-range"))
    length = exchange.header("content-length") if exchange.status == 200 else ""
    facts = FileFacts(
        url=exchange.need.url,
        signature=found.id if found else "",
        signature_media_type=found.media_type if found else "",
        total_bytes=int(total[1]) if total else int(length) if length.isdigit() else None,
        looks_like_html=signature.looks_like_html(head),
        password_field=signature.has_password_field(head),
        nexus=signature.nexus_like(head),
    )
    return Reading(file_facts=facts)


READER = Reader(FILE.name, _read)
