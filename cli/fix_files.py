"""The files that `fairsvc fix -o` writes: those of an earlier run go, what somebody has changed since stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.reports.fix import Pasted

# What the last run wrote, by name, with SHA-256: nothing else is ever removed.
_WRITTEN = ".fairsvc-fix.json"


def write_files(folder: Path, pasted: Iterable[Pasted]) -> None:
    """Write the lines for each place as a file, and remove what an earlier run left. Raises BadSettings."""
    contents = {one.file_name: f"{one.text}\n".encode() for one in pasted}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in _left_over(folder, contents):
            path.unlink()
            typer.echo(f"Removed {path.resolve()}, of an earlier run", err=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
            typer.echo(f"Wrote {(folder / name).resolve()}", err=True)
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        (folder / _WRITTEN).write_text(json.dumps(digests, indent=2), "utf-8")
    except OSError as error:
        raise BadSettings(
            "the lines cannot be written", f"{folder} ({error.strerror})", "Name another folder"
        ) from None


def _left_over(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    try:
        written = json.loads((folder / _WRITTEN).read_text("utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return []
    known = written.items() if isinstance(written, dict) else ()
    old = [(folder / name, digest) for name, digest in known if name not in contents and Path(name).name == name]
    return [path for path, digest in old if path.is_file() and _digest(path) == digest]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
