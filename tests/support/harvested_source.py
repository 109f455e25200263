"""A source on loopback in a workspace, harvested at will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fairsvc.jobs.accounts import explain
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account, Reading, SourceConfig, WindowState
from fairsvc.store.records import iter_records
from tests.support.dated_provider import DatedProvider
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]


class Source:
    """The provider, its address, and what is held of it."""

    def __init__(self, workspace: Workspace, serve: Serve, provider: DatedProvider) -> None:
        self.provider, self.served = provider, serve(provider)
        settings = replace(workspace.settings, allow=(f"127.0.0.1:{self.served.port}",))
        self.workspace = replace(workspace, settings=settings)
        self.config = SourceConfig("demo", "oai", f"{self.served.url}/oai", prefix="oai_dc")

    def harvest(self, **options: bool) -> Account:
        return harvest(self.workspace, self.config, **options)

    def identifiers(self) -> set[str]:
        return {one.record.identifier for one in iter_records(self.workspace.store, "demo") if not one.record.deleted}

    def states(self) -> list[tuple[WindowState, Reading]]:
        return [(one.state, one.checkpoint.window.reading) for one in explain(self.workspace, "demo")[1]]
