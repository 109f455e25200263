"""fairsvc conneg: which representations of a dataset a program can ask for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from cli.page_file import AsPage, make_room, write_page
from cli.progress import progress
from fairsvc.errors import FetchFailed

if TYPE_CHECKING:
    from fairsvc.probe.conneg_cells import Cell
    from fairsvc.probe.matrix import Matrix

NOTHING_SERVED = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("conneg", short_help="Ask a PID and its page for every representation.")(conneg)


def conneg(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)],
    stored: Annotated[bool, typer.Option("--stored", help="Read the stored evidence; ask nobody")] = False,
    html: AsPage = None,
    as_json: AsJson = False,
) -> None:
    """Ask a PID and its landing page for nine representations, and say who answers what, and whether it is that.

    At most 32 polite requests, the standard ones among them; the evidence is kept as `assess` keeps it. Exits with 1
    when a program can get none of the nine.

    \b
    Examples:
      fairsvc conneg 10.5072/example
      fairsvc conneg 10.5072/example --html conneg.html
      fairsvc conneg 10.5072/example --stored --json
    """
    from fairsvc.probe.conneg_findings import NOTHING
    from fairsvc.reports.conneg import write_html

    if html is not None:
        make_room(html)
    matrix = _matrix(context.obj, pid, stored=stored, quiet=as_json)
    if not matrix.decided:
        raise FetchFailed(
            "nobody answered, nothing can be said", pid, f"Try later, or look: fairsvc evidence show {pid}"
        )
    write_json(matrix) if as_json else _print(matrix)
    if html is not None:
        write_page(html, write_html(matrix))
    if any(finding.kind is NOTHING for finding in matrix.findings):
        raise typer.Exit(NOTHING_SERVED)
    if not matrix.usable:
        raise FetchFailed("too little was answered to tell what can be had", pid, "Try again later")


def _matrix(call: Context, pid: str, *, stored: bool, quiet: bool) -> Matrix:
    from fairsvc.jobs.negotiating import negotiate, negotiated

    with call.workspace() as workspace:
        if stored:
            return negotiated(workspace, pid)
        with progress(f"ask {pid}", quiet=quiet):
            return negotiate(workspace, pid)


def _print(matrix: Matrix) -> None:
    from fairsvc.model.conneg_steps import PROBES
    from fairsvc.reports.conneg import MARKS

    agency = f"registered with {matrix.agency}" if matrix.agency else "registration agency not known"
    write_text(f"{matrix.address}\n{matrix.title or '(no title found)'}\n{agency}")
    write_text(f"landing page {matrix.page_url}" if matrix.page_url else "no landing page answered")
    rows = [(row.title, *(_cell(cell) for cell in row.cells)) for row in matrix.rows]
    write_table(("representation", "the PID", "the landing page"), rows)
    titles = {step.name: step.title for step in PROBES}
    write_table(("probe", "answer"), [(titles[probe.step], _probe(probe)) for probe in matrix.probes])
    used = dict.fromkeys(cell.verdict for row in matrix.rows for cell in row.cells)
    for mark in (MARKS[verdict] for verdict in MARKS if verdict in used):
        write_text(f"  {mark.word}: {mark.meaning}")
    for finding in matrix.findings:
        write_text(f"\n{finding.kind.title} ({finding.kind.code}, {finding.where})\n  seen: {finding.seen}")
        write_text(f"  {finding.kind.clause}: {finding.kind.rule}\n  to do: {finding.kind.remedy}")
    write_text(f"\n{matrix.sentence}")


def _cell(cell: Cell) -> str:
    from fairsvc.reports.conneg import MARKS

    status = f" {cell.status}" if cell.status is not None and cell.status >= 300 else ""
    return f"{MARKS[cell.verdict].word}{status}" + (f" ({cell.answered_by})" if cell.answered_by else "")


def _probe(probe: Cell) -> str:
    if probe.status is None:
        return probe.detail or "not asked"
    return f"{probe.status} {probe.got}".strip() + (f" ({probe.answered_by})" if probe.answered_by else "")
