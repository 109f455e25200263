"""What the store amounts to, in numbers, for whoever watches it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from fairsvc.model.harvest import RunState
from fairsvc.store.connection import Store
from fairsvc.store.job_queue import Job, list_jobs
from fairsvc.store.runs import SourceSummary, list_sources
from fairsvc.store.tables import forgotten, quarantine, run, window

BySource = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by (source, state) or by source; `verified_at` lacks the sources that never were."""

    sources: tuple[SourceSummary, ...]
    runs: BySource
    windows: BySource
    verified_at: Mapping[str, datetime]
    quarantined: Mapping[str, int]
    jobs: tuple[Job, ...]
    forgotten: int
    store_bytes: int
    evidence_bytes: int


def read_figures(store: Store) -> Figures:
    """Count; `windows` are those of each source's last run, `quarantined` what no later run has read."""
    sources, jobs = list_sources(store), list_jobs(store)
    with store.reading() as connection:
        return Figures(
            sources=sources,
            runs=_pairs(
                connection, select(run.c.source, run.c.state, func.count()).group_by(run.c.source, run.c.state)
            ),
            windows=_count_windows(connection),
            verified_at=_read_verified(connection),
            quarantined=_count_quarantined(connection),
            jobs=jobs,
            forgotten=int(connection.execute(select(func.count()).select_from(forgotten)).scalar_one()),
            store_bytes=_size_bytes(Path(store.where)) + _size_bytes(Path(f"{store.where}-wal")),
            evidence_bytes=_size_bytes(store.evidence_folder),
        )


def _pairs(connection: Connection, statement: Any) -> dict[tuple[str, str], int]:
    return {(source, state): count for source, state, count in connection.execute(statement)}


def _count_windows(connection: Connection) -> dict[tuple[str, str], int]:
    last = select(func.max(run.c.id)).group_by(run.c.source)
    counted = select(run.c.source, window.c.state, func.count()).join(window, window.c.run == run.c.id)
    return _pairs(connection, counted.where(run.c.id.in_(last)).group_by(run.c.source, window.c.state))


def _read_verified(connection: Connection) -> dict[str, datetime]:
    verified = run.c.state == RunState.VERIFIED.value
    statement = select(run.c.source, func.max(run.c.ended_at)).where(verified).group_by(run.c.source)
    return {source: at for source, at in connection.execute(statement) if at is not None}


def _count_quarantined(connection: Connection) -> dict[str, int]:
    statement = select(quarantine.c.source, func.count()).where(quarantine.c.resolved_run.is_(None))
    counted = connection.execute(statement.group_by(quarantine.c.source))
    return {source: count for source, count in counted}  # noqa: C416 - rows are no pairs to mypy


def _size_bytes(path: Path) -> int:
    """Add up a file, or the files of a folder; what vanishes meanwhile counts nothing."""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).stat().st_size
            except FileNotFoundError:
                continue
    return total
