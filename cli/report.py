"""fairsvc report: what to hand to people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.context import Context
from cli.options import MetricSets
from cli.progress import progress
from cli.reporting import build_report, write_report


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Write reports from stored evidence; nobody is asked.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("fair", short_help="Report how FAIR a catalogue is, what to repair first.")(fair)
    app.add_typer(group, name="report")


def fair(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="Name of the source")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder [default: report-SOURCE]")] = None,
    metric_set: MetricSets = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of writing files")] = False,
) -> None:
    """Report how FAIR a catalogue is, and what to repair first: HTML, and every table as CSV and JSON.

    \b
    Examples:
      fairsvc report fair --source facility
      fairsvc report fair --source facility --metric-set fsf -o today
    """
    call: Context = context.obj
    with call.workspace() as workspace, progress(f"report {source}", quiet=as_json) as bar:
        report = build_report(workspace, source, tuple(metric_set or ()), on_progress=bar)
    if as_json:
        from fairsvc.reports.fair_files import iter_json

        for part in iter_json(report):
            typer.echo(part, nl=False)
        return
    files = write_report(report, output or Path(f"report-{source}"))
    typer.echo(f"Wrote {len(files)} files. Look at {files[0].resolve()}")
