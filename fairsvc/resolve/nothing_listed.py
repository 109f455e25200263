"""Why nobody lists a file, where anything tells. Pure."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import Pid, find_pid
from fairsvc.resolve.walking import Walked

_PARTS = "HasPart"


def why_none(evidence: Evidence, walked: Walked | None) -> str:
    """Say in a clause where the files are instead: at internal paths, or in the datasets of a collection."""
    if walked is not None and walked.holding is not None and walked.holding.unreached:
        return walked.holding.listing.reason
    parts = find_parts(evidence)
    if not parts:
        return ""
    return f"it is a collection of {len(parts)} datasets with files of their own, the first: {parts[0]}"


def find_parts(evidence: Evidence) -> tuple[Pid, ...]:
    """List the datasets that the metadata name as parts, by persistent identifiers."""
    named = (find_pid(one.value) for one in evidence.union.related if one.relation == _PARTS)
    return tuple(dict.fromkeys(pid for pid in named if pid is not None and pid.persistent and pid != evidence.pid))
