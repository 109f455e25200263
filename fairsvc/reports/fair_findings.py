"""What the probe found beside the checks: which of it a report counts, and what it means."""

from __future__ import annotations

from fairsvc.model.dataset import CONFLICT
from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.probe.conneg_findings import KINDS
from fairsvc.probe.matrix import matrix
from fairsvc.vocab.findings import find_meaning

_CONNEG = {kind.code: kind for kind in KINDS}


def list_findings(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """List code and sentence of what was found; what sources dispute is counted by field elsewhere.

    Content negotiation is judged where the look was a full one.
    """
    found = tuple((one.code, one.detail) for one in evidence.findings if not one.code.startswith(CONFLICT))
    if evidence.depth == STANDARD_DEPTH.name:
        return found
    return (*found, *((one.kind.code, one.seen) for one in matrix(evidence).findings))


def explain(code: str) -> tuple[str, str]:
    """Say what a code means and how to repair it; empty for the code of a plug-in."""
    if code in _CONNEG:
        return f"{_CONNEG[code].title}.", _CONNEG[code].remedy
    meaning = find_meaning(code)
    return (meaning.means, meaning.remedy) if meaning else ("", "")
