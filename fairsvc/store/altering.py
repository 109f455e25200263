"""Take a dataset or a person out of what is held: items, versions, pages, full text; lengths of bytes stay.

Each function is one transaction, and does nothing a second time. Deleted bytes are overwritten, not only freed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from fairsvc.formats.blanking import blank_person, blank_persons, blank_record, find_names, has_orcid, narrow
from fairsvc.model.record import Record
from fairsvc.store.asked import forget_requests
from fairsvc.store.changes import content_hash, item_columns
from fairsvc.store.codec import METADATA, NAMES, column_text
from fairsvc.store.compression import compress, decompress
from fairsvc.store.connection import Store
from fairsvc.store.forgetting import ORCID, PID, Memory, read_again, remember
from fairsvc.store.full_text import text_columns
from fairsvc.store.held_bytes import Held, iter_held, iter_rows, keep_used, note_alteration, raw_reader, save_held
from fairsvc.store.judgements import retell_judgements
from fairsvc.store.page_parts import NO_VIEW
from fairsvc.store.quarantine import EMPTIED
from fairsvc.store.tables import (
    alteration,
    assessment_task,
    evidence,
    exchange,
    forgotten,
    item,
    item_text,
    item_version,
    judgement,
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
        records = "1 record" if self.records == 1 else f"{self.records} records"
        pages = "1 page" if self.pages == 1 else f"{self.pages} pages"
        return f"{records}, parts of {pages}, {self.evidence} evidence"


def forget_dataset(store: Store, pid: str, reason: str, at: datetime) -> Removed:
    """Remove all that is held of a dataset, and remember not to take it in again."""
    removed = Removed()
    with store.writing() as connection:
        removed.number, memory = remember(connection, PID, pid, reason, at)
        items = connection.execute(select(item).where(item.c.pid == pid)).all()
        removed.records = len(items)
        for one in items:
            versions = connection.execute(select(item_version).where(item_version.c.item == one.id)).all()
            raws = [raw for raw in dict.fromkeys(map(raw_reader(connection), versions)) if raw]
            own = {("page_part", v.part) if v.part else ("page", v.page) for v in versions if not v.deleted}
            stub = _make_stub(connection, one, memory)
            removed.pages += _blank_pages(connection, one, raws, own, removed.number)
            forget_requests(connection, one.source, one.identifier, stub)
        names = {pid.partition(":")[2], *(one.identifier for one in items)}
        _empty_quarantine(connection, lambda data: any(name.lower().encode() in data.lower() for name in names))
        removed.evidence = _delete_evidence(connection, pid)
        _note(connection, removed)
    return removed


def forget_person(store: Store, orcid: str, reason: str, at: datetime) -> Removed:
    """Blank a person in all records and pages, and remember to blank them in new ones; evidence is the caller's."""
    removed = Removed()
    with store.writing() as connection:
        removed.number, memory = remember(connection, ORCID, orcid, reason, at)
        pairs: dict[bytes, bytes] = {}
        read_raw = raw_reader(connection)
        for row in iter_rows(connection, select(item_version), item_version):
            if has_orcid(raw := read_raw(row), memory.knows_orcid):
                _blank_version(connection, row, raw, memory, removed, pairs)
        _empty_quarantine(connection, lambda data: has_orcid(data, memory.knows_orcid))
        for held in iter_held(connection):
            if has_orcid(narrow(held.content), memory.knows_orcid):
                save_held(connection, held, _without_person(connection, held, memory, pairs, removed), removed.number)
                removed.pages += 1
        _note(connection, removed)
    return removed


def note_removed(store: Store, removed: Removed) -> None:
    """Write into the tombstone how much was taken out."""
    with store.writing() as connection:
        _note(connection, removed)


def wipe(store: Store) -> int:
    """Merge the full text, so that it drops deleted words, and empty the write-ahead log.

    Return how many bytes of the log stay, since another process reads in it.
    """
    with store.writing() as connection:
        connection.execute(text("INSERT INTO item_text(item_text) VALUES('optimize')"))
    with store.engine.connect() as connection:
        connection.rollback()
        raw: Any = connection.connection
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    log = Path(f"{store.where}-wal")
    return log.stat().st_size if busy and log.exists() else 0


def _blank_pages(
    connection: Connection, one: Row[Any], raws: Sequence[bytes], own: set[tuple[str, int]], number: int
) -> int:
    """Blank the record in every page of its source: pages repeat what did not change."""
    count = 0
    for held in iter_held(connection, one.source):
        content = _without_record(one, raws, held, own=(held.table, held.row) in own)
        # Only what others need of the bytes is kept, and all of that: some have the same ones.
        if content != held.content and (content := keep_used(connection, held, content, held.content)) != held.content:
            save_held(connection, held, content, number)
            count += 1
    return count


def _without_record(one: Row[Any], raws: Sequence[bytes], held: Held, *, own: bool) -> bytes:
    """Blank the record in the body, and all that stands behind where it may have left something."""
    body = blank_record(held.body, raws, one.identifier, brought=own and held.body_bytes > 0)
    names = (one.identifier.lower().encode(), one.pid.partition(":")[2].encode())
    left = own or any(name in held.behind.lower() for name in names)
    return body + (b" " * len(held.behind) if left else held.behind)


def _make_stub(connection: Connection, one: Row[Any], memory: Memory) -> str:
    stub = memory.stub(Record(one.identifier, "", one.prefix))
    empty = {"datestamp": "", "deleted": True, "sha256": ""}
    connection.execute(delete(item_text).where(item_text.c.rowid == one.id))
    connection.execute(delete(item_version).where(item_version.c.item == one.id))
    connection.execute(insert(item_version), {"item": one.id, "page": one.page, "raw": b""} | empty)
    nothing = {"sets": NAMES.write(()), "format": "", "trouble": "", "pid": "", "title": "", **NO_VIEW}
    values = {"identifier": stub.identifier} | empty | nothing
    connection.execute(update(item).where(item.c.id == one.id).values(values))
    return stub.identifier


def _delete_evidence(connection: Connection, pid: str) -> int:
    numbers = select(evidence.c.id).where(evidence.c.pid == pid)
    count = len(connection.execute(numbers).all())
    altered = (alteration.c.altered_table == "evidence", alteration.c.altered_id.in_(numbers))
    connection.execute(delete(alteration).where(*altered))
    connection.execute(delete(exchange).where(exchange.c.evidence.in_(numbers)))
    for of_pid in (evidence, judgement, assessment_task):
        connection.execute(delete(of_pid).where(of_pid.c.pid == pid))
    return count


def _empty_quarantine(connection: Connection, names: Callable[[bytes], bool]) -> None:
    """Empty what was put aside when it, or the answer that came, names what is forgotten."""
    columns = (quarantine.c.id, quarantine.c.identifier, quarantine.c.body)
    for row in iter_rows(connection, select(*columns), quarantine):
        if names(row.identifier.encode()) or names(narrow(decompress(row.body)) if row.body else b""):
            connection.execute(update(quarantine).where(quarantine.c.id == row.id).values(EMPTIED))


def _blank_version(
    connection: Connection, row: Row[Any], raw: bytes, memory: Memory, removed: Removed, pairs: dict[bytes, bytes]
) -> None:
    one = connection.execute(select(item).where(item.c.id == row.item)).one()
    known = read_again(Record(one.identifier, row.datestamp, one.prefix, raw, NAMES.read(one.sets)))
    agents = find_names(known.metadata, memory.knows_orcid)
    removed.agents |= agents
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
    elif one.deleted:
        title = blank_person(one.title.encode(), memory.knows_orcid, agents).decode()
        connection.execute(update(item).where(item.c.id == one.id).values(title=column_text(title)))


def _rewrite_item(connection: Connection, number: int, record: Record) -> None:
    connection.execute(delete(item_text).where(item_text.c.rowid == number))
    view = NO_VIEW if record.metadata is None else NO_VIEW | {"view": METADATA.pack(record.metadata)}
    columns = item_columns(record, content_hash(record))
    connection.execute(update(item).where(item.c.id == number).values(columns | view))
    if columns["pid"]:
        retell_judgements(connection, columns["pid"], columns["title"])
    if record.metadata is not None:
        connection.execute(insert(item_text), {"rowid": number, **text_columns(record.metadata)})


def _without_person(
    connection: Connection, held: Held, memory: Memory, pairs: dict[bytes, bytes], removed: Removed
) -> bytes:
    """Put the blanked records into their page; behind its body only what is used is kept."""
    blanked = held.content
    for raw, without in pairs.items():
        blanked = blanked.replace(raw, without)
    body = blank_persons(held.body, pairs, memory.knows_orcid, removed.agents)
    return keep_used(connection, held, body + b" " * len(held.behind), blanked)


def _note(connection: Connection, removed: Removed) -> None:
    known = forgotten.c.id == removed.number
    if removed.records or removed.pages or removed.evidence:
        connection.execute(update(forgotten).where(known).values(removed=removed.sentence()))
