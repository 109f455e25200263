"""The file that a report's page goes to: refused before anybody is asked, written at the end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fairsvc.errors import BadSettings

AsPage = Annotated[
    Path | None, typer.Option("--html", "--output", "-o", metavar="FILE", help="Write the report as a web page")
]


def make_room(path: Path) -> None:
    """Make the folder of the report before anybody is asked. Raises BadSettings when it could not be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error.strerror) from None
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, "it is a folder" if path.is_dir() else "no permission")


def write_page(path: Path, page: str) -> None:
    """Write the page and say where it is. Raises BadSettings."""
    write_bytes(path, page.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write the file and say where it is. Raises BadSettings."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _unwritable(path, error.strerror) from None
    typer.echo(f"Wrote {path.resolve()}", err=True)


def _unwritable(path: Path, why: str | None) -> BadSettings:
    return BadSettings("the file cannot be written", f"{path} ({why})", "Name another file")
