"""Take a dataset or a person out of what is held: items, versions, pages, full text; lengths of bytes stay.

Each function is one transaction, and does nothing a second time. Deleted bytes are overwritten, not only freed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, column, delete, func, insert, inspect, select, table, text, update

from fairsvc.formats.blanking import blank_identifier, blank_part, blank_person, find_names, has_orcid
from fairsvc.model.record import Record
from fairsvc.store.changes import item_columns, text_columns
from fairsvc.store.codec import NAMES, compress, decompress
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import ORCID, PID, Memory, read_again, remember
from fairsvc.store.tables import (
    alteration,
    assessment,
    assessment_task,
    evidence,
    exchange,
    forgotten,
    item,
    item_text,
    item_version,
    page,
    run,
)

_QUARANTINE = table("quarantine", *(column(name) for name in ("id", "source", "identifier", "trouble", "body")))


@dataclass(slots=True)
class Removed:
    """How much was taken out."""

    number: int = 0
    records: int = 0
    pages: int = 0
    evidence: int = 0
    agents: set[Any] = field(default_factory=set)

    def sentence(self) -> str:
        """Say it."""
        return f"{self.records} records, parts of {self.pages} pages, {self.evidence} evidence"


def forget_dataset(store: Store, pid: str, reason: str, at: datetime) -> Removed:
    """Remove all that is held of a dataset, and remember not to take it in again."""
    removed = Removed()
    with store.writing() as connection:
        connection.execute(text("PRAGMA secure_delete=ON"))
        removed.number, memory = remember(connection, PID, pid, reason, at)
        items = connection.execute(select(item).where(item.c.pid == pid)).all()
        removed.records = len(items)
        for one in items:
            parts = _versions(connection, one.id)
            removed.pages += _blank_pages(connection, one, parts, removed.number)
            _empty_quarantine(connection, one)
            _make_stub(connection, one, memory)
        removed.evidence = _delete_evidence(connection, pid)
        _note(connection, removed)
    return removed


def forget_person(store: Store, orcid: str, reason: str, at: datetime) -> Removed:
    """Blank a person in all records and pages, and remember to blank them in new ones; evidence is the caller's."""
    removed = Removed()
    with store.writing() as connection:
        connection.execute(text("PRAGMA secure_delete=ON"))
        removed.number, memory = remember(connection, ORCID, orcid, reason, at)
        pairs: dict[bytes, bytes] = {}
        for row in _iter_rows(connection, select(item_version), item_version):
            _blank_version(connection, row, memory, removed, pairs)
        for row in _iter_rows(connection, select(page.c.id, page.c.body, page.c.body_sha256), page):
            body = decompress(row.body)
            if has_orcid(body, memory.knows_orcid):
                _save_page(connection, row, _without_person(body, memory, pairs, removed), removed.number)
                removed.pages += 1
        _note(connection, removed)
    return removed


def note_removed(store: Store, removed: Removed) -> None:
    """Write into the tombstone how much was taken out."""
    with store.writing() as connection:
        _note(connection, removed)


def wipe(store: Store) -> None:
    """Merge the full text, so that it drops deleted words, and empty the write-ahead log."""
    with store.writing() as connection:
        connection.execute(text("PRAGMA secure_delete=ON"))
        connection.execute(text("INSERT INTO item_text(item_text) VALUES('optimize')"))
    with store.engine.connect() as connection:
        connection.rollback()
        raw: Any = connection.connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _versions(connection: Connection, number: int) -> list[bytes]:
    found = connection.execute(select(item_version.c.raw).where(item_version.c.item == number)).scalars()
    return [raw for raw in dict.fromkeys(map(decompress, found)) if raw]


def _blank_pages(connection: Connection, one: Row[Any], parts: Iterable[bytes], number: int) -> int:
    """Blank the record in every page of its source: pages repeat what did not change."""
    live = (item_version.c.item == one.id, item_version.c.deleted.is_(False))
    own = set(connection.execute(select(item_version.c.page).where(*live)).scalars())
    count = 0
    columns = select(page.c.id, page.c.body, page.c.body_sha256).join(run, run.c.id == page.c.run)
    for row in _iter_rows(connection, columns.where(run.c.source == one.source), page):
        body = decompress(row.body)
        blanked = body
        for part in parts:
            blanked = blank_part(blanked, part)
        if blanked == body and row.id in own:
            # The record was read from a repaired page: where it lies in these bytes nobody knows.
            blanked = b" " * len(body)
        blanked = blank_identifier(blanked, one.identifier)
        if blanked != body:
            _save_page(connection, row, blanked, number)
            count += 1
    return count


def _make_stub(connection: Connection, one: Row[Any], memory: Memory) -> None:
    stub = memory.stub(Record(one.identifier, "", one.prefix))
    empty = {"datestamp": "", "deleted": True, "sha256": ""}
    connection.execute(delete(item_text).where(item_text.c.rowid == one.id))
    connection.execute(delete(item_version).where(item_version.c.item == one.id))
    connection.execute(insert(item_version), {"item": one.id, "page": one.page, "raw": compress(b"")} | empty)
    nothing = {"sets": NAMES.write(()), "format": "", "trouble": "", "pid": "", "title": "", "view": None}
    values = {"identifier": stub.identifier} | empty | nothing
    connection.execute(update(item).where(item.c.id == one.id).values(values))


def _delete_evidence(connection: Connection, pid: str) -> int:
    numbers = select(evidence.c.id).where(evidence.c.pid == pid)
    count = len(connection.execute(numbers).all())
    altered = (alteration.c.altered_table == "evidence", alteration.c.altered_id.in_(numbers))
    connection.execute(delete(alteration).where(*altered))
    connection.execute(delete(exchange).where(exchange.c.evidence.in_(numbers)))
    for of_pid in (evidence, assessment, assessment_task):
        connection.execute(delete(of_pid).where(of_pid.c.pid == pid))
    return count


def _empty_quarantine(connection: Connection, one: Row[Any]) -> None:
    """Empty what was put aside of the record, or of a page that names it."""
    if not inspect(connection).has_table("quarantine"):
        return
    of_source = select(_QUARANTINE.c.id, _QUARANTINE.c.identifier, _QUARANTINE.c.body).where(
        _QUARANTINE.c.source == one.source
    )
    for row in connection.execute(of_source).all():
        if row.identifier == one.identifier or one.identifier.encode() in (decompress(row.body) if row.body else b""):
            values = {"identifier": "", "body": compress(b""), "trouble": "forgotten"}
            connection.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(values))


def _blank_version(
    connection: Connection, row: Row[Any], memory: Memory, removed: Removed, pairs: dict[bytes, bytes]
) -> None:
    raw = decompress(row.raw)
    if not has_orcid(raw, memory.knows_orcid):
        return
    one = connection.execute(select(item).where(item.c.id == row.item)).one()
    known = read_again(Record(one.identifier, row.datestamp, one.prefix, raw, NAMES.read(one.sets)))
    removed.agents |= find_names(known.metadata, memory.knows_orcid)
    blanked = memory.without_person(known)
    pairs[raw] = blanked.raw
    values = {"raw": compress(blanked.raw), "sha256": blanked.sha256}
    connection.execute(update(item_version).where(item_version.c.id == row.id).values(values))
    _alter(connection, removed.number, "item_version", row.id, row.sha256, blanked.sha256)
    newest = select(func.max(item_version.c.id)).where(item_version.c.item == row.item)
    if connection.execute(newest).scalar() == row.id and not one.deleted:
        _rewrite_item(connection, one.id, blanked)
        removed.records += 1


def _rewrite_item(connection: Connection, number: int, record: Record) -> None:
    connection.execute(update(item).where(item.c.id == number).values(item_columns(record)))
    connection.execute(delete(item_text).where(item_text.c.rowid == number))
    if record.metadata is not None:
        connection.execute(insert(item_text), {"rowid": number, **text_columns(record.metadata)})


def _without_person(body: bytes, memory: Memory, pairs: dict[bytes, bytes], removed: Removed) -> bytes:
    """Put the blanked records into their page; where none of them lies in it, blank the names all over."""
    blanked = body
    for raw, without in pairs.items():
        blanked = blanked.replace(raw, without)
    return blank_person(blanked, memory.knows_orcid, removed.agents if blanked == body else ())


def _save_page(connection: Connection, row: Row[Any], body: bytes, number: int) -> None:
    sha256 = hashlib.sha256(body).hexdigest()
    values = {"body": compress(body), "body_sha256": sha256}
    connection.execute(update(page).where(page.c.id == row.id).values(values))
    _alter(connection, number, "page", row.id, row.body_sha256, sha256)


def _alter(connection: Connection, number: int, name: str, id: int, before: str, after: str) -> None:
    row = {"forgotten": number, "altered_table": name, "altered_id": id}
    connection.execute(insert(alteration), row | {"digest_before": before, "digest_after": after})


def _note(connection: Connection, removed: Removed) -> None:
    known = forgotten.c.id == removed.number
    if removed.records or removed.pages or removed.evidence:
        connection.execute(update(forgotten).where(known).values(removed=removed.sentence()))


def _iter_rows(connection: Connection, statement: Any, of: Any) -> Iterator[Row[Any]]:
    """Yield rows one by one, by number: bodies are large, and rows are changed on the way."""
    after = 0
    while (row := connection.execute(statement.where(of.c.id > after).order_by(of.c.id).limit(1)).first()) is not None:
        yield row
        after = row.id
