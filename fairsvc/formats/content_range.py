"""What Content-Range says of the part that was sent, and of the whole (RFC 9110 section 14.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENT = re.compile(r"\s*bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)\s*\Z", re.IGNORECASE)
_UNSATISFIED = re.compile(r"\s*bytes\s+\*/(\d{1,18})\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """What a 206 says it holds: the first and last byte, and the size of the file, None when it does not tell."""

    first: int
    last: int
    total: int | None


def read_span(value: str) -> Span | None:
    """Read the field of a 206; None when it names no part that can be."""
    match = _SENT.match(value)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    return Span(first, last, total) if first <= last and (total is None or last < total) else None


def read_unsatisfied(value: str) -> int | None:
    """Read the size of the file in the field of a 416; None when it does not tell."""
    match = _UNSATISFIED.match(value)
    return int(match[1]) if match else None
