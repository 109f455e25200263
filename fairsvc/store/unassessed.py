"""Which datasets have no evidence yet, or changed since it was gathered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from fairsvc.store.connection import Store
from fairsvc.store.tables import evidence, item, page, run

_BATCH = 500


def iter_unassessed(store: Store, source_name: str) -> Iterator[str]:
    """Yield the PIDs of the source's live records without evidence as new as the record, in order."""
    fetched_at = _fetch_times(store, source_name)
    after = ""
    while True:
        with store.reading() as connection:
            rows = connection.execute(_next(source_name, after)).all()
        for row in rows:
            if row.gathered_at is None or row.gathered_at < fetched_at[row.page]:
                yield row.pid
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
        select(item.c.pid, func.max(item.c.page).label("page"), newest.label("gathered_at"))
        .where(item.c.source == source_name, item.c.deleted.is_(False), item.c.pid > after)
        .group_by(item.c.pid)
        .order_by(item.c.pid)
        .limit(_BATCH)
    )
