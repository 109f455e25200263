"""Addresses as the packaged tables write them."""

from __future__ import annotations


def bare_address(address: str) -> str:
    """Strip scheme, "www." and case from an address."""
    lower = address.strip().lower()
    for scheme in ("https://", "http://"):
        lower = lower.removeprefix(scheme)
    return lower.removeprefix("www.")
