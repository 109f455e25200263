"""Addresses and parts of them, spelt so that they can be compared."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit


def authority(address: str) -> str:
    """Read host and port as the address spells them, without a user, in lower case. Raises ValueError."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


@lru_cache(maxsize=2048)
def bare_address(address: str) -> str:
    """Strip scheme, "www." and case from an address."""
    lower = address.strip().lower()
    for scheme in ("https://", "http://"):
        lower = lower.removeprefix(scheme)
    return lower.removeprefix("www.")
