"""Datasets across sources: how many are described more than once, and which carry the same title."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import distinct, func, select, text

from fairsvc.store.codec import column_text
from fairsvc.store.connection import Store
from fairsvc.store.tables import item

# Rows looked at for one title: enough for versions and sessions, and a bound for "Data".
_MOST_ROWS = 200
_MOST_WORDS = 32
_MAX_IDENTIFIER = 2000
_STATEMENT = text(
    """
    SELECT item.pid, item.source, item.identifier, item.title
    FROM item_text JOIN item ON item.id = item_text.rowid
    WHERE item_text MATCH :query AND NOT item.deleted
    LIMIT :rows
    """,
)


@dataclass(frozen=True, slots=True)
class Titled:
    """An item that carries the title's words; `pid` may be empty."""

    pid: str
    source: str
    identifier: str
    title: str


def find_pid_of_item(store: Store, source_name: str, identifier: str) -> str | None:
    """Find the PID of the source's item, empty when it has none; None when there is no such item."""
    named = select(item.c.pid).where(
        item.c.source == column_text(source_name), item.c.identifier == column_text(identifier, _MAX_IDENTIFIER)
    )
    with store.reading() as connection:
        return connection.execute(named.order_by(item.c.pid.desc()).limit(1)).scalar()


def count_shared(store: Store, source_name: str) -> int:
    """Count the source's datasets that another source describes too, both live."""
    other = item.alias()
    elsewhere = select(other.c.id).where(
        other.c.pid == item.c.pid, other.c.deleted.is_(False), other.c.source != source_name
    )
    shared = select(func.count(distinct(item.c.pid))).where(
        item.c.source == source_name, item.c.deleted.is_(False), item.c.pid != "", elsewhere.exists()
    )
    with store.reading() as connection:
        return int(connection.execute(shared).scalar_one())


def list_titled(store: Store, title: str) -> tuple[Titled, ...]:
    """List live items whose title holds the title's words in their order, at most _MOST_ROWS, in no order."""
    if not any(character.isalnum() for character in title):
        return ()
    with store.reading() as connection:
        rows = connection.execute(_STATEMENT, {"query": f"title : {_phrase(title)}", "rows": _MOST_ROWS}).all()
    return tuple(Titled(*row) for row in rows)


def _phrase(title: str) -> str:
    """Spell the title as one FTS5 string: its words in their order, nothing in it an operator."""
    plain = title.replace("\0", " ").encode("utf-8", "replace").decode()
    return '"' + " ".join(plain.split()[:_MOST_WORDS]).replace('"', '""') + '"'
