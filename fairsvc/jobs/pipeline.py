"""Assess: gather the evidence of PIDs, judge it, keep both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from fairsvc.errors import BadPid, NotFound
from fairsvc.formats.redaction import redact
from fairsvc.jobs.forgetting import forgetful, refuse_forgotten
from fairsvc.jobs.holdings import iter_assessed, load_evidence
from fairsvc.jobs.judging import Assessed, Panel, call_panel
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.replaying import Replayed, gather_file
from fairsvc.jobs.runner import run_all, threads
from fairsvc.jobs.subjects import find_subject, find_unfinished, iter_subjects, spread
from fairsvc.jobs.summary import RunSummary, Tally
from fairsvc.jobs.workspace import SOFTWARE, Workspace
from fairsvc.model.pid import Pid, read_pid
from fairsvc.probe.gather import Subject, gather
from fairsvc.store import assessments, evidence, records, runs
from fairsvc.store.claims import claim

T = TypeVar("T")

# Datasets kept in one go: one fsync and one transaction for them all.
BATCH = 16
PARALLEL_NEEDS = 6


def assess_pid(workspace: Workspace, pid: str, metric_sets: tuple[str, ...]) -> Assessed:
    """Gather the evidence of one PID that a person named, judge and keep it. Raises BadPid."""
    panel = _panel(workspace, metric_sets, every_check=True)
    subject = find_subject(workspace, without_secret(read_pid(pid)), ask_again=True)
    refuse_forgotten(workspace, str(subject.pid))
    with workspace.client() as client, threads(PARALLEL_NEEDS) as (pool, _):
        found = gather(subject, client, datetime.now(UTC), steps=panel.steps, spread=pool.map)
    return _kept(workspace, panel.assess(forgetful(workspace)(found), datetime.now(UTC)))


def assess_recorded(workspace: Workspace, pid: str, metric_sets: tuple[str, ...], path: Path) -> Replayed:
    """Judge one PID by the answers of a WARC file, and keep both; what it lacks is indeterminate.

    Raises NotFound, Unreadable, BadPid.
    """
    panel = _panel(workspace, metric_sets, every_check=True)
    found, digest = gather_file(workspace, pid, panel.steps, path)
    assessed = panel.assess(forgetful(workspace)(found), datetime.now(UTC))
    return Replayed(_kept(workspace, assessed), digest)


def reassess_pid(workspace: Workspace, pid: str, metric_sets: tuple[str, ...]) -> Assessed:
    """Judge the stored evidence of one PID again. Raises NotFound."""
    panel = _panel(workspace, metric_sets, every_check=True)
    assessed = panel.assess(load_evidence(workspace, pid), datetime.now(UTC))
    assessments.save_assessments(workspace.store, assessed.assessments)
    return assessed


def assess_source(
    workspace: Workspace,
    source: str,
    metric_sets: tuple[str, ...],
    *,
    sample: int | None = None,
    on_progress: OnProgress = unwatched,
) -> RunSummary:
    """Gather and judge every dataset of a source; a run that was cut goes on with what is left.

    Raises NotFound, and StoreUnusable when another process assesses the source.
    """
    panel = _panel(workspace, metric_sets)
    with claim(workspace.store, "assessment", source):
        return _assess_source(workspace, source, panel, sample, on_progress)


def _assess_source(
    workspace: Workspace, source: str, panel: Panel, sample: int | None, on_progress: OnProgress
) -> RunSummary:
    run = find_unfinished(workspace, source, sample)
    if run is None:
        pids = spread(subject.pid for subject in records.iter_subjects(workspace.store, source, sample))
        if not pids:
            raise NotFound("nothing is held of this source", source, "Harvest it first: fairsvc harvest oai URL")
        run = runs.start_assessment_run(workspace.store, source, pids, datetime.now(UTC))
    pending = tuple(runs.iter_pending(workspace.store, run))
    tally = Tally(source, panel.metric_sets)
    batch: list[Assessed] = []
    try:
        for one in _probe(workspace, panel, pending, tally):
            batch.append(one)
            on_progress(tally.datasets, len(pending), tally.note())
            if len(batch) == BATCH:
                full, batch = batch, []
                _keep(workspace, full, run)
    finally:
        # Ctrl-C between two batches: what was asked for need not be asked again.
        _keep(workspace, batch, run)
    runs.close_assessment_run(workspace.store, run, datetime.now(UTC))
    return tally.summary()


def reassess_source(
    workspace: Workspace, source: str, metric_sets: tuple[str, ...], *, on_progress: OnProgress = unwatched
) -> RunSummary:
    """Judge all stored evidence of a source again; nobody is asked. Raises NotFound when there is none."""
    tally = Tally(source, _panel(workspace, metric_sets).metric_sets)
    judged = tally.counted(iter_assessed(workspace, source, metric_sets))
    # Evidence is let go as soon as it is judged: held by the hundred it keeps the garbage collector busy.
    for batch in _batches((scored for one in judged for scored in one.assessments), 500):
        assessments.save_assessments(workspace.store, batch)
        on_progress(tally.datasets, None)
    if not tally.datasets:
        raise NotFound("there is no evidence of this source yet", source, "Gather it: fairsvc assess --source NAME")
    return tally.summary()


def without_secret(pid: Pid) -> Pid:
    """Pass a PID on, unless it is an address with a secret in it: PIDs are stored and shown as they are."""
    harmless = redact(pid.value)
    if pid.scheme in ("url", "purl") and harmless != pid.value:
        raise BadPid("this address carries what looks like a secret", harmless, "Name the page without it")
    return pid


def _panel(workspace: Workspace, metric_sets: tuple[str, ...], *, every_check: bool = False) -> Panel:
    return call_panel(metric_sets or workspace.settings.metric_sets, every_check=every_check)


def _kept(workspace: Workspace, assessed: Assessed) -> Assessed:
    evidence.save_evidence(workspace.store, [assessed.evidence], assessed.assessments, SOFTWARE)
    return assessed


def _keep(workspace: Workspace, batch: list[Assessed], run: int) -> None:
    found = [one.evidence for one in batch]
    scored = [assessment for one in batch for assessment in one.assessments]
    if batch:
        evidence.save_evidence(workspace.store, found, scored, SOFTWARE, run=run)


def _probe(workspace: Workspace, panel: Panel, pids: tuple[str, ...], tally: Tally) -> Iterator[Assessed]:
    steps, without_forgotten = panel.steps, forgetful(workspace)
    with workspace.client(robots=workspace.settings.robots) as client:

        def work(subject: Subject) -> Assessed:
            found = gather(subject, client, datetime.now(UTC), steps=steps)
            return panel.assess(without_forgotten(found), datetime.now(UTC))

        for done in run_all(iter_subjects(workspace, pids), work, workspace.settings.workers):
            if done.outcome is None:
                tally.miss(str(done.task.pid), done.trouble, defect=done.defect)
            else:
                tally.count(done.outcome)
                yield done.outcome


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
