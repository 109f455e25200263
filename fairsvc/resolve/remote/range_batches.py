"""Many ranges of many files: near ones together, several at the same time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PARALLEL_RANGES = 4
# What is merged stays below this, so that much is fetched at the same time and little is held twice.
MOST_MERGED_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """The bytes of a file from `first` to before `end`."""

    path: str
    first: int
    end: int


Read = Callable[[Range], bytes]


def merge(ranges: Iterable[Range], max_gap: int) -> tuple[Range, ...]:
    """Put ranges of a file together that overlap or have at most `max_gap` bytes between them, in order."""
    merged: list[Range] = []
    for one in sorted(set(ranges)):
        last = merged[-1] if merged else None
        if last is None or last.path != one.path or not _near(last, one, max_gap):
            merged.append(one)
        else:
            merged[-1] = Range(one.path, last.first, max(last.end, one.end))
    return tuple(merged)


def _near(last: Range, one: Range, max_gap: int) -> bool:
    longer = max(last.end, one.end) - last.first > MOST_MERGED_BYTES
    return one.end <= last.end or (one.first <= last.end + max_gap and not longer)


def read_batch(ranges: Sequence[Range], max_gap: int, read: Read) -> list[bytes | Exception]:
    """Read the ranges; what cannot be read is given as the error that came instead."""
    asked = merge(ranges, max_gap)
    with ThreadPoolExecutor(PARALLEL_RANGES, thread_name_prefix="ranges") as pool:
        answers = dict(zip(asked, pool.map(lambda one: _tried(read, one), asked), strict=True))
    return [_part(one, asked, answers) for one in ranges]


def _tried(read: Read, one: Range) -> bytes | Exception:
    try:
        return read(one)
    except OSError as error:
        return error


def _part(one: Range, asked: Sequence[Range], answers: Mapping[Range, bytes | Exception]) -> bytes | Exception:
    around = asked[bisect_right(asked, one, key=lambda other: Range(other.path, other.first, one.end)) - 1]
    content = answers[around]
    return content if isinstance(content, Exception) else content[one.first - around.first : one.end - around.first]
