"""What the probe met beside the checks, as a report counts it."""

from __future__ import annotations

from fairsvc.model.dataset import CONFLICT
from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.probe.matrix import matrix


def list_findings(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """List code and sentence of what was found; what sources dispute is counted by field elsewhere.

    Content negotiation is judged where the look was a full one.
    """
    found = tuple((one.code, one.detail) for one in evidence.findings if not one.code.startswith(CONFLICT))
    if evidence.depth == STANDARD_DEPTH.name:
        return found
    return (*found, *((one.kind.code, one.seen) for one in matrix(evidence).findings))
