"""What others wrote, made fit to stand in a sentence of ours."""

from __future__ import annotations

_LONGEST = 120


def shown(text: str) -> str:
    """Show foreign text on one line, cut after 120 characters; an address loses its query, which may hold secrets."""
    if "://" in text:
        address, mark, _ = text.partition("?")
        text = f"{address}?…" if mark else address
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
