"""fairsvc sources: which catalogues are held, and how fresh they are."""

from __future__ import annotations

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sources")(show)


def show(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """List the sources: of the settings, and harvested before.

    \b
    Examples:
      fairsvc sources
      fairsvc sources --json
    """
    from fairsvc.jobs.holdings import list_holdings

    call: Context = context.obj
    with call.workspace() as workspace:
        rows = list_holdings(workspace)
    if as_json:
        write_json(rows)
        return
    if not rows:
        typer.echo("No sources yet. fairsvc harvest oai URL makes one.")
        return
    columns = ("source", "records", "deleted", "probed", "harvested (UTC)", "ended", "due (UTC)", "url")
    table = [(r.name, r.records, r.deleted, r.evidence, r.harvested_at, r.state, r.due_at, r.url) for r in rows]
    write_table(columns, table)
