"""Parts of addresses as people write them, also of malformed ones: then a part is empty."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit


def scheme_of(address: str) -> str:
    """Read the scheme in lower case; empty when there is no `://`."""
    scheme, mark, _ = address.partition("://")
    return scheme.strip().lower() if mark else ""


def host_of(address: str) -> str:
    """Read the host in lower case."""
    parts = _split(address)
    return (parts.hostname or "") if parts else ""


def is_loopback(host: str) -> bool:
    """Tell whether the host is an address of the machine itself (127.0.0.0/8, ::1)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def path_of(address: str) -> str:
    """Read the path without query and fragment; a bare file name is a path."""
    if "://" not in address:
        return address
    parts = _split(address)
    return parts.path if parts else ""


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:  # unbalanced brackets of an IPv6 address
        return None
