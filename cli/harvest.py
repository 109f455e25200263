"""fairsvc harvest: pull a catalogue into the store, and explain how complete it is."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import harvest_all
from cli.context import Context
from cli.options import AsJson
from cli.output import printable, write_json, write_table, write_text
from cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.harvest import Account, Deviation, SourceConfig, Window, WindowAccount

Full = Annotated[bool, typer.Option("--full", help="Ask for everything, not only for what changed")]

INCOMPLETE = 3
HELD_BACK = 1
# Windows and kinds of deviation that are shown to a person, and details of a kind; --json has all.
MOST_SHOWN = 20
MOST_DETAILS = 3


def register(app: typer.Typer) -> None:
    """Add the command group."""
    from cli import harvest_datacite

    group = typer.Typer(help="Harvest catalogues; what was cut goes on where it stopped.", no_args_is_help=True)
    group.command("oai")(oai)
    group.command("source")(source)
    group.command("explain", short_help="Print the account of a harvest, and why it ended so.")(explain)
    group.command("quarantine", short_help="List what a source could not deliver.")(quarantine)
    harvest_datacite.register(group)
    harvest_all.register(group)
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
    accept_vanished: Annotated[
        bool,
        typer.Option("--accept-vanished", help="Ask for everything, and take as deleted what is gone, however much"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Harvest a source again by its name.

    When more than 5 % of its live records are gone at once, none is taken as deleted, and the exit code is 1.

    \b
    Examples:
      fairsvc harvest source facility
      fairsvc harvest source facility --full
      fairsvc harvest source facility --accept-vanished
    """
    call: Context = context.obj
    with call.workspace() as workspace:
        config = workspace.source(name)
    _harvest(call, config, full=full, as_json=as_json, accept_vanished=accept_vanished)


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
    from fairsvc.jobs.accounts import explain as explain_run

    call: Context = context.obj
    with call.workspace() as workspace:
        account, windows = explain_run(workspace, name, run)
        config = workspace.source(name)
    if as_json:
        write_json({**asdict(account), "window_accounts": windows})
        return
    _print_account(account)
    _print_advice(config, account)
    if len(windows) > 1:
        _print_windows(windows)


def quarantine(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the source")],
    save: Annotated[
        tuple[int, Path] | None, typer.Option(metavar="N FILE", help="Write the bytes of entry N to a file")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what the source could not deliver: unreadable answers, and records that it lists and withholds.

    \b
    Examples:
      fairsvc harvest quarantine facility
      fairsvc harvest quarantine facility --save 3 answer.xml
    """
    from fairsvc.jobs.accounts import list_quarantine, save_quarantined

    call: Context = context.obj
    with call.workspace() as workspace:
        if save is not None:
            save_quarantined(workspace, name, *save)
            return write_text(f"Entry {save[0]} is in {save[1]}.")
        held = list_quarantine(workspace, name)
    if as_json:
        return write_json(held)
    if not held:
        return write_text(f"Nothing of {name} is in quarantine.")
    rows = [(one.number, one.at, one.run, one.identifier or "an answer", one.size_bytes, one.trouble) for one in held]
    return write_table(("number", "at (UTC)", "run", "what", "bytes", "trouble"), rows)


def _harvest(call: Context, config: SourceConfig, *, full: bool, as_json: bool, accept_vanished: bool = False) -> None:
    from fairsvc.jobs.harvesting import harvest
    from fairsvc.model.harvest import RunState

    with call.workspace() as workspace, progress(f"harvest {config.name}", quiet=as_json) as bar:
        _warn_of_another(workspace, config)
        account = harvest(
            workspace,
            config,
            full=full,
            accept_vanished=accept_vanished,
            on_progress=bar,
            on_estimate=lambda expected: typer.echo(expected.sentence(), err=True),
        )
    write_json(account) if as_json else _print_account(account)
    if account.state is RunState.INCOMPLETE:
        raise typer.Exit(INCOMPLETE)
    if account.held_back:
        raise typer.Exit(HELD_BACK)


def _warn_of_another(workspace: Workspace, config: SourceConfig) -> None:
    """Say when the name stood for another address: a catalogue that moved, or a name that is taken."""
    from fairsvc.errors import NotFound

    try:
        held = workspace.source(config.name)
    except NotFound:
        return
    if held.kind == config.kind and held.url.rstrip("/") != config.url.rstrip("/"):
        note = f"{config.name} was {held.url} so far, and is harvested from {config.url} now."
        typer.echo(printable(f"{note} Another --name keeps them apart."), err=True)


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "not yet"


def _print_account(account: Account) -> None:
    write_text(f"{account.source}: {account.state} - {account.because}")
    rows = [
        ("asked", _asked(account.window)),
        ("run", f"{account.run}{' (went on after a cut)' if account.resumed else ''}"),
        ("began, ended (UTC)", f"{_instant(account.started_at)}, {_instant(account.ended_at)}"),
        ("pages", account.pages),
        ("records, announced", f"{account.records}, {'not said' if account.expected is None else account.expected}"),
        ("new, changed, unchanged", f"{account.new}, {account.changed}, {account.unchanged}"),
        ("deleted", account.deleted),
        ("unreadable", account.unreadable),
        ("windows read", account.windows),
        ("withheld (in quarantine)", account.withheld),
        ("missing, made tombstones", f"{account.missing}, {account.vanished}"),
    ]
    write_table(("", ""), rows)
    _print_deviations(account.deviations)


def _print_deviations(deviations: Sequence[Deviation]) -> None:
    """Print what the source does against the rules: each kind once, with its title, how often, and some details."""
    from harvest.health.kinds import load_kinds

    kinds = load_kinds()
    details: dict[str, list[str]] = {}
    for deviation in deviations:
        details.setdefault(deviation.code, []).append(deviation.detail)
    for code, seen in list(details.items())[:MOST_SHOWN]:
        title = f"{kinds[code].title}: " if code in kinds else ""
        times = f" ({len(seen)} times)" if len(seen) > 1 else ""
        write_text(f"  not as it should be: {title}{code}{times}")
        told = [detail for detail in dict.fromkeys(seen) if detail]
        if told:
            write_text(f"    {'; '.join(told[:MOST_DETAILS])}{'; ...' if len(told) > MOST_DETAILS else ''}")
    if len(details) > MOST_SHOWN:
        write_text(f"  and {len(details) - MOST_SHOWN} more kinds: --json has all")


def _print_advice(config: SourceConfig, account: Account) -> None:
    """Say where the provider can read what to change; only OAI-PMH endpoints can be checked."""
    if account.deviations and config.kind == "oai":
        write_text(f"  what to change, for those who run it: fairsvc source check {config.url}")


def _print_windows(windows: Sequence[WindowAccount]) -> None:
    """Print the windows that need a look before the others, and not more than one can look at."""
    from fairsvc.model.harvest import WindowState

    order = (WindowState.INCOMPLETE, WindowState.OPEN, WindowState.WAITING, WindowState.SPLIT, WindowState.DONE)
    shown = sorted(windows, key=lambda one: (order.index(one.state), -one.quarantined, one.number))[:MOST_SHOWN]
    divided = sum(one.state is WindowState.SPLIT for one in windows)
    write_text(f"{len(windows)} windows, {divided} of them divided{_rest(len(windows) - len(shown))}:")
    for one in sorted(shown, key=lambda one: one.number):
        part = f", part of {one.parent}" if one.parent else ""
        write_text(f"  {one.number}{part}: {one.state}, {_got(one)}; {_asked(one.checkpoint.window)}")
        if one.state is not WindowState.DONE and one.because:
            write_text(f"    {one.because}")


def _got(one: WindowAccount) -> str:
    total = one.checkpoint.expected_last or one.checkpoint.expected_first
    missing = f", {one.missing} missing" if one.missing and one.state != "split" else ""
    held = f", {one.quarantined} in quarantine" if one.quarantined and one.state != "split" else ""
    return f"{one.checkpoint.records}{f' of {total}' if total else ''} records{missing}{held}"


def _rest(count: int) -> str:
    return f", {count} not shown (--json has all)" if count > 0 else ""


def _asked(window: Window) -> str:
    singles = f"{len(window.identifiers)} records one by one" if window.identifiers else ""
    reading = "identifiers" if window.reading == "keys" else singles
    bounds = (window.from_ and f"from {window.from_}", window.until and f"until {window.until}")
    return " ".join(part for part in (window.prefix, window.set_spec, reading, *bounds) if part)
