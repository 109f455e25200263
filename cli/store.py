"""fairsvc upgrade, backup, restore: the care of the store."""

from __future__ import annotations

import typer

from cli.context import Context
from cli.output import write_text


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("upgrade")(upgrade)


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
