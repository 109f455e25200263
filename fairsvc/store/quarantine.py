"""What a source could not deliver: answers that stay unreadable, and records that it lists and withholds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, or_, select, update

from fairsvc.errors import NotFound
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange
from fairsvc.model.record import Record
from fairsvc.store.changes import MAX_IDENTIFIER
from fairsvc.store.codec import column_text
from fairsvc.store.compression import compress, decompress
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import load_memory
from fairsvc.store.tables import item, quarantine

# More of an answer than this says nothing new, and more answers of one run neither.
LIMIT_BYTES = 2**20
MAX_ANSWERS = 20
# What is left of an answer that names what is forgotten.
EMPTIED = {"identifier": "", "url": "", "trouble": "forgotten", "body": compress(b""), "size_bytes": 0}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing put aside; `identifier` is empty when it is a whole answer, `size_bytes` that of its body as kept."""

    number: int
    run: int
    window: int | None
    prefix: str
    identifier: str
    url: str
    status: int | None
    trouble: str
    size_bytes: int
    at: datetime


def hold_answer(store: Store, source_name: str, run_id: int, window: int, exchange: Exchange, trouble: str) -> None:
    """Keep an answer that stays unreadable; the same bytes once, and not more than `MAX_ANSWERS` of a run."""
    row = _row(source_name, run_id, window, exchange, trouble)
    answers = (
        select(func.count()).select_from(quarantine).where(quarantine.c.run == run_id, quarantine.c.identifier == "")
    )
    with store.writing() as connection:
        if load_memory(connection).recalls((exchange.body or b"")[:LIMIT_BYTES]):
            row |= EMPTIED
        if connection.execute(answers).scalar_one() < MAX_ANSWERS:
            _put(connection, row, quarantine.c.body_sha256 == row["body_sha256"])


def hold_records(
    connection: Connection, source_name: str, run_id: int, window: int, exchange: Exchange, records: Iterable[Record]
) -> None:
    """Keep what came instead of records, in the transaction of their page; an older entry gives way."""
    for record in records:
        row = _row(source_name, run_id, window, exchange, record.trouble)
        row |= {"prefix": column_text(record.prefix), "identifier": column_text(record.identifier, MAX_IDENTIFIER)}
        _put(connection, row, quarantine.c.prefix == row["prefix"])


def resolve(store: Store, source_name: str, run_id: int, *, settled: bool) -> None:
    """Release the records that the run received, and the answers too when nothing of it was left unread."""
    came = exists().where(
        item.c.source == source_name,
        item.c.identifier == quarantine.c.identifier,
        item.c.prefix == quarantine.c.prefix,
        item.c.last_seen_run == run_id,
    )
    released = came if not settled else or_(came, quarantine.c.identifier == "")
    with store.writing() as connection:
        chosen = and_(_open(source_name), released)
        connection.execute(update(quarantine).where(chosen).values(resolved_run=run_id))


def count_withheld(store: Store, run_id: int) -> int:
    """Count the records that the run was refused and no later one received."""
    held = (quarantine.c.run == run_id, quarantine.c.identifier != "", quarantine.c.resolved_run.is_(None))
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(quarantine).where(*held)).scalar_one())


def list_held(store: Store, source_name: str, limit: int = 10_000) -> tuple[Held, ...]:
    """List what is put aside and not resolved, the newest first."""
    statement = select(*_COLUMNS).where(_open(source_name)).order_by(quarantine.c.id.desc()).limit(limit)
    with store.reading() as connection:
        return tuple(Held(*list(row)) for row in connection.execute(statement))


def list_withheld(store: Store, source_name: str, limit: int = 1_000) -> list[tuple[str, str]]:
    """List prefix and identifier of records that are put aside, the longest waiting first."""
    chosen = (_open(source_name), quarantine.c.identifier != "")
    statement = select(quarantine.c.prefix, quarantine.c.identifier).where(*chosen).order_by(quarantine.c.at)
    with store.reading() as connection:
        return [(row.prefix, row.identifier) for row in connection.execute(statement.limit(limit))]


def load_body(store: Store, source_name: str, number: int) -> bytes:
    """Load the kept bytes of an answer. Raises NotFound."""
    statement = select(quarantine.c.body).where(quarantine.c.source == source_name, quarantine.c.id == number)
    with store.reading() as connection:
        # SQLite has no larger numbers.
        body = connection.execute(statement).scalar() if abs(number) < 2**63 else None
    if body is None:
        raise NotFound(
            "the quarantine holds no such entry", f"{source_name}, number {number}", "List it without --save"
        )
    return decompress(body, "quarantine")


_COLUMNS = (
    quarantine.c.id,
    quarantine.c.run,
    quarantine.c.window,
    quarantine.c.prefix,
    quarantine.c.identifier,
    quarantine.c.url,
    quarantine.c.status,
    quarantine.c.trouble,
    quarantine.c.size_bytes,
    quarantine.c.at,
)


def _open(source_name: str) -> Any:
    return and_(quarantine.c.source == source_name, quarantine.c.resolved_run.is_(None))


def _put(connection: Connection, row: dict[str, Any], *same: Any) -> None:
    chosen = and_(_open(row["source"]), quarantine.c.identifier == row["identifier"], *same)
    if not connection.execute(update(quarantine).where(chosen).values(row)).rowcount:
        connection.execute(insert(quarantine), [row])


def _row(source_name: str, run_id: int, window: int, exchange: Exchange, trouble: str) -> dict[str, Any]:
    body = (exchange.body or b"")[:LIMIT_BYTES]
    return {
        "source": source_name,
        "run": run_id,
        "window": window,
        "prefix": "",
        "identifier": "",
        "url": column_text(redact(exchange.need.url), 4000),
        "status": exchange.status,
        "trouble": column_text(trouble),
        "body": compress(body),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "size_bytes": len(body),
        "at": exchange.started_at,
    }
