"""fairsvc harvest: pull a catalogue into the store, and explain how complete it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import progress, write_json, write_table, write_text

if TYPE_CHECKING:
    from datetime import datetime

    from fairsvc.model.harvest import Account, SourceConfig

Full = Annotated[bool, typer.Option("--full", help="Ask for everything, not only for what changed")]

INCOMPLETE = 3


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Harvest catalogues; a run that was cut goes on where it stopped.", no_args_is_help=True)
    group.command("oai")(oai)
    group.command("source")(source)
    group.command("explain")(explain)
    app.add_typer(group, name="harvest")


def oai(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Base URL of the OAI-PMH endpoint")],
    name: Annotated[str, typer.Option(help="Name of the source [default: the host]")] = "",
    prefix: Annotated[str, typer.Option(help="metadataPrefix [default: the richest that is offered]")] = "",
    set_spec: Annotated[str, typer.Option("--set-spec", help="Harvest one set only")] = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Harvest an OAI-PMH endpoint.

    The run ends verified, plausible or incomplete, with its account; incomplete exits with 3.

    \b
    Examples:
      fairsvc harvest oai https://data.facility.example/oai --name facility
      fairsvc harvest oai https://data.facility.example/oai --prefix oai_datacite --set-spec open
    """
    from fairsvc.model.harvest import SourceConfig

    config = SourceConfig(name, "oai", url, prefix, set_spec)
    config = config if name else replace(config, name=config.host)
    _harvest(context.obj, config, full=full, as_json=as_json)


def source(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A source of the settings, or harvested before")],
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Harvest a source again by its name.

    \b
    Examples:
      fairsvc harvest source facility
      fairsvc harvest source facility --full
    """
    call: Context = context.obj
    with call.workspace() as workspace:
        config = workspace.source(name)
    _harvest(call, config, full=full, as_json=as_json)


def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the source")],
    run: Annotated[
        int | None, typer.Option(min=1, max=2**63 - 1, help="Number of the run [default: the latest]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the account of a harvest: what was asked, got and kept, and why it ended as it did.

    \b
    Examples:
      fairsvc harvest explain facility
      fairsvc harvest explain facility --run 3 --json
    """
    from fairsvc.jobs.holdings import load_account

    call: Context = context.obj
    with call.workspace() as workspace:
        account = load_account(workspace, name, run)
    write_json(account) if as_json else _print_account(account)


def _harvest(call: Context, config: SourceConfig, *, full: bool, as_json: bool) -> None:
    from fairsvc.jobs.harvesting import harvest
    from fairsvc.model.harvest import RunState

    with call.workspace() as workspace, progress(f"harvest {config.name}", quiet=as_json) as bar:
        account = harvest(workspace, config, full=full, on_progress=bar)
    write_json(account) if as_json else _print_account(account)
    if account.state is RunState.INCOMPLETE:
        raise typer.Exit(INCOMPLETE)


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "not yet"


def _print_account(account: Account) -> None:
    write_text(f"{account.source}: {account.state} - {account.because}")
    window = account.window
    bounds = " ".join(
        part for part in (window.from_ and f"from {window.from_}", window.until and f"until {window.until}") if part
    )
    rows = [
        ("asked", f"{window.prefix} {window.set_spec} {bounds}".strip()),
        ("run", f"{account.run}{' (went on after a cut)' if account.resumed else ''}"),
        ("began, ended (UTC)", f"{_instant(account.started_at)}, {_instant(account.ended_at)}"),
        ("pages", account.pages),
        ("records, announced", f"{account.records}, {'not said' if account.expected is None else account.expected}"),
        ("new, changed, unchanged", f"{account.new}, {account.changed}, {account.unchanged}"),
        ("deleted", account.deleted),
        ("unreadable", account.unreadable),
    ]
    write_table(("", ""), rows)
    for deviation in account.deviations:
        write_text(f"  not as the standard says: {deviation.code} {deviation.detail}")
