"""The judgements of a source that may be counted together: those that the present rules would give again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from fairsvc.jobs.holdings import current
from fairsvc.jobs.judged import iter_judged
from fairsvc.jobs.judging import Panel
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import AssessmentRun, Judgement, Rulebook
from fairsvc.probe.extract import EXTRACTOR_VERSION
from fairsvc.store import assessment_runs, records
from fairsvc.store import evidence as evidence_store
from fairsvc.store import judgements as judgement_store

# So many datasets are judged anew while somebody waits; more are left to `assess --stored`.
FEW = 200
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Census:
    """How the judgements were come by.

    `outdated` were judged by older rules or an older extractor, or of older evidence; `unjudged` have evidence alone.
    Both were judged anew for this count, unless `left_out`: then they are not in it.
    """

    current: int = 0
    outdated: int = 0
    unjudged: int = 0
    left_out: bool = False


class Standing:
    """The judgements of a source by the present rules; `census` is whole once they were iterated over."""

    def __init__(self, workspace: Workspace, source: str, panel: Panel) -> None:
        self._workspace, self._source, self._panel = workspace, source, panel
        self.census = Census()

    def __iter__(self) -> Iterator[Judgement]:
        """Yield judgements in order of PID, then those that were made just now, in order of PID."""
        outdated: list[str] = []
        standing = 0
        judged = iter_judged(self._workspace, self._source)
        while batch := tuple(islice(judged, _BATCH)):
            newest = evidence_store.find_newest(self._workspace.store, [one.pid for one, _ in batch])
            for judgement, rulebook in batch:
                digest, _ = newest.get(judgement.pid, (judgement.evidence_digest, judgement.gathered_at))
                if digest == judgement.evidence_digest and is_standing(judgement, rulebook, self._panel.rulebook):
                    standing += 1
                    yield judgement
                else:
                    outdated.append(judgement.pid)
        unjudged = self._find_unjudged(standing + len(outdated))
        waiting = sorted((*outdated, *unjudged))
        left_out = len(waiting) > FEW
        self.census = Census(standing, len(outdated), len(unjudged), left_out)
        if not left_out:
            now = datetime.now(UTC)
            found = iter_current_evidence(self._workspace, waiting)
            yield from (self._panel.assess(evidence, now).judgement for evidence in found)

    def _find_unjudged(self, judged: int) -> list[str]:
        """List the datasets that have evidence and no judgement; looked for only where the numbers tell of some."""
        if judged >= records.count_subjects(self._workspace.store, self._source):
            return []
        found: list[str] = []
        pids = [subject.pid for subject in records.iter_subjects(self._workspace.store, self._source)]
        for start in range(0, len(pids), _BATCH):
            batch = pids[start : start + _BATCH]
            known = judgement_store.find_judgements(self._workspace.store, batch)
            found += evidence_store.find_newest(self._workspace.store, [pid for pid in batch if pid not in known])
        return sorted(found)


def is_standing(judgement: Judgement, rulebook: Rulebook, present: Rulebook) -> bool:
    """Tell whether the present rules would judge the same."""
    return rulebook.rules == present.rules and judgement.extractor_version == EXTRACTOR_VERSION


def iter_current_evidence(workspace: Workspace, pids: Iterable[str]) -> Iterator[Evidence]:
    """Yield the newest evidence of these PIDs, extracted by the present extractor; those without any are left out."""
    for evidence in evidence_store.iter_evidence(workspace.store, pids=pids):
        yield current(workspace, evidence)


def list_ended_runs(workspace: Workspace, source: str) -> tuple[AssessmentRun, ...]:
    """List the assessments of a source that came to their end, the first first."""
    runs = assessment_runs.list_assessment_runs(workspace.store, source)
    return tuple(run for run in runs if run.ended_at is not None)
