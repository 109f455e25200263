"""fairsvc forget: take a dataset or a person out of all that is held."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.context import Context
from cli.output import write_table, write_text
from fairsvc.errors import BadPid, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forget", short_help="Take a dataset or a person out of all that is held.")(forget)


def forget(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A PID, or the ORCID of a person", show_default=False)] = "",
    reason: Annotated[str, typer.Option(help="Why; it is kept and shown, so name nobody in it")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show when and why something was forgotten")] = False,
) -> None:
    """Take a dataset, or a person's name and ORCID, out of records, pages and evidence for good.

    A tombstone says that something was forgotten, when and why. Later harvests do not bring it back. Backups, reports
    that were written and other people's copies are not reached. Ask for it again when bytes wait for a running process.

    \b
    Examples:
      fairsvc forget 10.5072/example --reason "withdrawn by the facility"
      fairsvc forget 0000-0002-1825-0097 --yes
      fairsvc forget --list
    """
    from fairsvc.jobs import forgetting

    call: Context = context.obj
    with call.workspace() as workspace:
        if listed:
            stones = forgetting.list_forgotten(workspace)
            if not stones:
                write_text("Nothing was forgotten.")
                return
            rows = [(stone.forgotten_at, stone.kind, stone.reason, stone.removed) for stone in stones]
            write_table(("forgotten (UTC)", "what", "reason", "taken out"), rows)
            return
        if not what:
            raise BadPid("name a PID or an ORCID", "", "fairsvc forget --help shows examples")
        target = forgetting.read_target(what)
        if not yes and not _is_sure(f"{target.value} for good: {forgetting.count_held(workspace, target)}"):
            write_text("Nothing was forgotten.")
            return
        done = forgetting.forget(workspace, target, reason)
    write_text(f"Forgotten: {done.removed}; {done.reclaimed.freed_bytes / 1e6:.1f} MB of evidence files freed.")
    if done.reclaimed.held_bytes:
        write_text("A running process still writes a file that holds some of it: end it, and run this command again.")


def _is_sure(what: str) -> bool:
    """Ask the person; where nobody can answer, nothing is done."""
    try:
        return typer.confirm(f"Forget {what}?")
    except typer.Abort:
        raise UsageError("nobody said yes, so nothing was forgotten", "", "Use --yes where nobody can answer") from None
