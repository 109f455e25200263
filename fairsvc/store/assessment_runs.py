"""Runs of assessments: which PIDs, in which order, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import func, insert, select, update

from fairsvc.store.connection import Store
from fairsvc.store.tables import assessment_run, assessment_task

_BATCH = 500


def start_assessment_run(store: Store, source_name: str, pids: Iterable[str], started_at: datetime) -> int:
    """Open an assessment of these PIDs, in this order; return the run's number."""
    remaining = enumerate(pids)
    with store.writing() as connection:
        values = {"source": source_name, "started_at": started_at}
        number = int(
            connection.execute(insert(assessment_run).values(values).returning(assessment_run.c.id)).scalar_one(),
        )
        while batch := list(islice(remaining, _BATCH)):
            rows = [{"assessment_run": number, "position": n, "pid": pid, "done": False} for n, pid in batch]
            connection.execute(insert(assessment_task), rows)
    return number


def find_unfinished_assessment(store: Store, source_name: str) -> int | None:
    """Find the source's last assessment when nothing closed it."""
    statement = (
        select(assessment_run.c.id, assessment_run.c.ended_at)
        .where(assessment_run.c.source == source_name)
        .order_by(assessment_run.c.id.desc())
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(statement).first()
    return int(row.id) if row is not None and row.ended_at is None else None


def iter_pending(store: Store, run_id: int) -> Iterator[str]:
    """Yield the run's PIDs that are not done, in their order."""
    return _iter_tasks(store, run_id, done=False)


def iter_done(store: Store, run_id: int) -> Iterator[str]:
    """Yield the run's PIDs that are done, in their order."""
    return _iter_tasks(store, run_id, done=True)


def load_started_at(store: Store, run_id: int) -> datetime:
    """Tell when the assessment was opened."""
    statement = select(assessment_run.c.started_at).where(assessment_run.c.id == run_id)
    with store.reading() as connection:
        started_at: datetime = connection.execute(statement).scalar_one()
    return started_at


def count_tasks(store: Store, run_id: int) -> tuple[int, int]:
    """Count what the assessment has to do: done, and all."""
    statement = select(func.count().filter(assessment_task.c.done), func.count()).where(
        assessment_task.c.assessment_run == run_id,
    )
    with store.reading() as connection:
        done, total = connection.execute(statement).one()
    return int(done), int(total)


def close_assessment_run(store: Store, run_id: int, ended_at: datetime) -> None:
    """End the assessment; what is not done stays undone."""
    with store.writing() as connection:
        connection.execute(update(assessment_run).where(assessment_run.c.id == run_id).values(ended_at=ended_at))


def _iter_tasks(store: Store, run_id: int, *, done: bool) -> Iterator[str]:
    task, after = assessment_task.c, -1
    while True:
        statement = (
            select(task.position, task.pid)
            .where(task.assessment_run == run_id, task.done.is_(done), task.position > after)
            .order_by(task.position)
            .limit(_BATCH)
        )
        with store.reading() as connection:
            rows = connection.execute(statement).all()
        yield from (row.pid for row in rows)
        if len(rows) < _BATCH:
            return
        after = rows[-1].position
