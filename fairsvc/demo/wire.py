"""Requests and responses as values."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from urllib.parse import unquote

from fairsvc.demo.markup import Markup, join, tag


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked; header names are in lower case, `target` is the raw request target."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return unquote(self._origin_form.partition("?")[0])

    @property
    def query(self) -> str:
        """The query as sent, without the question mark."""
        return self._origin_form.partition("?")[2]

    @property
    def _origin_form(self) -> str:
        """Leave out scheme and host of an absolute-form target (RFC 9112 section 3.2.2)."""
        if self.target.lower().startswith("http://"):
            return "/" + self.target.partition("://")[2].partition("/")[2]
        return self.target


@dataclass(frozen=True, slots=True)
class Response:
    """What to answer; `delay_s` is waited before the first byte. `raw`: these bytes instead, then the end."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay_s: float = 0.0
    raw: bytes | None = None

    def with_headers(self, *headers: tuple[str, str]) -> Response:
        """Add header fields."""
        return replace(self, headers=(*self.headers, *headers))

    def header(self, name: str) -> str:
        """Read a header field; empty when it is not set."""
        return next((value for field, value in self.headers if field.lower() == name), "")


def html(status: int, document: str, *headers: tuple[str, str]) -> Response:
    """Answer with a page; the policy keeps a browser from loading anything from elsewhere."""
    policy = ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'")
    return Response(status, (("Content-Type", "text/html; charset=utf-8"), policy, *headers), document.encode())


def notice(status: int, heading: str, sentence: str, *headers: tuple[str, str]) -> Response:
    """Answer with a page of one sentence."""
    head = join(tag("meta", {"charset": "utf-8"}), tag("title", {}, heading))
    body = join(tag("h1", {}, heading), tag("p", {}, sentence))
    document = tag("html", {"lang": "en"}, tag("head", {}, head), tag("body", {}, body))
    return html(status, Markup(f"<!DOCTYPE html>\n{document}\n"), *headers)


def as_json(status: int, value: object, media_type: str = "application/json; charset=utf-8") -> Response:
    """Answer with JSON."""
    body = json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
    return Response(status, (("Content-Type", media_type),), body)


def redirect(location: str, *headers: tuple[str, str]) -> Response:
    """Answer 302 to that address."""
    answer = notice(302, "Found", f"The document is at {location}", ("Location", location))
    return answer.with_headers(*headers)


def validated(request: Request, response: Response, last_modified: str) -> Response:
    """Add ETag and Last-Modified to a 200, and answer 304 to a client that has it (RFC 9110 section 13.1.2)."""
    etag = entity_tag(response.body)
    validators = (("ETag", etag), ("Last-Modified", last_modified))
    if response.status == 200 and etag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        kept = tuple((name, value) for name, value in response.headers if name in ("Vary", "Link"))
        return Response(304, (*kept, *validators), delay_s=response.delay_s)
    return response.with_headers(*validators)


def compressed(request: Request, response: Response) -> Response:
    """Compress for a client that accepts gzip without a weight (OAI-PMH section 3.1.3)."""
    response = response.with_headers(("Vary", "Accept-Encoding"))
    accepted = (name.strip().lower() for name in request.headers.get("accept-encoding", "").split(","))
    if "gzip" not in accepted:
        return response
    packed = replace(response, body=gzip.compress(response.body, mtime=0))
    return packed.with_headers(("Content-Encoding", "gzip"))


def entity_tag(body: bytes) -> str:
    """Make a strong ETag."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def repr_digest(body: bytes) -> str:
    """Write the Repr-Digest field (RFC 9530) of a representation."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
