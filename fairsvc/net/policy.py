"""What the operator lets us do on the network."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from fairsvc.errors import BadSettings
from fairsvc.net.guard import is_loopback, origin

MEBIBYTE = 1024 * 1024

_CONTACT = re.compile(r"[!-?A-~]+@[!-?A-~]+\Z")
_SOFTWARE = re.compile(r"[!-.0-~]+(?:/[!-~]+)?\Z")
_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[^\s:/@\[\]A-Z]+)(?::\d{1,5})?\Z")
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FIELD_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?\Z")
_HOST_PORT = re.compile(r"(?:\[[0-9a-f:.]+\]|[^\s:/@\[\]]+):\d{1,5}\Z")


@dataclass(frozen=True, slots=True)
class HostRate:
    """How often one host may be asked, and how many requests may be open at once."""

    requests_per_s: float
    in_flight: int

    def __post_init__(self) -> None:
        if not 0 < self.requests_per_s < math.inf or self.in_flight < 1:
            which = f"{self.requests_per_s} requests/s, {self.in_flight} in flight"
            raise BadSettings("a host's rate must be above zero", which, "Write for example 0.5 and 1")

    @property
    def interval_s(self) -> float:
        """The time between two starts."""
        return 1 / self.requests_per_s


@dataclass(frozen=True, slots=True)
class HostToken:
    """A header field that opens one host; `host` has ":port" when that is not the scheme's own. Raises BadSettings."""

    host: str
    value: str = field(repr=False)
    header: str = "Authorization"

    def __post_init__(self) -> None:
        if not _HOST.match(self.host):
            # Where HOST= was forgotten before a value, what stands here is the value.
            next_step = "Write it as data.example.org, in FAIRSVC_TOKENS as data.example.org=VALUE"
            raise BadSettings("the host of a token is no host or host:port in lower case", "", next_step)
        if not _FIELD_NAME.match(self.header) or not _FIELD_VALUE.match(self.value):
            raise BadSettings("a token cannot be sent as it is spelt", self.host, "Write it as in a header: Bearer ...")


BUILT_IN_RATES = {
    "doi.org": HostRate(10, 10),
    "api.datacite.org": HostRate(3, 3),
    "data.crosscite.org": HostRate(3, 3),
}

# Lists of links and files grow with the dataset: where they were asked for, more is read than of anything else.
LIMITS_BY_TYPE = {
    "application/linkset": 64 * MEBIBYTE,
    "application/linkset+json": 64 * MEBIBYTE,
    "application/metalink+xml": 64 * MEBIBYTE,
    "application/metalink4+xml": 64 * MEBIBYTE,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """Who we are, how patient we are, how much we take, and where we may go.

    `allowed` holds "host:port" that may be asked although its address or port is special. `rates` goes by host or
    host:port. `total_timeout_s` counts the time on the wire over all hops and tries; `patience_s` bounds the wait for
    our turn at a host. A body that is streamed has no total time, but must bring `slowest_bytes_per_s` over every
    `slow_window_s` of waiting for it; `download_rate` is how fast whoever streams may ask. `tokens` go to their own
    hosts alone. `limit_bytes` counts for the body as sent and as decoded; `limits_by_type` raises it for media types.
    Raises BadSettings.
    """

    contact: str
    software: str = "fairsvc"
    connect_timeout_s: float = 10
    read_timeout_s: float = 20
    total_timeout_s: float = 60
    slowest_bytes_per_s: float = 1024
    slow_window_s: float = 60
    limit_bytes: int = 10 * MEBIBYTE
    max_hops: int = 10
    attempts: int = 3
    backoff_s: float = 0.5
    retry_after_cap_s: float = 120
    patience_s: float = 600
    allowed: frozenset[str] = frozenset()
    robots_exempt: frozenset[str] = frozenset()
    proxy_url: str = field(default="", repr=False)
    ca_bundle: str = ""
    rates: tuple[tuple[str, HostRate], ...] = ()
    limits_by_type: tuple[tuple[str, int], ...] = tuple(LIMITS_BY_TYPE.items())
    default_rate: HostRate = HostRate(2, 2)
    download_rate: HostRate = HostRate(50, 4)
    tokens: tuple[HostToken, ...] = ()

    def __post_init__(self) -> None:
        for number in (row.name for row in fields(self) if row.type in ("int", "float")):
            if not 0 < getattr(self, number) < math.inf:
                raise BadSettings("a limit must be above zero", f"{number} = {getattr(self, number)}", "Raise it")
        if self.contact and not _CONTACT.match(self.contact):
            raise BadSettings("the contact is no mail address", repr(self.contact), "Write it as name@example.org")
        if not _SOFTWARE.match(self.software):
            raise BadSettings("the software name is no product token", repr(self.software), "Write it as name/1.0")
        for name in sorted(self.allowed):
            if not _HOST_PORT.match(name):
                raise BadSettings("an allowed address is no host:port in lower case", repr(name), "Add the port")
        _check_proxy(self.proxy_url)

    @property
    def user_agent(self) -> str:
        """The User-Agent: what we are and how to reach whoever runs us."""
        return f"{self.software} (+mailto:{self.contact})" if self.contact else self.software

    def limit_of(self, media_type: str) -> int:
        """Choose how much of an answer of that media type is read; a higher general limit stands."""
        return max(self.limit_bytes, dict(self.limits_by_type).get(media_type, 0))

    def rate(self, origin: str, asked: HostRate | None = None) -> HostRate:
        """Choose a host's rate: the operator's, else the caller's, else ours.

        `origin` is the host, with ":port" when that is not the scheme's own.
        """
        host = origin if origin.endswith("]") else origin.rsplit(":", 1)[0]
        chosen = dict(self.rates)
        return chosen.get(origin) or chosen.get(host) or asked or BUILT_IN_RATES.get(origin) or self.default_rate

    def token(self, url: str) -> HostToken | None:
        """Find what opens the host of the address; None over a wire that others read, save to this machine."""
        try:
            parts, host = urlsplit(url), origin(url)
        except ValueError:
            return None
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            return None
        return next((token for token in self.tokens if token.host == host), None)


def _check_proxy(proxy_url: str) -> None:
    if not proxy_url:
        return
    parts = urlsplit(proxy_url)
    if parts.scheme != "http" or not parts.hostname:
        shown = f"{parts.scheme}://{parts.hostname or ''}"
        raise BadSettings("the egress proxy is no http:// address", shown, "Write it as http://proxy.example.org:3128")
