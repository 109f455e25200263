"""The lists of a dataset's files: whether there is one that may be believed, and where they contradict one another."""

from __future__ import annotations

import re
from dataclasses import replace

from assessors.memory import remembered
from assessors.reading.believed_data import lost_data, unread_data
from assessors.reading.data_files import closed_to_visitors, in_its_place, no_address, no_data_due, unread_file
from fairsvc.model.check import Outcome, Verdict, failed
from fairsvc.model.dataset import CONFLICT
from fairsvc.model.evidence import Evidence, Finding

_OF_LISTS = frozenset(f"{CONFLICT}{name}" for name in ("files", "file-names", "file-sizes", "file-digests"))
# The query parameters of presigned addresses and of tokens that end; their values may have been blanked.
_TEMPORARY = re.compile(
    r"[?&;](?:x-(?:amz|goog)-(?:signature|expires|date|credential|security-token)|signature|sig|key-pair-id"
    r"|(?:aws|google)access(?:key)?id|(?:access[_-]?|download[_-]?)?token|authz|macaroon|jwt|session_?id)=",
    re.IGNORECASE,
)


def no_list(evidence: Evidence, remedy: str) -> Verdict | None:
    """Say why no list of files can be judged; None when one names files that may be believed."""
    verdict = no_data_due(evidence) or lost_data(evidence)
    if verdict is None and not any("://" in entry.url for entry in evidence.manifest.entries):
        verdict = unread_data(evidence) or closed_to_visitors(evidence) or no_address(evidence)
    if verdict is None or verdict.outcome is not Outcome.FAIL or verdict.remedy == "serve-file":
        return verdict
    return replace(verdict, remedy=remedy)


def no_file(evidence: Evidence) -> Verdict | None:
    """Say why the answer of no file can be judged, or that something else came in its place; else None."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    came = in_its_place(facts) if facts is not None else ""
    because = f"In place of the file came {came}."
    return failed(because, "exchange/file", "view/file", remedy="serve-file") if came else None


@remembered
def list_conflicts(evidence: Evidence) -> list[Finding]:
    """List where the lists contradict one another: how many files, which names, sizes, checksums."""
    return [finding for finding in evidence.findings if finding.code in _OF_LISTS]


def list_speakers(evidence: Evidence) -> list[str]:
    """List the mechanisms that name files."""
    return [one.mechanism for one in evidence.manifest.outcomes if one.count]


def is_temporary(url: str) -> bool:
    """Tell whether an address carries a signature or a token that ends, also where its value was blanked."""
    return bool(_TEMPORARY.search(url))
