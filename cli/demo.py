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
    from fairsvc.settings import Settings

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

# What only the facility knows: where its portal's catalogue answers, and by which address its disks are served.
_PROFILE = """\
id = {name}
name = "Demo Light Source"

[[recipes]]
id = "portal"
catalogue = "scicat"
base_url = {catalogue}
doi_prefixes = []
door = "https"
auth = "none"
staging = "online"
source = "the demo itself"
checked_at = {today}

[[recipes.paths]]
prefix = {disks}
template = {door}
"""

# One dataset for each way in which facilities publish files.
_WAYS = {
    "Direct DOI Data Access": "10.5072/dls.xas-iron-foil",
    "Signposting": "10.5072/dls.signposting-alone",
    "InvenioRDM": "10.5072/dls.invenio-record",
    "Dataverse": "10.5072/dls.dataverse-dataset",
    "SciCat and a recipe": "10.5072/dls.scicat-dataset",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", short_help="Harvest, assess and report a small facility on this machine.")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where store, evidence and report go")] = Path("fairsvc-demo"),
) -> None:
    """Start a small facility on this machine, harvest it, assess every dataset, write a report, and find files.

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
        write_profile(settings, facility)
        typer.echo(f"Demo Light Source is open at {facility.base_url} with {len(facility.dois)} datasets.")
        with open_workspace(settings, create=True) as workspace:
            _run(workspace, folder)
        _print_ways(settings)
        typer.echo(f"Look closer: fairsvc -c {folder / FILE_NAME} evidence show {next(iter(_WAYS.values()))}")


def write_profile(settings: Settings, facility: Facility) -> None:
    """Write the facility's profile with its recipe beside the settings."""
    from datetime import UTC, datetime

    path = settings.folder / settings.facilities / f"{SOURCE}.toml"
    path.parent.mkdir(exist_ok=True)
    disks, door = facility.door
    text = _PROFILE.format(
        name=json.dumps(SOURCE),
        catalogue=json.dumps(facility.catalogue_url),
        today=datetime.now(UTC).date().isoformat(),
        disks=json.dumps(disks),
        door=json.dumps(door),
    )
    path.write_text(text, encoding="utf-8")


def _print_ways(settings: Settings) -> None:
    """Resolve a dataset of each way to its files, and print what that took."""
    from fairsvc.resolve.recipes.loading import load_recipes
    from fairsvc.resolve.resolver import Resolver

    with Resolver(settings, recipes=load_recipes(settings)) as resolver:
        found = [(way, pid, resolver.resolve(pid)) for way, pid in _WAYS.items()]
    rows = [
        (pid, way, str(len(one.manifest.entries)), str(one.size_bytes or ""), str(len(one.questions)))
        for way, pid, one in found
    ]
    write_table(("dataset", "way to the files", "files", "bytes", "requests"), rows)


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
