"""What comes in place of a file: a login page, a bot wall, an error message, a pointer, nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from fairsvc.formats.signature import HEAD_BYTES, find_signature, looks_like_html
from fairsvc.model.exchange import Exchange
from fairsvc.vocab import load_toml

_ERROR_KEYS = frozenset(("error", "errors", "exception", "fault", "errormessage", "error_description", "errorcode"))
_STATUS_KEYS = frozenset(("status", "statuscode", "code"))
_WORD_KEYS = frozenset(("message", "detail", "title", "reason"))
_XML_ERROR = re.compile(rb"\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?<(?:\w{1,20}:)?(?:Error|ServiceExceptionReport|fault)[\s>]")
_ERROR_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Disguise:
    """What came in place of the data (one of the words of FileFacts.instead), and by what sign it was known."""

    instead: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    disguise: Disguise
    statuses: frozenset[int]
    header: tuple[str, re.Pattern[str]] | None
    body: re.Pattern[bytes] | None
    address: re.Pattern[str] | None
    html: bool

    def matches(self, exchange: Exchange, head: bytes, *, html: bool) -> bool:
        if (self.statuses and exchange.status not in self.statuses) or (self.html and not html):
            return False
        if self.header and not self.header[1].search(exchange.header(self.header[0])):
            return False
        if self.body and not self.body.search(head):
            return False
        return not self.address or self.address.search(exchange.url[:2048]) is not None


def find_disguise(exchange: Exchange) -> Disguise | None:
    """Find what came in place of a file's bytes; None when nothing speaks against them.

    That an HTML page came is said as `web page` when nothing more is known of it: whether it is the file itself is for
    the claim to tell.
    """
    head = (exchange.body or b"")[:HEAD_BYTES]
    html = looks_like_html(head)
    row = next((row for row in _rows() if row.matches(exchange, head, html=html)), None)
    if row is not None:
        return row.disguise
    if not exchange.ok:
        return None
    if html:
        return Disguise("web page")
    if exchange.status == 202:
        return Disguise("not ready", "202 Accepted")
    return _error_message(exchange, head)


def _error_message(exchange: Exchange, head: bytes) -> Disguise | None:
    """Tell an error that is spelled in a document although the status says that all is well."""
    if exchange.status == 206 or len(exchange.body or b"") > _ERROR_BYTES:
        return None
    found = find_signature(head)
    if found is not None and found.id == "xml" and _XML_ERROR.match(head):
        return Disguise("error message", "XML")
    if found is None or found.id != "json" or exchange.url.partition("?")[0].lower().endswith("json"):
        return None
    try:
        document = json.loads(head)
    except (ValueError, RecursionError):
        return None
    return Disguise("error message", "JSON") if _speaks_of_error(document) else None


def _speaks_of_error(document: Any) -> bool:
    if not isinstance(document, dict):
        return False
    members = {str(name).lower(): value for name, value in document.items()}
    if any(members.get(name) for name in _ERROR_KEYS):
        return True
    codes = (str(members.get(name, "")) for name in _STATUS_KEYS)
    return bool(_WORD_KEYS & members.keys()) and any(code.isdecimal() and 400 <= int(code[:6]) < 600 for code in codes)


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(_row(row) for row in load_toml("disguises.toml")["disguise"])


def _row(row: dict[str, Any]) -> _Row:
    header, body = row.get("header"), row.get("body")
    return _Row(
        Disguise(row["instead"], row["detail"]),
        frozenset(row.get("statuses", ())),
        (header[0], re.compile(header[1], re.IGNORECASE)) if header else None,
        re.compile("|".join(f"(?:{one})" for one in body).encode(), re.IGNORECASE) if body else None,
        re.compile(row["address"], re.IGNORECASE) if "address" in row else None,
        row.get("html", False),
    )
