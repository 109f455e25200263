"""When a job is due, and which comes next: pure decisions over what the clock says.

The clock may be set while nobody looks. A due time or lease that lies further ahead than any could was written under a
clock that was wrong: it holds nothing back.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from fairsvc.model.harvest import SourceConfig
from fairsvc.model.quiet import is_quiet
from fairsvc.store.job_queue import Job

LEASE_S = 60.0
DAY_S = 86_400
# What an interval is stretched or shortened by, at most.
JITTER = 0.05


class Ending(StrEnum):
    """How a job ended; `stopped` and `busy` are no failure: we were asked to stop, or another process is at it."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    BUSY = "busy"
    STOPPED = "stopped"


# The first pause after an ending; each further failure doubles it.
_PAUSE_S = {Ending.INCOMPLETE: 300.0, Ending.FAILED: 600.0, Ending.BUSY: 60.0, Ending.STOPPED: 0.0}


def spread(text: str) -> float:
    """Spread texts evenly over 0 to 1, the same on every machine."""
    return zlib.crc32(text.encode()) / 2**32


def ended(job: Job, config: SourceConfig, ending: Ending, said: str, now: datetime, *, periodic: bool) -> Job:
    """Decide what becomes of a job that has ended: when it is due again, and how many failures lie in a row."""
    failed = ending in (Ending.INCOMPLETE, Ending.FAILED)
    attempts = job.attempts + 1 if failed else 0 if ending is Ending.DONE else job.attempts
    if ending is Ending.DONE:
        started_at = min(job.last_started_at or now, now)
        due_at = _next_interval(config, started_at, now) if periodic else None
    else:
        due_at = now + timedelta(seconds=_pause_s(config, ending, attempts))
    return replace(job, due_at=due_at, attempts=attempts, last_ending=ending, last_said=said, last_ended_at=now)


def choose(
    jobs: Iterable[Job], configs: Mapping[str, SourceConfig], now: datetime, *, one_a_host: frozenset[str] = frozenset()
) -> Job | None:
    """Choose the job that has waited longest of those that may run now; None when none may.

    A target is worked on by one job at a time; of the kinds `one_a_host`, a host by one.
    """
    known = [job for job in jobs if job.target in configs]
    leased = [job for job in known if is_leased(job, now)]
    targets = {job.target for job in leased}
    hosts = {configs[job.target].host for job in leased if job.kind in one_a_host}
    ready = [
        (job.due_at, job.kind, job.target, job)
        for job in known
        if job.due_at is not None
        and job.target not in targets
        and (job.kind not in one_a_host or configs[job.target].host not in hosts)
        and ready_at(job, configs[job.target], now) == now
    ]
    return min(ready, key=lambda entry: entry[:3])[3] if ready else None


def ready_at(job: Job, config: SourceConfig, now: datetime) -> datetime | None:
    """Say when the job may run, now at the earliest: it must be due, and its source not be in quiet hours."""
    if job.due_at is None:
        return None
    due_at = now if job.due_at - now > 2 * _longest_wait(config) else max(job.due_at, now)
    return is_quiet(config, due_at) or due_at


def is_leased(job: Job, now: datetime) -> bool:
    """Tell whether somebody works on it; a lease that nobody renews ends."""
    if not job.lease_holder or job.lease_until is None:
        return False
    return now < job.lease_until <= now + timedelta(seconds=2 * LEASE_S)


def first_due(config: SourceConfig, harvested_at: datetime | None, now: datetime) -> datetime:
    """Say when a source that is new to the queue is due: an interval after its last harvest, or at once."""
    return _next_interval(config, harvested_at, now) if harvested_at else now


def _next_interval(config: SourceConfig, started_at: datetime, now: datetime) -> datetime:
    stretch = 1 + JITTER * (2 * spread(f"{config.name} {started_at:%Y-%m-%d}") - 1)
    return max(started_at + timedelta(seconds=config.interval_s * stretch), now)


def _pause_s(config: SourceConfig, ending: Ending, attempts: int) -> float:
    first_s = _PAUSE_S[ending]
    if ending not in (Ending.INCOMPLETE, Ending.FAILED):
        return first_s
    grown_s = first_s * 2.0 ** min(attempts - 1, 16) * (1 + JITTER * spread(config.name))
    return min(grown_s, DAY_S, max(config.interval_s, first_s))


def _longest_wait(config: SourceConfig) -> timedelta:
    return timedelta(seconds=max(config.interval_s * (1 + JITTER), DAY_S))
