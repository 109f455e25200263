"""Metadata documents: what an answer that should be one describes."""

from __future__ import annotations

from collections.abc import Callable

from fairsvc.errors import Unreadable
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.metadata import Metadata
from fairsvc.model.reading import Reading

_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"


def read_document(step: str, exchange: Exchange, read: Callable[[bytes], tuple[str, Metadata]]) -> Reading:
    """Read a document with `read`, which names its format; errors, web pages and the unreadable have no metadata."""
    asked = exchange.need.header("accept")
    if not exchange.ok:
        return Reading(answer=Answer(step, asked, exchange.media_type))
    body = exchange.body or b""
    if exchange.media_type in HTML_TYPES and body.lstrip(_BEFORE_TEXT)[:1] not in (b"{", b"["):
        # A server that ignores Accept sends its page with a 200: that is no representation.
        return Reading(answer=Answer(step, asked, exchange.media_type, detail="it is an HTML page"))
    try:
        name, metadata = read(body)
    except Unreadable as error:
        finding = Finding(f"{step}.unreadable", f"exchange/{step}", str(error))
        return Reading(findings=(finding,), answer=Answer(step, asked, exchange.media_type, detail=str(error)))
    return Reading(metadata=metadata, answer=Answer(step, asked, exchange.media_type, parsed=True, format=name))
