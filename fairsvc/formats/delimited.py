"""Tables as text: the delimiter that the first lines share, and the header (RFC 4180 and its relatives)."""

from __future__ import annotations

import csv
import re
from itertools import islice

from fairsvc.model.evidence import Column

_LINES = 20
_COMMENTS = (b"#", b"%", b"//")
_NUMBER = re.compile(rb"\s*+\"?[+-]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eEdD][+-]?\d{1,4})?\"?\s*+\Z")
_UNIT = re.compile(r"(.{1,80}?)(?:\s*+\[([^\[\]]{1,40})\]|\s*+\(([^()]{1,40})\)|\s+/\s+(\S{1,40}))\s*\Z")
_MOST_COLUMNS = 200
_LONGEST_NAME = 100
_LONGEST_HEADER = 20_000
_QUOTED = re.compile(rb"\"[^\"\n]*+\"")


def find_delimiter(text: bytes) -> str:
    """Find the delimiter of a table of numbers; empty when the text is none.

    At least two lines must have the same number of fields, and one at least half of them numbers.
    """
    lines = [line for line in text.splitlines()[: _LINES + 1] if line.strip() and not line.startswith(_COMMENTS)]
    lines = [_QUOTED.sub(b"q", line) for line in lines[:_LINES]]
    # The last line may be cut.
    whole = lines[:-1] if len(lines) > 2 else lines
    return next((delimiter for delimiter in ",;\t" if _is_table(whole, delimiter.encode())), "")


def _is_table(lines: list[bytes], delimiter: bytes) -> bool:
    counts = {line.count(delimiter) for line in lines}
    if len(lines) < 2 or len(counts) != 1 or 0 in counts:
        return False
    rows = (line.split(delimiter) for line in lines)
    return any(2 * sum(_NUMBER.match(cell) is not None for cell in row) >= len(row) for row in rows)


def read_columns(head: bytes) -> tuple[Column, ...]:
    """Read the header of a table from its first bytes; nothing when the text is no table or has no header.

    The header is the line above the first row, a comment too. A unit stands in brackets, or after a slash.
    """
    delimiter = find_delimiter(head)
    if not delimiter:
        return ()
    above = ""
    for line in islice(head.removeprefix(b"\xef\xbb\xbf").splitlines(), 2 * _LINES):
        if not line.strip() or len(line) > _LONGEST_HEADER:
            continue
        cells = line.split(delimiter.encode())
        if not line.startswith(_COMMENTS) and any(map(_NUMBER.match, cells)):
            return _columns(above, delimiter, len(cells)) if above else ()
        above = line.decode("utf-8", "replace").lstrip("#%/ ")
    return ()


def _columns(header: str, delimiter: str, count: int) -> tuple[Column, ...]:
    names = next(csv.reader([header], delimiter=delimiter), [])
    return tuple(map(_column, names[:_MOST_COLUMNS])) if len(names) == count else ()


def _column(text: str) -> Column:
    text = " ".join(text.split())[: 2 * _LONGEST_NAME]
    match = _UNIT.match(text)
    if match is None:
        return Column(text[:_LONGEST_NAME])
    return Column(match[1], match[2] or match[3] or match[4])
