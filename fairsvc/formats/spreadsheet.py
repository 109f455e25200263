"""Tables as CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

# The full-width forms are read as formulas by spreadsheets in East Asian settings.
_FORMULA = tuple("=+-@＝＋－＠")
_SHIFTING = tuple("\t\r\n")


def write_rows(rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as RFC 4180 with CRLF; None is an empty cell, and no text can begin a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def inert(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run, or that begins with a break."""
    if isinstance(cell, str) and (cell.lstrip(" ")[:1] in _FORMULA or cell[:1] in _SHIFTING):
        return f"'{cell}" if cell else cell
    return cell
