"""Who may have the files, by everything that says so. Pure."""

from __future__ import annotations

from datetime import date

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import Manifest
from fairsvc.model.repository import Holding
from fairsvc.model.resolution import Access, AccessState
from fairsvc.model.step import PAGE
from fairsvc.vocab.access_rights import find_access_state

_STATES = {
    "open": AccessState.OPEN,
    "embargoed": AccessState.EMBARGOED,
    "restricted": AccessState.RESTRICTED,
    "closed": AccessState.RESTRICTED,
    "metadata only": AccessState.METADATA_ONLY,
}
_GONE = 410
_LOGIN = (401, 407)
_DATE_LENGTH = 10


def find_access(evidence: Evidence, holding: Holding | None, manifest: Manifest) -> Access:
    """Tell who may have the files: a tombstone outranks the repository's API, and that the metadata and the page."""
    page = evidence.exchange(PAGE)
    if page is not None and page.status == _GONE:
        return Access(AccessState.WITHDRAWN, because="the page answered 410")
    if holding is not None and holding.access.state is not AccessState.UNKNOWN:
        return holding.access
    stated = _stated(evidence)
    if stated.state is not AccessState.UNKNOWN:
        return stated
    if page is not None and page.status in _LOGIN:
        return Access(AccessState.LOGIN, because=f"the page answered {page.status}")
    said = {entry.access for entry in manifest.entries}
    if len(said) == 1 and (one := said.pop()) in (AccessState.RESTRICTED, AccessState.LOGIN, AccessState.OPEN):
        return Access(AccessState(one), because="each file says so")
    return Access()


def _stated(evidence: Evidence) -> Access:
    """Read the terms of the metadata, where they say one thing; an embargo that ended is none."""
    states = {_STATES[state] for text in evidence.union.access if (state := find_access_state(text)) in _STATES}
    if len(states) != 1:
        return Access()
    state = states.pop()
    because = "the metadata say so"
    if state is not AccessState.EMBARGOED:
        return Access(state, because=because)
    until = _available(evidence)
    if until is not None and until <= evidence.gathered_at.date():
        return Access(AccessState.OPEN, because=f"the embargo ended on {until.isoformat()}")
    return Access(state, until, because)


def _available(evidence: Evidence) -> date | None:
    """Read DataCite's date Available, the last of several."""
    texts = (one.value.partition("/")[0][:_DATE_LENGTH] for one in evidence.union.dates if one.kind == "Available")
    return max((found for text in texts if (found := _date(text)) is not None), default=None)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
