"""fairsvc upgrade, backup, restore: the care of the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.output import write_text

if TYPE_CHECKING:
    from fairsvc.store.backup_file import Manifest


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("upgrade")(upgrade)
    app.command("backup", short_help="Write store and evidence to one file, also while in use.")(backup)
    app.command("restore")(restore)


def upgrade(context: typer.Context) -> None:
    """Bring a store of an older fairsvc to the schema of this one.

    A copy is migrated and its rows are counted table by table before it takes the old store's place; the old one stays
    beside it as NAME.before-SCHEMA. End `fairsvc work` and other commands on the store first.

    \b
    Examples:
      fairsvc upgrade
    """
    from fairsvc.jobs.store_care import upgrade as job

    call: Context = context.obj
    done = job(call.settings(), write_text)
    if done is None:
        write_text("The store is current already.")
        return
    write_text(f"Upgraded from schema {done.before} to {done.after}. The old store is kept as {done.kept}.")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where it goes: NAME.tar or NAME.tar.gz")],
    check: Annotated[bool, typer.Option("--check", help="Only read a backup and hold it against its list")] = False,
) -> None:
    """Write store and evidence to one file, while other commands may work on.

    The file lists every part with its SHA-256. Settings are not in it: they may hold secrets.

    \b
    Examples:
      fairsvc backup fairsvc-2026-03-01.tar.gz
      fairsvc backup --check fairsvc-2026-03-01.tar.gz
    """
    from fairsvc.jobs import store_care

    if check:
        write_text(f"{file} is whole: {_parts(store_care.check_backup(file))}.")
        return
    call: Context = context.obj
    with call.workspace() as workspace:
        manifest = store_care.back_up(workspace, file)
    write_text(f"Wrote {file}: {_parts(manifest)}.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that fairsvc backup wrote")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace a store that holds something; it is kept under another name")
    ] = False,
) -> None:
    """Put a backup back to where the settings say.

    Everything is unpacked and checked before anything is replaced.

    \b
    Examples:
      fairsvc restore fairsvc-2026-03-01.tar.gz
      fairsvc restore fairsvc-2026-03-01.tar.gz --force
    """
    from fairsvc.jobs import store_care

    call: Context = context.obj
    done = store_care.restore(call.settings(), file, force=force)
    write_text(f"Restored {_parts(done.manifest)}.")
    if done.kept is not None:
        write_text(f"The store that was there is kept as {done.kept}.")
    if done.outdated:
        write_text("It is of an older schema. Next: fairsvc upgrade")


def _parts(manifest: Manifest) -> str:
    files = len(manifest.entries) - 1
    size = f"{manifest.size_bytes / 1e6:.1f} MB"
    made = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    return f"a store of schema {manifest.schema} and {files} evidence files, {size}, of {made}"
