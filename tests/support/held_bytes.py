"""Every byte that a store holds, unfolded; and whether its full text still fits what it was made of."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from fairsvc.errors import StoreUnusable
from fairsvc.store.compression import decompress
from fairsvc.store.connection import Store


def every_byte(store: Store) -> bytes:
    """Join the database's files, every column of every table unfolded, and the unzipped WARC files."""
    path = Path(store.where)
    files = [path, path.with_name(f"{path.name}-wal")]
    found = [file.read_bytes() for file in files if file.exists()]
    found += [gzip.decompress(file.read_bytes()) for file in store.evidence_folder.rglob("*.warc.gz")]
    found += _iter_values(store)
    # Without zeros, what is in UTF-16 shows.
    return b"\0".join((*found, *(value.replace(b"\0", b"") for value in found[len(files) :] if b"\0" in value)))


def check_full_text(store: Store) -> None:
    """Raise when the full text is not that of the views."""
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO item_text(item_text, rank) VALUES('integrity-check', 1)")


def _iter_values(store: Store) -> Iterator[bytes]:
    with store.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        for table in tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                yield from (_unfolded(value) for value in row if isinstance(value, (bytes, str)))


def _unfolded(value: bytes | str) -> bytes:
    data = value.encode("utf-8", "replace") if isinstance(value, str) else value
    try:
        return decompress(data)
    except StoreUnusable:
        return data
