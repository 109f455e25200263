"""How commands speak: tables for people, JSON for programs, bars for whoever waits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import typer


class Bar(Protocol):
    """A progress bar that a job moves."""

    def __call__(self, done: int, total: int | None, note: str = "") -> None:
        """Show how far the work is; `total` None means that nobody knows."""


def write_json(value: Any) -> None:
    """Print one JSON document; dates as ISO 8601, data classes as objects."""
    from pydantic_core import to_jsonable_python

    typer.echo(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table that fits the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(highlight=False).print(table)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Bar]:
    """Show a bar on standard error while the work lasts; nothing when it is no terminal or `quiet`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    silent = quiet or not console.is_terminal
    with Progress(
        *columns, TimeRemainingColumn(), TextColumn("{task.fields[note]}"), console=console, disable=silent
    ) as bars:
        task = bars.add_task(title, total=None, note="")
        yield lambda done, total, note="": bars.update(task, completed=done, total=total, note=note)
