"""Whether two texts spell one identifier."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import find_pid


def same_pid(text: str, evidence: Evidence) -> bool:
    """Tell whether the text spells the identifier of the evidence, in any form."""
    return text in (evidence.pid.value, evidence.pid.uri) or find_pid(text) == evidence.pid
