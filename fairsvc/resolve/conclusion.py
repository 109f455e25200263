"""From everything that was answered to one resolution. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from fairsvc.facilities.loading import load_facilities
from fairsvc.formats.link_expiry import find_expiry
from fairsvc.formats.redaction import redact
from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.dataset import CONFLICT
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.exchange import PASSING_STATUSES, Exchange
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.mechanism import Listing, Speaker
from fairsvc.model.metadata import Rights
from fairsvc.model.resolution import AccessState, Availability, Question, Resolution
from fairsvc.model.step import METALINK_STEP, PAGE, REGISTRY
from fairsvc.probe.extract import Readings, listings_of
from fairsvc.probe.files import AGREED, load_mechanisms, stated_access, unite_listings
from fairsvc.resolve.access import find_access, find_stated, is_bot_wall
from fairsvc.resolve.nothing_listed import why_none
from fairsvc.resolve.trials import list_trials
from fairsvc.resolve.walking import Walked
from fairsvc.vocab.addresses import authority
from fairsvc.vocab.licences import find_licence, find_licence_named, same_licence

# Who answers when the DOI resolver passes a media type on to the registration agency.
_DATACITE_HOSTS = frozenset(("data.crosscite.org", "data.datacite.org", "api.datacite.org"))
_DATACITE = "DataCite"
_NOT_REGISTERED = 404
# The lists of the standards that name digests, and what one without them deserves.
_DIGESTED = frozenset(("metalink", "bagit", "ro-crate"))
_UNDIGESTED = 0.6


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that was asked for one PID: the evidence, secrets in its addresses, and the repositories' walks."""

    evidence: Evidence
    readings: Readings
    walks: tuple[Walked, ...] = ()
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
    access = find_access(evidence, search.walks, walked.holding if walked else None, manifest)
    page = evidence.exchange(PAGE)
    return Resolution(
        evidence.pid,
        manifest,
        evidence.gathered_at,
        access,
        _availability(manifest, walked),
        _title(evidence, walked),
        _licence(evidence, walked),
        redact(_page(evidence, page)) if page else "",
        tuple(redact(hop.url) for hop in page.hops) if page else (),
        _agency(evidence),
        walked.repository.id if walked else "",
        list_trials(search.evidence, search.walks, manifest, standards_only=search.standards_only),
        tuple(replace(one, detail=redact(one.detail)) for one in (*conflicts, *_contradictions(evidence, walked))),
        _questions(search),
        _trouble(evidence, manifest),
        unanswered=_unanswered(search, manifest),
    )


def _united(search: Search) -> tuple[Manifest, tuple[Finding, ...]]:
    found: Mapping[str, Listing] = {
        **listings_of(search.evidence, search.readings),
        **{one.repository.id: one.holding.listing for one in search.walks if one.holding is not None},
    }
    speakers: list[Speaker] = [*load_mechanisms().values(), *(one.repository for one in search.walks)]
    manifest, conflicts = unite_listings(speakers, found, stated_access(search.evidence))
    entries = tuple(map(_dated, manifest.entries))
    reason = manifest.reason if entries else why_none(search.evidence, search.holding_walk)
    return replace(manifest, entries=entries, confidence=_confidence(manifest), reason=reason), conflicts


def _confidence(manifest: Manifest) -> float:
    """Believe a list that should have digests less where it has not: nothing then tells a wrong file from the right."""
    whole = all(entry.digests for entry in manifest.entries)
    lone = manifest.mechanism in _DIGESTED and manifest.confidence < AGREED
    return min(manifest.confidence, _UNDIGESTED) if lone and not whole else manifest.confidence


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
    said = walked.holding.licence if walked and walked.holding else ""
    return _stated_licence(evidence) or said or next((right.uri or right.text for right in evidence.union.rights), "")


def _stated_licence(evidence: Evidence) -> str:
    """Name the licence of the metadata; empty when they name none that is known."""
    return next((licence for rights in evidence.union.rights if (licence := find_licence(rights))), "")


def _contradictions(evidence: Evidence, walked: Walked | None) -> Iterator[Finding]:
    """Say where the repository's API contradicts the metadata beyond the files: on access and licence."""
    if walked is None or walked.holding is None:
        return
    where, whose = f"repository/{walked.repository.id}, view/union", f"the API of {walked.repository.title}"
    ours, stated = walked.holding.access.state, find_stated(evidence).state
    if ours is not stated and AccessState.UNKNOWN not in (ours, stated):
        yield Finding(f"{CONFLICT}access", where, f"{whose} says {ours}; the metadata say {stated}")
    said = walked.holding.licence
    ours_named = find_licence(Rights(uri=said)) or find_licence_named(said) or ""
    theirs = _stated_licence(evidence)
    if ours_named and theirs and not same_licence(ours_named, theirs):
        yield Finding(f"{CONFLICT}rights", where, f"{whose} says {ours_named}; the metadata say {theirs}")


def _agency(evidence: Evidence) -> str:
    """Name who registered the DOI, as far as any answer tells; else by the prefixes of the facilities."""
    registry, told = evidence.exchange(REGISTRY), evidence.answer(AGENCY)
    if told is not None and told.parsed:
        return told.format
    asked = (evidence.exchange(METALINK_STEP), evidence.exchange(PAGE))
    hosts = {authority(hop.url) for exchange in asked if exchange for hop in exchange.hops}
    if (registry is not None and registry.ok) or not hosts.isdisjoint(_DATACITE_HOSTS):
        return _DATACITE
    return _DATACITE if len(hosts) > 1 and _is_of_facility(evidence) else ""


def _is_of_facility(evidence: Evidence) -> bool:
    """Tell a DOI below the prefix of a facility that registers with DataCite."""
    prefix = evidence.pid.value.partition("/")[0] if evidence.pid.scheme == "doi" else ""
    profiles = (one for one in load_facilities().values() if one.datacite_clients)
    return any(fact.value == prefix for profile in profiles for fact in profile.doi_prefixes)


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
    if manifest.entries:
        return ""
    if page.failure is not None:
        return f"the PID led to no page: {page.failure}"
    if page.status not in PASSING_STATUSES and is_bot_wall(page):
        return f"a page that keeps programs out came in place of the dataset's ({page.status})"
    if page.ok:
        return ""
    if _is_unregistered(evidence, page):
        return "the identifier is not registered: its resolver answered 404"
    return f"the page answered {page.status}"


def _is_unregistered(evidence: Evidence, page: Exchange) -> bool:
    """Tell a 404 of the resolver itself from one of the place that it leads to."""
    of_resolver = page.need.url == evidence.endpoints.address_of(evidence.pid)
    asked_once = len(page.hops) == 1 and evidence.pid.persistent
    return page.status == _NOT_REGISTERED and asked_once and of_resolver


def _page(evidence: Evidence, page: Exchange) -> str:
    """Give the address that the PID leads to, also when nobody answered there; empty when it leads nowhere."""
    if not page.hops or _is_unregistered(evidence, page):
        return ""
    last = page.hops[-1]
    return urljoin(last.url, last.location) if page.failure is not None and last.location else last.url


def _unanswered(search: Search, manifest: Manifest) -> bool:
    """Tell whether somebody who might know of files did not answer."""
    page = search.evidence.exchange(PAGE)
    if manifest.entries or page is None:
        return False
    last = (walk.exchanges[-1] for walk in search.walks if walk.holding is None and walk.exchanges)
    return is_bot_wall(page) or not all(one.conclusive for one in (page, *last))
