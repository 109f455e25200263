"""Exchanges as WARC/1.1 records (ISO 28500:2017) and back; secrets never get in.

One exchange is a run of gzip members: for every hop a request and a response, then one metadata record that names
them and holds what HTTP does not carry. Bodies are stored decoded.
"""

from __future__ import annotations

import hashlib
import logging
import re
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from fairsvc.errors import Unreadable
from fairsvc.formats.redaction import redact
from fairsvc.formats.warc_record import write_record
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Header, Hop, Need

FORMAT = "fairsvc-exchange/1"
MAX_BLOCK_BYTES = 1024 * 1024 * 1024
MAX_PENDING = 64

logging.getLogger("warcio").setLevel(logging.CRITICAL)

_ORIGINAL = "X-Archive-Orig-"
_SECRET_HEADER = re.compile(r"authorization|cookie|token|[_-]key\b|apikey|secret|session", re.IGNORECASE)
_ADDRESS_HEADERS = frozenset(("content-location", "link", "location", "referer", "refresh"))
_HOST_AND_TARGET = re.compile(r"[^:/?#]+://([^/?#]*)([^#]*)")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_BAD_NAME = re.compile(r"[\x00-\x20:\x7f]|[^\x00-\xff]")
_REPHRASED = frozenset(("content-encoding", "transfer-encoding"))
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_COOKIES = frozenset(("set-cookie", "set-cookie2"))
_LONGEST_USUAL_NAME = 64


def as_archived(exchange: Exchange) -> Exchange:
    """Give the exchange as the archive keeps it: no secrets, header fields on one line, in one-byte letters.

    Digests of evidence must be taken of this form, so that a replay agrees.
    """
    failure = exchange.failure
    return replace(
        exchange,
        need=archived_need(exchange.need),
        started_at=exchange.started_at.astimezone(UTC),
        hops=tuple(Hop(_address(hop.url), hop.status, _archived_headers(hop.headers)) for hop in exchange.hops),
        failure=Failure(failure.kind, redact(_one_line(failure.detail))) if failure else None,
        body=exchange.body if exchange.hops else None,
        steps=tuple(map(_one_line, exchange.steps)),
    )


def archived_need(need: Need) -> Need:
    """Give the question as the archive keeps it."""
    sent = tuple(header for header in need.headers if not _SECRET_HEADER.search(header[0]))
    return Need(_address(need.url), _one_line(need.method), _archived_headers(sent))


def write_exchange(exchange: Exchange, software: str) -> bytes:
    """Write the exchange, as archived, to gzip members that may be appended to any WARC/1.1 file."""
    return write_archived(as_archived(exchange), software)


def write_archived(exchange: Exchange, software: str) -> bytes:
    """Write an exchange that is in the form of `as_archived` already."""
    need, hops = exchange.need, exchange.hops
    date = exchange.started_at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    seed = f"{date} {need.method} {need.url} {need.headers} {exchange.body_sha256}"
    members: list[bytes] = []
    responses: list[str] = []
    for index, hop in enumerate(hops):
        body = exchange.body or b"" if index == len(hops) - 1 else b""
        responses.append(_record_id("response", index, seed))
        head = _response_head(hop, body)
        members += [
            write_record("response", responses[-1], date, hop.url, head, body, truncated=exchange.truncated),
            _request(need, hop.url, _record_id("request", index, seed), date, responses[-1]),
        ]
    fields = "".join([f"{name}: {value}\r\n" for name, value in _fields(exchange, software)]).encode()
    own_id = _record_id("metadata", 0, seed)
    members.append(write_record("metadata", own_id, date, need.url, b"", fields, tied_to=responses))
    return b"".join(members)


def iter_exchanges(stream: BinaryIO) -> Iterator[Exchange]:
    """Yield the exchanges of a WARC file in order; records of others are passed over.

    Raises Unreadable where the file is cut or broken, after the exchanges before that place.
    """
    responses: dict[str, tuple[Hop, bytes]] = {}
    for kind, headers, block in iter_blocks(stream):
        if kind == "response":
            responses[headers.get_header("WARC-Record-ID", "")] = _read_response(headers, block)
            while len(responses) > MAX_PENDING:
                responses.pop(next(iter(responses)))
        elif kind == "metadata":
            fields = _read_fields(block)
            if ("format", FORMAT) in fields:
                yield _read_exchange(headers, fields, responses)
                responses.clear()


def _address(url: str) -> str:
    return redact(_one_line(url).replace(" ", "%20"))


def _one_line(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    return _FOLD.sub(" ", text).encode("utf-8", errors="replace").decode().strip()


@dataclass(frozen=True, slots=True)
class _Name:
    """A header field's name as archived, and how its value is."""

    spelt: str
    value: Callable[[str], str]


def _archived_headers(headers: Sequence[Header]) -> tuple[Header, ...]:
    named = [(_name(name), value) for name, value in headers]
    return tuple([(name.spelt, name.value(_on_one_line(value))) for name, value in named if name.spelt])


def _on_one_line(value: str) -> str:
    # RFC 9112 section 5.2: an obsolete line folding reads as a space.
    text = _FOLD.sub(" ", value) if not value.isprintable() else value
    return text if text.isascii() else _in_one_byte_letters(text)


def _name(name: str) -> _Name:
    return _usual_name(name) if len(name) <= _LONGEST_USUAL_NAME else _look_at(name)


@lru_cache(maxsize=512)
def _usual_name(name: str) -> _Name:
    return _look_at(name)


def _look_at(name: str) -> _Name:
    spelt = _BAD_NAME.sub("", name)
    lowered = spelt.lower()
    if lowered in _COOKIES:
        return _Name(spelt, _without_cookie)
    if _SECRET_HEADER.search(lowered):
        return _Name(spelt, lambda _: "")
    return _Name(spelt, redact if lowered in _ADDRESS_HEADERS else str)


def _without_cookie(text: str) -> str:
    cookie, equals, attributes = text.partition("=")
    return f"{cookie}={attributes[attributes.find(';') :] if ';' in attributes else ''}" if equals else ""


def _in_one_byte_letters(text: str) -> str:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="replace").decode("latin-1")
    return text


def _record_id(kind: str, index: int, seed: str) -> str:
    """Make an id that follows from what was asked, when, and what came."""
    return f"<{uuid5(NAMESPACE_URL, f'{kind} {index} {seed}').urn}>"


def _request(need: Need, url: str, record_id: str, date: str, response: str) -> bytes:
    parts = _HOST_AND_TARGET.match(_in_one_byte_letters(url))
    host, target = (parts[1], parts[2] or "/") if parts else ("", "/")
    fields = [("Host", host), *(header for header in need.headers if header[0].lower() != "host")]
    head = _head(f"{need.method} {target} HTTP/1.1", fields)
    return write_record("request", record_id, date, url, head, b"", tied_to=[response])


def _response_head(hop: Hop, body: bytes) -> bytes:
    phrase = _PHRASES.get(hop.status, "")
    headers = [(f"{_ORIGINAL}{name}" if _misfits(name, value, body) else name, value) for name, value in hop.headers]
    return _head(f"HTTP/1.1 {hop.status} {phrase}", headers)


def _head(start: str, headers: Sequence[Header]) -> bytes:
    """Write a head as sent, in one-byte letters."""
    return "".join([f"{start}\r\n", *(f"{name}: {value}\r\n" for name, value in headers), "\r\n"]).encode("latin-1")


def _misfits(name: str, value: str, body: bytes) -> bool:
    """Tell whether the field describes other bytes than the stored ones, or looks as if we had renamed it."""
    lowered = name.lower()
    if lowered == "content-length":
        return value.strip() != str(len(body))
    return lowered in _REPHRASED or lowered.startswith(_ORIGINAL.lower())


def _fields(exchange: Exchange, software: str) -> Iterator[tuple[str, str]]:
    yield "software", _one_line(software)
    yield "format", FORMAT
    yield "method", exchange.need.method
    yield "url", exchange.need.url
    yield from (("requestHeader", f"{name}: {value}") for name, value in exchange.need.headers)
    yield from (("step", step) for step in exchange.steps)
    yield "fetchTimeMs", str(exchange.elapsed_ms)
    yield "sizeBytes", str(exchange.size_bytes)
    yield "bodySha256", exchange.body_sha256
    yield "body", "none" if exchange.body is None else "stored"
    yield "truncated", "length" if exchange.truncated else ""
    if exchange.failure is not None:
        yield "failure", exchange.failure.kind.value
        yield "failureDetail", exchange.failure.detail


class Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a WARC file; warcio would tell the terminal of each that it finds broken, in the file's words."""

    INC_RECORD = ""


def iter_blocks(stream: BinaryIO) -> Iterator[tuple[str, Any, bytes]]:
    """Yield type, WARC header and block of every record, held against its digest. Raises Unreadable."""
    found = False
    try:
        for record in Records(stream, no_record_parse=True):
            yield record.rec_type, record.rec_headers, _read_block(record)
            found = True
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, zlib.error) as error:
        raise Unreadable("the file is no WARC, or broken", str(error)[:200]) from error
    if not found and stream.tell():
        raise Unreadable("the file holds no WARC record")


def _read_block(record: Any) -> bytes:
    """Read a record's block and hold it against its length and its SHA-1; warcio checks neither here."""
    headers = record.rec_headers
    length = int(headers.get_header("Content-Length", "-1"))
    if not 0 <= length <= MAX_BLOCK_BYTES:
        raise Unreadable("a WARC record has no length, or more than 1 GiB")
    block: bytes = record.raw_stream.read(length)
    if len(block) < length:
        raise Unreadable("a WARC record is cut", str(headers.get_header("WARC-Record-ID")))
    algorithm, _, digest = headers.get_header("WARC-Block-Digest", "").partition(":")
    if algorithm == "sha1" and digest != b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode():
        raise Unreadable("a WARC record does not match its digest", str(headers.get_header("WARC-Record-ID")))
    return block


def _read_response(headers: Any, block: bytes) -> tuple[Hop, bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/\S+ (-?\d{1,9})", lines[0])
    pairs = (line.partition(": ") for line in lines[1:])
    fields = tuple((_original_name(name), value) for name, _, value in pairs)
    return Hop(headers.get_header("WARC-Target-URI", ""), int(status[1]) if status else 0, fields), body


def _original_name(name: str) -> str:
    return name.removeprefix(_ORIGINAL)


def _read_fields(block: bytes) -> list[tuple[str, str]]:
    pairs = (line.partition(": ") for line in block.decode("utf-8", errors="replace").split("\r\n"))
    return [(name, value) for name, separator, value in pairs if separator]


def _read_exchange(headers: Any, fields: list[tuple[str, str]], responses: dict[str, tuple[Hop, bytes]]) -> Exchange:
    single = dict(fields)
    sent = (value.partition(": ") for name, value in fields if name == "requestHeader")
    tied = (value for name, value in headers.headers if name.lower() == "warc-concurrent-to")
    try:
        answers = [responses[other] for other in tied]
        kind = single.get("failure")
        return Exchange(
            need=Need(single["url"], single["method"], tuple((name, value) for name, _, value in sent)),
            started_at=datetime.fromisoformat(headers.get_header("WARC-Date")).astimezone(UTC),
            hops=tuple(hop for hop, _ in answers),
            failure=Failure(FailureKind(kind), single.get("failureDetail", "")) if kind else None,
            body=answers[-1][1] if answers and single["body"] == "stored" else None,
            body_sha256=single["bodySha256"],
            size_bytes=int(single["sizeBytes"]),
            truncated=bool(single["truncated"]),
            elapsed_ms=int(single["fetchTimeMs"]),
            steps=tuple(value for name, value in fields if name == "step"),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Unreadable("a WARC metadata record of ours lacks a field or a response", str(error)[:200]) from error
