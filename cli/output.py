"""How commands speak: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import typer

# Foreign texts may hold the control characters that terminals obey (C0, DEL, C1), and those that turn the line round.
_RANGES = ((0x00, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069))
_OBEYED = dict.fromkeys((code for first, last in _RANGES for code in range(first, last + 1)), "\ufffd")
del _OBEYED[0x09], _OBEYED[0x0A]


def printable(text: str) -> str:
    """Spell a text so that a terminal obeys nothing in it but line ends and tabs."""
    return text.translate(_OBEYED)


def write_text(text: str) -> None:
    """Print a text that may hold what others wrote."""
    typer.echo(printable(text))


def write_json(value: Any) -> None:
    """Print one JSON document; dates as ISO 8601, data classes as objects."""
    from pydantic_core import to_jsonable_python

    text = json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2)
    # Programs get UTF-8 (RFC 8259 section 8.1), whatever the locale has.
    typer.echo(text if sys.stdout.isatty() else text.encode())


# What is longer is folded, whatever it is.
_LONGEST_IDENTIFIER = 40
_LONGEST_WORD = 12
# Between two columns.
_MARGIN = 2


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table that fits the terminal; instants are UTC to the minute, columns without any name get no head.

    Identifiers stay whole while they leave room for the rest; a column in which no row says anything is left out.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.show_header = any(columns)
    cells = [[printable(_cell(cell)) for cell in row] for row in rows]
    told = [place for place in range(len(columns)) if not cells or any(row[place] for row in cells)]
    columns, cells = [columns[place] for place in told], [[row[place] for place in told] for row in cells]
    console = Console(highlight=False)
    whole = _whole_columns(columns, cells, console.width)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", width=whole.get(place))
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _whole_columns(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> dict[int, int]:
    """Give the columns of identifiers with their widths; none when the words of the others would not fit too."""
    whole: dict[int, int] = {}
    others = 0
    for place, texts in enumerate(zip(*cells, strict=True)):
        words = max((len(word) for text in (columns[place], *texts) for word in text.split()), default=0)
        if words <= _LONGEST_IDENTIFIER and not any(" " in text for text in texts):
            whole[place] = words
        else:
            others += min(words, _LONGEST_WORD)
    others += _MARGIN * (len(columns) + 1)
    headed = {place: max(letters, len(columns[place])) for place, letters in whole.items()}
    return next((widths for widths in (headed, whole) if sum(widths.values()) + others <= width), {})


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
