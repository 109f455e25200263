"""What `sources add` was told, as sources: named by hand, or those of a facility's profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from fairsvc.errors import BadSettings
from fairsvc.facilities.loading import choose_facility, load_facilities
from fairsvc.facilities.proposal import DATACITE, OAI, Proposal, propose
from fairsvc.facilities.values import near
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import LONGEST_INTERVAL_H, Rate, Settings
from harvest.catalogue import load_sources

_SELECTS = ("prefix", "set_spec", "client_id", "doi_prefix", "query")
# The selections of each kind; a kind of a plug-in may use any.
_OF_KIND = {OAI: ("prefix", "set_spec"), DATACITE: ("client_id", "doi_prefix", "query")}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The arguments of one call."""

    name: str = ""
    kind: str = OAI
    url: str = ""
    prefix: str = ""
    set_spec: str = ""
    client_id: str = ""
    doi_prefix: str = ""
    query: str = ""
    facility: str = ""
    quiet: str = ""
    interval_h: float = 24.0
    reconcile_h: float = 168.0

    def timed(self, source: SourceConfig) -> SourceConfig:
        """Put on a source when it is harvested."""
        interval_s, reconcile_s = (int(min(h, LONGEST_INTERVAL_H) * 3600) for h in (self.interval_h, self.reconcile_h))
        return replace(source, quiet=self.quiet, interval_s=interval_s, reconcile_s=reconcile_s)


def propose_named(settings: Settings, chosen: Chosen) -> Proposal:
    """Make the one source that the arguments describe. Raises BadSettings."""
    _check_kind(chosen.kind, {OAI, DATACITE, *load_sources()}, "--kind")
    for key in _SELECTS:
        if getattr(chosen, key) and key not in _OF_KIND.get(chosen.kind, _SELECTS):
            flags = ", ".join(_flag(own) for own in _OF_KIND[chosen.kind])
            raise BadSettings(f"a source of kind {chosen.kind} cannot be narrowed so", _flag(key), f"It takes {flags}")
    url = chosen.url or (settings.registry if chosen.kind == DATACITE else "")
    if not url:
        raise BadSettings("a source needs an address", chosen.name, "Name it with --url")
    if chosen.kind == DATACITE and not any(getattr(chosen, key) for key in _OF_KIND[DATACITE]):
        raise BadSettings("this would be all of DataCite", chosen.name, "Narrow it with --client-id or --doi-prefix")
    facility = (
        choose_facility(load_facilities(settings.facilities_folder), chosen.facility).id if chosen.facility else ""
    )
    selected = {key: getattr(chosen, key) for key in _SELECTS}
    source = SourceConfig(
        chosen.name, chosen.kind, url.rstrip("/") if chosen.kind == DATACITE else url, facility=facility, **selected
    )
    return Proposal((chosen.timed(source),))


def propose_of_facility(settings: Settings, chosen: Chosen, only: str) -> Proposal:
    """Take the sources of the facility's profile. Raises BadSettings."""
    if not chosen.facility:
        raise BadSettings("there is nothing to add", "", "Name a source with its --url, or a --facility")
    if only:
        _check_kind(only, {OAI, DATACITE}, "--only")
    usual = Chosen()
    for key in ("kind", "url", *_SELECTS):
        if getattr(chosen, key) != getattr(usual, key):
            raise BadSettings(
                "the profile of a facility says this", _flag(key), "Give the source a NAME to say it yourself"
            )
    facility = choose_facility(load_facilities(settings.facilities_folder), chosen.facility)
    proposal = propose(facility, settings.registry, only)
    return replace(proposal, sources=tuple(chosen.timed(source) for source in proposal.sources))


def new_sources(
    settings: Settings, sources: Sequence[SourceConfig]
) -> tuple[tuple[SourceConfig, ...], tuple[str, ...]]:
    """Tell the sources that are not there yet from sentences on those that are. Raises BadSettings when none is new."""
    found: list[SourceConfig] = []
    there: list[str] = []
    for source in sources:
        same = next((held for held in settings.sources if _what(held) == _what(source)), None)
        if same is not None:
            there.append(f"{same.name} is this source already: {source.url}")
        elif settings.source(source.name) is not None:
            next_step = "Choose another NAME, or remove that one first"
            raise BadSettings("there is another source of this name", source.name, next_step)
        else:
            found.append(source)
    if not found:
        raise BadSettings("the settings have this already", "; ".join(there))
    return tuple(found), tuple(there)


def new_rates(settings: Settings, rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Choose the rates of hosts that the settings say nothing of."""
    known = {rate.host for rate in settings.rates}
    return tuple(rate for rate in rates if rate.host not in known)


def _what(source: SourceConfig) -> tuple[str, ...]:
    kept = (field.name for field in fields(source) if field.name in ("kind", *_SELECTS))
    return (source.url.rstrip("/"), *(str(getattr(source, name)) for name in kept))


def _flag(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _check_kind(kind: str, known: set[str], flag: str) -> None:
    if kind not in known:
        raise BadSettings("there is no such kind of source", f"{flag} {kind}", near(kind, known))
