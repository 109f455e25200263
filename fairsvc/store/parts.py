"""Bodies and views in parts: a record's bytes are a slice of the body that brought them, its view stands behind them.

What one page holds resembles what else it holds, so that a part compresses several times better than each record alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# Small enough to unfold for one record, large enough to compress well.
PART_BYTES = 2**20
# How far behind the last record the next one is looked for: over its header and what stands about it.
_REACH_BYTES = 2**16
_BEGINNING_BYTES = 64


@dataclass(frozen=True, slots=True)
class Slice:
    """Where bytes lie: in which part of those divided together, from where, how many."""

    part: int
    offset: int
    length: int


@dataclass(slots=True)
class Part:
    """A piece of a body, which begins at `start`, and what stands behind it."""

    start: int
    body: bytes = b""
    behind: list[bytes] = field(default_factory=list)
    behind_bytes: int = 0

    @property
    def length(self) -> int:
        """How many bytes it has in all."""
        return len(self.body) + self.behind_bytes

    @property
    def content(self) -> bytes:
        """The piece and what stands behind it."""
        return b"".join((self.body, *self.behind))


@dataclass(frozen=True, slots=True)
class Divided:
    """A body in parts, with the slice of each record and of each view; None for an empty one."""

    parts: tuple[Part, ...]
    records: tuple[Slice | None, ...]
    views: tuple[Slice | None, ...]


def divide(body: bytes, records: Sequence[tuple[bytes, bytes]]) -> Divided:
    """Divide a body between records; each is (its bytes, its view), in the order of the body.

    What is not found there as it is - its namespaces were declared anew, the body was mended - stands behind the body.
    """
    parts, found = [Part(0)], list[tuple[int, int, bytes]]()
    cursor = 0
    for raw, _ in records:
        if cursor - parts[-1].start >= PART_BYTES:
            parts[-1].body = body[parts[-1].start : cursor]
            parts.append(Part(cursor))
        at = _find(body, raw, cursor) if raw else -1
        cursor = cursor if at < 0 else at + len(raw)
        found.append((len(parts) - 1, at, raw))
    parts[-1].body = body[parts[-1].start :]
    raws = tuple(_slice(parts, number, at, raw) for number, at, raw in found)
    views = tuple(_slice(parts, number, -1, view) for (number, _, _), (_, view) in zip(found, records, strict=True))
    return Divided(tuple(parts), raws, views)


def _find(body: bytes, raw: bytes, cursor: int) -> int:
    """Find the record at or soon behind the cursor: a search for its beginning costs a tenth of one for all of it."""
    beginning, at = raw[:_BEGINNING_BYTES], cursor - 1
    while (at := body.find(beginning, at + 1, cursor + len(raw) + _REACH_BYTES)) >= 0:
        if body.startswith(raw, at):
            return at
    return -1


def _slice(parts: list[Part], number: int, at: int, content: bytes) -> Slice | None:
    if not content:
        return None
    part = parts[number]
    if at >= 0:
        return Slice(number, at - part.start, len(content))
    offset = part.length
    part.behind.append(content)
    part.behind_bytes += len(content)
    return Slice(number, offset, len(content))
