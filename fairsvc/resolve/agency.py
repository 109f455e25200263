"""Who registers the DOIs below a prefix, as the resolver says (DOI Handbook, Which RA? service)."""

from __future__ import annotations

import re

from fairsvc.errors import FetchFailed, ProblemsFound, Unreadable
from fairsvc.formats.json_node import Node
from fairsvc.formats.json_reading import read_json
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.ports import Fetcher

_PREFIX = re.compile(
    r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}(?:\.\d{1,9}){0,4})/?", re.ASCII | re.IGNORECASE
)
_LONGEST = 100


def find_prefix(text: str) -> str:
    """Read a DOI prefix that stands alone; empty when the text is anything else."""
    match = _PREFIX.fullmatch(text.strip())
    return match[1] if match else ""


def fetch_agency(prefix: str, fetcher: Fetcher, resolver: str) -> str:
    """Ask the resolver whose prefix it is.

    Raises FetchFailed, Unreadable, and ProblemsFound when no agency has it.
    """
    return read_agency(
        prefix, fetcher.fetch(Need(f"{resolver}/ra/{prefix}", headers=(("Accept", "application/json"),)))
    )


def read_agency(prefix: str, exchange: Exchange) -> str:
    """Read the agency's name out of the resolver's answer. Raises as `fetch_agency`."""
    # The resolver answers 400 to a prefix that it cannot read, with the same document.
    if not exchange.ok and exchange.status != 400:
        raise FetchFailed(f"the resolver {exchange.outcome()}", prefix, "Try again later")
    entry = Node(read_json(exchange.body or b""))[0]
    if agency := entry["RA"].text:
        return agency[:_LONGEST]
    if status := entry["status"].text:
        raise ProblemsFound("no registration agency has this prefix", f"{prefix} ({status[:_LONGEST]})")
    raise Unreadable("the resolver's answer names no registration agency", prefix)
