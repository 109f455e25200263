"""fairsvc evidence: what a verdict rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.context import Context
from cli.export import export
from cli.options import AsJson
from cli.output import write_json, write_text
from cli.prune import prune


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Look at recorded evidence; nobody is asked.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("show")(show)
    group.command("export")(export)
    group.command("prune", short_help="Let old evidence go; keep what assessments rest on.")(prune)
    app.add_typer(group, name="evidence")


def show(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="The PID, as it was assessed")],
    at: Annotated[
        str,
        typer.Option(
            metavar="POINTER", help="One part: exchange/STEP, link/RELATION or view/VIEW, as verdicts cite it"
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what was asked and what came back, or one part of it.

    \b
    Examples:
      fairsvc evidence show 10.5072/example
      fairsvc evidence show 10.5072/example --at exchange/page
      fairsvc evidence show 10.5072/example --at view/union/titles
      fairsvc evidence show 10.5072/example --at view/manifest
      fairsvc evidence show 10.5072/example --at view/registry --json
    """
    from cli.evidence_parts import find_origin, find_part, without_bodies
    from cli.evidence_tables import print_evidence, print_part
    from fairsvc.jobs.forgetting import altered_at
    from fairsvc.jobs.holdings import load_evidence

    call: Context = context.obj
    with call.workspace() as workspace:
        evidence = load_evidence(workspace, pid, with_bodies=at.startswith("exchange/"))
        for moment in altered_at(workspace, evidence):
            typer.echo(f"Parts were blanked on {moment:%Y-%m-%d}, since a person was forgotten.", err=True)
    part = find_part(evidence, at) if at else evidence
    origin = find_origin(evidence, at)
    if as_json:
        write_json({"value": part, "origin": origin} if origin else without_bodies(part))
    elif at:
        print_part(part)
        if origin:
            write_text(f"from exchange/{origin.step or '?'}: {origin.document}, {origin.pointer}")
    else:
        print_evidence(evidence)
