"""fairsvc demo: the whole main job on a facility in a box."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.output import write_table, write_text
from cli.progress import progress
from cli.reporting import build_report, write_report

if TYPE_CHECKING:
    from fairsvc.demo.facility import Facility
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.metrics import MetricSet
    from fairsvc.reports.fair_model import FairReport, Standing

SOURCE = "demo-light-source"

# The demo's own servers agreed to be asked as fast as we like; the made-up contact never leaves this machine.
_SETTINGS = """\
contact = "demo@fairsvc.example"
resolver = {resolver}
handle_api = {handle_api}
registry = {registry}
allow = {allow}
requests_per_s = 200
oai_requests_per_s = 200
in_flight = 16
workers = 16
total_timeout_s = 20

[[source]]
name = {name}
kind = "oai"
url = {oai}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", short_help="Harvest, assess and report a small facility on this machine.")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where store, evidence and report go")] = Path("fairsvc-demo"),
) -> None:
    """Start a small facility on this machine, harvest it, assess every dataset, and write a report.

    No account and no network are needed. The folder is made anew.

    \b
    Examples:
      fairsvc demo
      fairsvc demo try-out
    """
    import shutil

    from fairsvc.demo.facility import running
    from fairsvc.errors import BadSettings
    from fairsvc.jobs.workspace import make_workspace, open_workspace
    from fairsvc.log import configure
    from fairsvc.settings import FILE_NAME, load_settings

    call: Context = context.obj
    configure(verbose=call.verbose)
    if folder.exists():
        if not (folder / FILE_NAME).is_file() or SOURCE not in (folder / FILE_NAME).read_text("utf-8"):
            raise BadSettings("the folder is not one of an earlier demo", str(folder), "Name another one")
        shutil.rmtree(folder)
    with running() as facility:
        settings = load_settings(make_workspace(folder, _settings(facility)), {}, {})
        typer.echo(f"Demo Light Source is open at {facility.base_url} with {len(facility.dois)} datasets.")
        with open_workspace(settings, create=True) as workspace:
            _run(workspace, folder)


def _settings(facility: Facility) -> str:
    return _SETTINGS.format(
        resolver=json.dumps(facility.resolver_url),
        handle_api=json.dumps(facility.handle_api_url),
        registry=json.dumps(facility.registry_url),
        allow=json.dumps(list(facility.host_ports)),
        name=json.dumps(SOURCE),
        oai=json.dumps(facility.oai_url),
    )


def _run(workspace: Workspace, folder: Path) -> None:
    """Do the main job: harvest, assess, report."""
    from fairsvc.jobs.harvesting import harvest
    from fairsvc.jobs.pipeline import assess_source
    from fairsvc.jobs.progress import unwatched
    from fairsvc.settings import FILE_NAME

    with progress("harvest over OAI-PMH") as bar:
        account = harvest(workspace, workspace.source(SOURCE), on_progress=bar)
    write_text(f"Harvest {account.state}: {account.because}")
    with progress("gather evidence and judge it") as bar:
        summary = assess_source(workspace, SOURCE, (), on_progress=bar)
    typer.echo(summary.sentence())
    report = build_report(workspace, SOURCE, (), on_progress=unwatched)
    files = write_report(report, folder / "report")
    _print_datasets(report)
    typer.echo(f"Report: {files[0].resolve()}\nTables: {len(files) - 1} files beside it (CSV, JSON)")
    typer.echo(f"Look closer: fairsvc -c {workspace.settings.folder / FILE_NAME} evidence show {report.rows[0].pid}")


def _print_datasets(report: FairReport) -> None:
    """Print one line a dataset: levels by letter where the set has them, and the share."""
    sets = [one.metric_set for one in report.sets]
    rows = [(row.pid.removeprefix("doi:"), *map(_standing, row.standings, sets)) for row in report.rows]
    write_table(("dataset", *(metrics.id for metrics in sets)), rows)


def _standing(one: Standing | None, metrics: MetricSet) -> str:
    """Spell levels and share; a question mark is what could not be told."""
    if one is None:
        return ""
    levels = [f"{letter}{'?' if level is None else level}" for letter, level in one.levels]
    share = "   ?" if one.share is None else f"{one.share:4.0%}"
    return " ".join([*levels, share] if metrics.method == "levels" else [share])
