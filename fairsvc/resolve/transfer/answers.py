"""What an answer to a request for a file means: go on, begin anew, or why it is not the file. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urlsplit

from fairsvc.formats.disguise import find_disguise
from fairsvc.model.exchange import HTML_TYPES, Exchange, Failure, FailureKind, Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.ports import Incoming

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
_UNSATISFIED = re.compile(r"bytes \*/(\d{1,18})", re.IGNORECASE)
_STRONG_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
# RFC 9110 section 8.8.2.2: a date is strong when the answer is at least that much younger.
_STRONG_AFTER = timedelta(seconds=60)
# What is longer is no validator: it would come back with every request and stand in the journal.
_LONGEST_VALIDATOR = 1_024
_COMPRESSED = (".gz", ".tgz", ".z", ".bz2", ".xz", ".zst", ".br", ".svgz")
_HTML_NAMES = (".html", ".htm", ".xhtml", ".xht")

_FAILURES = {
    FailureKind.TIMEOUT: "the server did not answer in time",
    FailureKind.DNS: "the server's name is not known",
    FailureKind.CONNECT: "there is no connection to the server",
    FailureKind.TLS: "the server cannot be trusted",
    FailureKind.ADDRESS: "the way leads to an address that is not for the public",
    FailureKind.ROBOTS: "the server's robots.txt asks programs to stay away",
    FailureKind.REDIRECTS: "the way does not end",
    FailureKind.PROTOCOL: "the server's answer is broken",
}
_STATUSES = {
    401: "the server wants a login",
    403: "the server refuses it, also when it is open by its metadata",
    404: "the server does not have it",
    407: "a proxy wants a login",
    410: "the server had it and no longer does",
    429: "the server has had too many requests. Try again later",
    503: "the server is busy or under repair. Try again later",
}


class Meaning(StrEnum):
    """What to do with an answer."""

    WHOLE = "whole"
    REST = "rest"
    ALREADY_WHOLE = "already whole"
    ANEW = "anew"
    NOT_IT = "not it"


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer means; `size_bytes` is the whole file's, as the answer states it, `because` why it is not it.

    `passing` says that asking again may bring it.
    """

    meaning: Meaning
    size_bytes: int | None = None
    because: str = ""
    passing: bool = False


def judge(incoming: Incoming, first: int, size_bytes: int | None, validator: str) -> Judged:
    """Judge the head of an answer to a request for the bytes from `first` on; `size_bytes` is what was promised."""
    if incoming.failure is not None:
        return Judged(Meaning.NOT_IT, because=_failed(incoming.failure), passing=_may_pass(incoming.failure))
    status = incoming.status or 0
    if status == 206 and first:
        return _judge_rest(incoming, first, size_bytes, validator)
    if status == 416 and first:
        return _judge_unsatisfied(incoming, first, size_bytes)
    if status in (200, 203):
        return _judge_whole(incoming, size_bytes)
    return Judged(Meaning.NOT_IT, because=_not_it(incoming, status), passing=status in (408, 425, 500, 502, 504))


def find_validator(incoming: Incoming) -> str:
    """Find what a later request may ask by whether the file is still the same; empty when nothing strong came."""
    tag = incoming.header("etag").strip()
    if len(tag) <= _LONGEST_VALIDATOR and _STRONG_TAG.fullmatch(tag):
        return tag
    modified, sent = _date(incoming.header("last-modified")), _date(incoming.header("date"))
    if modified is not None and sent is not None and sent - modified >= _STRONG_AFTER:
        return incoming.header("last-modified").strip()
    return ""


def find_impostor(incoming: Incoming, head: bytes, entry: FileEntry) -> str:
    """Say what came in place of the file, by the first bytes; empty when nothing speaks against them."""
    exchange = Exchange(Need(entry.url), datetime.now(UTC), incoming.hops, body=head)
    found = find_disguise(exchange)
    if found is None or (found.instead == "web page" and _is_page(entry)):
        return find_packing(incoming, entry)
    detail = f" ({found.detail})" if found.detail else ""
    return f"a {found.instead}{detail} came in its place"


def find_packing(incoming: Incoming, entry: FileEntry) -> str:
    """Say that a server packed the bytes although it was asked not to; empty where packing is what the file is."""
    coding = incoming.header("content-encoding").strip().lower()
    if coding in ("", "identity") or entry.path.lower().endswith(_COMPRESSED):
        return ""
    return f"its bytes came packed ({coding[:20]}) although they were asked for as they are"


def host_of(url: str) -> str:
    """Name the host of an address, for a sentence: never the address, which may hold a secret."""
    try:
        return urlsplit(url).hostname or "the server"
    except ValueError:
        return "the server"


def _judge_rest(incoming: Incoming, first: int, size_bytes: int | None, validator: str) -> Judged:
    span = _CONTENT_RANGE.fullmatch(incoming.header("content-range").strip())
    if span is None or int(span[1]) != first:
        return Judged(Meaning.ANEW, because="the server sent another range than it was asked for")
    total = int(span[3]) if span[3] != "*" else int(span[2]) + 1
    if total <= int(span[2]) or size_bytes not in (None, total):
        return Judged(Meaning.ANEW, because="the range does not belong to a file of that size")
    if validator and find_validator(incoming) not in ("", validator) and validator.startswith('"'):
        return Judged(Meaning.ANEW, because="the file has changed")
    return Judged(Meaning.REST, total)


def _judge_unsatisfied(incoming: Incoming, first: int, size_bytes: int | None) -> Judged:
    span = _UNSATISFIED.fullmatch(incoming.header("content-range").strip())
    if span is not None and int(span[1]) == first and size_bytes in (None, first):
        return Judged(Meaning.ALREADY_WHOLE, first)
    return Judged(Meaning.ANEW, because="the server has no bytes from there on")


def _judge_whole(incoming: Incoming, size_bytes: int | None) -> Judged:
    announced = incoming.header("content-length").strip()
    total = int(announced) if announced.isascii() and announced.isdecimal() and len(announced) < 19 else None
    if incoming.header("content-encoding"):
        return Judged(Meaning.WHOLE)
    if None not in (total, size_bytes) and total != size_bytes:
        return Judged(Meaning.NOT_IT, because=f"the server has {total} bytes, and {size_bytes} were promised")
    return Judged(Meaning.WHOLE, total)


def _not_it(incoming: Incoming, status: int) -> str:
    if status == 202:
        wall = "a bot wall stands before it" if incoming.header("x-amzn-waf-action") else "it is not ready"
        return f"{wall}: the server answered 202 Accepted and sends no file"
    if status == 204:
        return "the server has nothing there (204 No Content)"
    if status == 206:
        return "the server sent a part where the whole was asked for"
    return f"{_STATUSES.get(status, 'the server does not give it')} (it answered {status})"


def _failed(failure: Failure) -> str:
    sentence = _FAILURES.get(failure.kind, "no answer came")
    return f"{sentence} ({failure.detail})" if failure.detail else sentence


def _may_pass(failure: Failure) -> bool:
    return failure.kind in (FailureKind.TIMEOUT, FailureKind.CONNECT, FailureKind.PROTOCOL)


def _is_page(entry: FileEntry) -> bool:
    path = entry.path or urlsplit(entry.url).path
    return entry.media_type.partition(";")[0].strip().lower() in HTML_TYPES or path.lower().endswith(_HTML_NAMES)


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
