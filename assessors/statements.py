"""What a facility states of indicators that its datasets do not pass yet: planned, or being implemented."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assessors.metric_sets import LARGEST_BYTES
from fairsvc.errors import BadSettings

# Beside fairsvc.toml; it need not be there.
FILE_NAME = "statements.toml"
PLANNED, IN_IMPLEMENTATION = 2, 3
_TYPES: Mapping[str, type] = {"indicator": str, "progress": int, "note": str, "since": date, "source": str}
_REQUIRED = ("indicator", "progress", "note", "since")
_EXAMPLES = {
    "indicator": 'indicator = "RDA-R1.2-01M"',
    "progress": "progress = 2 (planned) or 3 (in implementation)",
    "note": 'note = "what is planned, and where one can read it"',
    "since": "since = 2026-01-31",
    "source": 'source = "name of a [[source]]"',
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A facility's own word on an indicator: `progress` 2 planned or 3 in implementation, since a day.

    It concerns the datasets of `source`, or all when that is empty.
    """

    indicator: str
    progress: int
    note: str
    since: date
    source: str = ""


def load_statements(folder: Path, indicators: Collection[str]) -> tuple[Statement, ...]:
    """Load the statements of the folder, none when it has no file of them. Raises BadSettings."""
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadSettings("the file of statements is too large", f"{path} (over {LARGEST_BYTES} bytes)")
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings("the statements cannot be read", f"{path} ({error})") from None
    return read_statements(text, str(path), indicators)


def read_statements(text: str, where: str, indicators: Collection[str]) -> tuple[Statement, ...]:
    """Read statements; `where` names the file, `indicators` are the ids that one may speak of. Raises BadSettings."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadSettings("this is no TOML", f"{where}: {error}", "Mend the line it names") from None
    if unknown := [key for key in table if key != "statement"]:
        raise BadSettings("unknown key", f"{where}: {unknown[0]}", "Each statement is a table [[statement]]")
    rows = table.get("statement", [])
    if not isinstance(rows, list):
        raise BadSettings("a statement is a table", where, "Write it as [[statement]]")
    found = tuple(_statement(row, f"{where}, statement {number}", indicators) for number, row in enumerate(rows, 1))
    _refuse_twice(found, where)
    return found


def _statement(row: Any, where: str, indicators: Collection[str]) -> Statement:
    if not isinstance(row, dict):
        raise BadSettings("a statement is a table", where, "Write it as [[statement]]")
    if unknown := [key for key in row if key not in _TYPES]:
        raise BadSettings("unknown key of a statement", f"{where}: {unknown[0]}", _near(unknown[0], _TYPES))
    if missing := [key for key in _REQUIRED if key not in row]:
        raise BadSettings("a statement lacks a key", f"{where}: {missing[0]}", f"Write {_EXAMPLES[missing[0]]}")
    for key, value in row.items():
        if not isinstance(value, _TYPES[key]) or isinstance(value, (bool, datetime)):
            raise BadSettings(f"{key} has the wrong type", f"{where}: {value!r}", f"Write {_EXAMPLES[key]}")
    _check_values(row, where, indicators)
    return Statement(**row)


def _check_values(row: Mapping[str, Any], where: str, indicators: Collection[str]) -> None:
    if row["indicator"] not in indicators:
        raise BadSettings(
            "no indicator has this id", f"{where}: {row['indicator']}", _near(row["indicator"], indicators)
        )
    if row["progress"] not in (PLANNED, IN_IMPLEMENTATION):
        next_step = f"Write {_EXAMPLES['progress']}: the evidence alone says 0, 1 and 4"
        raise BadSettings("a statement cannot give this progress", f"{where}: {row['progress']}", next_step)
    if not row["note"].strip():
        raise BadSettings("a statement needs a note", where, f"Write {_EXAMPLES['note']}")


def _refuse_twice(statements: Iterable[Statement], where: str) -> None:
    seen = set()
    for one in statements:
        if (one.indicator, one.source) in seen:
            raise BadSettings("an indicator has two statements", f"{where}: {one.indicator}", "Remove one of them")
        seen.add((one.indicator, one.source))


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"Did you mean {near[0]}?" if near else f"Known are {', '.join(sorted(known)[:10])}"
