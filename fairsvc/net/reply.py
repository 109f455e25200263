"""One request, once: the open answer read within its bounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from fairsvc.model.exchange import Failure, Hop, Need
from fairsvc.net.decoding import EMPTY, PIECE_BYTES, Body, read_body
from fairsvc.net.faults import FAULTS, failure_of, is_passing
from fairsvc.net.redirects import is_redirect
from fairsvc.net.transport import Transport

# A redirect's short body is read, so that the connection can be used again; a longer one costs the connection.
REDIRECT_BODY_BYTES = 16_384

# A server may round a range up to its block.
RANGE_SLACK_BYTES = 4_096

RETRIED = frozenset((429, 502, 503, 504))
"""Statuses that a moment's patience may mend."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request brought: an answer, or a failure, with a hop when only the body failed.

    `passing` says that the same request may well bring something better in a moment. `wire` is the answer itself where
    its body was left there: whoever has it must close it.
    """

    hop: Hop | None = None
    body: Body = EMPTY
    failure: Failure | None = None
    passing: bool = False
    elapsed_s: float = 0.0
    wire: requests.Response | None = None

    @property
    def retry_after_s(self) -> float | None:
        """The seconds that the server asks us to wait (RFC 9110 10.2.3, both forms); None when it names none."""
        value = next((v for n, v in self.hop.headers if n.lower() == "retry-after"), "") if self.hop else ""
        try:
            return float(Retry().parse_retry_after(value)) if value else None
        except (InvalidHeader, ValueError, OverflowError):
            return None


Limit = Callable[[str], int]
"""How much of an answer is read, by its media type in lower case."""


def fetch_reply(transport: Transport, request: requests.PreparedRequest, left_s: float, limit: Limit) -> Reply:
    """Send the request and read what comes, for at most `left_s`; every outcome is a Reply."""
    return _reply(transport, request, left_s, lambda response, answer_by: _read(response, answer_by, limit))


def open_reply(transport: Transport, request: requests.PreparedRequest, left_s: float, limit: Limit) -> Reply:
    """Send the request and leave the body on the wire, unless the answer sends us on or asks for patience."""
    return _reply(transport, request, left_s, lambda response, answer_by: _leave(response, answer_by, limit))


def _reply(
    transport: Transport,
    request: requests.PreparedRequest,
    left_s: float,
    receive: Callable[[requests.Response, float], Reply],
) -> Reply:
    started = time.monotonic()
    try:
        response = transport.open(request, left_s)
    except FAULTS as error:
        reply = Reply(failure=failure_of(error), passing=is_passing(error))
    else:
        reply = Reply()
        try:
            reply = receive(response, started + left_s)
        finally:
            if reply.wire is None:
                response.close()
    return replace(reply, elapsed_s=time.monotonic() - started)


def _leave(response: requests.Response, answer_by: float, limit: Limit) -> Reply:
    hop = _hop(response)
    if is_redirect(hop) or hop.status in RETRIED:
        return _read(response, answer_by, limit)
    return Reply(hop, wire=response)


def _hop(response: requests.Response) -> Hop:
    return Hop(str(response.url), response.status_code, tuple(response.raw.headers.items()))


def _read(response: requests.Response, answer_by: float, limit: Limit) -> Reply:
    hop = _hop(response)
    if is_redirect(hop):
        with suppress(*FAULTS):
            _drain(response)
        return Reply(hop)
    coding = "" if response.status_code == 206 else ",".join(_fields(hop, "content-encoding"))
    media_type = ",".join(_fields(hop, "content-type")).partition(";")[0].strip().lower()
    try:
        body = read_body(_chunks(response, answer_by), coding, limit(media_type))
    except FAULTS as error:
        return Reply(hop, failure=failure_of(error, answered=True), passing=is_passing(error))
    return Reply(hop, body, passing=hop.status in RETRIED)


def _chunks(response: requests.Response, answer_by: float) -> Iterator[bytes]:
    # An answer to HEAD reads as empty at once, whatever its Content-Length.
    while chunk := response.raw.read(PIECE_BYTES, decode_content=False):
        yield chunk
        if time.monotonic() > answer_by:
            raise TimeoutError("the total time is spent")


def _drain(response: requests.Response) -> None:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 10 and int(announced) <= REDIRECT_BODY_BYTES:
        response.raw.read(REDIRECT_BODY_BYTES + 1, decode_content=False)


def _fields(hop: Hop, name: str) -> list[str]:
    return [value for field, value in hop.headers if field.lower() == name]


def byte_limit(need: Need, limit_bytes: int) -> int:
    """Bound the body of a ranged need by its range, for servers that answer with the whole file."""
    unit, _, span = need.header("range").partition("=")
    first, dash, last = span.partition("-")
    if unit.strip().lower() != "bytes" or not dash or not (first.isdecimal() and last.isdecimal()):
        return limit_bytes
    return min(limit_bytes, max(0, int(last) - int(first)) + 1 + RANGE_SLACK_BYTES)
