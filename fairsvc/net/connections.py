"""Sockets that go where the guard lets them, and answers that come in time."""

from __future__ import annotations

import io
import math
import socket
import time
from contextvars import ContextVar
from email.parser import Parser
from http.client import SWITCHING_PROTOCOLS, HTTPException, HTTPMessage, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, Any, ClassVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from fairsvc.net.guard import refused

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_ADDRESSES_TRIED = 4

# The standard library gives up at 65,536 bytes a field and 100 fields; Link fields of large datasets are longer.
MAX_HEAD_BYTES = 262_144
MAX_HEAD_FIELDS = 1_000
MAX_INTERIM = 20

# RFC 9110 section 15.2: others may come before the answer, asked for or not. The standard library knows 100 alone.
_INTERIM = frozenset(range(100, 200)) - {SWITCHING_PROTOCOLS}

# What decides where the body ends and whether the connection lasts (RFC 9112 sections 6 and 9).
_FRAMING = frozenset(("connection", "content-length", "keep-alive", "proxy-connection", "transfer-encoding"))

ANSWER_BY: ContextVar[float] = ContextVar("answer_by", default=math.inf)
"""When, on the monotonic clock, the answer to the request being sent must be complete."""


class AddressRefused(HTTPError):
    """The host resolved to an address that nobody allowed; stays within net."""


class HeaderFlood(HTTPException):
    """The answer's header is larger than anybody needs; stays within net."""


class InterimFlood(HTTPException):
    """More interim answers came than anybody needs; stays within net."""


class Pace:
    """The lowest speed that a body may come at: so many bytes in so many seconds of waiting for them."""

    def __init__(self, least_bytes: float, window_s: float) -> None:
        self._least_bytes, self._window_s = least_bytes, window_s
        self._bytes, self._waited_s = 0, 0.0

    def note(self, count: int, waited_s: float) -> None:
        """Count what came. Raises TimeoutError when it was too little for too long."""
        self._bytes += count
        self._waited_s += waited_s
        if self._waited_s < self._window_s:
            return
        if self._bytes < self._least_bytes:
            raise TimeoutError("the bytes drip")
        self._bytes, self._waited_s = 0, 0.0


class _TimedReader(io.RawIOBase):
    """Read from the socket while the deadline allows, however slowly the bytes drip; or, unhurried, while they flow."""

    def __init__(self, source: io.RawIOBase, sock: socket.socket) -> None:
        self._source, self._sock = source, sock
        self._idle_s = sock.gettimeout() or math.inf
        self._answer_by = ANSWER_BY.get()
        self._pace: Pace | None = None

    def readable(self) -> bool:
        return True

    def unhurry(self, idle_s: float, pace: Pace) -> None:
        """Drop the deadline for what is still to come."""
        self._pace = pace
        self._sock.settimeout(idle_s)

    def readinto(self, buffer: Buffer) -> int | None:
        if self._pace is not None:
            began = time.monotonic()
            arrived = self._source.readinto(buffer)
            self._pace.note(arrived or 0, time.monotonic() - began)
            return arrived
        left_s = self._answer_by - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the total time is spent")
        if left_s < self._idle_s:
            self._sock.settimeout(left_s)
        count: int | None = self._source.readinto(buffer)
        return count

    def close(self) -> None:
        self._source.close()
        super().close()


class TimedResponse(HTTPResponse):
    """An answer with a deadline, or with a lowest speed, whose header is bounded by size rather than by line."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._timed = _TimedReader(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._timed)
        self._begun, self._fields = False, HTTPMessage()

    def begin(self) -> None:
        """Read the status and the fields."""
        wire = self.fp
        self._begun = True
        try:
            super().begin()
        finally:
            # The library lets go of a stream that it has closed.
            self.fp = wire if not wire.closed else self.fp
        self.headers = self.msg = self._fields

    def unhurry(self, idle_s: float, pace: Pace) -> None:
        """Let the rest of the body take its time, while it keeps the pace."""
        self._timed.unhurry(idle_s, pace)

    def read_some(self, buffer: memoryview) -> int:
        """Read what has arrived, undecoded, waiting for the first byte; 0 at the end. Raises IncompleteRead.

        The library's `readinto` waits until the buffer is full, its `read1` copies.
        """
        # Of what can have no body (HEAD, 204, 304) the library knows the length, whatever the framing says.
        if self.isclosed():
            return 0
        chunked = self.chunked and self.length != 0
        left: int | None = self._get_chunk_left() if chunked else self.length  # type: ignore[attr-defined]
        if chunked and left is None:
            return 0
        count = self.fp.readinto1(buffer if left is None else buffer[: max(left, 0)]) if left != 0 else 0
        if count == 0 and left:
            raise IncompleteRead(b"", left)
        if chunked:
            self.chunk_left = (left or 0) - count
        elif left is not None:
            self.length = left - count
        if count == 0 or self.length == 0:
            self._close_conn()  # type: ignore[attr-defined]
        return count

    def _read_next_chunk_size(self) -> int:
        """Read the size of a chunk. Raises ValueError for one below zero, which the library would read without end."""
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            self._close_conn()  # type: ignore[attr-defined]
            raise ValueError("a chunk has a size below zero")
        return size

    def _read_and_discard_trailer(self) -> None:
        _read_fields(self.fp)

    def _read_status(self) -> tuple[str, int, str]:
        """Read the status line, and then the fields: the library shall see only those that frame the body.

        The answer of a proxy to CONNECT is read without `begin`, and its few fields by the library alone.
        """
        status_line: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        if not self._begun:
            return status_line
        self._fields = _read_fields(self.fp)
        interim = 0
        while status_line[1] in _INTERIM:
            interim += 1
            if interim > MAX_INTERIM:
                raise InterimFlood
            status_line = super()._read_status()  # type: ignore[misc]
            self._fields = _read_fields(self.fp)
        framing = [f"{name}: {' '.join(value.split())}" for name, value in self._fields.items() if _frames(name)]
        self.fp = io.BufferedReader(io.BytesIO("\r\n".join([*framing, "", ""]).encode("latin-1", "replace")))
        return status_line


def _frames(name: str) -> bool:
    return name.lower() in _FRAMING


def _read_fields(source: io.BufferedReader) -> HTTPMessage:
    """Read the header fields up to the empty line. Raises HeaderFlood."""
    lines: list[bytes] = []
    left = MAX_HEAD_BYTES
    while (line := source.readline(left + 1)) not in (b"\r\n", b"\n", b""):
        left -= len(line)
        lines.append(line)
        if left < 0 or len(lines) > MAX_HEAD_FIELDS:
            raise HeaderFlood
    return Parser(_class=HTTPMessage).parsestr(b"".join(lines).decode("latin-1"))


class GuardedHTTP(HTTPConnection):
    """Connect to addresses that the guard has passed and to no other; `allowed` None leaves that to the proxy."""

    allowed: ClassVar[frozenset[str] | None] = frozenset()
    response_class = TimedResponse

    def _new_conn(self) -> socket.socket:
        if self.allowed is None:
            return super()._new_conn()
        fault: OSError = OSError("no address")
        for address in self._passed():
            try:
                sock = create_connection((address, self.port), self._connect_s(), socket_options=self.socket_options)
            except OSError as error:
                fault = error
                continue
            self._check_peer(sock)
            return sock
        if isinstance(fault, TimeoutError):
            raise ConnectTimeoutError(self, "connect timed out") from fault
        raise NewConnectionError(self, "no connection") from fault

    def _passed(self) -> list[str]:
        family = allowed_gai_family()
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, family, socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        for address in addresses:
            self._check(address)
        return addresses[:MAX_ADDRESSES_TRIED]

    def _check_peer(self, sock: socket.socket) -> None:
        try:
            self._check(sock.getpeername()[0])
        except (AddressRefused, OSError):
            sock.close()
            raise

    def _check(self, address: str) -> None:
        reason = refused(address, self.port, self.host, self.allowed or frozenset())
        if reason is not None:
            raise AddressRefused(reason)

    def _connect_s(self) -> float:
        left_s = ANSWER_BY.get() - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the total time is spent")
        return min(left_s, self.timeout or math.inf)


class GuardedHTTPS(GuardedHTTP, HTTPSConnection):
    """The same below TLS; the name that is verified stays the host's."""
