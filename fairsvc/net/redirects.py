"""Where a redirect leads (RFC 9110 section 15.4)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from fairsvc.model.exchange import Hop, Need
from fairsvc.net.guard import port_of

STATUSES = frozenset((301, 302, 303, 307, 308))

_OF_THE_BODY = frozenset(("content-type",))
_CREDENTIALS = frozenset(("authorization", "cookie", "proxy-authorization"))


def is_redirect(hop: Hop) -> bool:
    """Tell whether the answer sends us on."""
    return hop.status in STATUSES and bool(hop.location.strip())


def next_need(need: Need, hop: Hop) -> Need:
    """Ask what the answer points to; credentials stay behind when scheme, host or port change. Raises ValueError."""
    url = urljoin(hop.url, _location(hop))
    # Of https://a\\@b/ one parser takes a for the host, another b.
    if "\\" in urlsplit(url).netloc:
        raise ValueError("the location has a backslash in its host")
    method = "GET" if hop.status == 303 and need.method != "HEAD" else need.method
    body = need.body if method == need.method else ""
    left = frozenset() if _origin(url) == _origin(hop.url) else _CREDENTIALS
    if not body:
        left |= _OF_THE_BODY
    return Need(url, method, tuple(field for field in need.headers if field[0].lower() not in left), body)


def _location(hop: Hop) -> str:
    # Field values are read as Latin-1, but servers that send more than ASCII send UTF-8.
    location = hop.location.strip()
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, port_of(parts)
