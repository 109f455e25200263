"""Runs of assessments: which PIDs, in which order, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from fairsvc.model.judgement import AssessmentRun, Rulebook, RunKind
from fairsvc.store.connection import Store
from fairsvc.store.rulebooks import rulebook_number
from fairsvc.store.tables import assessment_run, assessment_task, rulebook

_BATCH = 500


def start_assessment_run(
    store: Store, source_name: str, pids: Iterable[str], started_at: datetime, *, selection: str = ""
) -> int:
    """Open an assessment of these PIDs, in this order; return the run's number.

    `selection` are the options that chose them, empty when they are all of the source.
    """
    remaining = enumerate(pids)
    with store.writing() as connection:
        number = _start(connection, source_name, started_at, RunKind.GATHERED, selection=selection)
        while batch := list(islice(remaining, _BATCH)):
            rows = [{"assessment_run": number, "position": n, "pid": pid, "done": False} for n, pid in batch]
            connection.execute(insert(assessment_task), rows)
    return number


def start_stored_run(store: Store, source_name: str, started_at: datetime, rules: Rulebook, software: str) -> int:
    """Open an assessment of what the store holds, or find the source's last one by these rules that was cut."""
    with store.writing() as connection:
        last = connection.execute(_last(source_name, RunKind.STORED)).first()
        if last is not None and last.ended_at is None and last.digest == rules.digest:
            return int(last.id)
        number = rulebook_number(connection, rules)
        return _start(connection, source_name, started_at, RunKind.STORED, rulebook=number, software=software)


def describe_assessment_run(store: Store, run_id: int, depth: str, rules: Rulebook, software: str) -> None:
    """Note how deep and by which rules the run goes on: one that was cut may have begun otherwise."""
    with store.writing() as connection:
        values = {"depth": depth, "rulebook": rulebook_number(connection, rules), "software": software}
        connection.execute(update(assessment_run).where(assessment_run.c.id == run_id).values(values))


def list_assessment_runs(store: Store, source_name: str = "") -> tuple[AssessmentRun, ...]:
    """List the assessments of the source, or of all, the first first."""
    statement = _SELECT.order_by(assessment_run.c.id)
    if source_name:
        statement = statement.where(assessment_run.c.source == source_name)
    with store.reading() as connection:
        return tuple(_read(row) for row in connection.execute(statement))


def find_unfinished_assessment(store: Store, source_name: str) -> AssessmentRun | None:
    """Find the source's last assessment that gathers when nothing closed it."""
    with store.reading() as connection:
        row = connection.execute(_last(source_name, RunKind.GATHERED)).first()
    return _read(row) if row is not None and row.ended_at is None else None


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


def close_assessment_run(store: Store, run_id: int, ended_at: datetime, datasets: int | None = None) -> None:
    """End the assessment, with the number of datasets it came to; what is not done stays undone."""
    values = {"ended_at": ended_at, "datasets": datasets}
    with store.writing() as connection:
        connection.execute(update(assessment_run).where(assessment_run.c.id == run_id).values(values))


def _start(
    connection: Connection, source_name: str, started_at: datetime, kind: RunKind, **described: int | str
) -> int:
    values = {"source": source_name, "started_at": started_at, "kind": kind.value, **described}
    return int(connection.execute(insert(assessment_run).values(values).returning(assessment_run.c.id)).scalar_one())


_SELECT: Select[Any] = select(assessment_run, rulebook.c.digest).outerjoin(
    rulebook, rulebook.c.id == assessment_run.c.rulebook
)


def _last(source_name: str, kind: RunKind) -> Select[Any]:
    of_kind = (assessment_run.c.source == source_name, assessment_run.c.kind == kind.value)
    return _SELECT.where(*of_kind).order_by(assessment_run.c.id.desc()).limit(1)


def _read(row: Any) -> AssessmentRun:
    return AssessmentRun(
        row.id,
        row.source,
        RunKind(row.kind),
        row.depth,
        row.digest or "",
        row.software,
        row.started_at,
        row.ended_at,
        row.datasets,
        row.selection,
    )


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
