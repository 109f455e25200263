"""From everything that was answered to one resolution. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fairsvc.formats.link_expiry import find_expiry
from fairsvc.formats.redaction import redact
from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.mechanism import Listing, Speaker
from fairsvc.model.recipe import Recipe
from fairsvc.model.resolution import Availability, Question, Resolution
from fairsvc.model.step import METALINK_STEP, PAGE, REGISTRY
from fairsvc.probe.extract import Readings, listings_of
from fairsvc.probe.files import load_mechanisms, stated_access, unite_listings
from fairsvc.resolve.access import find_access
from fairsvc.resolve.trials import list_trials
from fairsvc.resolve.walking import Walked
from fairsvc.vocab.addresses import authority
from fairsvc.vocab.licences import find_licence

# Who answers when the DOI resolver passes a media type on to the registration agency.
_DATACITE_HOSTS = frozenset(("data.crosscite.org", "data.datacite.org", "api.datacite.org"))
_DATACITE = "DataCite"
_NOT_REGISTERED = 404


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that was asked for one PID: the evidence, secrets in its addresses, and the repositories' walks."""

    evidence: Evidence
    readings: Readings
    walks: tuple[Walked, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    standards_only: bool = False

    @property
    def holding_walk(self) -> Walked | None:
        """The walk that told most: the last one that knows of files, else of anything."""
        told = [one for one in self.walks if one.holding is not None]
        return max(told, key=lambda one: bool(one.holding and one.holding.listing.entries), default=None)


def conclude(search: Search) -> Resolution:
    """Unite what the mechanisms and the repositories say."""
    evidence, walked = search.evidence, search.holding_walk
    manifest, conflicts = _united(search)
    access = find_access(evidence, walked.holding if walked else None, manifest)
    page = evidence.exchange(PAGE)
    return Resolution(
        evidence.pid,
        manifest,
        evidence.gathered_at,
        access,
        _availability(manifest, walked),
        _title(evidence, walked),
        _licence(evidence, walked),
        redact(page.url) if page and page.hops else "",
        tuple(redact(hop.url) for hop in page.hops) if page else (),
        _agency(evidence),
        walked.repository.id if walked else "",
        list_trials(search.evidence, search.walks, manifest, standards_only=search.standards_only),
        conflicts,
        _questions(search),
        _trouble(evidence, manifest),
    )


def _united(search: Search) -> tuple[Manifest, tuple[Finding, ...]]:
    found: Mapping[str, Listing] = {
        **listings_of(search.evidence, search.readings),
        **{one.repository.id: one.holding.listing for one in search.walks if one.holding is not None},
    }
    speakers: list[Speaker] = [*load_mechanisms().values(), *(one.repository for one in search.walks)]
    manifest, conflicts = unite_listings(speakers, found, stated_access(search.evidence))
    return replace(manifest, entries=tuple(map(_dated, manifest.entries))), conflicts


def _dated(entry: FileEntry) -> FileEntry:
    return entry if entry.expires_at else replace(entry, expires_at=find_expiry(entry.url))


def _availability(manifest: Manifest, walked: Walked | None) -> Availability:
    """Believe what the repository says of all; else what all files have in common."""
    if walked and walked.holding and walked.holding.availability is not Availability.UNKNOWN:
        return walked.holding.availability
    said = {entry.availability for entry in manifest.entries}
    return Availability(said.pop()) if len(said) == 1 else Availability.UNKNOWN


def _title(evidence: Evidence, walked: Walked | None) -> str:
    titles = evidence.union.titles
    said = walked.holding.title if walked and walked.holding else ""
    return titles[0].value if titles else said


def _licence(evidence: Evidence, walked: Walked | None) -> str:
    known = (find_licence(rights) for rights in evidence.union.rights)
    named = next((licence for licence in known if licence), "")
    said = walked.holding.licence if walked and walked.holding else ""
    return named or said or next((rights.uri or rights.text for rights in evidence.union.rights), "")


def _agency(evidence: Evidence) -> str:
    """Name who registered the DOI, as far as any answer tells."""
    registry, told = evidence.exchange(REGISTRY), evidence.answer(AGENCY)
    if told is not None and told.parsed:
        return told.format
    asked = (evidence.exchange(METALINK_STEP), evidence.exchange(PAGE))
    hosts = {authority(hop.url) for exchange in asked if exchange for hop in exchange.hops}
    return _DATACITE if (registry is not None and registry.ok) or not hosts.isdisjoint(_DATACITE_HOSTS) else ""


def _questions(search: Search) -> tuple[Question, ...]:
    own = [(_purpose(exchange), exchange) for exchange in search.evidence.exchanges]
    walked = [(one.repository.id, exchange) for one in search.walks for exchange in one.exchanges]
    return tuple(
        Question(
            purpose, one.need.method, redact(one.need.url), one.need.header("accept"), one.outcome(), one.elapsed_ms
        )
        for purpose, one in sorted((*own, *walked), key=lambda pair: pair[1].started_at)
    )


def _purpose(exchange: Exchange) -> str:
    return ", ".join(exchange.steps)


def _trouble(evidence: Evidence, manifest: Manifest) -> str:
    """Say why the PID leads nowhere; empty when it leads somewhere."""
    page = evidence.exchange(PAGE)
    if page is None:
        return "nobody was asked"
    if page.ok or manifest.entries:
        return ""
    if page.failure is not None:
        return f"the PID led to no page: {page.failure}"
    if (
        page.status == _NOT_REGISTERED
        and len(page.hops) == 1
        and page.need.url == evidence.endpoints.address_of(evidence.pid)
    ):
        return f"{evidence.pid} is not registered: its resolver answered 404"
    return f"the page answered {page.status}"
