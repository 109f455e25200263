"""Set difference: which live records a complete list does not name any more, and their tombstones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, literal, not_, select, update

from fairsvc.store.codec import column_text
from fairsvc.store.connection import Store
from fairsvc.store.page_parts import NO_VIEW
from fairsvc.store.tables import item, item_text, item_version, missing_item, page, quarantine, run


@dataclass(frozen=True, slots=True)
class Difference:
    """How many records of the list are live, how many of them it did not name, and how many not for the second time.

    `live` is counted only when some are missing.
    """

    live: int
    missing: int
    ripe: int


def digest_pass(store: Store, run_id: int, source_name: str) -> str:
    """Hash all that the run has seen: equal digests are equal records, whatever their order on the pages."""
    statement = (
        select(item.c.identifier, item.c.prefix, item.c.sha256, item.c.deleted)
        .where(item.c.source == source_name, item.c.last_seen_run == run_id)
        .order_by(item.c.identifier, item.c.prefix)
    )
    digest = hashlib.sha256()
    with store.reading() as connection:
        for row in connection.execution_options(yield_per=1000).execute(statement):
            digest.update("\0".join(map(str, row)).encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()


def mark_missing(store: Store, run_id: int, source_name: str, prefix: str, set_spec: str, passes: int) -> Difference:
    """Note which live records of the list the run has not seen; for one run this counts once, however often it is done.

    What is withheld is listed, and so not missing. Ripe are those that `passes` complete lists in a row did not name.
    """
    live = _live(source_name, prefix, set_spec)
    missing = and_(live, item.c.last_seen_run != run_id, not_(_withheld()))
    with store.writing() as connection:
        count = _count(connection, _listed(), missing)
        connection.execute(delete(missing_item).where(missing_item.c.item.in_(_seen(run_id))))
        if not count:
            return Difference(0, 0, 0)
        _count_again(connection, run_id, missing)
        found = _count(connection, _listed(), live)
        return Difference(found, count, _count(connection, missing_item, _ripe(run_id, passes)))


def bury(store: Store, run_id: int, passes: int, reason: str) -> int:
    """Make tombstones of what is ripe, and count them; a record that comes again lives again."""
    ripe = select(missing_item.c.item).where(_ripe(run_id, passes))
    with store.writing() as connection:
        last_page = connection.execute(select(func.max(page.c.id)).where(page.c.run == run_id)).scalar_one()
        _insert_versions(connection, last_page, ripe)
        gone = {"deleted": True, "sha256": "", "format": "", "trouble": column_text(reason), **NO_VIEW}
        # The words are taken out while the views still tell them.
        connection.execute(delete(item_text).where(item_text.c.rowid.in_(ripe)))
        buried = connection.execute(update(item).where(item.c.id.in_(ripe)).values(gone)).rowcount
        connection.execute(delete(missing_item).where(_ripe(run_id, passes)))
    return buried


def _insert_versions(connection: Connection, last_page: int, ripe: Any) -> None:
    columns = (item.c.id, literal(last_page), item.c.datestamp, literal(True), literal(""), literal(b""))
    names = ("item", "page", "datestamp", "deleted", "sha256", "raw")
    connection.execute(insert(item_version).from_select(names, select(*columns).where(item.c.id.in_(ripe))))


def _listed() -> Any:
    return item.join(run, run.c.id == item.c.last_seen_run)


def _live(source_name: str, prefix: str, set_spec: str) -> ColumnElement[bool]:
    """Choose what lives of this list: records that were last seen under another set are another list's."""
    return and_(
        item.c.source == source_name,
        item.c.prefix == prefix,
        item.c.deleted.is_(False),
        run.c.set_spec == set_spec,
    )


def _withheld() -> ColumnElement[bool]:
    return exists().where(
        quarantine.c.source == item.c.source,
        quarantine.c.identifier == item.c.identifier,
        quarantine.c.prefix == item.c.prefix,
        quarantine.c.resolved_run.is_(None),
    )


def _seen(run_id: int) -> Any:
    """Pick those of the marked items that the run has seen."""
    marked = item.join(missing_item, missing_item.c.item == item.c.id)
    return select(item.c.id).select_from(marked).where(item.c.last_seen_run == run_id)


def _count(connection: Connection, rows: Any, chosen: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(rows).where(chosen)).scalar_one())


def _count_again(connection: Connection, run_id: int, missing: ColumnElement[bool]) -> None:
    ids = select(item.c.id).select_from(_listed()).where(missing)
    again = and_(missing_item.c.item.in_(ids), missing_item.c.last_run != run_id)
    values = {"passes": missing_item.c.passes + 1, "last_run": run_id}
    connection.execute(update(missing_item).where(again).values(values))
    first = ids.where(item.c.id.not_in(select(missing_item.c.item)))
    first = first.add_columns(literal(1), literal(run_id), literal(run_id))
    connection.execute(insert(missing_item).from_select(("item", "passes", "first_run", "last_run"), first))


def _ripe(run_id: int, passes: int) -> ColumnElement[bool]:
    return and_(missing_item.c.last_run == run_id, missing_item.c.passes >= passes)
