"""Free the bytes of WARC files that no index names any more.

A file is never changed: what lives goes to a new one, the index is switched in one transaction, and then the old file
is deleted. Killed anywhere, the index points at whole bytes, and the next call does the rest.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from fairsvc.errors import StoreUnusable
from fairsvc.store.connection import Store, translating_errors
from fairsvc.store.tables import exchange, warc_file
from fairsvc.store.upgrade import require_room
from fairsvc.store.warc_files import Place, is_held, sync_folder

_REWRITTEN = re.compile(r"-r[0-9a-f]{8}(?=\.warc\.gz\Z)")
_SUFFIX = ".warc.gz"


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """How many bytes were freed; `held_bytes` wait in files that a process still writes."""

    freed_bytes: int
    held_bytes: int


def reclaim(store: Store) -> Reclaimed:
    """Free what no index names. The caller holds the claim on the store's care. Raises StoreUnusable."""
    freed = held = 0
    with translating_errors(str(store.evidence_folder)):
        _remove_strays(store)
        for number, name, live_bytes in _list_files(store):
            path = store.evidence_folder / name
            size_bytes = path.stat().st_size if path.is_file() else 0
            if size_bytes <= live_bytes and size_bytes:
                continue
            if size_bytes and is_held(path):
                held += size_bytes - live_bytes
            elif not live_bytes:
                _remove(store, number, path)
                freed += size_bytes
            elif size_bytes:
                _rewrite(store, number, name, live_bytes)
                _remove(store, number, path)
                freed += size_bytes - live_bytes
    return Reclaimed(freed, held)


def _list_files(store: Store) -> Sequence[Any]:
    live = func.coalesce(func.sum(exchange.c.length), 0)
    statement = select(warc_file.c.id, warc_file.c.name, live).outerjoin(
        exchange, exchange.c.warc_file == warc_file.c.id
    )
    with store.reading() as connection:
        return connection.execute(statement.group_by(warc_file.c.id).order_by(warc_file.c.name)).all()


def _remove_strays(store: Store) -> None:
    """Remove rewritten files that a killed call left before the index knew them."""
    with store.reading() as connection:
        known = set(connection.execute(select(warc_file.c.name)).scalars())
    for path in store.evidence_folder.rglob(f"*{_SUFFIX}"):
        if _REWRITTEN.search(path.name) and path.relative_to(store.evidence_folder).as_posix() not in known:
            path.unlink()


def _remove(store: Store, number: int, path: Path) -> None:
    """Delete the file and then its row: a row without a file is met again, a file without a row is not.

    Within a transaction, so that nobody adds a line to the index meanwhile.
    """
    with store.writing() as connection:
        if not connection.execute(select(exists().where(exchange.c.warc_file == number))).scalar():
            path.unlink(missing_ok=True)
            connection.execute(delete(warc_file).where(warc_file.c.id == number))


def _rewrite(store: Store, number: int, name: str, live_bytes: int) -> None:
    folder = (store.evidence_folder / name).parent
    require_room(folder, live_bytes)
    new_name = _REWRITTEN.sub("", name).removesuffix(_SUFFIX) + f"-r{secrets.token_hex(4)}{_SUFFIX}"
    with store.reading() as connection:
        columns = (exchange.c.evidence, exchange.c.position, exchange.c.offset, exchange.c.length)
        rows = connection.execute(
            select(*columns).where(exchange.c.warc_file == number).order_by(exchange.c.offset)
        ).all()
    _write(store.evidence_folder / new_name, _chunks(store, name, rows))
    moved: list[dict[str, int]] = []
    offset = 0
    for row in rows:
        moved.append({"of": row.evidence, "at": row.position, "to": offset})
        offset += row.length
    with store.writing() as connection:
        new = connection.execute(insert(warc_file).values(name=new_name).returning(warc_file.c.id)).scalar_one()
        here = (exchange.c.evidence == bindparam("of"), exchange.c.position == bindparam("at"))
        connection.execute(update(exchange).where(*here).values(warc_file=new, offset=bindparam("to")), moved)


def _chunks(store: Store, name: str, rows: Sequence[Any]) -> Iterator[bytes]:
    return (store.warc_files.read(Place(name, row.offset, row.length)) for row in rows)


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    """Write a file durably, or none."""
    try:
        with path.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, StoreUnusable):
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
