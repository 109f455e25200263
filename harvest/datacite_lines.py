"""Lines of the public data file as records: JSON of findable DOIs, and CSV rows that say the state of every DOI."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_reading import read_json
from fairsvc.model.record import Record
from harvest.datacite_answer import Item
from harvest.datacite_archive import MAX_LINE_BYTES, Line
from harvest.datacite_records import gone, read_record
from harvest.datacite_selection import PREFIX, Selection

_DOI = re.compile(rb'"(?:id|doi)"\s*:\s*"(10\.[^"\\]{1,1000})"')
_COLUMNS = {"doi": "doi", "state": "state", "client_id": "client", "client": "client", "updated": "updated"}
_USUAL = ("doi", "state", "client", "updated")


@dataclass(frozen=True, slots=True)
class Met:
    """What a line means to the selection: a record or none, and whether it announces one.

    `unreadable` is a CSV row that tells nothing.
    """

    record: Record | None = None
    announced: bool = False
    unreadable: bool = False


NOTHING = Met()


@dataclass(frozen=True, slots=True)
class Sieve:
    """What of the lines is wanted."""

    selection: Selection

    def may_hold(self, text: bytes) -> bool:
        """Tell by the bytes whether the line can be of the selection; cheap, for most lines are not."""
        s, said = self.selection, text.lower()
        return _has_one(said, s.clients) and _has_one(said, s.prefixes)

    def read(self, line: Line) -> Met:
        """Read a line. Never raises: what is broken and may be ours is a record with its trouble."""
        if line.text is None:
            return _broken(line, b"", f"The line is longer than {MAX_LINE_BYTES} bytes.")
        if not line.text or not self.may_hold(line.text):
            return NOTHING
        if line.part.lower().removesuffix(".gz").endswith(".csv"):
            return self._read_row(line, line.text)
        return self._read_json(line, line.text)

    def _read_json(self, line: Line, text: bytes) -> Met:
        try:
            value = read_json(text)
        except Unreadable as fault:
            return _broken(line, text, str(fault))
        return Met(read_record(Item(value, text))) if self.selection.holds(value) else NOTHING

    def _read_row(self, line: Line, text: bytes) -> Met:
        names = _columns(line.head or b"")
        if line.number == 1 and names:
            return NOTHING
        row = dict(zip(names or _USUAL, _cells(text), strict=False))
        doi, state, client = (row.get(name, "").strip().lower() for name in _USUAL[:3])
        if not doi or not state:
            return Met(unreadable=True)
        if not self.selection.holds(_item(doi, client)):
            return NOTHING
        if state == "findable":
            return Met(announced=True)
        because = f"The data file lists this DOI as {state[:40]}, not findable."
        return Met(gone(doi, row.get("updated", "").strip(), client, because=because), announced=True)


def _broken(line: Line, text: bytes, trouble: str) -> Met:
    found = _DOI.search(text)
    identifier = found[1].decode("utf-8", "replace").lower() if found else f"no-identifier:{line.part}:{line.number}"
    return Met(Record(identifier, "", PREFIX, text, trouble=f"{trouble} (line {line.number} of {line.part})"))


def _has_one(text: bytes, words: tuple[str, ...]) -> bool:
    return not words or any(word.encode() in text for word in words)


def _columns(head: bytes) -> tuple[str, ...]:
    """Read the names of the columns; empty when the first line is a row already."""
    names = tuple(_COLUMNS.get(cell.strip().lower(), cell) for cell in _cells(head))
    return names if "doi" in names else ()


def _cells(text: bytes) -> list[str]:
    try:
        return next(csv.reader([text.decode("utf-8-sig", "replace")]), [])
    except csv.Error:
        return []


def _item(doi: str, client: str) -> dict[str, Any]:
    return {"id": doi, "relationships": {"client": {"data": {"id": client}}}}
