"""One dataset as several sources describe it: whose word counts, what was chosen, what the others say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairsvc.model.evidence import Finding
from fairsvc.model.harvest import Rank
from fairsvc.model.metadata import Metadata, Origin

# The code of a conflict is this and the field, as views name it: `conflict.titles`.
CONFLICT = "conflict."
DELETED = f"{CONFLICT}deleted"

Disagree = Callable[[Metadata, Metadata], tuple[str, str] | None]
"""Show what each of two documents says of one field where they differ; None when they agree or one is silent."""


@dataclass(frozen=True, slots=True)
class Described:
    """One source's record of a dataset; `metadata` is None for a tombstone, and when no format could read it.

    `kind` is the source's; `where` names the record in findings, by default as `source/identifier`.
    """

    source: str
    identifier: str
    rank: Rank
    metadata: Metadata | None
    kind: str = ""
    prefix: str = ""
    format: str = ""
    datestamp: str = ""
    deleted: bool = False
    harvested_at: datetime | None = None
    where: str = ""

    @property
    def place(self) -> str:
        """Where a finding says that it was read."""
        return self.where or f"{self.source}/{self.identifier}"

    def place_of(self, field: str) -> str:
        """Where a finding says that the field was read: the exchange that brought it, where the evidence knows it."""
        origin = self.metadata.origin(field) if self.metadata else None
        return f"exchange/{origin.step}" if origin and origin.step else self.place


@dataclass(frozen=True, slots=True)
class Said:
    """What one record says in a field; `origin` names document and element, None where the reader kept none."""

    value: object
    source: str
    identifier: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the dataset: the value that counts, and what the other records say, most trusted first."""

    name: str
    chosen: Said
    others: tuple[Said, ...] = ()

    @property
    def differing(self) -> tuple[Said, ...]:
        """The others that do not say the very same."""
        return tuple(said for said in self.others if said.value != self.chosen.value)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What all sources together say of one dataset; `key` is its PID, or source and identifier when it has none.

    `records` are all that were found, live before deleted, most trusted first; a dataset is `deleted` when all are.
    `metadata` holds the chosen values.
    """

    key: str
    records: tuple[Described, ...]
    fields: tuple[Field, ...]
    conflicts: tuple[Finding, ...]
    metadata: Metadata

    @property
    def deleted(self) -> bool:
        """True when no source lists the dataset any more: a tombstone."""
        return all(record.deleted for record in self.records)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A date that software writes when it knows none; `datestamp` is how the record's own stamp then begins."""

    datestamp: str
    date: str


@dataclass(frozen=True, slots=True)
class Precedence:
    """Whose word counts: ranks, the most trusted first, as usual and for single fields.

    Within a rank, records in a `poor` format come last. Dates that are in doubt count only when nobody says others.
    """

    usual: tuple[Rank, ...]
    exceptions: Mapping[str, tuple[Rank, ...]]
    poor: frozenset[str] = frozenset()
    doubts: tuple[Doubt, ...] = ()

    def order(self, described: Iterable[Described], field: str = "") -> list[Described]:
        """Order records by how much their word counts, equals as they come; by that for one field when named."""
        ranks = self.exceptions.get(field, self.usual)
        return sorted(
            described,
            key=lambda one: (
                one.deleted,
                field == "dates" and self._doubtful(one),
                ranks.index(one.rank),
                one.format in self.poor,
            ),
        )

    def _doubtful(self, one: Described) -> bool:
        dates = {date.value for date in one.metadata.dates} if one.metadata else set()
        return any(one.datestamp.startswith(doubt.datestamp) and dates == {doubt.date} for doubt in self.doubts)


@dataclass(frozen=True, slots=True)
class Rules:
    """How records become one dataset: whose word counts, and when two words for a field disagree."""

    precedence: Precedence
    comparisons: Mapping[str, Disagree]


def list_conflicts(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """List the conflicts among findings: the field, and the sentence that says what each says."""
    return tuple((f.code.removeprefix(CONFLICT), f.detail) for f in findings if f.code.startswith(CONFLICT))
