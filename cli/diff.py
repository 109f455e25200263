"""fairsvc diff: what changed between two runs, and whether the world, the extractor or our checks did it."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.diff_tables import CSV_COLUMNS, as_document, as_json_text, csv_rows, dataset_text, print_summary
from cli.options import AsJson, MetricSets
from cli.output import write_text
from cli.progress import progress
from fairsvc.errors import BadSettings, ProblemsFound

if TYPE_CHECKING:
    from fairsvc.jobs.progress import OnProgress
    from fairsvc.jobs.run_comparison import RunDiff
    from fairsvc.model.judgement import AssessmentRun

# Datasets that are printed unless all are asked for.
_LIMIT = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", short_help="Say what changed between two runs, and by whose doing.")(diff)


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="RUN", help="A number, latest, previous, or a date: the last up to it")],
    new: Annotated[str, typer.Argument(metavar="RUN", help="The run to compare it with")],
    source: Annotated[str, typer.Option(help="The source, where the runs do not tell it")] = "",
    metric_set: MetricSets = None,
    every: Annotated[bool, typer.Option("--all", help="All changed datasets, in order of PID")] = False,
    fail_on_worse: Annotated[
        bool, typer.Option("--fail-on-worse", help="Exit with 1 when the world made something worse")
    ] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each changed check and indicator")] = False,
) -> None:
    """Say which datasets, checks and indicators changed between two runs of a source, and why.

    It is compared how the source stood when each run ended. The cause is the world (what was met), the depth (what was
    asked), the extractor (how it was read) or the checks (our rules). Where several changed at once, the old evidence
    is judged anew to tell them apart while it is stored; else all that could be it are named, joined by "or".

    \b
    Examples:
      fairsvc diff previous latest --source facility
      fairsvc diff 3 7 --all --metric-set fsf
      fairsvc diff 2026-10-01 latest --csv > changes.csv
      fairsvc diff previous latest --fail-on-worse
    """
    from datetime import UTC, datetime

    from fairsvc.jobs.comparing import make_comparer
    from fairsvc.jobs.run_choice import choose_runs
    from fairsvc.jobs.run_comparison import RunDiff

    if as_json and as_csv:
        raise BadSettings("--json and --csv exclude each other", "", "Choose one")
    call: Context = context.obj
    with call.workspace() as workspace:
        runs = choose_runs(workspace, old, new, source, datetime.now(UTC))
        _check_order(*runs, fail_on_worse=fail_on_worse)
        found = RunDiff(make_comparer(workspace, tuple(metric_set or ())), *runs)
        with progress(f"diff {runs[0].source}", quiet=as_json or as_csv) as bar:
            if as_json:
                _write_json(found, bar)
            elif as_csv:
                _write_csv(found, bar)
            else:
                _print(found, bar, every=every)
        summary = found.summary()
    if fail_on_worse and summary.worsened:
        said = f"the world made something worse in {summary.worsened} datasets"
        raise ProblemsFound(said, f"{summary.new.source}, run {summary.old.number} to run {summary.new.number}")


def _check_order(old: AssessmentRun, new: AssessmentRun, *, fail_on_worse: bool) -> None:
    """Say that the runs are named the later first; what got better is worse then. Raises BadSettings."""
    if old.ended_at is None or new.ended_at is None or old.ended_at <= new.ended_at:
        return
    named = f"{old.number} ended after {new.number}"
    if fail_on_worse:
        raise BadSettings(
            "the later run is named first", named, f"Turn them round: fairsvc diff {new.number} {old.number}"
        )
    typer.echo(f"Backwards: run {named}; what is called worse here got better.", err=True)


def _write_json(found: RunDiff, bar: OnProgress) -> None:
    """Print one document: the datasets as they come, the summary when it is known."""
    before = '{"datasets": [\n'
    for change in found.comparer.explain(found.iter_changed(bar)):
        typer.echo(f"{before}{as_json_text(as_document(change))}", nl=False)
        before = ",\n"
    opening = before if before.startswith("{") else "\n"
    typer.echo(f'{opening}],\n"summary": {as_json_text(found.summary())}}}')


def _write_csv(found: RunDiff, bar: OnProgress) -> None:
    from fairsvc.formats.spreadsheet import write_rows

    changes = found.comparer.explain(found.iter_changed(bar))
    typer.echo(write_rows([CSV_COLUMNS]), nl=False)
    for change in changes:
        typer.echo(write_rows(csv_rows(change)), nl=False)


def _print(found: RunDiff, bar: OnProgress, *, every: bool) -> None:
    """Print the summary, then the datasets: those that lost most, or all in order of PID, which wait in a file."""
    if every:
        with TemporaryFile("w+", encoding="utf-8") as waiting:
            for change in found.comparer.explain(found.iter_changed(bar)):
                waiting.write(f"{dataset_text(change)}\n")
            print_summary(found.summary())
            waiting.seek(0)
            for line in waiting:
                write_text(line.rstrip("\n"))
        return
    from fairsvc.jobs.run_comparison import Worst

    worst = Worst(_LIMIT)
    for compared in found.iter_changed(bar):
        worst.add(compared)
    summary = found.summary()
    print_summary(summary)
    for change in found.comparer.explain(worst.listed()):
        write_text(dataset_text(change))
    left = summary.changed + summary.appeared + summary.gone - len(worst.listed())
    if left > 0:
        write_text(f"{left} more datasets changed; --all shows them.")
