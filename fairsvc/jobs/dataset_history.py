"""How one dataset fared: every kept judgement, with what is different from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from assessors.engine import assessment_of
from fairsvc.errors import NotFound
from fairsvc.jobs.comparing import Comparer, DatasetChange
from fairsvc.jobs.forgetting import refuse_forgotten
from fairsvc.model.assessment import Assessment
from fairsvc.model.judgement import Judgement
from fairsvc.model.pid import read_pid
from fairsvc.store.judgements import iter_history


@dataclass(frozen=True, slots=True)
class Chapter:
    """One kept judgement; `change` is what differs from the one before, None for the first."""

    pid: str
    assessed_at: datetime
    gathered_at: datetime
    depth: str
    evidence_digest: str
    extractor_version: int
    rulebook: str
    software_version: str
    assessments: tuple[Assessment, ...]
    change: DatasetChange | None


def tell_history(comparer: Comparer, pid: str) -> tuple[Chapter, ...]:
    """Tell every kept judgement of the PID, the oldest first. Raises NotFound, BadPid."""
    key = str(read_pid(pid))
    refuse_forgotten(comparer.workspace, key)
    kept = list(iter_history(comparer.workspace.store, key))
    if not kept:
        raise NotFound("this PID was not judged yet", key, f"Assess it first: fairsvc assess {key}")
    changes = list(comparer.explain(comparer.compare(pairwise(kept))))
    return tuple(
        _chapter(comparer, judgement, change) for judgement, change in zip(kept, [None, *changes], strict=True)
    )


def _chapter(comparer: Comparer, judgement: Judgement, change: DatasetChange | None) -> Chapter:
    scored = (assessment_of(judgement, comparer.defined(one, judgement.rulebook)) for one in comparer.metric_sets)
    return Chapter(
        judgement.pid,
        judgement.assessed_at,
        judgement.gathered_at,
        judgement.depth,
        judgement.evidence_digest,
        judgement.extractor_version,
        judgement.rulebook,
        judgement.software_version,
        tuple(one for one in scored if one is not None),
        change,
    )
