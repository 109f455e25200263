"""How a download shows how far it is: a bar of bytes on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from cli.output import printable
from cli.progress import LINE_EVERY_S
from fairsvc.formats.size_spelling import spell_size

if TYPE_CHECKING:
    from rich.console import Console

    from fairsvc.resolve.transfer.report import OnProgress, Progress

_LONGEST_NAME = 32


@contextmanager
def download_progress(*, quiet: bool) -> Iterator[OnProgress]:
    """Show a download, on standard error."""
    from rich.console import Console

    from fairsvc.resolve.transfer.report import unwatched

    console = Console(stderr=True)
    if quiet:
        yield unwatched
    elif console.is_terminal:
        with _bar(console) as watch:
            yield watch
    else:
        yield _lines()


@contextmanager
def _bar(console: Console) -> Iterator[OnProgress]:
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("begin", total=None)

        def watch(now: Progress) -> None:
            name = now.path if len(now.path) <= _LONGEST_NAME else f"...{now.path[-_LONGEST_NAME:]}"
            said = f"{now.files_done}/{now.files} {printable(name)}"
            bars.update(task, description=said, completed=now.done_bytes, total=now.size_bytes)

        yield watch


def _lines() -> OnProgress:
    shown = time.monotonic()

    def watch(now: Progress) -> None:
        nonlocal shown
        if time.monotonic() - shown < LINE_EVERY_S:
            return
        shown = time.monotonic()
        whole = f" of {spell_size(now.size_bytes)}" if now.size_bytes is not None else ""
        typer.echo(f"{now.files_done} of {now.files} files, {spell_size(now.done_bytes)}{whole}", err=True)

    return watch
