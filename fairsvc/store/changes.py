"""What a page of records changes: pure decisions over what the store knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fairsvc.model.metadata import Identifier, Metadata
from fairsvc.model.pid import Pid, find_pid
from fairsvc.model.record import Record
from fairsvc.store.codec import METADATA, NAMES, column_text

Key = tuple[str, str]

MAX_IDENTIFIER = 2000
_MAX_TITLE = 500
_MAX_FULL_TEXT = 20_000
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
    counts = PageCounts()
    versions: list[tuple[Record, str]] = []
    rewritten: dict[Key, Record] = {}
    seen: dict[Key, Record] = {}
    for record in records:
        key = item_key(record)
        now = Known("" if record.deleted else record.sha256, record.deleted, record.format, record.trouble)
        counted = _compare(state.get(key), now)
        counts += replace(counted, unreadable=int(not record.deleted and record.metadata is None))
        if not counted.unchanged:
            versions.append((record, now.sha256))
        if state.get(key) != now and not (counted.unchanged and now.deleted):
            rewritten[key] = record
        state[key] = now
        seen[key] = record
    return Plan(counts, tuple(versions), rewritten, seen)


def _compare(before: Known | None, now: Known) -> PageCounts:
    if before is not None and (before.sha256, before.deleted) == (now.sha256, now.deleted):
        return PageCounts(unchanged=1)
    if now.deleted:
        return PageCounts(deleted=1)
    return PageCounts(new=1) if before is None else PageCounts(changed=1)


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
        "view": METADATA.pack(record.metadata) if record.metadata else None,
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


def text_columns(view: Metadata) -> dict[str, str]:
    """List what people search in."""
    return {
        "title": _joined(title.value for title in view.titles),
        "creators": _joined(creator.name for creator in view.creators),
        "subjects": _joined(subject.value for subject in view.subjects),
        "description": _joined(description.value for description in view.descriptions),
    }


def _joined(texts: Iterable[str]) -> str:
    return column_text("\n".join(texts), _MAX_FULL_TEXT)
