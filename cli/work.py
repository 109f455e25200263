"""fairsvc work: run what is due, in the foreground."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context, Ended
from cli.options import NO_SOURCE
from cli.output import write_text
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from types import FrameType

    from fairsvc.jobs.kinds import Report
    from fairsvc.jobs.worker import OnEvent, Worker
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.store.job_queue import Job

INCOMPLETE, DEFECT, INTERRUPTED = 3, 4, 130


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("work", short_help="Harvest and assess what is due, unattended.")(work)


def work(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Run what is due now, each job once, and end")] = False,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="End when nothing is due any more")] = False,
    parallel: Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Jobs at the same time")] = 4,
    metrics_port: Annotated[
        int, typer.Option(min=0, max=65_535, metavar="N", help="Serve figures for Prometheus there; 0 means no")
    ] = 0,
) -> None:
    """Harvest the sources of the settings when they are due, and assess what is new or changed.

    Runs in the foreground until SIGTERM or Ctrl-C, and then ends at the next page. Several workers may share one store:
    each job is held by a lease, which a killed worker's ends. A harvest that failed or stayed incomplete is due again
    after a pause that grows; the quiet hours of a source are kept. With --once and --until-empty the exit code is 3
    when a job failed or stayed incomplete.

    \b
    Examples:
      fairsvc work
      fairsvc work --once
      fairsvc work --until-empty --parallel 8
      fairsvc work --metrics-port 9180
    """
    from fairsvc.jobs.schedule import Ending
    from fairsvc.jobs.worker import Until, Worker

    call: Context = context.obj
    with call.workspace() as workspace:
        if not workspace.settings.sources:
            raise BadSettings("the settings name no source to harvest", str(call.path), NO_SOURCE)
        with _measured(workspace, metrics_port) as (measured, on_event):
            worker = Worker(measured, on_event, parallel)
            with _stopping_at_signals(worker) as received:
                write_text(f"Working for {_sources(len(workspace.settings.sources))}; Ctrl-C or SIGTERM ends it.")
                worker.work(Until.ONCE if once else Until.EMPTY if until_empty else Until.STOPPED)
    if received:
        write_text("Stopped; what was stored is safe, and the next worker goes on from there.")
        raise Ended(INTERRUPTED if signal.SIGINT in received else 0)
    if worker.defects:
        raise typer.Exit(DEFECT)
    if {Ending.FAILED, Ending.INCOMPLETE}.intersection(worker.endings):
        raise typer.Exit(INCOMPLETE)


@contextmanager
def _measured(workspace: Workspace, port: int) -> Iterator[tuple[Workspace, OnEvent]]:
    """Give a workspace and listener that count, served on the port; with none, those that do not."""
    if not port:
        yield workspace, _say
        return
    from cli.metrics import serving
    from fairsvc.jobs.metrics import Meters

    meters = Meters(workspace.settings)

    def on_event(job: Job, report: Report | None, elapsed_s: float) -> None:
        _say(job, report, elapsed_s)
        if report is not None:
            meters.count_job(job, report, elapsed_s)

    with serving(workspace, meters, port):
        yield replace(workspace, on_reply=meters.count_reply), on_event


@contextmanager
def _stopping_at_signals(worker: Worker) -> Iterator[list[int]]:
    """Stop the worker at SIGTERM or Ctrl-C, and give the signals that came; a second Ctrl-C ends at once."""
    received: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        received.append(number)
        worker.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(job: Job, report: Report | None, elapsed_s: float) -> None:
    """Print a line when a job begins, and one when it has ended."""
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    if report is None:
        write_text(f"{at} {job.target}: {job.kind} begins")
        return
    due = f" Due again {job.due_at:%Y-%m-%d %H:%M} UTC." if job.due_at else ""
    said = report.said if report.said.endswith((".", "?")) else f"{report.said}."
    write_text(f"{at} {job.target}: {job.kind} {report.ending} in {elapsed_s:.1f} s - {said}{due}")


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count} sources"
