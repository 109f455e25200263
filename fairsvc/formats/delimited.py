"""Tables as text: the delimiter that the first lines share (RFC 4180 and its relatives)."""

from __future__ import annotations

import re

_LINES = 20
_COMMENTS = (b"#", b"%", b"//")
_NUMBER = re.compile(rb"\s*+\"?[+-]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eEdD][+-]?\d{1,4})?\"?\s*+\Z")
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
