"""fairsvc runs: which assessments there were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table

if TYPE_CHECKING:
    from fairsvc.model.judgement import AssessmentRun


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("runs", short_help="List the runs of assessments.")(runs)


def runs(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="Only those of this source")] = "",
    as_json: AsJson = False,
) -> None:
    """List the runs of assessments, the first first; one that has not ended was cut, or still runs.

    \b
    Examples:
      fairsvc runs
      fairsvc runs --source facility --json
    """
    from fairsvc.jobs.run_choice import list_runs

    call: Context = context.obj
    with call.workspace() as workspace:
        found = list_runs(workspace, source)
    if as_json:
        write_json(found)
    elif found:
        columns = ("run", "source", "ended", "datasets", "rules", "what")
        write_table(columns, [_row(run) for run in found])
    else:
        typer.echo("No runs yet. fairsvc assess --source NAME makes one.")


def _row(run: AssessmentRun) -> tuple[object, ...]:
    ended = run.ended_at or f"not ended, began {run.started_at:%Y-%m-%d %H:%M}"
    what = " ".join(part for part in (run.kind, run.depth, run.selection or "all") if part)
    return run.number, run.source, ended, run.datasets, run.rulebook[:8], what
