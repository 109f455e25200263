"""The first bytes of a data file, and the header of the whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from fairsvc.formats import signature
from fairsvc.formats.content_disposition import read_filename
from fairsvc.formats.content_range import Span, read_span, read_unsatisfied
from fairsvc.formats.delimited import read_columns
from fairsvc.formats.digest_fields import read_digests
from fairsvc.formats.disguise import Disguise, find_disguise
from fairsvc.model.evidence import FileAnswer, FileDigest, FileFacts
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.file_steps import FILE_HEAD
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import FILE

_ASKED = re.compile(r"bytes=(\d{1,18})-(\d{1,18})\Z")
_READ_ME = re.compile(r"(?:\A|/)read[-_ ]?me(?:\.[a-z]{1,4})?\Z", re.IGNORECASE)
_TABLES = ("csv", "tsv")
_HASHES = {"md5": "md5", "sha-1": "sha1", "sha-256": "sha256", "sha-512": "sha512"}


def sent_range(exchange: Exchange) -> Span | None:
    """Read which part of the file an answer is; None when it is no part."""
    return read_span(exchange.header("content-range")) if exchange.status == 206 else None


def read_answer(exchange: Exchange) -> FileAnswer:
    """Read what the header of an answer says of the file."""
    disposition = exchange.header("content-disposition")
    return FileAnswer(
        exchange.status or 0,
        exchange.media_type,
        _total(exchange),
        exchange.header("etag")[:200],
        exchange.header("last-modified")[:100],
        exchange.header("accept-ranges")[:50].lower(),
        read_filename(disposition),
        read_digests(exchange.headers, partial=exchange.status == 206) if exchange.ok else (),
    )


def _read(_: str, exchange: Exchange) -> Reading:
    head = exchange.body or b""
    found = signature.find_signature(head)
    answer = read_answer(exchange)
    instead = find_disguise(exchange) or _other_than_data(exchange, answer)
    if _is_whole(exchange, answer):
        answer = _with_own_digests(answer, head)
    facts = FileFacts(
        url=exchange.need.url,
        signature=found.id if found else "",
        signature_media_type=found.media_type if found else "",
        total_bytes=answer.total_bytes,
        looks_like_html=signature.looks_like_html(head),
        password_field=signature.has_password_field(head),
        nexus=signature.nexus_like(head),
        get=answer,
        range_support=_range_support(exchange),
        instead=instead.instead if instead else "",
        instead_detail=instead.detail if instead else "",
        columns=read_columns(head) if found and found.id in _TABLES and not instead else (),
    )
    return Reading(file_facts=facts)


def _read_head(_: str, exchange: Exchange) -> Reading:
    return Reading(file_facts=FileFacts(exchange.need.url, head=read_answer(exchange)))


def _total(exchange: Exchange) -> int | None:
    """Count the file's bytes as the answer tells them: Content-Range, else Content-Length of the whole."""
    if exchange.status == 206:
        sent = sent_range(exchange)
        return sent.total if sent else None
    if exchange.status == 416 and (total := read_unsatisfied(exchange.header("content-range"))) is not None:
        return total
    # With a content coding the length is that of the coded bytes.
    coded = exchange.header("content-encoding").strip().lower() not in ("", "identity")
    length = exchange.header("content-length")
    return int(length) if exchange.status == 200 and not coded and length.isdecimal() and len(length) < 19 else None


def _asked_range(need: Need) -> tuple[int, int] | None:
    match = _ASKED.match(need.header("range"))
    return (int(match[1]), int(match[2])) if match else None


def _range_support(exchange: Exchange) -> str:
    asked = _asked_range(exchange.need)
    if asked is None:
        return ""
    if exchange.status == 206:
        sent = sent_range(exchange)
        fits = sent is not None and sent.first == asked[0] and sent.last <= asked[1]
        return "honoured" if fits else "wrong"
    # A server may send the whole where the range covers it (RFC 9110 section 14.2).
    return {200: "ignored", 416: "refused"}.get(exchange.status or 0, "")


def _other_than_data(exchange: Exchange, answer: FileAnswer) -> Disguise | None:
    if exchange.status == 416 and answer.total_bytes == 0:
        return Disguise("nothing", "the file is empty")
    if not exchange.ok or exchange.body is None:
        return None
    if not exchange.body:
        return Disguise("nothing", "the body is empty")
    if _is_short(exchange, answer):
        return Disguise("cut short", f"{len(exchange.body)} bytes came")
    names = [exchange.url.partition("?")[0], answer.filename]
    asked = exchange.need.url.partition("?")[0]
    if any(map(_READ_ME.search, names)) and not _READ_ME.search(asked):
        return Disguise("read-me", answer.filename or names[0].rpartition("/")[2])
    return None


def _is_short(exchange: Exchange, answer: FileAnswer) -> bool:
    """Tell whether fewer bytes came than the header announces."""
    got = len(exchange.body or b"")
    sent = sent_range(exchange)
    if sent is not None:
        return got < sent.last - sent.first + 1
    return exchange.status == 200 and not exchange.truncated and got < (answer.total_bytes or 0)


def _is_whole(exchange: Exchange, answer: FileAnswer) -> bool:
    return exchange.ok and not exchange.truncated and len(exchange.body or b"") == answer.total_bytes


def _with_own_digests(answer: FileAnswer, body: bytes) -> FileAnswer:
    own = (FileDigest(name, hashlib.new(plain, body).hexdigest(), "bytes") for name, plain in _HASHES.items())
    return replace(answer, digests=(*answer.digests, *own))


READER = Reader(FILE.name, _read)
HEAD_READER = Reader(FILE_HEAD.name, _read_head)
