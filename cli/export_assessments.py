"""fairsvc export: the assessments of a whole source as one table or one graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.context import Context
from cli.options import MetricSets
from cli.page_file import make_room
from cli.progress import progress
from fairsvc.errors import BadSettings, NotFound

if TYPE_CHECKING:
    from fairsvc.jobs.progress import OnProgress
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.judgement import Judgement, Rulebook
    from fairsvc.reports.assessment_exports import Judged

# Format by the ending of the file that it goes to.
_ENDINGS = {
    ".csv": "csv",
    ".jsonl": "json-lines",
    ".ndjson": "json-lines",
    ".parquet": "parquet",
    ".jsonld": "jsonld",
}
FORMATS = tuple(dict.fromkeys(_ENDINGS.values()))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", short_help="Write all assessments of a source: CSV, JSON Lines, Parquet, JSON-LD.")(export)


def export(
    context: typer.Context,
    source: Annotated[str, typer.Option(help="Name of the source")],
    format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="What to write [default: by -o, else csv]")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write [default: standard output]")
    ] = None,
    wide: Annotated[bool, typer.Option("--wide", help="One row a dataset, not one a dataset and indicator")] = False,
    metric_set: MetricSets = None,
) -> None:
    """Write a row for each dataset and indicator of a source, or with --wide one for each dataset; nobody is asked.

    The rows are those of the last assessment; `fairsvc assess --source NAME --stored` judges anew by the present rules.

    \b
    Examples:
      fairsvc export --source facility -o facility.csv
      fairsvc export --source facility --wide -o facility.parquet
      fairsvc export --source facility --format json-lines --metric-set fsf
    """
    chosen = format or ("csv" if output is None else _format_of(output))
    _check(chosen, output, wide=wide)
    names = tuple(metric_set or ())
    call: Context = context.obj
    with call.workspace() as workspace, progress(f"export {source}", quiet=output is None) as bar:
        count = _write(workspace, source, names, chosen, output, bar, wide=wide)
    unit = "datasets" if chosen == "jsonld" or wide else "rows"
    if output is not None:
        typer.echo(f"Wrote {count} {unit} to {output.resolve()}", err=True)


def _format_of(output: Path) -> str:
    if found := _ENDINGS.get(output.suffix.lower()):
        return found
    next_step = f"Give --format. Known: {', '.join(FORMATS)}"
    raise BadSettings("the file's ending tells no format", str(output), next_step)


def _check(format: str, output: Path | None, *, wide: bool) -> None:
    if format not in FORMATS:
        raise BadSettings("there is no such format", format, f"Known: {', '.join(FORMATS)}")
    if wide and format == "jsonld":
        raise BadSettings("--wide is for tables", format, "Choose csv, json-lines or parquet")
    if format == "parquet" and output is None:
        raise BadSettings("Parquet is not for a terminal", "", "Name a file: -o FILE.parquet")
    if output is not None:
        make_room(output)


def _write(
    workspace: Workspace,
    source: str,
    names: tuple[str, ...],
    format: str,
    output: Path | None,
    bar: OnProgress,
    *,
    wide: bool,
) -> int:
    """Write the file. Raises NotFound when there is nothing to write: then no file is begun."""
    from itertools import chain

    from fairsvc.jobs.judged import iter_judged
    from fairsvc.jobs.judging import panel_of
    from fairsvc.reports.assessment_exports import write_json_ld, write_table

    metric_sets = panel_of(workspace.settings, names).metric_sets
    judged = _counted(iter_judged(workspace, source), bar)
    first = next(judged, None)
    if first is None:
        workspace.source(source)
        again = f"fairsvc assess --source {source}; with --stored, when there is evidence already"
        raise NotFound("nothing of this source has been judged yet", source, f"Judge it: {again}")
    with _opened(output) as out:
        if format == "jsonld":
            return write_json_ld(chain([first], judged), metric_sets, out, workspace.settings.contact)
        return write_table(format, chain([first], judged), metric_sets, out, wide=wide)


def _counted(judged: Judged, bar: OnProgress) -> Iterator[tuple[Judgement, Rulebook]]:
    for number, pair in enumerate(judged, 1):
        yield pair
        bar(number, None)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open the file beside its place, and move it there when it is whole: a cut export is never taken for one."""
    if output is None:
        yield sys.stdout.buffer
        return
    partial = output.with_name(f"{output.name}.partial")
    try:
        with partial.open("wb") as out:
            yield out
        partial.replace(output)
    except OSError as error:
        raise BadSettings("the export cannot be written", f"{output} ({error.strerror})", "Name another file") from None
    finally:
        partial.unlink(missing_ok=True)
