"""Addresses and parts of them, spelt so that they can be compared."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

# Longer ones are no one's address, and are not remembered.
_LONGEST = 500


def authority(address: str) -> str:
    """Read host and port as the address spells them, without a user, in lower case. Raises ValueError."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


@lru_cache(maxsize=2048)
def bare_address(address: str) -> str:
    """Strip scheme, "www." and case from an address."""
    return _remembered(address) if len(address) <= _LONGEST else _stripped(address)


def _stripped(address: str) -> str:
    lower = address.strip().lower()
    for scheme in ("https://", "http://"):
        lower = lower.removeprefix(scheme)
    return lower.removeprefix("www.")


_remembered = lru_cache(maxsize=4096)(_stripped)
