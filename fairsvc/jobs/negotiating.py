"""The content negotiation matrix of one PID: ask, keep the evidence, read it."""

from __future__ import annotations

from datetime import UTC, datetime

from fairsvc.errors import NotFound
from fairsvc.jobs.forgetting import forgetful, refuse_forgotten
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.pipeline import PARALLEL_NEEDS, without_secret
from fairsvc.jobs.probing import bounded
from fairsvc.jobs.runner import threads
from fairsvc.jobs.subjects import find_subject
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.depth import MATRIX_DEPTH
from fairsvc.model.pid import read_pid
from fairsvc.net.configured import SOFTWARE
from fairsvc.probe.conneg_cells import was_asked
from fairsvc.probe.gather import gather
from fairsvc.probe.matrix import Matrix, matrix
from fairsvc.store import evidence


def negotiate(workspace: Workspace, pid: str) -> Matrix:
    """Gather the matrix of one PID that a person named, and keep the evidence. Raises BadPid.

    The standard steps are asked with it: it becomes the newest evidence of the PID, and later assessments of what is
    stored rest on that.
    """
    subject = find_subject(workspace, without_secret(read_pid(pid)), ask_again=True)
    refuse_forgotten(workspace, str(subject.pid))
    with workspace.client() as client, threads(PARALLEL_NEEDS) as (pool, _):
        found = gather(subject, bounded(workspace, client), datetime.now(UTC), MATRIX_DEPTH, spread=pool.map)
    found = forgetful(workspace)(found)
    evidence.save_evidence(workspace.store, [found], SOFTWARE)
    return matrix(found)


def negotiated(workspace: Workspace, pid: str) -> Matrix:
    """Read the matrix of the stored evidence; nobody is asked. Raises NotFound, BadPid."""
    found = load_evidence(workspace, pid)
    if not was_asked(found):
        raise NotFound("the stored evidence has no content negotiation", pid, f"Ask for it: fairsvc conneg {pid}")
    return matrix(found)
