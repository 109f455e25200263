"""Pages of a harvest as they were received, put together from their parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from fairsvc.model.exchange import Header
from fairsvc.store.codec import HEADERS
from fairsvc.store.compression import decompress
from fairsvc.store.connection import Store
from fairsvc.store.tables import item, item_version, page, page_part


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One answer of a source; its `body` was altered when its digest is not `body_sha256`."""

    url: str
    status: int | None
    headers: tuple[Header, ...]
    body: bytes
    body_sha256: str
    fetched_at: datetime


def list_pages(store: Store, pid: str) -> tuple[StoredPage, ...]:
    """List the pages that brought the records of a PID, each version's, the oldest first."""
    of_pid = select(item_version.c.page).join(item, item.c.id == item_version.c.item).where(item.c.pid == pid)
    with store.reading() as connection:
        rows = connection.execute(select(page).where(page.c.id.in_(of_pid)).order_by(page.c.id)).all()
        return tuple(_read_page(connection, row) for row in rows)


def _read_page(connection: Connection, row: Row[Any]) -> StoredPage:
    parts = select(page_part).where(page_part.c.page == row.id).order_by(page_part.c.id)
    pieces = [decompress(part.content)[: part.body_bytes] for part in connection.execute(parts)]
    body = b"".join(pieces) or (decompress(row.body) if row.body else b"")
    return StoredPage(row.url, row.status, HEADERS.unpack(row.headers), body, row.body_sha256, row.fetched_at)
