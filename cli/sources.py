"""fairsvc sources: which catalogues are held, how fresh they are; add and remove those of the settings."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_text

if TYPE_CHECKING:
    from fairsvc.facilities.proposal import Proposal
    from fairsvc.jobs.holdings import Holding
    from fairsvc.model.harvest import SourceConfig
    from fairsvc.settings import Rate, Settings


def register(app: typer.Typer) -> None:
    """Add the command group; without a command it lists."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(show)
    group.command("add", short_help="Add a source to the settings, or those of a facility.")(add)
    group.command("remove", short_help="Take a source out of the settings.")(remove)
    app.add_typer(group, name="sources")


def show(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """List the sources: of the settings, and harvested before.

    \b
    Examples:
      fairsvc sources
      fairsvc sources --json
      fairsvc sources add --facility esrf
    """
    if context.invoked_subcommand is not None:
        return
    from fairsvc.jobs.holdings import list_holdings

    call: Context = context.obj
    with call.workspace() as workspace:
        rows = list_holdings(workspace)
    if as_json:
        write_json(rows)
        return
    if not rows:
        typer.echo(
            "No sources yet. fairsvc harvest oai URL makes one, fairsvc sources add --facility ID adds known ones."
        )
        return
    for row in rows:
        write_text(_block(row))


def _block(row: Holding) -> str:
    """Spell a source on two lines, which no width of a terminal breaks."""
    harvested = f"{row.state} {row.harvested_at:%Y-%m-%d %H:%M} UTC" if row.harvested_at else "never harvested"
    due = f", due {row.due_at:%Y-%m-%d %H:%M} UTC" if row.due_at else ", not in the settings"
    counts = f"{row.records} records, {row.deleted} deleted, {row.evidence} probed"
    return f"{row.name}  {row.kind} {row.url}\n  {counts}; {harvested}{due}"


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the new source; leave it out to take those of a facility")] = "",
    url: Annotated[str, typer.Option(help="Base URL [default for datacite: the registry of the settings]")] = "",
    kind: Annotated[str, typer.Option(help="oai or datacite")] = "oai",
    prefix: Annotated[str, typer.Option(help="metadataPrefix [default: the richest that is offered]")] = "",
    set_spec: Annotated[str, typer.Option("--set-spec", help="Harvest one set only")] = "",
    client_id: Annotated[str, typer.Option(help="DataCite client, as in inist.esrf")] = "",
    doi_prefix: Annotated[str, typer.Option(help="DOI prefix at DataCite, as in 10.15151")] = "",
    query: Annotated[str, typer.Option(help="DataCite query that narrows the list")] = "",
    interval_h: Annotated[float, typer.Option(min=0.01, help="Hours between harvests")] = 24.0,
    reconcile_h: Annotated[float, typer.Option(min=0.01, help="Hours between looks for what vanished")] = 168.0,
    quiet: Annotated[str, typer.Option(help="Hours (UTC) that leave it alone, as in 08:00-18:00")] = "",
    facility: Annotated[str, typer.Option(help="Facility that it belongs to; without a NAME: take its profile's")] = "",
    only: Annotated[str, typer.Option(help="Of the profile: oai or datacite alone")] = "",
) -> None:
    """Add a source to the settings, or those that a facility profile knows; nobody is asked.

    \b
    Examples:
      fairsvc sources add --facility esrf
      fairsvc sources add --facility esrf --only datacite
      fairsvc sources add facility --url https://data.facility.example/oai --set-spec open
      fairsvc sources add facility-datacite --kind datacite --client-id inist.esrf
    """
    from cli.source_choice import Chosen, propose_named, propose_of_facility
    from fairsvc.errors import BadSettings

    call: Context = context.obj
    settings = call.settings()
    chosen = Chosen(
        name, kind, url, prefix, set_spec, client_id, doi_prefix, query, facility, quiet, interval_h, reconcile_h
    )
    if name:
        if only:
            raise BadSettings("--only chooses from a facility's profile", only, "Leave out either NAME or --only")
        proposal = propose_named(settings, chosen)
    else:
        proposal = propose_of_facility(settings, chosen, only)
    _add(call, settings, proposal)


def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A source of the settings")],
) -> None:
    """Take a source out of the settings; the store keeps what was harvested.

    \b
    Examples:
      fairsvc sources remove facility
    """
    from cli.source_entries import read_text, replace_text, without_source
    from fairsvc.errors import BadSettings
    from fairsvc.facilities.values import near

    call: Context = context.obj
    known = [source.name for source in call.settings().sources]
    if name not in known:
        next_step = near(name, known) if known else "It names none"
        raise BadSettings("the settings name no such source", f"{name} in {call.path}", next_step)
    replace_text(call.path, without_source(read_text(call.path), name, str(call.path)))
    write_text(f"Removed {name} from {call.path}. The store keeps its records and evidence.")


def _add(call: Context, settings: Settings, proposal: Proposal) -> None:
    from cli.source_choice import new_rates, new_sources
    from cli.source_entries import read_text, replace_text, with_sources
    from fairsvc.facilities.proposal import OAI

    sources, there = new_sources(settings, proposal.sources)
    rates = new_rates(settings, proposal.rates) if sources else ()
    replace_text(call.path, with_sources(read_text(call.path), sources, rates, str(call.path)))
    for sentence in there:
        write_text(sentence)
    _print_added(sources, rates)
    for remark in proposal.remarks:
        write_text(f"  {remark}")
    write_text("Nobody was asked yet. Next:")
    for url in dict.fromkeys(source.url for source in sources if source.kind == OAI):
        write_text(f"  fairsvc source check {quote(url)}")
    write_text(f"  fairsvc harvest source {quote(sources[0].name)}")


def _print_added(sources: tuple[SourceConfig, ...], rates: tuple[Rate, ...]) -> None:
    for source in sources:
        narrowed = (source.prefix, source.set_spec, source.client_id, source.doi_prefix, source.query)
        write_text(f"Added {source.name}: {' '.join(part for part in (source.kind, source.url, *narrowed) if part)}")
    for rate in rates:
        write_text(f"Added a rate for {rate.host}: {rate.requests_per_s:g} requests/s, which is what it bears.")
