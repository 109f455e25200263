"""Whose word counts: the packaged precedence of sources, and the comparisons that find conflicts."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from fairsvc.model.dataset import Doubt, Precedence, Rules
from fairsvc.model.harvest import Rank
from fairsvc.vocab import load_toml
from fairsvc.vocab.agreement import COMPARISONS


@cache
def load_rules() -> Rules:
    """Load the rules by which records become one dataset."""
    table = load_toml("precedence.toml")
    precedence = Precedence(
        _ranks(table["usual"]),
        {field: _ranks(row) for row in table["exception"] for field in row["fields"]},
        frozenset(row["format"] for row in table["poor"]),
        tuple(Doubt(row["datestamp"], row["date"]) for row in table["doubt"]),
    )
    return Rules(precedence, COMPARISONS)


def find_rank(kind: str, url: str, precedence: str = "") -> Rank:
    """Find how close a source is to the data: as the operator says, else by its kind, else by its host."""
    if precedence:
        return Rank(precedence)
    kinds: dict[str, str] = load_toml("precedence.toml")["kinds"]
    if kind in kinds:
        return Rank(kinds[kind])
    host = (urlsplit(url).hostname or "").lower()
    known = load_toml("aggregators.toml")
    return Rank.AGGREGATOR if any(f".{host}".endswith(f".{domain}") for domain in known) else Rank.CATALOGUE


def _ranks(row: dict[str, Any]) -> tuple[Rank, ...]:
    return tuple(Rank(name) for name in row["order"])
