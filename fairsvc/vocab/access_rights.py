"""Recognise what people write of access: open, embargoed, restricted, closed or metadata only."""

from __future__ import annotations

from fairsvc.vocab import load_toml
from fairsvc.vocab.addresses import bare_address


def find_access_state(text: str) -> str | None:
    """Find the state that an access term or address means; None when it is none."""
    term = bare_address(text).rstrip("/")
    known: dict[str, str] = load_toml("access_rights.toml")
    return known.get(term if "/" in term else term.replace("-", " ").replace("_", " "))
