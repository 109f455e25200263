"""Evidence: bytes to the WARC first, then its index, views and assessments in one transaction."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from fairsvc.errors import NotFound, StoreUnusable, Unreadable
from fairsvc.formats.warc import as_archived, iter_exchanges, write_archived
from fairsvc.model.evidence import KEPT_HEADERS, Evidence
from fairsvc.model.exchange import Exchange, Hop
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.store.codec import EVIDENCE, column_text
from fairsvc.store.compression import damaged
from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.forgetting import PID, load_memory, read_memory
from fairsvc.store.judgements import insert_judgements, retell_judgements
from fairsvc.store.tables import alteration, assessment_task, evidence, exchange, item, warc_file
from fairsvc.store.warc_files import Place

_BATCH = 500
_MAX_URL = 4000
_INSERT = insert(evidence).returning(evidence.c.id)


@dataclass(frozen=True, slots=True)
class StoredExchange:
    """One line of the WARC index; `place` is None when there were no bytes to keep."""

    steps: tuple[str, ...]
    url: str
    status: int | None
    body_sha256: str
    place: Place | None


def save_evidence(
    store: Store,
    gathered: Sequence[Evidence],
    software: str,
    *,
    judgements: Sequence[Judgement] = (),
    rules: Rulebook | None = None,
    run: int | None = None,
) -> tuple[int, ...]:
    """Store evidence and what was judged of it by the rules; return the numbers.

    `run` marks the PIDs done in that assessment. Views and digest are of the exchanges as archived: without secrets. A
    crash before the end leaves at most bytes in the WARC that no index names. What was forgotten while it was gathered
    is not stored. Raises StoreUnusable.
    """
    memory = read_memory(store)
    gathered = [_as_archived(one) for one in gathered if not memory.knows(PID, str(one.pid))]
    places = _append(store, gathered, software)
    with store.writing() as connection:
        memory = load_memory(connection)
        files = _file_numbers(connection, places)
        held = [(order, one) for order, one in enumerate(gathered) if not memory.knows(PID, str(one.pid))]
        numbers = tuple(int(connection.execute(_INSERT, _row(one)).scalar_one()) for _, one in held)
        lines = (_index_rows(n, one, order, places, files) for n, (order, one) in zip(numbers, held, strict=True))
        if rows := [row for line in lines for row in line]:
            connection.execute(insert(exchange), rows)
        if rules is not None:
            insert_judgements(connection, judgements, rules)
        if run is not None:
            _mark_done(connection, run, [str(one.pid) for one in gathered])
    return numbers


def replace_evidence(store: Store, number: int, altered: Evidence, software: str, forgotten_id: int) -> None:
    """Put altered evidence in the place of what it was made of, and note both digests.

    The old bytes stay in the WARC until they are reclaimed. Raises StoreUnusable.
    """
    altered = _as_archived(altered)
    places = _append(store, [altered], software)
    with store.writing() as connection:
        before = connection.execute(select(evidence.c.digest).where(evidence.c.id == number)).scalar_one()
        row = _row(altered)
        connection.execute(update(evidence).where(evidence.c.id == number).values(row))
        connection.execute(delete(exchange).where(exchange.c.evidence == number))
        if rows := _index_rows(number, altered, 0, places, _file_numbers(connection, places)):
            connection.execute(insert(exchange), rows)
        note = {"forgotten": forgotten_id, "altered_table": "evidence", "altered_id": number}
        connection.execute(insert(alteration), note | {"digest_before": before, "digest_after": row["digest"]})
        retell_judgements(connection, row["pid"], next((text.value for text in altered.union.titles), ""))


def load_evidence(store: Store, pid: str, *, at: int | None = None, with_bodies: bool = False) -> Evidence:
    """Load the newest evidence of the PID, or the one numbered `at`. Raises NotFound."""
    statement = select(evidence.c.id, evidence.c.views).where(evidence.c.pid == pid)
    if at is not None:
        statement = statement.where(evidence.c.id == at)
    with store.reading() as connection:
        row = connection.execute(statement.order_by(evidence.c.id.desc()).limit(1)).first()
        if row is None:
            which = pid if at is None else f"{pid}, number {at}"
            raise NotFound("the store holds no evidence of this PID", which, f"Assess it first: fairsvc assess {pid}")
        rows = connection.execute(_index(row.id)).all() if with_bodies else ()
    views = EVIDENCE.unpack(row.views)
    return _with_bodies(store, views, rows) if with_bodies else views


def list_exchanges(store: Store, pid: str, *, at: int | None = None) -> tuple[StoredExchange, ...]:
    """List where the exchanges of the newest evidence lie, or of the one numbered `at`; empty when there is none."""
    chosen = select(func.max(evidence.c.id)).where(evidence.c.pid == pid)
    if at is not None:
        chosen = chosen.where(evidence.c.id == at)
    with store.reading() as connection:
        return tuple(_read_index(row) for row in connection.execute(_index(chosen.scalar_subquery())))


def list_evidence(store: Store) -> tuple[tuple[str, int], ...]:
    """List PID and number of all evidence, the oldest first."""
    with store.reading() as connection:
        rows = connection.execute(select(evidence.c.pid, evidence.c.id).order_by(evidence.c.id)).all()
    return tuple((row.pid, row.id) for row in rows)


def iter_evidence(
    store: Store,
    source_name: str | None = None,
    pids: Iterable[str] | None = None,
) -> Iterator[Evidence]:
    """Yield the newest evidence of each PID, without bodies: of a source, of these PIDs, or of all.

    PIDs without evidence are passed over. Each batch is a read of its own: a long loop blocks no writer.
    """
    batches = _named_batches(store, pids) if pids is not None else _ordered_batches(store, source_name)
    for rows in batches:
        for row in rows:
            yield EVIDENCE.unpack(row.views)


def iter_evidence_of(store: Store, pids: Iterable[str]) -> Iterator[tuple[str, Evidence]]:
    """Yield each of these PIDs with its newest evidence, without bodies; those without evidence are passed over."""
    for rows in _named_batches(store, pids):
        for row in rows:
            yield row.pid, EVIDENCE.unpack(row.views)


def find_newest(store: Store, pids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Find digest and time of the newest evidence of each of these PIDs; those without any are left out."""
    found: dict[str, tuple[str, datetime]] = {}
    columns = (evidence.c.pid, evidence.c.digest, evidence.c.gathered_at)
    for start in range(0, len(pids), _BATCH):
        of_pids = evidence.c.pid.in_(pids[start : start + _BATCH])
        newest = select(func.max(evidence.c.id)).where(of_pids).group_by(evidence.c.pid)
        with store.reading() as connection:
            rows = connection.execute(select(*columns).where(evidence.c.id.in_(newest)))
            found |= {pid: (digest, gathered_at) for pid, digest, gathered_at in rows}
    return found


def iter_first_evidence(store: Store, pids: Iterable[str], since: datetime) -> Iterator[Evidence]:
    """Yield the first evidence of each PID that was gathered at that time or later, without bodies."""
    remaining = iter(pids)
    while batch := list(islice(remaining, _BATCH)):
        first = (
            select(func.min(evidence.c.id))
            .where(evidence.c.pid.in_(batch), evidence.c.gathered_at >= since)
            .group_by(evidence.c.pid)
        )
        with store.reading() as connection:
            rows = connection.execute(select(evidence.c.views).where(evidence.c.id.in_(first))).all()
        for row in rows:
            yield EVIDENCE.unpack(row.views)


def _as_archived(gathered: Evidence) -> Evidence:
    return replace(gathered, exchanges=tuple(as_archived(asked) for asked in gathered.exchanges))


def _append(store: Store, gathered: Sequence[Evidence], software: str) -> dict[tuple[int, int], Place]:
    """Write every exchange, as archived, that has bytes or a failure; keys count evidence, and exchanges in it."""
    chunks = {
        (order, position): chunk
        for order, one in enumerate(gathered)
        for position, asked in enumerate(one.exchanges)
        if asked.body is not None or not asked.hops
        if (chunk := write_archived(asked, software))
    }
    if not chunks:
        return {}
    with translating_errors(str(store.evidence_folder)):
        return dict(zip(chunks, store.warc_files.append(list(chunks.values())), strict=True))


def _file_numbers(connection: Connection, places: Mapping[tuple[int, int], Place]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for name in {place.name for place in places.values()}:
        found = connection.execute(select(warc_file.c.id).where(warc_file.c.name == name)).scalar()
        if found is None:
            found = connection.execute(insert(warc_file).values(name=name).returning(warc_file.c.id)).scalar_one()
        numbers[name] = found
    return numbers


def _row(gathered: Evidence) -> dict[str, Any]:
    return {
        "pid": str(gathered.pid),
        "subject": gathered.subject,
        "gathered_at": gathered.gathered_at,
        "digest": gathered.digest,
        "extractor_version": gathered.extractor_version,
        "views": EVIDENCE.pack(_without_bodies(gathered)),
    }


def _index_rows(
    number: int,
    gathered: Evidence,
    order: int,
    places: Mapping[tuple[int, int], Place],
    files: Mapping[str, int],
) -> list[dict[str, Any]]:
    return [
        _index_row(number, position, asked, places.get((order, position)), files)
        for position, asked in enumerate(gathered.exchanges)
    ]


def _index_row(
    number: int,
    position: int,
    asked: Exchange,
    place: Place | None,
    files: Mapping[str, int],
) -> dict[str, Any]:
    return {
        "evidence": number,
        "position": position,
        "steps": " ".join(asked.steps),
        "url": column_text(asked.need.url, _MAX_URL),
        "status": asked.status,
        "body_sha256": asked.body_sha256,
        "warc_file": files[place.name] if place else None,
        "offset": place.offset if place else 0,
        "length": place.length if place else 0,
    }


def _mark_done(connection: Connection, run: int, pids: Sequence[str]) -> None:
    chosen = (assessment_task.c.assessment_run == run, assessment_task.c.pid.in_(pids))
    connection.execute(update(assessment_task).where(*chosen).values(done=True))


def _without_bodies(gathered: Evidence) -> Evidence:
    return replace(gathered, exchanges=tuple(_slim(asked) for asked in gathered.exchanges))


def _slim(asked: Exchange) -> Exchange:
    hops = tuple(
        Hop(hop.url, hop.status, tuple(field for field in hop.headers if field[0].lower() in KEPT_HEADERS))
        for hop in asked.hops
    )
    return replace(asked, body=None, hops=hops)


def _index(number: Any) -> Select[Any]:
    return (
        select(exchange, warc_file.c.name)
        .outerjoin(warc_file, warc_file.c.id == exchange.c.warc_file)
        .where(exchange.c.evidence == number)
        .order_by(exchange.c.position)
    )


def _read_index(row: Row[Any]) -> StoredExchange:
    place = Place(row.name, row.offset, row.length) if row.name is not None else None
    return StoredExchange(tuple(row.steps.split()), row.url, row.status, row.body_sha256, place)


def _with_bodies(store: Store, views: Evidence, rows: Sequence[Row[Any]]) -> Evidence:
    lines = [_read_index(row) for row in rows]
    exchanges = tuple(_with_body(store, asked, line) for asked, line in zip(views.exchanges, lines, strict=True))
    return replace(views, exchanges=exchanges)


def _with_body(store: Store, asked: Exchange, line: StoredExchange) -> Exchange:
    """Put back the body and all header fields from the WARC."""
    if line.place is None:
        return asked
    with translating_errors(str(store.evidence_folder)):
        data = store.warc_files.read(line.place)
    try:
        recorded = next(iter_exchanges(io.BytesIO(data)), None)
    except Unreadable as error:
        raise _damaged_at(line.place) from error
    if recorded is None or not _same_bytes(recorded, asked):
        raise _damaged_at(line.place)
    return replace(asked, body=recorded.body, hops=recorded.hops)


def _same_bytes(recorded: Exchange, asked: Exchange) -> bool:
    if recorded.body is None or not asked.body_sha256:
        return recorded.body_sha256 == asked.body_sha256
    return hashlib.sha256(recorded.body).hexdigest() == asked.body_sha256


def _damaged_at(place: Place) -> StoreUnusable:
    return damaged(f"{place.name} at byte {place.offset}")


def _ordered_batches(store: Store, source_name: str | None) -> Iterator[Sequence[Row[Any]]]:
    after = ""
    while True:
        pids = _pids_after(source_name, after).subquery()
        with store.reading() as connection:
            rows = connection.execute(_newest(pids.c.pid, pids)).all()
            last = connection.execute(select(func.max(pids.c.pid))).scalar()
        yield rows
        if last is None:
            return
        after = last


def _pids_after(source_name: str | None, after: str) -> Select[Any]:
    column = evidence.c.pid if source_name is None else item.c.pid
    statement = select(column.label("pid")).where(column > after).distinct().order_by(column).limit(_BATCH)
    if source_name is None:
        return statement
    return statement.where(item.c.source == source_name, item.c.deleted.is_(False))


def _named_batches(store: Store, pids: Iterable[str]) -> Iterator[Sequence[Row[Any]]]:
    remaining = iter(dict.fromkeys(pids))
    while batch := list(islice(remaining, _BATCH)):
        named = select(evidence.c.pid).where(evidence.c.pid.in_(batch)).distinct().subquery()
        with store.reading() as connection:
            rows = connection.execute(_newest(named.c.pid, named)).all()
        place = {pid: position for position, pid in enumerate(batch)}
        yield sorted(rows, key=lambda row: place[row.pid])


def _newest(pid: Any, pids: Any) -> Select[Any]:
    other = evidence.alias()
    newest = select(func.max(other.c.id)).where(other.c.pid == pid).scalar_subquery()
    return select(evidence.c.pid, evidence.c.views).join(pids, evidence.c.id == newest).order_by(evidence.c.pid)
