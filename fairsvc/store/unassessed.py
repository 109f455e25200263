"""Which datasets have no evidence yet, changed since it was gathered, or have old evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select

from fairsvc.model.exchange import PASSING_STATUSES
from fairsvc.model.step import HANDLE, PAGE, REGISTRY
from fairsvc.store.connection import Store
from fairsvc.store.tables import evidence, exchange, item, page, run

_BATCH = 500
# Without an answer of these, most of what a dataset offers is open.
_VITAL = (PAGE, HANDLE, REGISTRY)


def iter_unassessed(
    store: Store,
    source_name: str,
    *,
    changed: bool = True,
    gathered_before: datetime | None = None,
    unread_before: datetime | None = None,
) -> Iterator[str]:
    """Yield the PIDs of the source's live records that are to be looked at, in order.

    `changed` are those without evidence as new as the record, and those of which page, handle or registry gave no
    answer, unless that was at `unread_before` or later; `gathered_before` adds those whose evidence is older.
    """
    fetched_at = _fetch_times(store, source_name) if changed else {}
    for row in _iter_newest(store, source_name):
        is_stale = row.gathered_at is not None and gathered_before is not None and row.gathered_at < gathered_before
        if is_stale or (changed and (_is_new(row, fetched_at) or _is_unread(row, unread_before))):
            yield row.pid


def _is_new(row: Row[Any], fetched_at: Mapping[int, datetime]) -> bool:
    return row.gathered_at is None or row.gathered_at < fetched_at[row.page]


def _is_unread(row: Row[Any], before: datetime | None) -> bool:
    return row.unread and (before is None or row.gathered_at < before)


def _iter_newest(store: Store, source_name: str) -> Iterator[Row[Any]]:
    after = ""
    while True:
        with store.reading() as connection:
            rows = connection.execute(_next(source_name, after)).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].pid


def _fetch_times(store: Store, source_name: str) -> dict[int, datetime]:
    """Read each page's time once: a row lies behind its body, which a join would walk through for every record."""
    pages = select(page.c.id, page.c.fetched_at).join(run, run.c.id == page.c.run).where(run.c.source == source_name)
    with store.reading() as connection:
        return {number: at for number, at in connection.execute(pages)}  # noqa: C416 - rows are no pairs to mypy


def _next(source_name: str, after: str) -> Select[Any]:
    newest = select(func.max(evidence.c.gathered_at)).where(evidence.c.pid == item.c.pid).scalar_subquery()
    return (
        select(item.c.pid, func.max(item.c.page).label("page"), newest.label("gathered_at"), _unread().label("unread"))
        .where(item.c.source == source_name, item.c.deleted.is_(False), item.c.pid > after)
        .group_by(item.c.pid)
        .order_by(item.c.pid)
        .limit(_BATCH)
    )


def _unread() -> ColumnElement[bool]:
    """Tell whether a vital exchange of the newest evidence was inconclusive; a failure has no status."""
    last = select(func.max(evidence.c.id)).where(evidence.c.pid == item.c.pid).correlate(item).scalar_subquery()
    steps = literal(" ") + exchange.c.steps + " "
    vital = or_(*(steps.contains(f" {step.name} ", autoescape=True) for step in _VITAL))
    status = exchange.c.status
    inconclusive = or_(status.is_(None), status >= 500, status.in_(PASSING_STATUSES))
    return select(exchange.c.evidence).where(exchange.c.evidence == last, vital, inconclusive).exists()
