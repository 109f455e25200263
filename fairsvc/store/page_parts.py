"""The rows of parts: what a page brought goes in once, and each record's bytes and view come out by their slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from fairsvc.model.harvest import Page
from fairsvc.model.record import Record
from fairsvc.store.changes import Plan
from fairsvc.store.codec import METADATA
from fairsvc.store.compression import compress, damaged, decompress
from fairsvc.store.parts import Part, Slice, divide
from fairsvc.store.tables import page_part

# The columns of an item that has no view.
NO_VIEW: dict[str, bytes | None] = {"view": None, "view_part": None, "view_offset": None, "view_length": None}
_LOAD = select(page_part.c.content)
_INSERT = insert(page_part).returning(page_part.c.id)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a page's records and their views went, by the identity of the record; `ids` are those of the parts."""

    ids: tuple[int, ...]
    records: Mapping[int, Slice | None]
    views: Mapping[int, Slice | None]

    def of_record(self, record: Record) -> dict[str, int | None]:
        """Spell where its bytes are, as columns of `item_version`."""
        return self._columns(self.records.get(id(record)), "part", "offset", "length")

    def of_view(self, record: Record) -> dict[str, int | None]:
        """Spell where its view is, as columns of `item`."""
        return self._columns(self.views.get(id(record)), "view_part", "view_offset", "view_length")

    def _columns(self, place: Slice | None, part: str, offset: str, length: str) -> dict[str, int | None]:
        if place is None:
            return {part: None, offset: None, length: None}
        return {part: self.ids[place.part], offset: place.offset, length: place.length}


def save_parts(connection: Connection, page_id: int, answer: Page, plan: Plan) -> Places:
    """Keep the body and the views of what changed; of a body that brought little news, only the news is kept."""
    fresh = {id(record): record for _, record, _ in plan.versions}
    read = {id(record): record for record in plan.rewritten.values() if record.metadata is not None}
    entries = {
        number: (record.raw if number in fresh and not record.deleted else b"", _view(read.get(number)))
        for number, record in (fresh | read).items()
    }
    brings_news = 2 * len(fresh) >= len(answer.records)
    divided = divide((answer.exchange.body or b"") if brings_news else b"", [*entries.values()])
    return Places(
        tuple(_insert(connection, page_id, part) for part in divided.parts if part.length),
        dict(zip(entries, divided.records, strict=True)),
        dict(zip(entries, divided.views, strict=True)),
    )


def part_reader(connection: Connection) -> Callable[[int, int, int], bytes]:
    """Make what reads a slice by part, offset and length; it keeps the last parts unfolded."""

    @lru_cache(maxsize=2)
    def load(part: int) -> bytes:
        content = connection.execute(_LOAD.where(page_part.c.id == part)).scalar()
        if content is None:
            raise damaged(f"part {part}")
        return decompress(content, f"part {part}")

    return lambda part, offset, length: load(part)[offset : offset + length]


def _view(record: Record | None) -> bytes:
    return METADATA.write(record.metadata) if record is not None and record.metadata is not None else b""


def _insert(connection: Connection, page_id: int, part: Part) -> int:
    row = {"page": page_id, "body_bytes": len(part.body), "content": compress(part.content)}
    return int(connection.execute(_INSERT, row).scalar_one())
