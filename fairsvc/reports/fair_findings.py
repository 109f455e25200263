"""What the probe found beside the checks: what it means, and how to repair it."""

from __future__ import annotations

from fairsvc.probe.conneg_findings import KINDS
from fairsvc.vocab.findings import find_meaning

_CONNEG = {kind.code: kind for kind in KINDS}


def explain(code: str) -> tuple[str, str]:
    """Say what a code means and how to repair it; empty for the code of a plug-in."""
    if code in _CONNEG:
        return f"{_CONNEG[code].title}.", _CONNEG[code].remedy
    meaning = find_meaning(code)
    return (meaning.means, meaning.remedy) if meaning else ("", "")
