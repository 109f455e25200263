"""fairsvc harvest all, and fairsvc harvest --all: every source of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import NO_SOURCE, AsJson
from cli.output import write_json, write_text
from cli.progress import progress_of_many
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.harvest_all import Harvested

Parallel = Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Hosts at the same time")]


def register(group: typer.Typer) -> None:
    """Add the command, and the option of the group that stands for it."""
    group.command("all", short_help="Harvest every source of the settings.")(harvest_all)
    group.callback(invoke_without_command=True)(_option)


def harvest_all(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Ask for everything, not only for what changed")] = False,
    parallel: Parallel = 4,
    as_json: AsJson = False,
) -> None:
    """Harvest every source of the settings: different hosts side by side, one host's sources in turn.

    One line each; the exit code is the worst of theirs.

    \b
    Examples:
      fairsvc harvest all
      fairsvc harvest --all
      fairsvc harvest all --full --parallel 8
    """
    from fairsvc.jobs import harvest_all as job

    call: Context = context.obj
    found: list[Harvested] = []
    with call.workspace() as workspace, progress_of_many(quiet=as_json) as watch:
        if not workspace.settings.sources:
            raise BadSettings("the settings name no source to harvest", str(call.path), NO_SOURCE)
        for one in job.harvest_all(workspace, watch, full=full, parallel=parallel):
            found.append(one)
            if not as_json:
                write_text(_line(one))
    if as_json:
        write_json(sorted(found, key=lambda one: one.source))
    worst = max(one.exit_code for one in found)
    if worst:
        raise typer.Exit(worst)


def _option(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Harvest every source of the settings")] = False,
) -> None:
    if context.invoked_subcommand is None and everything:
        context.invoke(harvest_all, context, full=False, parallel=4, as_json=False)
    elif everything:
        raise BadSettings("--all stands alone", f"harvest --all {context.invoked_subcommand}", "Leave one of them out")
    elif context.invoked_subcommand is None:
        write_text(context.get_help())


def _line(one: Harvested) -> str:
    if one.account is None:
        return f"{one.source}: not harvested - {one.trouble}"
    account = one.account
    counts = f"{account.new} new, {account.changed} changed, {account.deleted} deleted, {account.unreadable} unreadable"
    return f"{one.source}: {account.state}, {account.records} records, {counts} - {account.because}"
