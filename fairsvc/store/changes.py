"""What a page of records changes: pure decisions over what the store knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import Pid, find_pid
from fairsvc.model.record import Record
from fairsvc.store.codec import NAMES, column_text

Key = tuple[str, str]

MAX_IDENTIFIER = 2000
_MAX_TITLE = 500
# An ORCID iD or ROR ID among the identifiers is persistent too, but names no dataset.
_SCHEMES = ("doi", "handle", "ark", "urn", "swhid", "purl")


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
    """What to write: `versions` in order with their hash; `rewritten` and `seen` hold each item's last record.

    `hashes` are those of the last records; a tombstone has none.
    """

    counts: PageCounts
    versions: tuple[tuple[Key, Record, str], ...]
    rewritten: Mapping[Key, Record]
    seen: Mapping[Key, Record]
    hashes: Mapping[Key, str]


def plan_changes(known: Mapping[Key, Known], records: Iterable[Record]) -> Plan:
    """Compare records with what is known; a page may name an item twice, the later one stands."""
    state = dict(known)
    counts: Counter[str] = Counter()
    versions: list[tuple[Key, Record, str]] = []
    rewritten: dict[Key, Record] = {}
    seen: dict[Key, Record] = {}
    hashes: dict[Key, str] = {}
    for record in records:
        key = item_key(record)
        now = Known(content_hash(record), record.deleted, record.format, record.trouble)
        before = state.get(key)
        became = _compare(before, now)
        counts[became] += 1
        counts["unreadable"] += not record.deleted and record.metadata is None
        if became != "unchanged":
            versions.append((key, record, now.sha256))
        if before != now and not (became == "unchanged" and now.deleted):
            rewritten[key] = record
        state[key] = now
        seen[key], hashes[key] = record, now.sha256
    return Plan(PageCounts(**counts), tuple(versions), rewritten, seen, hashes)


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


def content_hash(record: Record) -> str:
    """Tell the hash of what came; empty for a tombstone."""
    return "" if record.deleted else record.sha256


@lru_cache(maxsize=1024)
def write_sets(names: tuple[str, ...]) -> bytes:
    """Spell the sets of a record; those of a source are few, and each of its records is in some."""
    return NAMES.write(names)


def item_columns(record: Record, sha256: str) -> dict[str, Any]:
    """List the columns that a record with this content hash decides; a tombstone keeps its item's title and PID."""
    columns = {
        "datestamp": column_text(record.datestamp),
        "sets": write_sets(record.sets),
        "deleted": record.deleted,
        "sha256": sha256,
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
    best: Pid | None = None
    for pid in _iter_pids(record):
        if best is None or _SCHEMES.index(pid.scheme) < _SCHEMES.index(best.scheme):
            best = pid
        if best.scheme == _SCHEMES[0]:
            break
    return column_text(str(best)) if best is not None else ""


def _iter_pids(record: Record) -> Iterator[Pid]:
    for identifier in record.metadata.identifiers if record.metadata else ():
        if (pid := _find_named(identifier)) is not None and pid.scheme in _SCHEMES:
            yield pid
    if (pid := find_pid(record.identifier)) is not None and pid.scheme in _SCHEMES:
        yield pid


def _find_named(identifier: Identifier) -> Pid | None:
    handle = identifier.scheme.lower() in ("handle", "hdl")
    return find_pid(identifier.value) or (find_pid(f"hdl:{identifier.value}") if handle else None)
