"""The settings translated for the client."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import urlsplit

from fairsvc import __version__
from fairsvc.model.evidence import Endpoints
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.scheme import SCHEMES
from fairsvc.net.policy import HostRate, HostToken, Policy
from fairsvc.settings import Settings

SOFTWARE = f"fairsvc/{__version__}"
# The settings that are fields of Endpoints.
_ENDPOINTS = tuple(field.name for field in fields(Endpoints) if field.name != "oai")
# Those among them that answer with pages for people, to which robots.txt applies.
_PAGES = frozenset(scheme.endpoint for scheme in SCHEMES.values() if not scheme.redirects)


def endpoints_of(settings: Settings) -> Endpoints:
    """Name the addresses that stand behind every PID."""
    return Endpoints(**{name: getattr(settings, name) for name in _ENDPOINTS})


def policy_of(settings: Settings, sources: tuple[SourceConfig, ...] = ()) -> Policy:
    """Translate the settings for the client; an OAI-PMH endpoint gets its slower rate, a registry keeps its own."""
    oai_rate = HostRate(settings.oai_requests_per_s, 1)
    oai = {urlsplit(source.url).netloc: oai_rate for source in (*settings.sources, *sources) if source.kind == "oai"}
    own = {rate.host: HostRate(rate.requests_per_s, rate.in_flight) for rate in settings.rates}
    exempt = {urlsplit(getattr(settings, name)).netloc.lower() for name in _ENDPOINTS if name not in _PAGES}
    return Policy(
        contact=settings.contact,
        software=SOFTWARE,
        connect_timeout_s=settings.connect_timeout_s,
        read_timeout_s=settings.read_timeout_s,
        total_timeout_s=settings.total_timeout_s,
        limit_bytes=settings.limit_bytes,
        allowed=frozenset(settings.allow),
        proxy_url=settings.proxy,
        ca_bundle=str(settings.folder / settings.ca_bundle) if settings.ca_bundle else "",
        rates=tuple({**oai, **own}.items()),
        default_rate=HostRate(settings.requests_per_s, settings.in_flight),
        download_rate=HostRate(settings.download_requests_per_s, settings.download_in_flight),
        tokens=tuple(HostToken(token.host, token.value, token.header) for token in settings.tokens if token.value),
        robots_exempt=frozenset(exempt),
    )
