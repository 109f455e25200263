"""fairsvc source: look at one provider; its health report can be handed to those who run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context, Ended
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from cli.page_file import AsPage, make_room, write_page
from cli.progress import progress
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.harvest import SourceConfig
    from harvest.health.findings import Finding
    from harvest.health.report import HealthReport

BREAKING, INTERRUPTED = 1, 130


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Look at one provider before or beside harvesting it.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("check", short_help="Check how well a provider keeps to OAI-PMH 2.0.")(check)
    app.add_typer(group, name="source")


def check(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Base URL of an OAI-PMH endpoint, or the name of a source")],
    prefix: Annotated[str, typer.Option(help="metadataPrefix [default: the richest that is offered]")] = "",
    set_spec: Annotated[str, typer.Option("--set-spec", help="Check the lists of one set")] = "",
    pages: Annotated[int, typer.Option(min=1, max=8, help="Pages of ListRecords to read")] = 3,
    html: AsPage = None,
    as_json: AsJson = False,
) -> None:
    """Check how well a provider keeps to OAI-PMH 2.0, and what harvesters lose where it does not.

    About 35 polite requests; nothing is stored. Exits with 1 when something breaks harvesting.

    \b
    Examples:
      fairsvc source check https://data.facility.example/oai
      fairsvc source check https://data.facility.example/oai --set-spec open --html health.html
    """
    from fairsvc.jobs import source_check as job
    from fairsvc.reports.source_check import write_html
    from harvest.health.kinds import Severity

    call: Context = context.obj
    if html is not None:
        make_room(html)
    with call.workspace() as workspace, progress("check", quiet=as_json) as bar:
        config = _config(workspace, url, prefix, set_spec)
        typer.echo(job.estimate_check(workspace, config, pages).sentence(), err=True)
        report = job.check_source(workspace, config, pages=pages, on_progress=bar)
    write_json(report) if as_json else _print(report)
    if html is not None:
        write_page(html, write_html(report))
    if report.stopped == job.INTERRUPTED:
        raise Ended(INTERRUPTED)
    if report.count(Severity.BREAKS):
        raise typer.Exit(BREAKING)


def _config(workspace: Workspace, url: str, prefix: str, set_spec: str) -> SourceConfig:
    from dataclasses import replace

    from fairsvc.model.harvest import SourceConfig

    if "/" in url:
        return SourceConfig(url, "oai", url, prefix, set_spec)
    config = workspace.source(url)
    if config.kind != "oai":
        raise BadSettings("only OAI-PMH endpoints can be checked", f"{url} is of kind {config.kind}")
    return replace(config, prefix=prefix or config.prefix, set_spec=set_spec or config.set_spec)


def _print(report: HealthReport) -> None:
    write_text(report.sentence)
    if report.stopped:
        write_text(f"{report.stopped}: this is what is known so far.")
    for severity in dict.fromkeys(finding.kind.severity for finding in report.findings):
        rows = [_row(finding) for finding in report.findings if finding.kind.severity is severity]
        write_table(("what is wrong", "what to change"), rows, title=severity.capitalize())
    write_table(("", ""), _figures(report))
    for sentence in report.untested:
        write_text(f"  not tested: {sentence}")


def _row(finding: Finding) -> tuple[str, str]:
    times = f" ({finding.times} times)" if finding.times > 1 else ""
    wrong = f"{finding.kind.title}\n  {finding.seen}{times}\n  {finding.kind.code}, {_section(finding.kind.clause)}"
    return wrong, finding.kind.remedy


def _section(clause: str) -> str:
    """Name a clause; those that are no sections of OAI-PMH name their document themselves."""
    return f"section {clause}" if clause[:1].isdecimal() else clause


def _figures(report: HealthReport) -> list[tuple[str, str]]:
    figures = report.figures
    live = figures.records - figures.deleted
    speed = "" if figures.page_ms is None else f"{figures.page_ms:.0f} ms a page"
    if figures.record_ms is not None:
        speed += f", {figures.record_ms:.1f} ms a record"
    rows = [
        ("asked", f"{report.prefix} {report.set_spec}".strip()),
        *report.facts,
        ("records seen, total", f"{figures.records}, {'not said' if figures.total is None else figures.total}"),
        ("deleted among them", str(figures.deleted)),
        ("readable here", f"{figures.readable} of {live}"),
        ("speed", speed or "nothing to measure"),
    ]
    return rows + [("unreadable", f"{count}: {reason}") for reason, count in figures.reasons]
