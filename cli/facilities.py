"""fairsvc facilities: what is known of the photon and neutron facilities, and from where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table, write_text

if TYPE_CHECKING:
    from fairsvc.facilities.profile import Facility, Fact, OaiEndpoint


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(list_all)
    group.command("show", short_help="Show the facts on one, with source, date and status.")(show)
    app.add_typer(group, name="facilities", short_help="Show what is known of the facilities, and from where.")


def list_all(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """List the facilities that a profile is there for: facts with their source and date.

    \b
    Examples:
      fairsvc facilities
      fairsvc facilities show esrf
      fairsvc facilities --json
    """
    if context.invoked_subcommand is not None:
        return
    facilities = load(context.obj).values()
    if as_json:
        write_json(list(facilities))
        return
    write_table(("id", "name", "in", "OAI-PMH at", "DOIs", "DataCite"), [_row(each) for each in facilities])
    typer.echo("(?) unverified. fairsvc facilities show ID names the source of each fact.")


def show(
    context: typer.Context,
    facility: Annotated[str, typer.Argument(help="Id, name or alias of the facility")],
    as_json: AsJson = False,
) -> None:
    """Show what is known of a facility: each fact with its source, date and status.

    \b
    Examples:
      fairsvc facilities show esrf
      fairsvc facilities show "MAX IV" --json
    """
    from fairsvc.facilities.loading import choose_facility

    chosen = choose_facility(load(context.obj), facility)
    write_json(chosen) if as_json else _print(chosen)


def load(call: Context) -> dict[str, Facility]:
    """Load the profiles, with the operator's where there are settings. Raises BadSettings."""
    from fairsvc.facilities.loading import load_facilities

    named = call.config is not None or "FAIRSVC_CONFIG" in call.environ
    folder = call.settings().facilities_folder if named or call.path.exists() else None
    return load_facilities(folder)


def _row(facility: Facility) -> tuple[str, ...]:
    from fairsvc.facilities.profile import Holding

    urls = [endpoint.url for endpoint in facility.oai if endpoint.holds is Holding.DATASETS]
    hosts = [replace(url, value=urlsplit(url.value).netloc) for url in urls]
    country = [facility.country] if facility.country else []
    columns = (country, hosts, facility.doi_prefixes, facility.datacite_clients)
    return (facility.id, facility.name, *("\n".join(map(_marked, facts)) for facts in columns))


def _marked(fact: Fact) -> str:
    from fairsvc.facilities.profile import Status

    return fact.value if fact.status is Status.VERIFIED else f"{fact.value} (?)"


def _print(facility: Facility) -> None:
    aliases = f" ({', '.join(facility.aliases)})" if facility.aliases else ""
    write_text(f"{facility.id}: {facility.name}{aliases}\n")
    for place, fact in facility.iter_facts():
        write_text(f"{place}: {_marked(fact)}")
        if fact.note:
            write_text(f"    {fact.note}")
        write_text(f"    {origin(fact)}")
    for endpoint in facility.oai:
        _print_endpoint(endpoint)
    if facility.recipes:
        write_text(f"\nWays to the files: fairsvc recipe show {facility.id}")


def origin(fact: Fact) -> str:
    """Say where a fact is from."""
    return f"{fact.status.value}, {fact.checked_at:%Y-%m-%d}: {fact.source} {fact.evidence}".rstrip()


def _print_endpoint(endpoint: OaiEndpoint) -> None:
    facts = [
        ("prefix", endpoint.prefix or "not known"),
        ("sets", ", ".join(endpoint.sets)),
        ("to harvest one by one", ", ".join(endpoint.harvest_sets)),
        ("lists", endpoint.holds.value),
        ("requests per second", f"{endpoint.requests_per_s:g}" if endpoint.requests_per_s else ""),
        ("before it was", ", ".join(endpoint.former_urls)),
    ]
    write_text(f"\nHarvesting oai.{endpoint.id}")
    for label, text in facts:
        if text:
            write_text(f"  {label}: {text}")
    for quirk in endpoint.quirks:
        write_text(f"  {quirk.software}: {quirk.sentence.value}")
        write_text(f"    {origin(quirk.sentence)}")
