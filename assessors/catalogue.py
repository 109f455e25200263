"""All checks and remedies: ours and those that other packages bring."""

from __future__ import annotations

from functools import cache

from fairsvc.model.check import Check
from fairsvc.model.remedy import Remedy
from fairsvc.plugins import collect


@cache
def load_checks() -> dict[str, Check]:
    """Load every check by its id. Raises BadPlugin when two share one."""
    return collect("assessors.checks", "fairsvc.checks", Check)


@cache
def load_remedies() -> dict[str, Remedy]:
    """Load every remedy by its id. Raises BadPlugin when two share one."""
    return collect("assessors.remedies", "fairsvc.remedies", Remedy)
