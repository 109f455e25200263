"""Sockets that go where the guard lets them, and answers that come in time."""

from __future__ import annotations

import io
import math
import socket
import time
from contextvars import ContextVar
from email.parser import Parser
from http.client import SWITCHING_PROTOCOLS, HTTPException, HTTPMessage, HTTPResponse
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


class _TimedReader(io.RawIOBase):
    """Read from the socket while the deadline allows, however slowly the bytes drip."""

    def __init__(self, source: io.RawIOBase, sock: socket.socket) -> None:
        self._source, self._sock = source, sock
        self._idle_s = sock.gettimeout() or math.inf
        self._answer_by = ANSWER_BY.get()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int | None:
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


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock))
        self._begun, self._fields = False, HTTPMessage()

    def begin(self) -> None:
        wire = self.fp
        self._begun = True
        try:
            super().begin()
        finally:
            # The library lets go of a stream that it has closed.
            self.fp = wire if not wire.closed else self.fp
        self.headers = self.msg = self._fields

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
    response_class = _TimedResponse

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
