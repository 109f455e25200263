"""What went wrong on the wire, in our words: never the library's message, which may hold the whole address."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

import requests
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    NewConnectionError,
    ProxyError,
)
from urllib3.exceptions import (
    TimeoutError as WireTimeout,
)
from urllib3.util.ssl_match_hostname import CertificateError

from fairsvc.errors import Unreadable
from fairsvc.model.exchange import Failure, FailureKind
from fairsvc.net.connections import (
    MAX_HEAD_BYTES,
    MAX_HEAD_FIELDS,
    MAX_INTERIM,
    AddressRefused,
    HeaderFlood,
    InterimFlood,
)

# requests' own errors are OSErrors; UnicodeError is a host name that IDNA cannot spell.
FAULTS = (OSError, HTTPError, HTTPException, UnicodeError, Unreadable)

_BROKE_OFF = (ConnectionError, RemoteDisconnected, NewConnectionError)


def failure_of(error: BaseException, *, answered: bool = False) -> Failure:
    """Name the failure behind a library's error; `answered` says that header fields had come."""
    for kinds, name in _TABLE:
        for cause in _causes(error):
            if isinstance(cause, kinds):
                return name(cause, answered)
    return Failure(FailureKind.PROTOCOL, "the answer does not keep to HTTP")


def is_passing(error: BaseException) -> bool:
    """Tell whether the same request may well succeed in a moment."""
    if failure_of(error).kind in (FailureKind.ADDRESS, FailureKind.TLS, FailureKind.TIMEOUT):
        return False
    return any(
        isinstance(cause, (*_BROKE_OFF, IncompleteRead)) and not _unknown_name(cause) for cause in _causes(error)
    )


def _unknown_name(cause: BaseException) -> bool:
    lookup = next((c for c in _causes(cause) if isinstance(c, socket.gaierror)), None)
    return lookup is not None and lookup.errno != socket.EAI_AGAIN


def _causes(error: BaseException | None, depth: int = 8) -> Iterator[BaseException]:
    if error is None or depth == 0:
        return
    yield error
    inner = [*error.args, getattr(error, "reason", None), error.__cause__]
    for cause in inner:
        if isinstance(cause, BaseException):
            yield from _causes(cause, depth - 1)


def _refused(cause: BaseException, _: bool) -> Failure:
    return Failure(FailureKind.ADDRESS, str(cause))


def _no_address(*_: object) -> Failure:
    return Failure(FailureKind.ADDRESS, "not a web address")


def _unknown(cause: BaseException, _: bool) -> Failure:
    again = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
    return Failure(FailureKind.DNS, "the name service did not answer" if again else "")


def _late(_: BaseException, answered: bool) -> Failure:
    return Failure(FailureKind.TIMEOUT, "in the middle of the answer" if answered else "no answer in time")


def _uncertified(cause: BaseException, _: bool) -> Failure:
    if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_message:
        return Failure(FailureKind.TLS, cause.verify_message)
    return Failure(FailureKind.TLS, "the certificate does not fit the host")


def _no_handshake(cause: BaseException, _: bool) -> Failure:
    reason = str(getattr(cause, "reason", None) or "").replace("_", " ").lower()
    return Failure(FailureKind.TLS, f"no secure connection: {reason}" if reason else "no secure connection")


def _cut_short(*_: object) -> Failure:
    return Failure(FailureKind.PROTOCOL, "the body is shorter than announced")


def _flooded(*_: object) -> Failure:
    detail = f"the header has more than {MAX_HEAD_BYTES // 1024} KiB or {MAX_HEAD_FIELDS} fields"
    return Failure(FailureKind.PROTOCOL, detail)


def _never_final(*_: object) -> Failure:
    return Failure(FailureKind.PROTOCOL, f"more than {MAX_INTERIM} interim answers (1xx) came and no final one")


def _undecodable(cause: BaseException, _: bool) -> Failure:
    return Failure(FailureKind.PROTOCOL, cause.what if isinstance(cause, Unreadable) else "")


def _by_proxy(*_: object) -> Failure:
    return Failure(FailureKind.CONNECT, "the egress proxy did not let the request through")


def _broke_off(cause: BaseException, answered: bool) -> Failure:
    if answered:
        return Failure(FailureKind.PROTOCOL, "the connection broke in the middle of the answer")
    if isinstance(cause, (ConnectionResetError, BrokenPipeError)):
        return Failure(FailureKind.CONNECT, "the server closed the connection without an answer")
    return Failure(FailureKind.CONNECT)


_TABLE: tuple[tuple[tuple[type[BaseException], ...], Callable[[BaseException, bool], Failure]], ...] = (
    ((AddressRefused,), _refused),
    ((HeaderFlood,), _flooded),
    ((InterimFlood,), _never_final),
    ((Unreadable,), _undecodable),
    ((socket.gaierror,), _unknown),
    ((requests.exceptions.InvalidURL, LocationParseError, UnicodeError), _no_address),
    ((requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema), _no_address),
    ((ssl.SSLCertVerificationError, CertificateError), _uncertified),
    ((ProxyError, requests.exceptions.ProxyError), _by_proxy),
    ((NewConnectionError,), _broke_off),  # for urllib3 this is a kind of time-out
    ((TimeoutError, WireTimeout, requests.Timeout), _late),
    ((ssl.SSLError,), _no_handshake),
    ((requests.exceptions.SSLError,), _no_handshake),
    ((IncompleteRead,), _cut_short),
    (_BROKE_OFF, _broke_off),
)
