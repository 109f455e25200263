"""Who may have the files, by everything that says so. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fairsvc.formats.disguise import find_disguise
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Date
from fairsvc.model.repository import Holding
from fairsvc.model.resolution import Access, AccessState
from fairsvc.model.step import PAGE
from fairsvc.resolve.tombstone import find_tombstone
from fairsvc.resolve.walking import Walked
from fairsvc.vocab.access_rights import find_access_state

_STATES = {
    "open": AccessState.OPEN,
    "embargoed": AccessState.EMBARGOED,
    "restricted": AccessState.RESTRICTED,
    "closed": AccessState.RESTRICTED,
    "metadata only": AccessState.METADATA_ONLY,
}
_OF_FILES = (AccessState.RESTRICTED, AccessState.LOGIN, AccessState.OPEN, AccessState.EMBARGOED)
# RFC 9110 section 15.5.2 and 15.5.8: who asks must say who it is; 15.5.4: this one may not have it.
_BY_STATUS = {401: AccessState.LOGIN, 407: AccessState.LOGIN, 403: AccessState.RESTRICTED}
_DATE_LENGTH = 10


def find_access(evidence: Evidence, walks: tuple[Walked, ...], holding: Holding | None, manifest: Manifest) -> Access:
    """Tell who may have the files: a tombstone outranks the repository's API, and that the metadata and the page."""
    known = manifest.entries
    page = evidence.exchange(PAGE)
    candidates = (
        find_tombstone(evidence, has_files=bool(known)),
        _held(evidence, holding),
        find_stated(evidence),
        _refused(page, "the page"),
        *(_refused(one, f"the API of {walk.repository.title}") for walk in walks for one in _last(walk)),
        None if known else _login(evidence, page),
        _of_files(manifest),
    )
    return next((one for one in candidates if one is not None and one.state is not AccessState.UNKNOWN), Access())


def find_stated(evidence: Evidence) -> Access:
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


def _held(evidence: Evidence, holding: Holding | None) -> Access | None:
    """Take what the repository says; the day on which an embargo ends may stand in the metadata alone."""
    if holding is None or holding.access.state is not AccessState.EMBARGOED or holding.access.until is not None:
        return holding.access if holding else None
    return Access(AccessState.EMBARGOED, _available(evidence), holding.access.because)


def _refused(exchange: Exchange | None, whose: str) -> Access | None:
    state = _BY_STATUS.get(exchange.status or 0) if exchange is not None else None
    if exchange is None or state is None or is_bot_wall(exchange):
        return None
    return Access(state, because=f"{whose} answered {exchange.status}")


def _last(walk: Walked) -> Iterator[Exchange]:
    """Give the answer at which a walk ended without a holding."""
    if walk.holding is None:
        yield from walk.exchanges[-1:]


def _login(evidence: Evidence, page: Exchange | None) -> Access | None:
    """Tell a page that asks for a password in place of the dataset; one that names the PID is the dataset's own."""
    facts = evidence.page_facts
    if page is None or not page.ok or facts is None or facts.names_pid:
        return None
    disguise = find_disguise(page)
    if disguise is None or disguise.instead != "login page":
        return None
    return Access(AccessState.LOGIN, because=f"a login page came in place of the dataset's ({disguise.detail})")


def is_bot_wall(exchange: Exchange) -> bool:
    """Tell an answer that keeps programs out: it says nothing of the dataset."""
    disguise = find_disguise(exchange)
    return disguise is not None and disguise.instead == "bot wall"


def _of_files(manifest: Manifest) -> Access | None:
    said = {entry.access for entry in manifest.entries}
    one = said.pop() if len(said) == 1 else ""
    return Access(AccessState(one), because="each file says so") if one in _OF_FILES else None


def _available(evidence: Evidence) -> date | None:
    """Read DataCite's date Available, the last of several."""
    texts = (one.value.partition("/")[0][:_DATE_LENGTH] for one in _dates(evidence) if one.kind == "Available")
    return max((found for text in texts if (found := _date(text)) is not None), default=None)


def _dates(evidence: Evidence) -> Iterator[Date]:
    """Iterate over the dates of every view: schema.org has no word for the end of an embargo, DataCite has."""
    return (one for view in (evidence.page, evidence.registry, evidence.oai) if view for one in view.dates)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
