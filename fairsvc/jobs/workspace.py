"""The settings made into a store and a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fairsvc.errors import NotFound
from fairsvc.model.evidence import Endpoints
from fairsvc.model.harvest import SourceConfig
from fairsvc.net.client import Client, OnReply, uncounted
from fairsvc.net.configured import endpoints_of, policy_of
from fairsvc.settings import FILE_NAME, Settings
from fairsvc.store.budget import StoreBudget
from fairsvc.store.connection import Store, open_store
from fairsvc.store.runs import find_source, list_sources


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open store and the settings it was opened with; `on_reply` hears of every request."""

    settings: Settings
    store: Store
    on_reply: OnReply = uncounted

    def endpoints(self) -> Endpoints:
        """Name the addresses that stand behind every PID."""
        return endpoints_of(self.settings)

    @contextmanager
    def client(self, *, robots: bool = False, sources: tuple[SourceConfig, ...] = ()) -> Iterator[Client]:
        """Open a client that shares its politeness with every process on this store.

        The OAI-PMH endpoints among `sources` are asked at their slower rate, as those of the settings are.
        """
        rules, heard_by = policy_of(self.settings, sources), self.on_reply
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


def make_workspace(folder: Path, text: str) -> Path:
    """Write a fairsvc.toml into the folder, which is made when missing; return its path. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path
