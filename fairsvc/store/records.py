"""Harvested records: pages in, one transaction each; the current items out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, distinct, func, insert, select

from fairsvc.formats.redaction import redact
from fairsvc.model.harvest import Page, Window
from fairsvc.model.record import Record
from fairsvc.store import quarantine, windows
from fairsvc.store.changes import (
    MAX_IDENTIFIER,
    Key,
    Known,
    PageCounts,
    item_key,
    plan_changes,
)
from fairsvc.store.codec import (
    DEVIATIONS,
    HEADERS,
    METADATA,
    NAMES,
    REPOSITORY,
    column_text,
)
from fairsvc.store.compression import decompress
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import load_memory
from fairsvc.store.item_rows import (
    StoredItem,
    drop_text,
    insert_items,
    insert_versions,
    update_items,
    write_text,
)
from fairsvc.store.page_parts import part_reader, save_parts
from fairsvc.store.tables import item, item_version, page, source

_BATCH = 500
# Records that one PID or identifier gives: more are a source that names every dataset alike.
MOST_RECORDS = 50

# Made once, as all statements of a page: SQLAlchemy takes longer to make one than SQLite to run it.
_INSERT_PAGE = insert(page).returning(page.c.id)
_SAME_PAGE = select(page.c.new, page.c.changed, page.c.unchanged, page.c.deleted, page.c.unreadable).where(
    page.c.window == bindparam("of_window"),
    page.c.sequence == bindparam("at_place"),
    page.c.body_sha256 == bindparam("hashed"),
)

Follow = Callable[[Window, list[str]], Iterable[Window]] | None

_ReadPart = Callable[[int, int, int], bytes]


@dataclass(frozen=True, slots=True)
class Subject:
    """A dataset that the source describes, by its PID."""

    pid: str
    identifier: str
    prefix: str
    title: str


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with where it came from; `request_url` is the list request whose answer brought it.

    `deleted_record` is the source's policy (OAI-PMH Identify), empty when it states none.
    """

    source: str
    source_url: str
    deleted_record: str
    request_url: str
    harvested_at: datetime
    record: Record


def save_page(
    store: Store, run_id: int, source_name: str, answer: Page, *, window: int | None = None, follow: Follow = None
) -> PageCounts:
    """Store a page, its records and the checkpoint of its window, or nothing. The same page again changes nothing.

    `window` is the whole of the run by default. Withheld records go to the quarantine and change nothing else; from
    those that a page of keys lists, `follow` makes windows for the ones that this run has not received.
    """
    with store.writing() as connection:
        answer = load_memory(connection).without_forgotten(answer)
        number = windows.find_root(connection, run_id) if window is None else window
        counts = _find_page(connection, number, answer)
        if counts is None:
            counts = _save_new_page(connection, run_id, number, source_name, answer)
            _put_aside(connection, run_id, number, source_name, answer)
            if follow is not None and answer.listed:
                unseen = _find_unseen(connection, run_id, source_name, answer)
                windows.add_windows(connection, run_id, number, follow(answer.window, unseen))
        windows.save_checkpoint(connection, number, answer.checkpoint)
    return counts


def iter_subjects(store: Store, source_name: str, sample: int | None = None) -> Iterator[Subject]:
    """Yield the datasets with a live record and a PID, in order of it; `sample` takes that many, evenly spread."""
    total = count_subjects(store, source_name) if sample is not None else 0
    position, after = 0, ""
    while True:
        with store.reading() as connection:
            rows = connection.execute(_subjects(source_name, after)).all()
        for row in rows:
            if sample is None or _falls(position, sample, total):
                yield Subject(*row)
            position, after = position + 1, row.pid
        if len(rows) < _BATCH:
            return


def count_subjects(store: Store, source_name: str) -> int:
    """Count the datasets with a live record and a PID."""
    with store.reading() as connection:
        statement = select(func.count(distinct(item.c.pid))).where(*_live(source_name))
        return int(connection.execute(statement).scalar_one())


def find_record(store: Store, pid: str) -> StoredRecord | None:
    """Find the record of a PID: a live one before a tombstone, the newest item first; None when none has it."""
    with store.reading() as connection:
        row = connection.execute(_first_of_pid(), {"of_pid": pid}).first()
        return _read_record(row, part_reader(connection)) if row else None


def list_records(store: Store, pid: str) -> tuple[StoredRecord, ...]:
    """List the records of a PID, of all sources: live ones before tombstones, the newest item first, MOST_RECORDS."""
    with store.reading() as connection:
        read_part = part_reader(connection)
        return tuple(_read_record(row, read_part) for row in connection.execute(_all_of_pid(), {"of_pid": pid}).all())


def list_named_records(store: Store, source_name: str, identifier: str) -> tuple[StoredRecord, ...]:
    """List the records that the source has under this identifier, one a prefix; live ones before tombstones."""
    named = _stored().where(item.c.source == source_name, item.c.identifier == identifier)
    with store.reading() as connection:
        rows = connection.execute(named.order_by(item.c.deleted, item.c.id.desc()).limit(MOST_RECORDS)).all()
        read_part = part_reader(connection)
        return tuple(_read_record(row, read_part) for row in rows)


def iter_records(store: Store, source_name: str) -> Iterator[StoredRecord]:
    """Yield all records of the source, tombstones too, in the order they first came."""
    after = 0
    while True:
        statement = _stored().where(item.c.source == source_name, item.c.id > after).order_by(item.c.id).limit(_BATCH)
        with store.reading() as connection:
            rows = connection.execute(statement).all()
            read_part = part_reader(connection)
            found = [_read_record(row, read_part) for row in rows]
        yield from found
        if len(rows) < _BATCH:
            return
        after = rows[-1].id


def _find_page(connection: Connection, window: int, answer: Page) -> PageCounts | None:
    same = {"of_window": window, "at_place": answer.checkpoint.pages, "hashed": _body_sha256(answer)}
    row = connection.execute(_SAME_PAGE, same).first()
    return PageCounts(*row) if row else None


def _save_new_page(connection: Connection, run_id: int, window: int, source_name: str, answer: Page) -> PageCounts:
    delivered = tuple(record for record in answer.records if not record.withheld)
    ids, known = _load_known(connection, source_name, delivered)
    plan = plan_changes(known, delivered)
    page_id = _insert_page(connection, run_id, window, answer, plan.counts)
    places = save_parts(connection, page_id, answer, plan)
    drop_text(connection, ids, plan)
    update_items(connection, run_id, page_id, ids, plan, places)
    ids |= insert_items(connection, run_id, page_id, source_name, ids, plan, places)
    insert_versions(connection, page_id, ids, plan, places)
    write_text(connection, ids, plan)
    return plan.counts


def _put_aside(connection: Connection, run_id: int, window: int, source_name: str, answer: Page) -> None:
    withheld = [record for record in answer.records if record.withheld]
    quarantine.hold_records(connection, source_name, run_id, window, answer.exchange, withheld)


def _find_unseen(connection: Connection, run_id: int, source_name: str, answer: Page) -> list[str]:
    """List the identifiers that the page lists and the run has not received."""
    keys = {column_text(identifier, MAX_IDENTIFIER): identifier for identifier in answer.listed}
    names = list(keys)
    for start in range(0, len(names), _BATCH):
        of_batch = item.c.identifier.in_(names[start : start + _BATCH])
        here = (item.c.source == source_name, item.c.prefix == column_text(answer.window.prefix), of_batch)
        statement = select(item.c.identifier).where(*here, item.c.last_seen_run == run_id)
        for seen in connection.execute(statement).scalars():
            keys.pop(seen, None)
    return list(keys.values())


def _load_known(
    connection: Connection, source_name: str, records: tuple[Record, ...]
) -> tuple[dict[Key, StoredItem], dict[Key, Known]]:
    stored: dict[Key, StoredItem] = {}
    known: dict[Key, Known] = {}
    asked: dict[str, list[str]] = {}
    for identifier, prefix in map(item_key, records):
        asked.setdefault(prefix, []).append(identifier)
    for prefix, identifiers in asked.items():
        for start in range(0, len(identifiers), _BATCH):
            some = identifiers[start : start + _BATCH]
            values = {"of_source": source_name, "of_prefix": prefix, "identifiers": some}
            rows = connection.execute(_of_identifiers(), values)
            for number, identifier, sha256, deleted, format_id, trouble, datestamp, sets in rows:
                stored[identifier, prefix] = StoredItem(number, datestamp, sets)
                known[identifier, prefix] = Known(sha256, deleted, format_id, trouble)
    return stored, known


@cache
def _of_identifiers() -> Select[Any]:
    chosen = item.c.identifier.in_(bindparam("identifiers", expanding=True))
    one_list = (item.c.source == bindparam("of_source"), item.c.prefix == bindparam("of_prefix"))
    decisive = (item.c.id, item.c.identifier, item.c.sha256, item.c.deleted, item.c.format, item.c.trouble)
    return select(*decisive, item.c.datestamp, item.c.sets).where(*one_list, chosen)


def _insert_page(connection: Connection, run_id: int, window: int, answer: Page, counts: PageCounts) -> int:
    exchange = answer.exchange
    row = {
        "run": run_id,
        "window": window,
        "sequence": answer.checkpoint.pages,
        "url": column_text(redact(exchange.need.url), 4000),
        "status": exchange.status,
        "headers": HEADERS.pack(exchange.headers),
        "body": b"",
        "body_sha256": _body_sha256(answer),
        "deviations": DEVIATIONS.pack(answer.deviations),
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "deleted": counts.deleted,
        "unreadable": counts.unreadable,
        "fetched_at": exchange.started_at,
    }
    return int(connection.execute(_INSERT_PAGE, row).scalar_one())


def _body_sha256(answer: Page) -> str:
    return answer.exchange.body_sha256 or hashlib.sha256(answer.exchange.body or b"").hexdigest()


def _live(source_name: str) -> tuple[Any, ...]:
    return item.c.source == source_name, item.c.deleted.is_(False), item.c.pid != ""


def _subjects(source_name: str, after: str) -> Select[Any]:
    newest = (
        select(func.max(item.c.id).label("id"))
        .where(*_live(source_name), item.c.pid > after)
        .group_by(item.c.pid)
        .order_by(item.c.pid)
        .limit(_BATCH)
        .subquery()
    )
    columns = (item.c.pid, item.c.identifier, item.c.prefix, item.c.title)
    return select(*columns).join(newest, newest.c.id == item.c.id).order_by(item.c.pid)


def _falls(position: int, sample: int, total: int) -> bool:
    """Spread `sample` choices evenly over `total` positions, the first included."""
    return sample > 0 and (position * sample) % max(total, 1) < sample


def _stored() -> Select[Any]:
    other = item_version.alias()
    newest = select(func.max(other.c.id)).where(other.c.item == item.c.id).scalar_subquery()
    return (
        select(
            item,
            item_version.c.raw,
            item_version.c.part,
            item_version.c.offset,
            item_version.c.length,
            source.c.url,
            source.c.repository,
            page.c.url.label("request_url"),
            page.c.fetched_at,
        )
        .select_from(item)
        .join(item_version, item_version.c.id == newest)
        .join(source, source.c.name == item.c.source)
        .join(page, page.c.id == item.c.page)
    )


@cache
def _first_of_pid() -> Select[Any]:
    # Made once: SQLAlchemy takes longer to make and compile it than SQLite to run it.
    of_pid = _stored().where(item.c.pid == bindparam("of_pid"))
    return of_pid.order_by(item.c.deleted, item.c.id.desc()).limit(1)


@cache
def _all_of_pid() -> Select[Any]:
    of_pid = _stored().where(item.c.pid == bindparam("of_pid"))
    return of_pid.order_by(item.c.deleted, item.c.id.desc()).limit(MOST_RECORDS)


def _read_record(row: Row[Any], read_part: _ReadPart) -> StoredRecord:
    view = b"" if row.view_part is None else read_part(row.view_part, row.view_offset, row.view_length)
    old = decompress(row.view, row.identifier) if row.view is not None else b""
    record = Record(
        identifier=row.identifier,
        datestamp=row.datestamp,
        prefix=row.prefix,
        raw=_read_raw(row, read_part),
        sets=NAMES.read(row.sets),
        deleted=row.deleted,
        format=row.format,
        metadata=METADATA.read(view or old) if view or old else None,
        trouble=row.trouble,
    )
    policy = REPOSITORY.unpack(row.repository).deleted_record if row.repository is not None else ""
    return StoredRecord(row.source, row.url, policy, row.request_url, row.fetched_at, record)


def _read_raw(row: Row[Any], read_part: _ReadPart) -> bytes:
    if row.part is not None:
        return read_part(row.part, row.offset, row.length)
    return decompress(row.raw, row.identifier) if row.raw else b""
