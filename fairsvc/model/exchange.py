"""One question to the world and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Header = tuple[str, str]

HTML_TYPES = ("text/html", "application/xhtml+xml")
"""The media types of web pages."""

PASSING_STATUSES = (408, 425, 429)
"""What a server answers that is asked at the wrong moment (RFC 9110 section 15.5.9, RFC 8470, RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to ask the world; equal Needs are asked once. `body` is the form that goes with POST."""

    url: str
    method: str = "GET"
    headers: tuple[Header, ...] = ()
    body: str = ""

    def header(self, name: str) -> str:
        """Read a request header; empty when it was not sent."""
        return _first(self.headers, name)


class FailureKind(StrEnum):
    """Why no answer came back."""

    TIMEOUT = "timeout"
    DNS = "name not found"
    CONNECT = "no connection"
    TLS = "certificate refused"
    ADDRESS = "address refused"
    ROBOTS = "robots.txt refused"
    REDIRECTS = "redirects"
    PROTOCOL = "broken answer"
    BUDGET = "budget spent"
    NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer; `detail` is one clause for a person, without secrets."""

    kind: FailureKind
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} ({self.detail})" if self.detail else self.kind.value


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer on the way; header fields in order, repeated ones kept."""

    url: str
    status: int
    headers: tuple[Header, ...] = ()

    def fields(self, name: str) -> tuple[str, ...]:
        """Read every field of that name, in order."""
        return tuple(value for field, value in self.headers if field.lower() == name)

    @property
    def vary(self) -> frozenset[str]:
        """The request fields that the answer declares to depend on, in lower case (RFC 9110 section 12.5.5)."""
        return frozenset(name.strip().lower() for value in self.fields("vary") for name in value.split(","))

    @property
    def location(self) -> str:
        """The redirect's target as sent, or an empty string."""
        return _first(self.headers, "location")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A Need and its outcome; a time-out is an Exchange with a failure, not an exception.

    `hops` ends with the final answer and is empty when none came. `body` is None when only views are loaded;
    `size_bytes` counts the decoded body as read, `truncated` says that the limit cut it. `steps` names what asked.
    """

    need: Need
    started_at: datetime
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None
    body: bytes | None = None
    body_sha256: str = ""
    size_bytes: int = 0
    truncated: bool = False
    elapsed_ms: int = 0
    steps: tuple[str, ...] = ()

    @property
    def status(self) -> int | None:
        """The final status, or None when no final answer came."""
        return self.hops[-1].status if self.hops and self.failure is None else None

    @property
    def url(self) -> str:
        """The address that answered last, or the one asked."""
        return self.hops[-1].url if self.hops else self.need.url

    @property
    def headers(self) -> tuple[Header, ...]:
        """The header fields of the final answer."""
        return self.hops[-1].headers if self.hops else ()

    @property
    def media_type(self) -> str:
        """Type and subtype of the answer in lower case, without parameters; empty when not declared."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def ok(self) -> bool:
        """True for a final 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def conclusive(self) -> bool:
        """True when the answer says something of the dataset: a time-out, 408, 425, 429 or 5xx does not."""
        return self.status is not None and self.status not in PASSING_STATUSES and self.status < 500

    def header(self, name: str) -> str:
        """Read the first field of that name; empty when it did not come."""
        return _first(self.headers, name)

    def header_fields(self, name: str) -> tuple[str, ...]:
        """Read every field of that name, in order."""
        return self.hops[-1].fields(name) if self.hops else ()

    def outcome(self) -> str:
        """Say what happened in a few words."""
        if self.failure is not None:
            return str(self.failure)
        return f"answered {self.status}"


def _first(headers: tuple[Header, ...], name: str) -> str:
    return next((value for field, value in headers if field.lower() == name), "")
