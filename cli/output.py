"""How commands speak: tables for people, JSON for programs."""

from __future__ import annotations

import json
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

    typer.echo(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table that fits the terminal; instants are UTC to the minute, columns without any name get no head."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.show_header = any(columns)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_cell(cell))) for cell in row))
    Console(highlight=False).print(table)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
