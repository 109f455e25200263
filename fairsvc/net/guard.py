"""Which addresses may be asked: pure rules, enforced on the socket by transport."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Set as AbstractSet
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}
PORTS = frozenset((80, 443, 8443))

# `is_global` has changed between Python releases; what must never be reached is named here and does not depend on it.
# The last five wrap an IPv4 address that the far end would unwrap.
_SPECIAL = tuple(
    (ipaddress.ip_network(network), kind)
    for network, kind in (
        ("127.0.0.0/8", "loopback"),
        ("::1/128", "loopback"),
        ("0.0.0.0/8", "unspecified"),
        ("::/128", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("fc00::/7", "private"),
        ("fec0::/10", "private"),
        ("100.64.0.0/10", "shared"),
        ("169.254.0.0/16", "link-local"),
        ("fe80::/10", "link-local"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
        ("192.0.0.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("198.18.0.0/15", "reserved"),
        ("240.0.0.0/4", "reserved"),
        ("100::/64", "reserved"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "reserved"),
        ("3fff::/20", "reserved"),
        ("5f00::/16", "reserved"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("2002::/16", "6to4"),
    )
)

# RFC 4291 section 2.4 keeps the rest; forms that wrap an IPv4 address (::ffff:0:127.0.0.1) lie there too.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

# inet_aton reads these as addresses (RFC 6943 section 3.1.1): 127.1, 0x7f000001, 2130706433, 0177.0.0.1.
_LEGACY_IPV4 = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?\Z", re.IGNORECASE)


def refused(address: str, port: int, host: str, allowed: AbstractSet[str]) -> str | None:
    """Say why an address that `host` resolved to may not be reached; None when it may.

    Names the class of the address, never the address: an answer must not map the operator's network.
    """
    if host_port(host, port) in allowed:
        return None
    kind = special(ipaddress.ip_address(address.partition("%")[0]))
    return f"{kind} address" if kind else None


def url_refused(url: str, allowed: AbstractSet[str]) -> str | None:
    """Say why an address may not be asked, before any name is looked up; None when it may be tried."""
    try:
        parts = urlsplit(url)
        port = port_of(parts)
    except ValueError:
        return "not a web address"
    if parts.scheme not in DEFAULT_PORTS:
        return "only http and https are followed"
    if not parts.hostname:
        return "no host in the address"
    if "@" in parts.netloc:
        return "user name or password in the address"
    if host_port(parts.hostname, port) in allowed:
        return None
    return _host_refused(parts.hostname) or (None if port in PORTS else f"port {port}")


def special(address: Address) -> str | None:
    """Name the special class of an address; None for one of the public internet."""
    for network, kind in _SPECIAL:
        if address in network:
            return kind
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None if address.is_global else "reserved"


def find_literal(host: str) -> Address | None:
    """Read a host that is an address in any spelling a resolver takes; None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    if not _LEGACY_IPV4.match(host):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def host_port(host: str, port: int) -> str:
    """Spell host:port as `allowed` does: lower case, no final dot, IPv6 in brackets."""
    host = host.lower().strip("[]").rstrip(".")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def origin(url: str) -> str:
    """Spell whose patience a request uses: the host, and the port when it is not the scheme's own."""
    parts = urlsplit(url)
    spelt = host_port(parts.hostname or "", port_of(parts))
    return spelt.rsplit(":", 1)[0] if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else spelt


def port_of(parts: SplitResult) -> int:
    """Read the port, or the scheme's own. Raises ValueError for a port that is none."""
    return DEFAULT_PORTS.get(parts.scheme, 0) if parts.port is None else parts.port


def is_loopback(host: str) -> bool:
    """Tell whether a host means this machine by its spelling alone."""
    literal = find_literal(host)
    return literal.is_loopback if literal is not None else _is_localhost(host)


def _host_refused(host: str) -> str | None:
    literal = find_literal(host)
    kind = special(literal) if literal is not None else ("loopback" if _is_localhost(host) else None)
    return f"{kind} address" if kind else None


def _is_localhost(host: str) -> bool:
    # RFC 6761 section 6.3: localhost and every name below it.
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")
