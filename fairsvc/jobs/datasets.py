"""Datasets as all sources together describe them: found, ranked and merged when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fairsvc.errors import NotFound
from fairsvc.jobs.forgetting import refuse_forgotten
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.dataset import Dataset, Described
from fairsvc.model.harvest import Rank
from fairsvc.model.merging import merge
from fairsvc.model.pid import find_doi, find_pid
from fairsvc.store.datasets import Titled, count_shared, find_pid_of_item, list_titled
from fairsvc.store.records import StoredRecord, list_named_records, list_records
from fairsvc.vocab.precedence import find_rank, load_rules
from fairsvc.vocab.wording import words

MOST_CANDIDATES = 20
# Shorter titles, such as "Raw data", say nothing of what they name.
_TELLING_LETTERS = 12
_LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another dataset with the same title: a version, a session, a collection. `relation` is what the metadata say."""

    pid: str
    source: str
    identifier: str
    title: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sources' kinds and ranks, each looked up once."""

    workspace: Workspace
    _known: dict[str, tuple[str, Rank]] = field(default_factory=dict)

    def order(self, records: Iterable[StoredRecord]) -> list[tuple[Described, StoredRecord]]:
        """Describe records and order them by how much their word counts: live ones first."""
        described = [(self.describe(stored), stored) for stored in records]
        pairs = {id(one): (one, stored) for one, stored in described}
        ordered = load_rules().precedence.order(one for one, _ in pairs.values())
        return [pairs[id(one)] for one in ordered]

    def describe(self, stored: StoredRecord) -> Described:
        """Name the record with its source's kind and rank."""
        kind, rank = self._look_up(stored)
        record = stored.record
        return Described(
            stored.source,
            record.identifier,
            rank,
            record.metadata,
            kind,
            record.prefix,
            record.format,
            record.datestamp,
            record.deleted,
            stored.harvested_at,
        )

    def _look_up(self, stored: StoredRecord) -> tuple[str, Rank]:
        if stored.source not in self._known:
            config = self.workspace.source(stored.source)
            self._known[stored.source] = config.kind, find_rank(config.kind, stored.source_url, config.precedence)
        return self._known[stored.source]


def find_dataset(workspace: Workspace, name: str, source: str = "") -> Dataset:
    """Find a dataset by its PID, by SOURCE/IDENTIFIER, or by its identifier in the source. Raises NotFound."""
    if source:
        workspace.source(source)
        found = _find_item(workspace, source, name)
        if found is None:
            raise NotFound(f"{source} has no record with this identifier", name, f"fairsvc harvest source {source}")
        return found
    pid = find_pid(name)
    found = _find_pid(workspace, str(pid)) if pid else None
    splits = (place for place, letter in enumerate(name[:_LONGEST_NAME]) if letter == "/")
    found = found or next(filter(None, (_find_item(workspace, name[:at], name[at + 1 :]) for at in splits)), None)
    if found is None:
        if pid:
            refuse_forgotten(workspace, str(pid))
        raise NotFound("no source describes this dataset", name, "Name a PID, or SOURCE/IDENTIFIER as harvested")
    return found


def _find_item(workspace: Workspace, source: str, identifier: str) -> Dataset | None:
    """Find the dataset of a source's item, with all that other sources say of its PID."""
    pid = find_pid_of_item(workspace.store, source, identifier)
    if pid is None:
        return None
    if pid and (found := _find_pid(workspace, pid)) is not None:
        return found
    return _merged(workspace, f"{source}/{identifier}", list_named_records(workspace.store, source, identifier))


def _find_pid(workspace: Workspace, pid: str) -> Dataset | None:
    records = list_records(workspace.store, pid)
    return _merged(workspace, pid, records) if records else None


def _merged(workspace: Workspace, key: str, records: Iterable[StoredRecord]) -> Dataset:
    return merge(key, (described for described, _ in Ranking(workspace).order(records)), load_rules())


def list_candidates(workspace: Workspace, dataset: Dataset) -> tuple[Candidate, ...]:
    """List other datasets that carry the same title, at most MOST_CANDIDATES: to be linked, never merged."""
    title = next((title.value for title in dataset.metadata.titles), "")
    if len("".join(words(title))) < _TELLING_LETTERS:
        return ()
    own = {(record.source, record.identifier) for record in dataset.records}
    found: dict[str, Candidate] = {}
    for one in list_titled(workspace.store, title):
        key = one.pid or f"{one.source}/{one.identifier}"
        if key != dataset.key and (one.source, one.identifier) not in own and words(one.title) == words(title):
            found.setdefault(key, _candidate(dataset, one))
    return tuple(found[key] for key in sorted(found)[:MOST_CANDIDATES])


def count_described_elsewhere(workspace: Workspace, source: str) -> int:
    """Count the source's datasets that another source describes too."""
    return count_shared(workspace.store, source)


def _candidate(dataset: Dataset, one: Titled) -> Candidate:
    pid = find_pid(one.pid)
    named = (related for related in dataset.metadata.related if pid is not None and find_doi(related.value) == pid)
    return Candidate(one.pid, one.source, one.identifier, one.title, next((link.relation for link in named), ""))
