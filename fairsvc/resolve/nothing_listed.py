"""Why there are no files to be had, where anything tells. Pure."""

from __future__ import annotations

import re

from fairsvc.errors import FairsvcError, FetchFailed, ProblemsFound
from fairsvc.formats.redaction import redact
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from fairsvc.model.pid import Pid, find_pid
from fairsvc.model.resolution import AccessState, Resolution
from fairsvc.model.step import PAGE
from fairsvc.resolve.walking import Walked

_PARTS = "HasPart"
# What a page or its description comes as; anything else that is named is a file.
_PAGE_TYPE = re.compile(r"text/.*|multipart/.*|.*(?:html|xml|json|ld\+|turtle).*|")
# Access states in which a person cannot have the files, in words.
_NO_FILES = {
    AccessState.WITHDRAWN: "it was withdrawn",
    AccessState.METADATA_ONLY: "there are only metadata",
    AccessState.LOGIN: "the files are behind a login",
    AccessState.RESTRICTED: "the files are restricted",
    AccessState.EMBARGOED: "the files are under embargo",
}


def no_files(resolution: Resolution) -> FairsvcError:
    """Say in one sentence why nobody gets files of this PID: FetchFailed when somebody did not answer.

    It is ProblemsFound when all answered, and for what was withdrawn whoever answered.
    """
    pid, because = redact(str(resolution.pid)), _by_access(resolution)
    if resolution.unanswered and resolution.access.state is not AccessState.WITHDRAWN:
        reason = resolution.trouble or because or "an API did not answer"
        refused = FailureKind.ADDRESS.value in resolution.trouble
        next_step = "If the host is yours: allow, in the settings, lets it through" if refused else "Try later"
        return FetchFailed(f"no file is known, and not everybody answered: {reason}", pid, next_step)
    reason = because or resolution.trouble or resolution.manifest.reason or "nothing there lists any"
    next_step = "" if because else f"See what was tried: fairsvc resolve {pid} --explain"
    return ProblemsFound(f"there are no files to be had: {reason}", pid, next_step)


def _by_access(resolution: Resolution) -> str:
    access = resolution.access
    said = _NO_FILES.get(access.state, "")
    until = f" until {access.until.isoformat()}" if said and access.until else ""
    return f"{said}{until} ({access.because})" if said and access.because else f"{said}{until}"


def why_none(evidence: Evidence, walked: Walked | None) -> str:
    """Say in a clause where the files are instead: at internal paths, in the datasets of a collection, or right there.

    An identifier may lead to a file itself: then no page lists it.
    """
    if walked is not None and walked.holding is not None and walked.holding.unreached:
        return walked.holding.listing.reason
    if parts := find_parts(evidence):
        return f"it is a collection of {len(parts)} datasets with files of their own, the first: {parts[0]}"
    page = evidence.exchange(PAGE)
    if page is None or not page.ok or _PAGE_TYPE.fullmatch(page.media_type):
        return ""
    return f"it leads to no page but to a file ({page.media_type})"


def find_parts(evidence: Evidence) -> tuple[Pid, ...]:
    """List the datasets that the metadata name as parts, by persistent identifiers."""
    named = (find_pid(one.value) for one in evidence.union.related if one.relation == _PARTS)
    return tuple(dict.fromkeys(pid for pid in named if pid is not None and pid.persistent and pid != evidence.pid))
