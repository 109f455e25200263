"""The settings made into a store and a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from fairsvc import __version__
from fairsvc.errors import NotFound
from fairsvc.model.evidence import Endpoints
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.scheme import SCHEMES
from fairsvc.net.client import Client, OnReply, uncounted
from fairsvc.net.policy import HostRate, Policy
from fairsvc.settings import FILE_NAME, Settings
from fairsvc.store.budget import StoreBudget
from fairsvc.store.connection import Store, open_store
from fairsvc.store.runs import find_source, list_sources

SOFTWARE = f"fairsvc/{__version__}"
# The settings that are fields of Endpoints.
_ENDPOINTS = tuple(field.name for field in fields(Endpoints) if field.name != "oai")
# Those among them that answer with pages for people, to which robots.txt applies.
_PAGES = frozenset(scheme.endpoint for scheme in SCHEMES.values() if not scheme.redirects)


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open store and the settings it was opened with; `on_reply` hears of every request."""

    settings: Settings
    store: Store
    on_reply: OnReply = uncounted

    def endpoints(self) -> Endpoints:
        """Name the addresses that stand behind every PID."""
        return Endpoints(**{name: getattr(self.settings, name) for name in _ENDPOINTS})

    @contextmanager
    def client(self, *, robots: bool = False, sources: tuple[SourceConfig, ...] = ()) -> Iterator[Client]:
        """Open a client that shares its politeness with every process on this store.

        The OAI-PMH endpoints among `sources` are asked at their slower rate, as those of the settings are.
        """
        rules, heard_by = policy(self.settings, sources), self.on_reply
        with StoreBudget(self.store) as budget, Client(rules, budget, robots=robots, on_reply=heard_by) as client:
            yield client

    def source(self, name: str) -> SourceConfig:
        """Find a source by name, in the settings or as harvested before. Raises NotFound."""
        config = self.settings.source(name) or find_source(self.store, name)
        if config is not None:
            return config
        held = (row.name for row in list_sources(self.store))
        names = ", ".join(sorted({*held, *(s.name for s in self.settings.sources)})) or "none yet"
        raise NotFound("there is no such source", name, f"Known: {names}. fairsvc harvest oai URL makes one")


@contextmanager
def open_workspace(settings: Settings, *, create: bool = False) -> Iterator[Workspace]:
    """Open the store that the settings name. Raises StoreUnusable."""
    with open_store(settings.store_url, settings.evidence_folder, create=create) as store:
        yield Workspace(settings, store)


def policy(settings: Settings, sources: tuple[SourceConfig, ...] = ()) -> Policy:
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
        robots_exempt=frozenset(exempt),
    )


def make_workspace(folder: Path, text: str) -> Path:
    """Write a fairsvc.toml into the folder, which is made when missing; return its path. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path
