"""Assessments: one letter for each outcome; a row for each new evidence or new rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from fairsvc.model.assessment import Assessment, Result
from fairsvc.model.check import Outcome
from fairsvc.store.codec import NAMES, POINTS, SCORES
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import PID, load_memory
from fairsvc.store.tables import assessment, item, outcome_layout

_BATCH = 500
_LETTERS: dict[Outcome | None, str] = {
    Outcome.PASS: "p",
    Outcome.FAIL: "f",
    Outcome.INDETERMINATE: "i",
    Outcome.NOT_APPLICABLE: "n",
    None: "-",
}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}
_SAME = ("evidence_digest", "extractor_version", "rules")


def save_assessments(store: Store, assessments: Sequence[Assessment]) -> int:
    """Store assessments; one that repeats the last of its PID and metric set is not kept. Return how many were."""
    with store.writing() as connection:
        return insert_assessments(connection, assessments)


def insert_assessments(connection: Connection, assessments: Sequence[Assessment]) -> int:
    """Store assessments within a transaction that is open; none of a dataset that was forgotten meanwhile."""
    memory = load_memory(connection)
    held = [one for one in assessments if not memory.knows(PID, one.pid)]
    fresh = _without_repeats(connection, held)
    layouts: dict[tuple[bytes, bytes], int] = {}
    rows = []
    for one in fresh:
        layout = _layout(one)
        if layout not in layouts:
            layouts[layout] = _layout_number(connection, layout)
        rows.append(_row(one, layouts[layout]))
    if rows:
        connection.execute(insert(assessment), rows)
    return len(rows)


def iter_assessments(store: Store, source_name: str, metric_set: str) -> Iterator[Assessment]:
    """Yield the last assessment by this metric set (`id@version`) of each of the source's live PIDs, ordered by PID."""
    after = ""
    while True:
        pids = (
            select(item.c.pid)
            .where(item.c.source == source_name, item.c.deleted.is_(False), item.c.pid > after)
            .distinct()
            .order_by(item.c.pid)
            .limit(_BATCH)
            .subquery()
        )
        with store.reading() as connection:
            rows = connection.execute(_newest(pids, metric_set)).all()
            last = connection.execute(select(func.max(pids.c.pid))).scalar()
        for row in rows:
            yield _read(row)
        if last is None:
            return
        after = last


def iter_history(store: Store, pid: str, metric_set: str) -> Iterator[Assessment]:
    """Yield every kept assessment of the PID by this metric set, the oldest first."""
    chosen = (assessment.c.pid == pid, assessment.c.metric_set == metric_set)
    with store.reading() as connection:
        rows = connection.execute(_joined().where(*chosen).order_by(assessment.c.id)).all()
    return map(_read, rows)


def _without_repeats(connection: Connection, assessments: Sequence[Assessment]) -> list[Assessment]:
    last: dict[tuple[str, str], tuple[Any, ...]] = {}
    ordered = sorted(assessments, key=lambda one: one.metric_set)
    for metric_set, group in groupby(ordered, key=lambda one: one.metric_set):
        last |= _load_last(connection, metric_set, sorted({one.pid for one in group}))
    fresh = []
    for one in assessments:
        facts = tuple(getattr(one, name) for name in _SAME)
        if last.get((one.pid, one.metric_set)) != facts:
            fresh.append(one)
            last[one.pid, one.metric_set] = facts
    return fresh


def _load_last(connection: Connection, metric_set: str, pids: Sequence[str]) -> dict[tuple[str, str], tuple[Any, ...]]:
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    columns = (assessment.c.pid, *(assessment.c[name] for name in _SAME))
    for start in range(0, len(pids), _BATCH):
        newest = (
            select(func.max(assessment.c.id))
            .where(assessment.c.metric_set == metric_set, assessment.c.pid.in_(pids[start : start + _BATCH]))
            .group_by(assessment.c.pid)
        )
        for row in connection.execute(select(*columns).where(assessment.c.id.in_(newest))):
            found[row.pid, metric_set] = tuple(row)[1:]
    return found


def _layout(one: Assessment) -> tuple[bytes, bytes]:
    return _names(tuple(check for check, _ in one.checks)), _names(tuple(result.indicator for result in one.results))


@lru_cache(maxsize=64)
def _names(ids: tuple[str, ...]) -> bytes:
    return NAMES.write(ids)


def _layout_number(connection: Connection, layout: tuple[bytes, bytes]) -> int:
    sha256 = hashlib.sha256(b"\n".join(layout)).hexdigest()
    found = connection.execute(select(outcome_layout.c.id).where(outcome_layout.c.sha256 == sha256)).scalar()
    if found is None:
        row = {"sha256": sha256, "checks": layout[0], "indicators": layout[1]}
        found = connection.execute(insert(outcome_layout).values(row).returning(outcome_layout.c.id)).scalar_one()
    return int(found)


def _row(one: Assessment, layout: int) -> dict[str, Any]:
    points = tuple((result.earned, result.points, result.maturity) for result in one.results)
    return {
        "pid": one.pid,
        "metric_set": one.metric_set,
        "evidence_digest": one.evidence_digest,
        "extractor_version": one.extractor_version,
        "rules": one.rules,
        "outcome_layout": layout,
        "checks": "".join(_LETTERS[outcome] for _, outcome in one.checks),
        "results": "".join(_LETTERS[result.outcome] for result in one.results),
        "points": POINTS.pack(points) if any(point != (None, None, None) for point in points) else None,
        "scores": SCORES.pack(one.scores),
        "software_version": one.software_version,
        "assessed_at": one.assessed_at,
    }


def _joined() -> Select[Any]:
    names = (outcome_layout.c.checks.label("check_ids"), outcome_layout.c.indicators.label("indicator_ids"))
    return select(assessment, *names).join(outcome_layout, outcome_layout.c.id == assessment.c.outcome_layout)


def _newest(pids: Any, metric_set: str) -> Select[Any]:
    other = assessment.alias()
    newest = select(func.max(other.c.id)).where(other.c.metric_set == metric_set, other.c.pid == pids.c.pid)
    return _joined().join(pids, assessment.c.id == newest.scalar_subquery()).order_by(assessment.c.pid)


@lru_cache(maxsize=64)
def _ids(data: bytes) -> tuple[str, ...]:
    return NAMES.read(data)


def _read(row: Row[Any]) -> Assessment:
    outcomes = tuple(_OUTCOMES[letter] for letter in row.results)
    points = POINTS.unpack(row.points) if row.points is not None else ((None, None, None),) * len(outcomes)
    checks = zip(_ids(row.check_ids), (_OUTCOMES[letter] for letter in row.checks), strict=True)
    results = zip(_ids(row.indicator_ids), outcomes, points, strict=True)
    return Assessment(
        pid=row.pid,
        metric_set=row.metric_set,
        evidence_digest=row.evidence_digest,
        extractor_version=row.extractor_version,
        rules=row.rules,
        checks=tuple((check, outcome) for check, outcome in checks if outcome is not None),
        results=tuple(Result(indicator, outcome, *point) for indicator, outcome, point in results),
        scores=SCORES.unpack(row.scores),
        software_version=row.software_version,
        assessed_at=row.assessed_at,
    )
