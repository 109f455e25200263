"""Remote JSON-LD contexts that are known by their addresses; ours stand for them, and none is ever fetched."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from fairsvc.vocab import load_json, load_toml

SCHEMA_ORG = "https://schema.org/"


@lru_cache(maxsize=1024)
def find_context(address: str) -> dict[str, Any] | None:
    """Find what stands for the context at the address, as one flat context; None when it is not known.

    The value is shared, do not change it.
    """
    row = next((row for row in range(len(_addresses())) if _addresses()[row].fullmatch(address)), None)
    return None if row is None else _merged(row)


def own_context() -> dict[str, Any]:
    """Give the context that reads documents that name none: schema.org and the prefixes used with it."""
    context = find_context(SCHEMA_ORG)
    assert context is not None
    return context


@cache
def _addresses() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["address"], re.IGNORECASE) for row in _rows())


@cache
def _merged(row: int) -> dict[str, Any]:
    said = _rows()[row]
    terms = {term: iri for name in said["files"] for term, iri in load_json(name)["@context"].items()}
    return {**terms, "@vocab": said.get("vocab", terms["@vocab"])}


def _rows() -> list[dict[str, Any]]:
    return load_toml("json_ld_contexts.toml")["context"]  # type: ignore[no-any-return]
