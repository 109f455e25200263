"""The bytes that pages left in the store, wherever they lie: read, blanked at the same length, and put back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from fairsvc.store.compression import compress, decompress
from fairsvc.store.page_parts import part_reader
from fairsvc.store.tables import alteration, item, item_version, page, page_part, run


@dataclass(frozen=True, slots=True)
class Held:
    """What one page brought, or a part of it: the first `body_bytes` are its body, records and views stand behind.

    `row` is its number in `table`: `page_part`, or `page` where an older version stored it.
    """

    table: str
    row: int
    page: int
    content: bytes
    body_bytes: int

    @property
    def body(self) -> bytes:
        """The body, as received or blanked before."""
        return self.content[: self.body_bytes]

    @property
    def behind(self) -> bytes:
        """What stands behind the body: records that are not in it as they are kept, and views."""
        return self.content[self.body_bytes :]


def iter_held(connection: Connection, source_name: str = "") -> Iterator[Held]:
    """Yield what the pages of a source left, of all sources by default."""
    pages = select(page.c.id, page.c.body).where(page.c.body != b"")
    parts = select(page_part).join(page, page.c.id == page_part.c.page)
    if source_name:
        of_source = run.c.source == source_name
        pages = pages.join(run, run.c.id == page.c.run).where(of_source)
        parts = parts.join(run, run.c.id == page.c.run).where(of_source)
    for row in iter_rows(connection, pages, page):
        body = decompress(row.body)
        yield Held("page", row.id, row.id, body, len(body))
    for row in iter_rows(connection, parts, page_part):
        yield Held("page_part", row.id, row.page, decompress(row.content), row.body_bytes)


def raw_reader(connection: Connection) -> Callable[[Row[Any]], bytes]:
    """Make what reads the bytes received of a version, empty for a tombstone; quick for versions in their order."""
    read_part = part_reader(connection)

    def read(version: Row[Any]) -> bytes:
        if version.part is not None:
            return read_part(version.part, version.offset, version.length)
        return decompress(version.raw) if version.raw else b""

    return read


def keep_used(connection: Connection, held: Held, content: bytes, of: bytes) -> bytes:
    """Put into the blanked content, from `of`, what records and views still have in the part."""
    if held.table == "page":
        return content
    used = (
        select(item.c.view_offset, item.c.view_length).where(item.c.view_part == held.row),
        select(item_version.c.offset, item_version.c.length).where(item_version.c.part == held.row),
    )
    kept = bytearray(content)
    for statement in used:
        for offset, length in connection.execute(statement):
            kept[offset : offset + length] = of[offset : offset + length]
    return bytes(kept)


def save_held(connection: Connection, held: Held, content: bytes, number: int) -> None:
    """Put blanked bytes back, and note for the forgetting of this number that they are not those received."""
    before, after = (hashlib.sha256(one).hexdigest() for one in (held.content, content))
    if held.table == "page":
        values = {"body": compress(content), "body_sha256": after}
        connection.execute(update(page).where(page.c.id == held.row).values(values))
    else:
        connection.execute(update(page_part).where(page_part.c.id == held.row).values(content=compress(content)))
    note_alteration(connection, number, held.table, held.row, before, after)


def note_alteration(connection: Connection, number: int, name: str, id: int, before: str, after: str) -> None:
    """Note that a row is not as it was received."""
    row = {"forgotten": number, "altered_table": name, "altered_id": id}
    connection.execute(insert(alteration), row | {"digest_before": before, "digest_after": after})


def iter_rows(connection: Connection, statement: Any, of: Table) -> Iterator[Row[Any]]:
    """Yield rows one by one, by number: bodies are large, and rows are changed on the way."""
    after = 0
    while (row := connection.execute(statement.where(of.c.id > after).order_by(of.c.id).limit(1)).first()) is not None:
        yield row
        after = row.id
