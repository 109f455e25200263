"""What a page of records changes: pure decisions over what the store knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import Pid, find_pid
from fairsvc.model.record import Record
from fairsvc.store.codec import NAMES, column_text

Key = tuple[str, str]

MAX_IDENTIFIER = 2000
_MAX_TITLE = 500
_SCHEMES = ("doi", "handle", "ark", "urn", "purl")


@dataclass(frozen=True, slots=True)
class PageCounts:
    """What became of a page's records; `unreadable` counts those among them that no format could read."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    unreadable: int = 0

    def __add__(self, other: PageCounts) -> PageCounts:
        return PageCounts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.unreadable + other.unreadable,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of one item; a tombstone has no hash, so that any revival is a change."""

    sha256: str
    deleted: bool
    format: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: `versions` in order with their hash; `rewritten` and `seen` hold each item's last record."""

    counts: PageCounts
    versions: tuple[tuple[Record, str], ...]
    rewritten: Mapping[Key, Record]
    seen: Mapping[Key, Record]


def plan_changes(known: Mapping[Key, Known], records: Iterable[Record]) -> Plan:
    """Compare records with what is known; a page may name an item twice, the later one stands."""
    state = dict(known)
    counts: Counter[str] = Counter()
    versions: list[tuple[Record, str]] = []
    rewritten: dict[Key, Record] = {}
    seen: dict[Key, Record] = {}
    for record in records:
        key = item_key(record)
        now = Known("" if record.deleted else record.sha256, record.deleted, record.format, record.trouble)
        before = state.get(key)
        became = _compare(before, now)
        counts[became] += 1
        counts["unreadable"] += not record.deleted and record.metadata is None
        if became != "unchanged":
            versions.append((record, now.sha256))
        if before != now and not (became == "unchanged" and now.deleted):
            rewritten[key] = record
        state[key] = now
        seen[key] = record
    return Plan(PageCounts(**counts), tuple(versions), rewritten, seen)


def _compare(before: Known | None, now: Known) -> str:
    """Name the count that a record belongs to."""
    if before is not None and (before.sha256, before.deleted) == (now.sha256, now.deleted):
        return "unchanged"
    if now.deleted:
        return "deleted"
    return "new" if before is None else "changed"


def item_key(record: Record) -> Key:
    """Name the item within its source."""
    return column_text(record.identifier, MAX_IDENTIFIER), column_text(record.prefix)


def item_columns(record: Record) -> dict[str, Any]:
    """List the columns that a record decides; a tombstone keeps the title and PID that the item had."""
    columns = {
        "datestamp": column_text(record.datestamp),
        "sets": NAMES.write(record.sets),
        "deleted": record.deleted,
        "sha256": "" if record.deleted else record.sha256,
        "format": record.format,
        "trouble": column_text(record.trouble),
        "view": None,
    }
    if not record.deleted:
        titles = record.metadata.titles if record.metadata else ()
        columns["title"] = column_text(titles[0].value if titles else "", _MAX_TITLE)
        columns["pid"] = record_pid(record)
    return columns


def record_pid(record: Record) -> str:
    """Name the dataset: its first DOI, else Handle, else other PID, of the metadata before the OAI identifier."""
    named = [_find_named(identifier) for identifier in record.metadata.identifiers] if record.metadata else []
    pids = [pid for pid in (*named, find_pid(record.identifier)) if pid is not None and pid.persistent]
    return column_text(str(min(pids, key=lambda pid: _SCHEMES.index(pid.scheme)))) if pids else ""


def _find_named(identifier: Identifier) -> Pid | None:
    handle = identifier.scheme.lower() in ("handle", "hdl")
    return find_pid(identifier.value) or (find_pid(f"hdl:{identifier.value}") if handle else None)
