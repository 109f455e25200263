"""The rows that a page's records become: items, their versions and their words.

They are written by the thousand, so that they go to the driver as they are: SQLAlchemy's look at each value takes
longer than SQLite takes to store the row. Nothing here needs it: all values are text, numbers, truths and bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, TableClause, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from fairsvc.store.changes import Key, Plan, item_columns, record_pid, write_sets
from fairsvc.store.codec import column_text
from fairsvc.store.full_text import text_columns
from fairsvc.store.page_parts import Places
from fairsvc.store.tables import item, item_text, item_version

# Rows are dicts, which the driver takes for named parameters.
_DIALECT = sqlite.dialect(paramstyle="named")
_THIS = item.c.id == bindparam("item_id")
_DROP_TEXT = delete(item_text).where(item_text.c.rowid == bindparam("item_id"))
_LAST = select(func.coalesce(func.max(item.c.id), 0))


@dataclass(frozen=True, slots=True)
class StoredItem:
    """What the store holds of an item beside what decides whether it changed."""

    id: int
    datestamp: str
    sets: bytes


def update_items(
    connection: Connection, run_id: int, page_id: int, stored: Mapping[Key, StoredItem], plan: Plan, places: Places
) -> None:
    """Write what changed; an unchanged item only learns that it was seen."""
    seen: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    live: list[dict[str, Any]] = []
    tombs: list[dict[str, Any]] = []
    for key, record in plan.seen.items():
        if (old := stored.get(key)) is None:
            continue
        if key in plan.rewritten:
            columns = item_columns(record, plan.hashes[key]) | places.of_view(record)
            row = {"item_id": old.id, "last_seen_run": run_id, "page": page_id} | columns
            (tombs if record.deleted else live).append(row)
            continue
        seen.append({"item_id": old.id, "last_seen_run": run_id})
        datestamp, sets = column_text(record.datestamp), write_sets(record.sets)
        if (datestamp, sets) != (old.datestamp, old.sets):
            moved.append({"item_id": old.id, "datestamp": datestamp, "sets": sets})
    for rows in (moved, live, tombs, seen):
        if rows:
            _update_rows(connection, rows)


def insert_items(
    connection: Connection,
    run_id: int,
    page_id: int,
    source_name: str,
    stored: Mapping[Key, StoredItem],
    plan: Plan,
    places: Places,
) -> dict[Key, StoredItem]:
    """Make the items that the store did not have."""
    fresh = {key: record for key, record in plan.rewritten.items() if key not in stored}
    if not fresh:
        return {}
    last: int = connection.execute(_LAST).scalar_one()
    seen = {"source": source_name, "page": page_id, "first_seen_run": run_id, "last_seen_run": run_id, "title": ""}
    rows = []
    for number, (key, record) in enumerate(fresh.items(), last + 1):
        row = {"id": number, "identifier": key[0], "prefix": key[1], **seen}
        if record.deleted:
            row["pid"] = record_pid(record)
        rows.append({**row, **item_columns(record, plan.hashes[key]), **places.of_view(record)})
    _insert_rows(connection, item, rows)
    return {key: StoredItem(number, "", b"") for number, key in enumerate(fresh, last + 1)}


def insert_versions(
    connection: Connection, page_id: int, stored: Mapping[Key, StoredItem], plan: Plan, places: Places
) -> None:
    """Add what each item is from now on to what it was."""
    rows = [
        {
            "item": stored[key].id,
            "page": page_id,
            "datestamp": column_text(record.datestamp),
            "deleted": record.deleted,
            "sha256": sha256,
            "raw": b"",
            **places.of_record(record),
        }
        for key, record, sha256 in plan.versions
    ]
    _insert_rows(connection, item_version, rows)


def drop_text(connection: Connection, stored: Mapping[Key, StoredItem], plan: Plan) -> None:
    """Take the old words out, while the old views still tell them."""
    old = [{"item_id": stored[key].id} for key in plan.rewritten if key in stored]
    if old:
        connection.execute(_DROP_TEXT, old)


def write_text(connection: Connection, stored: Mapping[Key, StoredItem], plan: Plan) -> None:
    """Put in the words of the views as they are now."""
    rows = [
        {"rowid": stored[key].id, **text_columns(record.metadata)}
        for key, record in plan.rewritten.items()
        if record.metadata is not None
    ]
    _insert_rows(connection, item_text, rows)


def _insert_rows(connection: Connection, table: TableClause, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the columns of the first, in any order."""
    if rows:
        connection.exec_driver_sql(_insert_sql(table, tuple(rows[0])), rows)


def _update_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write columns of the items named by `item_id`; all rows have those of the first."""
    names = tuple(name for name in rows[0] if name != "item_id")
    connection.exec_driver_sql(_update_sql(names), rows)


@cache
def _insert_sql(table: TableClause, columns: tuple[str, ...]) -> str:
    return str(insert(table).compile(dialect=_DIALECT, column_keys=columns))


@cache
def _update_sql(columns: tuple[str, ...]) -> str:
    return str(update(item).where(_THIS).compile(dialect=_DIALECT, column_keys=columns))
