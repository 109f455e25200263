"""Take a dataset or a person out of what is held: items, versions, pages, full text; lengths of bytes stay.

Each function is one transaction, and does nothing a second time. Deleted bytes are overwritten, not only freed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from fairsvc.formats.blanking import blank_identifier, blank_part, blank_person, find_names, has_orcid
from fairsvc.model.record import Record
from fairsvc.store.changes import item_columns
from fairsvc.store.codec import METADATA, NAMES
from fairsvc.store.compression import compress, decompress
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import ORCID, PID, Memory, read_again, remember
from fairsvc.store.full_text import text_columns
from fairsvc.store.held_bytes import Held, blank_unused, iter_held, iter_rows, note_alteration, read_raw, save_held
from fairsvc.store.page_parts import NO_VIEW
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
    quarantine,
)


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
            versions = connection.execute(select(item_version).where(item_version.c.item == one.id)).all()
            raws = [raw for raw in dict.fromkeys(read_raw(connection, version) for version in versions) if raw]
            own = {("page_part", v.part) if v.part else ("page", v.page) for v in versions if not v.deleted}
            _make_stub(connection, one, memory)
            removed.pages += _blank_pages(connection, one, raws, own, removed.number)
            _empty_quarantine(connection, one)
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
        for row in iter_rows(connection, select(item_version), item_version):
            _blank_version(connection, row, memory, removed, pairs)
        for held in iter_held(connection):
            if has_orcid(held.content, memory.knows_orcid):
                save_held(connection, held, _without_person(connection, held, memory, pairs, removed), removed.number)
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


def _blank_pages(
    connection: Connection, one: Row[Any], raws: Iterable[bytes], own: set[tuple[str, int]], number: int
) -> int:
    """Blank the record in every page of its source: pages repeat what did not change."""
    count = 0
    for held in iter_held(connection, one.source):
        content = held.content
        for raw in raws:
            content = blank_part(content, raw)
        if (held.table, held.row) in own:
            # Of a repaired page nobody knows where in its body the record lies: only what others need of it is kept.
            known = content[: held.body_bytes] != held.body
            content = blank_unused(connection, held, content, held.body_bytes if known else 0)
        content = blank_identifier(content, one.identifier)
        if content != held.content:
            save_held(connection, held, content, number)
            count += 1
    return count


def _make_stub(connection: Connection, one: Row[Any], memory: Memory) -> None:
    stub = memory.stub(Record(one.identifier, "", one.prefix))
    empty = {"datestamp": "", "deleted": True, "sha256": ""}
    connection.execute(delete(item_text).where(item_text.c.rowid == one.id))
    connection.execute(delete(item_version).where(item_version.c.item == one.id))
    connection.execute(insert(item_version), {"item": one.id, "page": one.page, "raw": b""} | empty)
    nothing = {"sets": NAMES.write(()), "format": "", "trouble": "", "pid": "", "title": "", **NO_VIEW}
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
    kept = select(quarantine.c.id, quarantine.c.identifier, quarantine.c.body).where(quarantine.c.source == one.source)
    for row in connection.execute(kept).all():
        if row.identifier == one.identifier or one.identifier.encode() in (decompress(row.body) if row.body else b""):
            values = {"identifier": "", "body": compress(b""), "trouble": "forgotten"}
            connection.execute(update(quarantine).where(quarantine.c.id == row.id).values(values))


def _blank_version(
    connection: Connection, row: Row[Any], memory: Memory, removed: Removed, pairs: dict[bytes, bytes]
) -> None:
    raw = read_raw(connection, row)
    if not has_orcid(raw, memory.knows_orcid):
        return
    one = connection.execute(select(item).where(item.c.id == row.item)).one()
    known = read_again(Record(one.identifier, row.datestamp, one.prefix, raw, NAMES.read(one.sets)))
    removed.agents |= find_names(known.metadata, memory.knows_orcid)
    blanked = memory.without_person(known)
    pairs[raw] = blanked.raw
    # Bytes in a part are blanked with it.
    alone = {} if row.part is not None else {"raw": compress(blanked.raw)}
    values = {"sha256": blanked.sha256} | alone
    connection.execute(update(item_version).where(item_version.c.id == row.id).values(values))
    note_alteration(connection, removed.number, "item_version", row.id, row.sha256, blanked.sha256)
    newest = select(func.max(item_version.c.id)).where(item_version.c.item == row.item)
    if connection.execute(newest).scalar() == row.id and not one.deleted:
        _rewrite_item(connection, one.id, blanked)
        removed.records += 1


def _rewrite_item(connection: Connection, number: int, record: Record) -> None:
    connection.execute(delete(item_text).where(item_text.c.rowid == number))
    view = NO_VIEW if record.metadata is None else NO_VIEW | {"view": METADATA.pack(record.metadata)}
    connection.execute(update(item).where(item.c.id == number).values(item_columns(record) | view))
    if record.metadata is not None:
        connection.execute(insert(item_text), {"rowid": number, **text_columns(record.metadata)})


def _without_person(
    connection: Connection, held: Held, memory: Memory, pairs: dict[bytes, bytes], removed: Removed
) -> bytes:
    """Put the blanked records into their page; where none of them lies in its body, blank the names all over that."""
    content = held.content
    for raw, without in pairs.items():
        content = content.replace(raw, without)
    body, behind = content[: held.body_bytes], content[held.body_bytes :]
    body = blank_person(body, memory.knows_orcid, removed.agents if body == held.body else ())
    return blank_unused(connection, held, body + behind, held.body_bytes)


def _note(connection: Connection, removed: Removed) -> None:
    known = forgotten.c.id == removed.number
    if removed.records or removed.pages or removed.evidence:
        connection.execute(update(forgotten).where(known).values(removed=removed.sentence()))
