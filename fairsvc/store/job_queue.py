"""The queue of jobs: what is due when, and who holds it by a lease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, insert, or_, select, update

from fairsvc.store.codec import column_text
from fairsvc.store.connection import Store
from fairsvc.store.holders import has_died
from fairsvc.store.tables import job


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work on one target; `due_at` None means when somebody asks. `attempts` counts failures in a row."""

    kind: str
    target: str
    due_at: datetime | None
    lease_holder: str = ""
    lease_until: datetime | None = None
    heartbeat_at: datetime | None = None
    attempts: int = 0
    last_ending: str = ""
    last_said: str = ""
    last_started_at: datetime | None = None
    last_ended_at: datetime | None = None


def plan_jobs(store: Store, kind: str, due: Mapping[str, datetime | None]) -> None:
    """Add the jobs that the queue does not have yet; those it has stay as they are."""
    with store.writing() as connection:
        held = set(connection.execute(select(job.c.target).where(job.c.kind == kind)).scalars())
        rows = [_new(kind, target, due_at) for target, due_at in due.items() if target not in held]
        if rows:
            connection.execute(insert(job), rows)


def ask_for(store: Store, kind: str, target: str, due_at: datetime) -> None:
    """Let the job be due then, or earlier when it already is; one under way is due again afterwards."""
    with store.writing() as connection:
        known = (job.c.kind == kind, job.c.target == target)
        later = or_(job.c.due_at.is_(None), job.c.due_at > due_at, job.c.lease_holder != "")
        connection.execute(update(job).where(*known, later).values(due_at=due_at))
        if not connection.execute(select(exists().where(*known))).scalar():
            connection.execute(insert(job), _new(kind, target, due_at))


def list_jobs(store: Store) -> tuple[Job, ...]:
    """List all jobs, by kind and target."""
    with store.reading() as connection:
        return tuple(Job(*row) for row in connection.execute(select(job).order_by(job.c.kind, job.c.target)))


def free_leases_of_the_dead(store: Store) -> None:
    """End the leases of processes of this machine that were killed, so that nobody waits for them."""
    dead = {held.lease_holder for held in list_jobs(store) if held.lease_holder and has_died(held.lease_holder)}
    if dead:
        with store.writing() as connection:
            connection.execute(update(job).where(job.c.lease_holder.in_(dead)).values(_FREE))


def take(store: Store, seen: Job, holder: str, now: datetime, lease_s: float) -> Job | None:
    """Lease the job when it still is as it was seen, and nobody works on its target; None when another was faster.

    It is due now at the latest, so that what `finish` finds to be due later was asked for meanwhile.
    """
    other = job.alias()
    busy = exists().where(other.c.target == job.c.target, other.c.kind != job.c.kind, _leased(other, now, lease_s))
    unchanged = and_(job.c.lease_holder == seen.lease_holder, job.c.due_at == seen.due_at)
    due_at = None if seen.due_at is None else min(seen.due_at, now)
    lease = {**_lease(now, lease_s), "lease_holder": holder, "last_started_at": now, "due_at": due_at}
    with store.writing() as connection:
        taken = connection.execute(update(job).where(_is(seen), unchanged, ~busy).values(lease)).rowcount
    return replace(seen, **lease) if taken else None


def renew(store: Store, held: Job, holder: str, now: datetime, lease_s: float) -> bool:
    """Move the lease's end; one that was freed meanwhile is taken back. False when another process has it now."""
    ours = job.c.lease_holder.in_((holder, ""))
    lease = {**_lease(now, lease_s), "lease_holder": holder}
    with store.writing() as connection:
        return bool(connection.execute(update(job).where(_is(held), ours).values(lease)).rowcount)


def finish(store: Store, ended: Job, holder: str) -> bool:
    """Write down how the job ended, and free it; False when another process has it now.

    What was asked for while it ran stands: the earlier of that and the job's own `due_at`.
    """
    ours = job.c.lease_holder.in_((holder, ""))
    values = {
        "attempts": ended.attempts,
        "last_ending": ended.last_ending,
        "last_said": column_text(ended.last_said),
        "last_ended_at": ended.last_ended_at,
    }
    with store.writing() as connection:
        found = connection.execute(select(job.c.due_at, job.c.last_started_at).where(_is(ended), ours)).first()
        if found is None:
            return False
        asked_meanwhile = found.due_at is not None and found.due_at > found.last_started_at
        due = min((at for at in (ended.due_at, found.due_at if asked_meanwhile else None) if at), default=None)
        connection.execute(update(job).where(_is(ended), ours).values({**values, **_FREE, "due_at": due}))
    return True


_FREE = {"lease_holder": "", "lease_until": None, "heartbeat_at": None}


def _is(one: Job) -> Any:
    return and_(job.c.kind == one.kind, job.c.target == one.target)


def _lease(now: datetime, lease_s: float) -> dict[str, Any]:
    return {"lease_until": now + timedelta(seconds=lease_s), "heartbeat_at": now}


def _leased(table: Any, now: datetime, lease_s: float) -> Any:
    """Tell a lease that holds; one that ends later than any lease can was written under a clock that was wrong."""
    return table.c.lease_until.between(now, now + timedelta(seconds=2 * lease_s))


def _new(kind: str, target: str, due_at: datetime | None) -> dict[str, Any]:
    texts = {"lease_holder": "", "last_ending": "", "last_said": ""}
    return {"kind": kind, "target": target, "due_at": due_at, "attempts": 0, **texts}
