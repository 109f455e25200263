"""fairsvc evidence prune: let old evidence go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_text

if TYPE_CHECKING:
    from fairsvc.store.pruning import Pruned


def prune(
    context: typer.Context,
    keep: Annotated[
        int, typer.Option(min=1, max=1_000_000, metavar="N", help="How many of the latest to keep for each PID")
    ],
    source: Annotated[str, typer.Option(help="Only the datasets of this source")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep the latest evidence of each PID and what the latest assessments rest on; delete the rest.

    WARC files are written anew without it; those that a running process still writes are left for another time.

    \b
    Examples:
      fairsvc evidence prune --keep 3 --dry-run
      fairsvc evidence prune --keep 3 --source facility
    """
    from fairsvc.jobs.store_care import prune as job

    call: Context = context.obj
    with call.workspace() as workspace:
        pruned = job(workspace, keep, source, dry_run=dry_run)
    write_json(pruned) if as_json else write_text(_sentence(pruned))


def _sentence(pruned: Pruned) -> str:
    what = f"{pruned.evidence} evidence of {pruned.datasets} datasets, {_megabytes(pruned.indexed_bytes)}"
    if pruned.reclaimed is None:
        return f"Would delete {what}."
    held = pruned.reclaimed.held_bytes
    waiting = (
        f" {_megabytes(held)} wait in files that a running process still writes: run it again later." if held else ""
    )
    return f"Deleted {what}; freed {_megabytes(pruned.reclaimed.freed_bytes)}.{waiting}"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
