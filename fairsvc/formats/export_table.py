"""Rows of one table as they come: CSV, JSON Lines and Parquet, each written in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from fairsvc.errors import BadSettings
from fairsvc.formats.spreadsheet import write_rows

Value = str | int | float | datetime | None
Row = Sequence[Value]

_BATCH = 5_000


class Kind(StrEnum):
    """What a column holds; any cell may be empty."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table."""

    name: str
    kind: Kind = Kind.TEXT


def write_csv(columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO) -> int:
    """Write RFC 4180 with the columns' names first, no text a formula; return how many rows were written."""
    out.write(write_rows([[column.name for column in columns]]).encode())
    count = 0
    for batch in _batches(rows):
        out.write(write_rows([_spelt(value) for value in row] for row in batch).encode())
        count += len(batch)
    return count


def write_json_lines(columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO) -> int:
    """Write one JSON object a line, with every column; null is an empty cell."""
    names = [column.name for column in columns]
    count = 0
    for batch in _batches(rows):
        lines = (dict(zip(names, map(_spelt, row), strict=True)) for row in batch)
        out.write("".join(f"{json.dumps(line, ensure_ascii=False, allow_nan=False)}\n" for line in lines).encode())
        count += len(batch)
    return count


def write_parquet(columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO) -> int:
    """Write Parquet, a row group for each batch; instants are UTC. Raises BadSettings without the extra parquet."""
    if find_spec("pyarrow") is None:
        next_step = "Install it: pip install 'fairsvc[parquet]'; or choose csv or json-lines"
        raise BadSettings("Parquet needs the package pyarrow, which is not installed", "", next_step)
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    types = {
        Kind.TEXT: pyarrow.string(),
        Kind.INTEGER: pyarrow.int64(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.INSTANT: pyarrow.timestamp("us", tz="UTC"),
    }
    schema = pyarrow.schema([(column.name, types[column.kind]) for column in columns])
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            cells: list[Any] = [
                pyarrow.array(values, column.type)
                for values, column in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(cells, schema=schema))
            count += len(batch)
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _spelt(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, datetime) else value
