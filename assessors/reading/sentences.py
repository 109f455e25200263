"""What others wrote, made fit to stand in a sentence of ours."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 120
# Enough to know that a line is too long, blanks and all.
_LOOKED_AT = 2_000


def shown(text: str) -> str:
    """Show foreign text on one line, cut after 120 characters; an address loses its query, which may hold secrets."""
    return _shown(text[:_LOOKED_AT])


@lru_cache(maxsize=4096)
def _shown(text: str) -> str:
    if "://" in text:
        address, mark, _ = text.partition("?")
        text = f"{address}?…" if mark else address
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
