"""The judgements of a source as they stood at several instants, in one pass and in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from fairsvc.model.judgement import Judgement
from fairsvc.store.connection import Store
from fairsvc.store.judgements import JUDGEMENTS, JudgementReader
from fairsvc.store.tables import item, item_version, judgement, page

_BATCH = 500

Standings = tuple[Judgement | None, ...]


def iter_judgements_at(store: Store, source_name: str, instants: Sequence[datetime]) -> Iterator[Standings]:
    """Yield, in order of PID, the newest judgement of each dataset at each instant.

    None stands where there was none yet, and where no record named the dataset any more. A judgement that stood at
    several instants is the same object.
    """
    read, gone_at, after = JudgementReader(store), _GoneTimes(store, source_name), ""
    while pids := _pids_after(store, source_name, after):
        yield from _standings(store, read, pids, gone_at.find(pids), instants)
        after = pids[-1]


def _standings(
    store: Store,
    read: JudgementReader,
    pids: Sequence[str],
    gone_at: Mapping[str, datetime],
    instants: Sequence[datetime],
) -> Iterator[Standings]:
    chosen = _choose(store, pids, gone_at, instants)
    wanted = sorted({number for numbers in chosen.values() for number in numbers if number})
    held: dict[int, Judgement] = {}
    for start in range(0, len(wanted), _BATCH):
        numbers = wanted[start : start + _BATCH]
        statement = JUDGEMENTS.add_columns(judgement.c.id).where(judgement.c.id.in_(numbers))
        with store.reading() as connection:
            rows = connection.execute(statement).all()
        held |= {row.id: read(row) for row in rows}
    for pid in pids:
        if any(chosen.get(pid, [])):
            yield tuple(held.get(number) for number in chosen[pid])


def _choose(
    store: Store, pids: Sequence[str], gone_at: Mapping[str, datetime], instants: Sequence[datetime]
) -> dict[str, list[int]]:
    """Find, in the index alone, the number of each PID's judgement that stood at each instant; 0 is none."""
    chosen: dict[str, list[int]] = {}
    columns = select(judgement.c.pid, judgement.c.id, judgement.c.assessed_at)
    with store.reading() as connection:
        rows = connection.execute(columns.where(judgement.c.pid.in_(pids)).order_by(judgement.c.pid, judgement.c.id))
        for pid, number, assessed_at in rows:
            numbers, gone = chosen.setdefault(pid, [0] * len(instants)), gone_at.get(pid)
            for place, instant in enumerate(instants):
                if assessed_at <= instant and (gone is None or gone > instant):
                    numbers[place] = number
    return chosen


def _pids_after(store: Store, source_name: str, after: str) -> list[str]:
    """List the next PIDs, whose records live or not: each list is in the order of the index."""
    found: set[str] = set()
    with store.reading() as connection:
        for deleted in (False, True):
            named = (item.c.source == source_name, item.c.deleted.is_(deleted), item.c.pid > after)
            pids = select(item.c.pid).where(*named).distinct().order_by(item.c.pid).limit(_BATCH)
            found.update(connection.execute(pids).scalars())
    return sorted(found)[:_BATCH]


class _GoneTimes:
    """Tells since when no live record of the source names a dataset; a page's time is read once."""

    def __init__(self, store: Store, source_name: str) -> None:
        self._store, self._source = store, source_name
        self._pages: dict[int, datetime] = {}

    def find(self, pids: Sequence[str]) -> dict[str, datetime]:
        of_source = (item.c.source == self._source, item.c.pid.in_(pids))
        live = select(item.c.pid).where(*of_source, item.c.deleted.is_(False))
        last = (
            select(item.c.pid, func.max(item_version.c.page))
            .join(item_version, item_version.c.item == item.c.id)
            .where(*of_source, item.c.pid.not_in(live), item_version.c.deleted.is_(True))
            .group_by(item.c.pid)
        )
        with self._store.reading() as connection:
            pages = {pid: number for pid, number in connection.execute(last)}  # noqa: C416 - rows are no pairs to mypy
        return {pid: self._time(number) for pid, number in pages.items()}

    def _time(self, number: int) -> datetime:
        if number not in self._pages:
            with self._store.reading() as connection:
                time = select(page.c.fetched_at).where(page.c.id == number)
                self._pages[number] = connection.execute(time).scalar_one()
        return self._pages[number]
