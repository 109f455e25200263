"""fairsvc assessment: what is said of one dataset, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import MetricSets
from cli.output import printable
from cli.page_file import make_room, write_page
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.formats.assessed_dataset import AssessedDataset
    from fairsvc.jobs.workspace import Workspace

# Format by the ending of the file that it goes to.
_ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonld": "jsonld",
    ".ttl": "turtle",
    ".csv": "csv",
    ".svg": "badge",
    ".txt": "text",
}
FORMATS = tuple(dict.fromkeys(_ENDINGS.values()))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("assessment", short_help="Write the assessment of one dataset: page, JSON, RDF, CSV, badge.")(
        assessment
    )


def assessment(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="The PID, as it was assessed", show_default=False)],
    format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="What to write [default: by -o, else text]")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write [default: standard output]")
    ] = None,
    metric_set: MetricSets = None,
) -> None:
    """Judge the stored evidence of one dataset anew, and write what is said of it; nobody is asked.

    The page and the JSON hold every verdict with its evidence and its remedy. JSON-LD and Turtle are FTR test results.
    The badge is of the first metric set.

    \b
    Examples:
      fairsvc assessment 10.5072/example
      fairsvc assessment 10.5072/example -o example.html
      fairsvc assessment 10.5072/example --format jsonld --metric-set fsf
      fairsvc assessment 10.5072/example -o badge.svg --metric-set rda-fdmm
    """
    chosen = _format(format, output)
    if output is not None:
        make_room(output)
    call: Context = context.obj
    with call.workspace() as workspace:
        dataset = describe_stored(workspace, pid, tuple(metric_set or ()))
        text = _writers(workspace.settings.contact)[chosen](dataset)
    if output is not None:
        write_page(output, text)
    else:
        typer.echo(printable(text) if chosen == "text" else text, nl=False)


def describe_stored(workspace: Workspace, pid: str, metric_sets: tuple[str, ...]) -> AssessedDataset:
    """Judge the stored evidence of a PID and put together what is said. Raises NotFound, BadPid, BadMetricSet."""
    from datetime import UTC, datetime

    from fairsvc.jobs.holdings import load_evidence
    from fairsvc.jobs.judging import panel_of
    from fairsvc.reports.assessment import describe

    panel = panel_of(workspace.settings, metric_sets)
    if not panel.metric_sets:
        raise BadSettings("no metric set is chosen", "", "Name one with --metric-set, or in the settings")
    assessed = panel.assess(load_evidence(workspace, pid), datetime.now(UTC))
    checks = {check.id: check for check in panel.checks}
    elsewhere = assessed.judgement.outcomes
    return describe(assessed.evidence, assessed.verdicts, assessed.assessments, panel.metric_sets, checks, elsewhere)


def _format(name: str, output: Path | None) -> str:
    found = name or ("text" if output is None else _ENDINGS.get(output.suffix.lower(), ""))
    if found in FORMATS:
        return found
    known = f"Known: {', '.join(FORMATS)}"
    if name:
        raise BadSettings("there is no such format", name, known)
    raise BadSettings("the file's ending tells no format", str(output), f"Give --format. {known}")


def _writers(contact: str) -> dict[str, Callable[[AssessedDataset], str]]:
    from fairsvc.formats.assessment_csv import write_csv
    from fairsvc.formats.assessment_json import write_json
    from fairsvc.formats.badge import write_badge
    from fairsvc.formats.ftr_json_ld import write_ftr_json_ld
    from fairsvc.formats.ftr_turtle import write_ftr_turtle
    from fairsvc.reports.assessment_html import write_html
    from fairsvc.reports.assessment_text import write_text

    return {
        "html": write_html,
        "json": write_json,
        "jsonld": lambda dataset: write_ftr_json_ld(dataset, contact),
        "turtle": lambda dataset: write_ftr_turtle(dataset, contact),
        "csv": write_csv,
        "badge": lambda dataset: write_badge(dataset, dataset.sets[0]),
        "text": write_text,
    }
