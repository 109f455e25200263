"""Who waits sees how far it is: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import typer

from cli.output import printable

if TYPE_CHECKING:
    from rich.console import Console

    from fairsvc.jobs.progress import OnProgress

# How often those who read no terminal hear of it.
LINE_EVERY_S = 30.0


@contextmanager
def progress_of_many(*, quiet: bool = False) -> Iterator[Callable[[str], OnProgress]]:
    """Show how far several jobs are, on standard error; give what makes the watcher of a job by its title."""
    from rich.console import Console

    from fairsvc.jobs.progress import unwatched

    console = Console(stderr=True)
    if quiet:
        yield lambda _: unwatched
    elif console.is_terminal:
        with _bars(console) as watch:
            yield watch
    else:
        yield _lines


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[OnProgress]:
    """Show how far one job is."""
    with progress_of_many(quiet=quiet) as watch:
        yield watch(title)


@contextmanager
def waiting(title: str, *, quiet: bool = False) -> Iterator[None]:
    """Show on a terminal that something goes on whose end nobody knows; nothing of it stays there."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with nullcontext() if quiet or not console.is_terminal else console.status(Text(printable(title))):
        yield


@contextmanager
def _bars(console: Console) -> Iterator[Callable[[str], OnProgress]]:
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with Progress(*columns, console=console) as bars:

        def watch(title: str) -> OnProgress:
            task = bars.add_task(printable(title), total=None, said="")

            def show(done: int, total: int | None, said: str) -> None:
                bars.update(task, completed=done, total=total, said=said)

            return _paced(show, every_s=0.0)

        yield watch


def _lines(title: str) -> OnProgress:
    def show(done: int, total: int | None, said: str) -> None:
        del done, total
        typer.echo(printable(f"{title}: {said}"), err=True)

    return _paced(show, every_s=LINE_EVERY_S)


def _paced(show: Callable[[int, int | None, str], None], every_s: float) -> OnProgress:
    """Reckon the pace from the first call on, and show it at most once in that time."""
    from fairsvc.jobs.progress import Pace

    began = shown = time.monotonic()
    first: int | None = None

    def watch(done: int, total: int | None, note: str = "") -> None:
        nonlocal first, shown
        now = time.monotonic()
        first = done if first is None else first
        if now - shown >= every_s:
            shown = now
            said = Pace(first, done, total, now - began).sentence()
            show(done, total, f"{said} ({note})" if note else said)

    return watch
