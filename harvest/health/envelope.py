"""Every answer: HTTP, content type, encoding, and the frame that all verbs share (sections 3.1 and 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from lxml import etree

from fairsvc.formats.redaction import redact
from fairsvc.formats.xml_reading import OAI, XSI, local_name
from harvest.health.answers import Answer, Seen
from harvest.health.expectations import EXPECTED
from harvest.health.findings import Found
from harvest.oai_dates import find_instant

CLOCK_TOLERANCE = timedelta(minutes=10)
SLOW_MS, SLOW_MS_PER_RECORD = 20_000, 200
# Below this many bytes compression saves nothing worth the work.
COMPRESSIBLE_BYTES = 50_000

_UTC_SECONDS = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_UTF_8 = frozenset(("UTF-8", "UTF8", "US-ASCII", "ASCII"))
_PERMANENT = frozenset((301, 308))


def judge_answers(seen: Seen) -> Iterator[Found]:
    """Judge what came at all: an OAI-PMH answer, with the status and the type it must have."""
    for answer in seen.answers:
        if answer.envelope is None:
            expected = answer.probe.name in EXPECTED
            if answer.probe.method == "POST":
                yield Found("post.refused", answer.fault, answer, raw=True)
            else:
                away = "answer.unusable" if answer.exchange.conclusive else "answer.unavailable"
                yield Found(
                    "error.unusable" if expected else away, f"{answer.probe.title}: {answer.fault}", answer, raw=True
                )
            continue
        yield from _http(answer)
        if answer.page is not None and not (answer.codes or answer.given or answer.probe.name in EXPECTED):
            yield Found(
                "answer.wrong-verb", f"{answer.probe.title} is answered with {answer.page.verb}", answer, raw=True
            )
        yield from (Found(one.code, one.detail, answer, raw=True) for one in answer.envelope.deviations)


def judge_frames(seen: Seen) -> Iterator[Found]:
    """Judge responseDate, request and the order of what stands in the root element."""
    for answer in seen.answers:
        if answer.envelope is None:
            continue
        root = answer.envelope.root
        names = [local_name(child) for child in root]
        if names[:2] != ["responseDate", "request"]:
            yield Found("frame.order", f"the root holds {', '.join(names)[:200]}", answer, raw=True)
        if OAI not in (root.get(f"{XSI}schemaLocation") or ""):
            yield Found("frame.schema-location", "the root element names no schema", answer, raw=True)
        yield from _response_date(answer)
        yield from _request(answer, seen.url)


def judge_transport(seen: Seen) -> Iterator[Found]:
    """Judge what concerns the connection: TLS, redirects, POST, compression, speed."""
    if not seen.answers:
        return
    first = seen.answers[0]
    parts = urlsplit(first.exchange.url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        yield Found("transport.no-tls", f"the address is {first.exchange.url.partition('?')[0]}", first, raw=True)
    moved = next((hop for hop in first.exchange.hops if hop.status in _PERMANENT), None)
    if moved is not None:
        yield Found("transport.moved", f"status {moved.status} sends to {redact(moved.location)}", first, raw=True)
    post = seen.find("identify-post")
    if post is not None and post.envelope is not None and not post.given:
        yield Found("post.refused", f"answered with {', '.join(post.codes)}", post, raw=True)
    yield from _size_and_speed(seen)


def _size_and_speed(seen: Seen) -> Iterator[Found]:
    for answer in seen.answers:
        exchange = answer.exchange
        if answer.given and exchange.size_bytes > COMPRESSIBLE_BYTES and not exchange.header("content-encoding"):
            yield Found(
                "answer.uncompressed", f"{exchange.size_bytes} bytes, although gzip was accepted", answer, raw=True
            )
        slow_ms = max(SLOW_MS, SLOW_MS_PER_RECORD * len(answer.records))
        if exchange.elapsed_ms > slow_ms:
            detail = f"{answer.probe.title} took {exchange.elapsed_ms / 1000:.1f} s for {len(answer.records)} records"
            yield Found("answer.slow", detail, answer, raw=True)


def _http(answer: Answer) -> Iterator[Found]:
    exchange = answer.exchange
    if not exchange.ok:
        yield Found("error.http-status", f"status {exchange.status}", answer, raw=True)
    if exchange.media_type != "text/xml":
        yield Found("answer.content-type", f"it is {exchange.media_type or 'not declared'}", answer, raw=True)
    assert answer.envelope is not None
    encoding = answer.envelope.root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() not in _UTF_8:
        yield Found("answer.encoding", f"it is declared as {encoding}", answer, raw=True)


def _response_date(answer: Answer) -> Iterator[Found]:
    assert answer.envelope is not None
    text = answer.envelope.response_date
    at = find_instant(text)
    if at is None or not _UTC_SECONDS.fullmatch(text):
        yield Found("response-date.form", f"it is {text!r}", answer, raw=True)
    elif abs(at - answer.exchange.started_at) > CLOCK_TOLERANCE:
        detail = f"it says {text} when it was {answer.exchange.started_at:%Y-%m-%dT%H:%M:%SZ}"
        yield Found("response-date.clock", detail, answer, raw=True)


def _request(answer: Answer, url: str) -> Iterator[Found]:
    assert answer.envelope is not None
    element = next((child for child in answer.envelope.root if local_name(child) == "request"), None)
    if element is None:
        yield Found("request.missing", "there is no request element", answer, raw=True)
        return
    if "badVerb" in answer.codes or "badArgument" in answer.codes:
        if element.attrib:
            yield Found("request.attributes", f"{', '.join(answer.codes)} with attributes", answer, element)
    elif answer.probe.name != "twice" and _attributes(element) != dict(answer.probe.arguments):
        yield Found("request.attributes", "they are not the arguments that were sent", answer, element)
    if _bare((element.text or "").strip()) != _bare(url):
        yield Found("request.base-url", f"it holds {(element.text or '').strip()[:200]!r}", answer, element)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _bare(url: str) -> tuple[str, str, str]:
    """Reduce an address to what must agree: a trailing slash and http or https may differ."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", url
    return parts.netloc.lower().removesuffix(":80").removesuffix(":443"), parts.path.rstrip("/"), parts.query
