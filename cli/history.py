"""fairsvc history: how one dataset fared from judgement to judgement, or a source from run to run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.diff_tables import dataset_text
from cli.history_tables import CSV_COLUMNS, csv_rows, print_trend
from cli.options import AsJson, MetricSets
from cli.output import write_json, write_text
from cli.verdict_tables import per_cent
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.dataset_history import Chapter
    from fairsvc.jobs.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("history", short_help="Show how a dataset or a source fared over time.")(history)


def history(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="The PID, as it was assessed", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="The runs of this source instead")] = "",
    metric_set: MetricSets = None,
    last: Annotated[int, typer.Option(min=0, metavar="N", help="Only the last N; 0 means all")] = 0,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="With --source: a row a run, set and letter")] = False,
) -> None:
    """Show every kept judgement of a dataset and why it is not as the one before, or the trend of a source.

    A judgement is kept when its evidence or its rules differ from the one before. A source is shown as it stood when
    each run ended.

    \b
    Examples:
      fairsvc history 10.5072/example
      fairsvc history 10.5072/example --metric-set fsf --json
      fairsvc history --source facility
      fairsvc history --source facility --csv > trend.csv
    """
    if bool(pid) == bool(source):
        raise BadSettings("name one PID, or one source with --source", "", "fairsvc history --help shows examples")
    if as_csv and (as_json or not source):
        raise BadSettings("--csv goes with --source, and not with --json", pid or source)
    call: Context = context.obj
    names = tuple(metric_set or ())
    with call.workspace() as workspace:
        if source:
            _show_source(workspace, source, names, last, as_json=as_json, as_csv=as_csv)
        else:
            _show_dataset(workspace, pid, names, last, as_json=as_json)


def _show_dataset(workspace: Workspace, pid: str, names: tuple[str, ...], last: int, *, as_json: bool) -> None:
    from fairsvc.jobs.comparing import make_comparer
    from fairsvc.jobs.dataset_history import tell_history

    chapters = tell_history(make_comparer(workspace, names), pid)[-last:]
    if as_json:
        write_json(chapters)
        return
    for chapter in chapters:
        _print(chapter)


def _print(chapter: Chapter) -> None:
    rules = f"extractor {chapter.extractor_version}, rules {chapter.rulebook[:8]}, {chapter.software_version}"
    basis = f"evidence {chapter.evidence_digest[:12]} of {chapter.gathered_at:%Y-%m-%d %H:%M} at depth {chapter.depth}"
    write_text(f"{chapter.assessed_at:%Y-%m-%d %H:%M} UTC, {basis}, {rules}")
    for assessment in chapter.assessments:
        whole = assessment.score()
        levels = ", ".join(f"{one.name} {one.level}" for one in assessment.scores if one.level is not None)
        share = per_cent(whole.share) if whole else ""
        write_text(f"  {assessment.metric_set}: {share or 'open'}{f', levels {levels}' if levels else ''}")
    if chapter.change is not None and chapter.change.is_change:
        write_text("\n".join(dataset_text(chapter.change).split("\n")[1:]))
    elif chapter.change is not None:
        write_text("  nothing changed\n")


def _show_source(
    workspace: Workspace, source: str, names: tuple[str, ...], last: int, *, as_json: bool, as_csv: bool
) -> None:
    from fairsvc.formats.spreadsheet import write_rows
    from fairsvc.jobs.comparing import make_comparer
    from fairsvc.jobs.run_choice import list_finished
    from fairsvc.jobs.trend import follow

    trend = follow(make_comparer(workspace, names), list_finished(workspace, source)[-last:])
    if as_json:
        write_json(trend)
    elif as_csv:
        typer.echo(write_rows([CSV_COLUMNS, *csv_rows(trend)]), nl=False)
    else:
        print_trend(trend, drawn=sys.stdout.isatty())
