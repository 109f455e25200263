"""Judge what the store holds again: nobody is asked, and what these rules judged before stands."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import islice
from threading import Event

from fairsvc.errors import NotFound
from fairsvc.jobs.holdings import current
from fairsvc.jobs.judged import Rulebooks
from fairsvc.jobs.judging import Assessed, Panel, panel_of
from fairsvc.jobs.processes import Ended, run_apart
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.runner import guarded
from fairsvc.jobs.standing import is_standing
from fairsvc.jobs.summary import RunSummary, Tally
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Judgement
from fairsvc.net.configured import SOFTWARE
from fairsvc.settings import Settings
from fairsvc.store import assessment_runs, evidence, judgements, records
from fairsvc.store.claims import claim
from fairsvc.store.connection import open_store

# Datasets judged and kept in one go; and so many are worth the start of another process.
CHUNK = 200
WORTH_A_PROCESS = 2000
MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some datasets came to: those that were judged now, and the count over all of them."""

    judged: tuple[Judgement, ...]
    tally: Tally


def reassess_source(
    workspace: Workspace, source: str, metric_sets: tuple[str, ...], *, on_progress: OnProgress = unwatched
) -> RunSummary:
    """Judge all stored evidence of a source again. A run that was cut goes on with what is left.

    Raises NotFound when there is none, and StoreUnusable when another process assesses the source.
    """
    panel, now = panel_of(workspace.settings, metric_sets), datetime.now(UTC)
    tally = Tally(source, panel.metric_sets)
    with claim(workspace.store, "assessment", source):
        run = assessment_runs.start_stored_run(workspace.store, source, now, panel.rulebook, SOFTWARE)
        for chunk in _judge_all(workspace, source, panel, metric_sets, now):
            if chunk.judged:
                judgements.save_judgements(workspace.store, chunk.judged, panel.rulebook)
            tally.merge(chunk.tally)
            on_progress(tally.datasets, None)
        if not tally.datasets and not tally.troubles:
            next_step = f"Gather it: fairsvc assess --source {source}"
            raise NotFound("there is no evidence of this source yet", source, next_step)
        assessment_runs.close_assessment_run(workspace.store, run, datetime.now(UTC), tally.datasets)
    return replace(tally.summary(), run=run)


def _judge_all(
    workspace: Workspace, source: str, panel: Panel, names: tuple[str, ...], now: datetime
) -> Iterator[Chunk]:
    pids = (subject.pid for subject in records.iter_subjects(workspace.store, source))
    chunks = iter(lambda: tuple(islice(pids, CHUNK)), ())
    processes = count_processes(workspace.settings.judging_processes, records.count_subjects(workspace.store, source))
    if processes == 1:
        yield from (judge_stored(workspace, panel, chunk, now) for chunk in chunks)
        return
    for ended in run_apart(partial(_judge_apart, workspace.settings, names, now), chunks, processes):
        yield ended.result if ended.result is not None else _lost(panel, ended)


def count_processes(asked_for: int, datasets: int) -> int:
    """Tell how many processes judge so many datasets; asked for 0, as many as the machine has cores, at most 8."""
    most = asked_for or min(os.cpu_count() or 1, MOST_PROCESSES)
    return max(1, min(most, datasets // WORTH_A_PROCESS))


def judge_stored(workspace: Workspace, panel: Panel, pids: Sequence[str], now: datetime) -> Chunk:
    """Judge the newest evidence of these PIDs, but for what was judged by the same rules already.

    One dataset's defect is counted and passed over.
    """
    tally = Tally("", panel.metric_sets)
    newest = evidence.find_newest(workspace.store, pids)
    standing = _standing(workspace, panel, newest)
    for one in standing.values():
        tally.count(panel.score(one))
    tally.repeated = len(standing)
    left = [pid for pid in pids if pid in newest and pid not in standing]
    judged = tuple(_judge_each(workspace, panel, left, now, tally))
    return Chunk(judged, tally)


def _judge_each(
    workspace: Workspace, panel: Panel, pids: Sequence[str], now: datetime, tally: Tally
) -> Iterator[Judgement]:
    never = Event()
    for pid, found in evidence.iter_evidence_of(workspace.store, pids):
        done = guarded(partial(_judge_one, workspace, panel, found, now), pid, never)
        if done.outcome is None:
            tally.miss(pid, done.trouble, defect=done.defect)
        else:
            tally.count(done.outcome.assessments)
            yield done.outcome.judgement


def _judge_one(workspace: Workspace, panel: Panel, found: Evidence, now: datetime, _: str) -> Assessed:
    return panel.assess(current(workspace, found), now)


def _standing(workspace: Workspace, panel: Panel, newest: Mapping[str, tuple[str, datetime]]) -> dict[str, Judgement]:
    """Find the last judgements that the present rules would give again: of the same answers on the same day.

    The same answers may be judged otherwise when they came later: an embargo ends.
    """
    last, books = judgements.find_judgements(workspace.store, list(newest)), Rulebooks(workspace)
    return {
        pid: one
        for pid, one in last.items()
        if (one.evidence_digest, one.gathered_at.date()) == (newest[pid][0], newest[pid][1].date())
        and is_standing(one, books.of(one), panel.rulebook)
    }


def _judge_apart(settings: Settings, names: tuple[str, ...], now: datetime, pids: Sequence[str]) -> Chunk:
    workspace, panel = _bench(settings, names)
    return judge_stored(workspace, panel, pids, now)


@cache
def _bench(settings: Settings, names: tuple[str, ...]) -> tuple[Workspace, Panel]:
    """Open store and rules once in a process; they are closed when it ends."""
    workspace = Workspace(settings, open_store(settings.store_url, settings.evidence_folder))
    panel = panel_of(settings, names)
    gc.freeze()  # what is loaded now stays: evidence comes and goes, and would have it looked through again and again
    return workspace, panel


def _lost(panel: Panel, ended: Ended[tuple[str, ...], Chunk]) -> Chunk:
    tally = Tally("", panel.metric_sets)
    for pid in ended.task:
        tally.miss(pid, "the process that judged it ended", defect=True)
    return Chunk((), tally)
