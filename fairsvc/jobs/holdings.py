"""What the store holds, for those who only look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fairsvc.jobs.forgetting import refuse_forgotten
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.harvest import Account
from fairsvc.model.pid import read_pid
from fairsvc.probe.extract import EXTRACTOR_VERSION, archived, extract
from fairsvc.store import evidence as evidence_store
from fairsvc.store import runs


@dataclass(frozen=True, slots=True)
class Holding:
    """One source and what is held of it; `due_at` is when it should be harvested again, None when nothing says."""

    name: str
    kind: str
    url: str
    records: int = 0
    deleted: int = 0
    evidence: int = 0
    harvested_at: datetime | None = None
    state: str = "never"
    due_at: datetime | None = None


def list_holdings(workspace: Workspace) -> tuple[Holding, ...]:
    """List the sources of the settings and of the store, by name."""
    held = {row.name: row for row in runs.list_sources(workspace.store)}
    found: list[Holding] = []
    for name in sorted({*held, *(source.name for source in workspace.settings.sources)}):
        config = workspace.settings.source(name)
        row = held.get(name)
        if row is None:
            assert config is not None
            found.append(Holding(name, config.kind, config.url, due_at=datetime.now(UTC)))
            continue
        due_at = row.started_at + timedelta(seconds=config.interval_s) if config and row.started_at else None
        state = row.state.value if row.state else "never"
        counts = (row.records, row.deleted, row.evidence)
        found.append(Holding(name, row.kind, row.url, *counts, row.started_at, state, due_at))
    return tuple(found)


def load_account(workspace: Workspace, source: str, run: int | None = None) -> Account:
    """Load the account of a run, the latest by default. Raises NotFound."""
    return runs.load_account(workspace.store, source, run)


def load_evidence(workspace: Workspace, pid: str, *, with_bodies: bool = False) -> Evidence:
    """Load the latest evidence of a PID with views of the present extractor. Raises NotFound, BadPid."""
    key = str(read_pid(pid))
    refuse_forgotten(workspace, key)
    evidence = evidence_store.load_evidence(workspace.store, key, with_bodies=with_bodies)
    return current(workspace, evidence)


def current(workspace: Workspace, evidence: Evidence) -> Evidence:
    """Extract anew from the WARC when an older extractor made the views."""
    if evidence.extractor_version == EXTRACTOR_VERSION:
        return evidence
    return archived(extract(evidence_store.load_evidence(workspace.store, str(evidence.pid), with_bodies=True)))
