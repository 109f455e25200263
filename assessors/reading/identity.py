"""What identifiers and addresses mean, read once each: views and checks ask for the same ones over and over."""

from __future__ import annotations

from functools import lru_cache

from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import Pid, find_pid

_LONGEST = 2_048


def find_target(text: str) -> Pid | None:
    """Read the identifier or address that the text spells; None when it spells none, or is longer than any."""
    return _find(text) if len(text) <= _LONGEST else None


def same_pid(text: str, evidence: Evidence) -> bool:
    """Tell whether the text spells the identifier of the evidence, in any form."""
    return text in (evidence.pid.value, evidence.pid.uri) or find_target(text) == evidence.pid


@lru_cache(maxsize=4096)
def _find(text: str) -> Pid | None:
    return find_pid(text)
