"""A PID whose answers a test writes down, gathered and concluded without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.depth import Depth
from fairsvc.model.exchange import Exchange, Failure, Header, Hop, Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.pid import read_pid
from fairsvc.model.repository import Holding, Repository, Spot
from fairsvc.model.resolution import Access, Resolution
from fairsvc.model.step import DESCRIPTION, HTML, LINKSET_STEP, METALINK, METALINK_STEP, PAGE, REGISTRY
from fairsvc.probe.extract import Readings
from fairsvc.probe.gather import Subject, gather_live
from fairsvc.probe.replay import Recording
from fairsvc.resolve.conclusion import Search, conclude
from fairsvc.resolve.walking import Walked

AT = datetime(2026, 11, 21, tzinfo=UTC)
DOI = "https://doi.org/10.5072/x"
PAGE_URL = "https://data.example.org/d/1"
REGISTRY_URL = "https://api.datacite.org/dois/10.5072/x"
DEPTH = Depth("test", "", (METALINK_STEP, PAGE, LINKSET_STEP, DESCRIPTION, REGISTRY, AGENCY), 8, 4)


@dataclass(frozen=True)
class Told:
    """One answer; `failure` is what came instead."""

    status: int = 200
    body: str = ""
    media_type: str = "text/html"
    headers: tuple[Header, ...] = ()
    failure: Failure | None = None


def page(body: str = "", status: int = 200, *headers: Header) -> Told:
    """Write a landing page that names the DOI in its body."""
    return Told(status, f"<html><head><title>A dataset</title></head><body>{body}</body></html>", headers=headers)


def registry(attributes: str = "") -> Told:
    """Write DataCite's record with these attributes."""
    more = f", {attributes}" if attributes else ""
    body = (
        f'{{"data": {{"id": "10.5072/x", "attributes": {{"doi": "10.5072/x", "titles": [{{"title": "A"}}]{more}}}}}}}'
    )
    return Told(200, body, "application/json")


def concluded(
    told: Told,
    others: Mapping[str, Told] | None = None,
    walks: Sequence[Walked] = (),
    metalink: Told | None = None,
    doi: str = DOI,
) -> Resolution:
    """Gather what the page and the others answer, and conclude it with these walks."""
    exchanges = [_at_doi(doi, told, HTML), _at_doi(doi, metalink or told, METALINK)]
    exchanges += [_exchange((url,), one, "application/json") for url, one in (others or {}).items()]
    readings: Readings = {}
    subject = Subject(read_pid(doi))
    evidence = gather_live(subject, Recording(exchanges, AT), AT, DEPTH, readings=readings)
    return conclude(Search(evidence, readings, tuple(walks)))


def walked(
    *entries: FileEntry, access: Access | None = None, status: int = 200, trouble: str = "", **said: str
) -> Walked:
    """Say what asking a repository came to: its files, or the trouble at which it ended with this status."""
    repository = Repository("ark", "Ark", "its documentation", "", lambda evidence: None, lambda spot: iter(()))  # type: ignore[arg-type,return-value]
    exchange = _exchange(("https://data.example.org/api/d/1",), Told(status), "application/json")
    holding = Holding(Listing(entries, True, "the API lists all"), access or Access(), **said)
    return Walked(repository, Spot("https://data.example.org", "1"), None if trouble else holding, trouble, (exchange,))


def proven(walk: Walked) -> Walked:
    """Say of the repository that it was held against recorded answers."""
    return replace(walk, repository=replace(walk.repository, sample="answers"))


def _at_doi(doi: str, told: Told, accept: str) -> Exchange:
    return _exchange((doi, PAGE_URL), told, accept)


def _exchange(urls: Sequence[str], told: Told, accept: str) -> Exchange:
    need = Need(urls[0], headers=(("Accept", accept),))
    if told.failure is not None:
        return Exchange(need, AT, failure=told.failure)
    redirects = [Hop(url, 302, (("Location", target),)) for url, target in pairwise(urls)]
    last = Hop(urls[-1], told.status, (("Content-Type", told.media_type), *told.headers))
    body = told.body.encode()
    digest = hashlib.sha256(body).hexdigest()
    return Exchange(need, AT, (*redirects, last), body=body, body_sha256=digest, size_bytes=len(body))
