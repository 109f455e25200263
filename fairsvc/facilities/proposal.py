"""What to harvest of a facility, by what its profile knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairsvc.errors import BadSettings
from fairsvc.facilities.profile import Facility, Fact, Holding, OaiEndpoint, Status
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import Rate

OAI, DATACITE = "oai", "datacite"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sources and the pace they bear; `remarks` are what a person should know: doubts, notes, what was left out."""

    sources: tuple[SourceConfig, ...]
    rates: tuple[Rate, ...] = ()
    remarks: tuple[str, ...] = ()


def propose(facility: Facility, registry: str, only: str = "") -> Proposal:
    """Propose every source that the profile gives, of one kind when `only` says so; `registry` is DataCite's REST API.

    An unverified prefix or client id is never made a source: it could be another's. Raises BadSettings when nothing
    is known.
    """
    endpoints = [e for e in facility.oai if e.holds is Holding.DATASETS] if only in ("", OAI) else []
    clients, prefixes = _registered(facility) if only in ("", DATACITE) else ((), ())
    sources = (*_oai_sources(facility, endpoints), *_datacite_sources(facility, clients, prefixes, registry))
    if not sources:
        raise BadSettings(*_nothing(facility, only))
    facts = (*(e.url for e in endpoints), *clients, *prefixes)
    rates = {_host(e): Rate(_host(e), e.requests_per_s, 1) for e in endpoints if e.requests_per_s}
    return Proposal(sources, tuple(rates.values()), (*_remarks(facts), *_left_out(facility, only)))


def _registered(facility: Facility) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Choose the client ids, or the DOI prefixes where no client id is known: both would bring the records twice."""
    clients = tuple(fact for fact in facility.datacite_clients if fact.status is Status.VERIFIED)
    prefixes = tuple(fact for fact in facility.doi_prefixes if fact.status is Status.VERIFIED)
    return clients, () if clients else prefixes


def _oai_sources(facility: Facility, endpoints: list[OaiEndpoint]) -> list[SourceConfig]:
    asked = [(endpoint, set_spec) for endpoint in endpoints for set_spec in endpoint.harvest_sets or ("",)]
    names = _names(f"{facility.id}-oai", [set_spec or endpoint.id for endpoint, set_spec in asked])
    return [
        SourceConfig(name, OAI, endpoint.url.value, endpoint.prefix, set_spec, facility=facility.id)
        for name, (endpoint, set_spec) in zip(names, asked, strict=True)
    ]


def _datacite_sources(
    facility: Facility, clients: tuple[Fact, ...], prefixes: tuple[Fact, ...], registry: str
) -> list[SourceConfig]:
    asked = [(fact.value, "") for fact in clients] + [("", fact.value) for fact in prefixes]
    names = _names(f"{facility.id}-datacite", [client or prefix for client, prefix in asked])
    return [
        SourceConfig(name, DATACITE, registry, client_id=client, doi_prefix=prefix, facility=facility.id)
        for name, (client, prefix) in zip(names, asked, strict=True)
    ]


def _names(stem: str, parts: list[str]) -> list[str]:
    """Name one source by the stem alone, several by what tells them apart."""
    return [stem] if len(parts) == 1 else [f"{stem}-{re.sub(r'[^a-z0-9]+', '-', part.lower())}" for part in parts]


def _host(endpoint: OaiEndpoint) -> str:
    return urlsplit(endpoint.url.value).netloc


def _remarks(facts: tuple[Fact, ...]) -> list[str]:
    found = []
    for fact in facts:
        doubt = (
            f" is unverified ({fact.source}, {fact.checked_at:%Y-%m-%d})" if fact.status is not Status.VERIFIED else ""
        )
        if doubt or fact.note:
            found.append(f"{fact.value}{doubt}: {fact.note or 'nothing more is said of it.'}")
    return found


def _left_out(facility: Facility, only: str) -> list[str]:
    left = [
        f"{e.url.value} lists publications and was left out." for e in facility.oai if e.holds is not Holding.DATASETS
    ]
    doubtful = [f for f in (*facility.datacite_clients, *facility.doi_prefixes) if f.status is not Status.VERIFIED]
    return [
        *(left if only in ("", OAI) else []),
        *(f"{f.value} is unverified and was left out." for f in doubtful if only in ("", DATACITE)),
    ]


def _nothing(facility: Facility, only: str) -> tuple[str, str, str]:
    """Say what is known, and what to ask the facility for."""
    wanted = {OAI: "OAI-PMH base URL", DATACITE: "DataCite client id"}
    missing = wanted[only] if only else f"{wanted[OAI]} or {wanted[DATACITE]}"
    known = [
        f"{place} {fact.value}{'' if fact.status is Status.VERIFIED else ' (unverified)'}"
        for place, fact in _told(facility)
    ]
    which = f"{facility.name}, of which is known: {', '.join(known) or 'nothing'}"
    flags = "--kind datacite --client-id ID" if only == DATACITE else "--url URL"
    command = f"fairsvc sources add {facility.id} {flags} --facility {facility.id}"
    next_step = f"Ask the facility for its {missing}, then run: {command}"
    return f"no {missing} is known to harvest", which, next_step


def _told(facility: Facility) -> list[tuple[str, Fact]]:
    told = ("catalogue", "software", "doi_prefixes", "datacite_clients", "homepage")
    labels = {"doi_prefixes": "DOI prefix", "datacite_clients": "DataCite client"}
    return [(labels.get(place, place), fact) for place, fact in facility.iter_facts() if place in told]
