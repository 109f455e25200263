"""A worker: takes due jobs by lease, runs several at a time, and ends at the next page when it is asked to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from fairsvc.errors import FairsvcError
from fairsvc.jobs.kinds import ASSESS, HARVEST, KINDS, Report, run_kind
from fairsvc.jobs.runner import Done, guarded, threads
from fairsvc.jobs.schedule import LEASE_S, Ending, choose, ended, first_due, is_leased
from fairsvc.jobs.workspace import Workspace
from fairsvc.log import logger
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.quiet import is_quiet
from fairsvc.store import job_queue, runs
from fairsvc.store.holders import new_holder
from fairsvc.store.job_queue import Job

# How often the queue is looked at, how soon a signal is heeded, and how long the pages under way may take then.
POLL_S, TICK_S, GRACE_S = 5.0, 0.2, 20.0
TRIES = 10

_ONE_A_HOST = frozenset(kind.name for kind in KINDS.values() if kind.one_a_host)


class Until(StrEnum):
    """How long to work: for ever, until nothing is due, or each job at most once."""

    STOPPED = "stopped"
    EMPTY = "empty"
    ONCE = "once"


class OnEvent(Protocol):
    """Whoever hears of jobs; `report` None means that the job begins."""

    def __call__(self, job: Job, report: Report | None, elapsed_s: float) -> None:
        """Take notice; for an ended job, `job` says when it is due again."""


class _Stopped(Exception):
    """Leaves a job at its next page: what is stored stays, and the job goes on another time."""


@dataclass(slots=True)
class Worker:
    """One process's share of the queue. `stop` may be called from a signal handler: it takes no lock."""

    workspace: Workspace
    on_event: OnEvent
    parallel: int = 4
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    endings: list[Ending] = field(default_factory=list)
    defects: int = 0
    _holder: str = field(default_factory=new_holder)
    _stopping: bool = False
    _running: dict[Future[Done[Job, Report]], tuple[Job, float]] = field(default_factory=dict)
    _begun: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        """Ask the worker to end at the next page."""
        self._stopping = True

    def work(self, until: Until) -> None:
        """Run due jobs; those under way when it is stopped end at their next page, or are left after a while."""
        self._plan()
        with suppress(_Stopped), threads(self.parallel) as (pool, left), _beating(self._renew_leases):
            look_at = 0.0
            while not self._stopping:
                if time.monotonic() >= look_at:
                    self._take_all(pool, left, until)
                    look_at = time.monotonic() + POLL_S
                    if not self._running and until is not Until.STOPPED:
                        return
                if self._collect():
                    look_at = 0.0
            self._leave()

    def _configs(self) -> dict[str, SourceConfig]:
        return {config.name: config for config in self.workspace.settings.sources}

    def _plan(self) -> None:
        store, now = self.workspace.store, self.now()
        harvested = {row.name: row.started_at for row in runs.list_sources(store)}
        configs = self._configs()
        due = {name: first_due(config, harvested.get(name), now) for name, config in configs.items()}
        job_queue.plan_jobs(store, HARVEST.name, due)
        if self.workspace.settings.assess_after_harvest:
            job_queue.plan_jobs(store, ASSESS.name, {name: now for name in configs if harvested.get(name)})

    def _take_all(self, pool: ThreadPoolExecutor, left: threading.Event, until: Until) -> None:
        job_queue.free_leases_of_the_dead(self.workspace.store)
        while len(self._running) < self.parallel and (job := self._take(until)):
            self._begun.add((job.kind, job.target))
            self.on_event(job, None, 0.0)
            with self._lock:
                self._running[pool.submit(guarded, self._run, job, left)] = job, time.monotonic()

    def _take(self, until: Until) -> Job | None:
        """Lease the next job; None when none may run. When another worker was faster, the next one is tried."""
        for _ in range(TRIES):
            now = self.now()
            jobs = job_queue.list_jobs(self.workspace.store)
            if until is Until.ONCE:
                jobs = tuple(job for job in jobs if is_leased(job, now) or (job.kind, job.target) not in self._begun)
            chosen = choose(jobs, self._configs(), now, one_a_host=_ONE_A_HOST)
            if chosen is None:
                return None
            if taken := job_queue.take(self.workspace.store, chosen, self._holder, now, LEASE_S):
                return taken
        return None

    def _run(self, job: Job) -> Report:
        config = self._configs()[job.target]

        def watch(done: int, total: int | None, note: str = "") -> None:
            logger.debug("%s %s: %s of %s %s", job.kind, job.target, done, total, note)
            if self._stopping or is_quiet(config, self.now()):
                raise _Stopped

        try:
            return run_kind(KINDS[job.kind], self.workspace, config, watch)
        except _Stopped:
            reason = "asked to stop" if self._stopping else "its quiet hours began"
            return Report(Ending.STOPPED, f"{reason}; it goes on from there")

    def _collect(self) -> bool:
        """Wait a tick for jobs to end, and write down how they did; tell whether one has."""
        if not self._running:
            time.sleep(TICK_S)
            return False
        finished = wait(self._running, TICK_S, FIRST_COMPLETED).done
        for future in finished:
            done = future.result()
            self.defects += done.defect
            self._finish(future, done.outcome or Report(Ending.FAILED, done.trouble))
        return bool(finished)

    def _finish(self, future: Future[Done[Job, Report]], report: Report) -> None:
        store, now = self.workspace.store, self.now()
        job, began = self._running[future]
        kind, config = KINDS[job.kind], self._configs()[job.target]
        after = ended(job, config, report.ending, report.said, now, periodic=kind.periodic)
        with self._lock:
            del self._running[future]
            job_queue.finish(store, after, self._holder)
        self.endings.append(report.ending)
        if kind.entails and report.account and self.workspace.settings.assess_after_harvest:
            job_queue.ask_for(store, kind.entails, job.target, now)
        self.on_event(after, report, time.monotonic() - began)

    def _leave(self) -> None:
        """Let what is under way come to its next page; after a while leave it behind and free its lease."""
        until = time.monotonic() + GRACE_S
        while self._running and time.monotonic() < until:
            self._collect()
        slow = tuple(self._running)
        for future in slow:
            self._finish(future, Report(Ending.STOPPED, "left waiting for a slow host; it goes on from there"))
        if slow:
            raise _Stopped

    def _renew_leases(self) -> None:
        with self._lock:
            for job, _ in self._running.values():
                if not job_queue.renew(self.workspace.store, job, self._holder, self.now(), LEASE_S):
                    logger.warning("another process took the lease of %s %s", job.kind, job.target)


@contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    """Renew leases from a thread of its own: a job may be busy with one page for longer than a lease lasts."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(LEASE_S / 3):
            try:
                beat()
            except FairsvcError as error:
                logger.warning("the leases could not be renewed: %s", error)

    thread = threading.Thread(target=run, name="fairsvc-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
