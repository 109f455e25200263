"""Probe and judge many PIDs at a time, and keep what was found in batches."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from fairsvc.jobs.forgetting import forgetful
from fairsvc.jobs.judging import Assessed, Panel
from fairsvc.jobs.runner import run_all
from fairsvc.jobs.subjects import iter_subjects
from fairsvc.jobs.summary import Tally
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.depth import Depth
from fairsvc.model.ports import Fetcher
from fairsvc.net.configured import SOFTWARE
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.metering import Bounds, Metered
from fairsvc.store import evidence

# Datasets kept in one go: one fsync and one transaction for them all.
BATCH = 16


def bounded(workspace: Workspace, fetcher: Fetcher) -> Metered:
    """Bound what one dataset may cost, as the settings say."""
    settings = workspace.settings
    return Metered(fetcher, Bounds(settings.dataset_host_requests, settings.dataset_wire_s))


@dataclass(frozen=True, slots=True)
class Prober:
    """Who probes the datasets of a run: judges, whom to ask, and who counts."""

    workspace: Workspace
    panel: Panel
    fetcher: Fetcher
    tally: Tally

    def probe(self, pids: Iterable[str], depth: Depth) -> Generator[Assessed, None, None]:
        """Yield what was found as it comes, in any order; one dataset's trouble is counted and passed over."""
        asked, without_forgotten = self.panel.at(depth), forgetful(self.workspace)

        def work(subject: Subject) -> Assessed:
            found = gather(subject, bounded(self.workspace, self.fetcher), datetime.now(UTC), asked)
            return self.panel.assess(without_forgotten(found), datetime.now(UTC))

        for done in run_all(iter_subjects(self.workspace, pids), work, self.workspace.settings.workers):
            if done.outcome is None:
                self.tally.miss(str(done.task.pid), done.trouble, defect=done.defect)
            else:
                yield done.outcome


@dataclass(slots=True)
class Keeper:
    """Keeps what was found, batch by batch, and the last one however the block ends.

    After Ctrl-C between two batches, what was asked for need not be asked again.
    """

    workspace: Workspace
    panel: Panel
    run: int
    _batch: list[Assessed] = field(default_factory=list)

    def add(self, one: Assessed) -> None:
        """Take it into the batch."""
        self._batch.append(one)
        if len(self._batch) == BATCH:
            self._keep()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keep()

    def _keep(self) -> None:
        batch, self._batch = self._batch, []
        found = [one.evidence for one in batch]
        judged, rules = [one.judgement for one in batch], self.panel.rulebook
        if batch:
            store = self.workspace.store
            evidence.save_evidence(store, found, SOFTWARE, judgements=judged, rules=rules, run=self.run)
