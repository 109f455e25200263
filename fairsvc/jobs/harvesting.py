"""Harvest a source into the store: page by page, each with its checkpoint, to an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fairsvc.errors import BadSettings, TokenExpired, UpstreamError
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account, Checkpoint, Source, SourceConfig
from fairsvc.model.ports import Fetcher
from fairsvc.store import records, runs
from fairsvc.store.claims import claim
from harvest.account import close
from harvest.catalogue import load_sources


def harvest(
    workspace: Workspace, config: SourceConfig, *, full: bool = False, on_progress: OnProgress = unwatched
) -> Account:
    """Harvest until the list ends or the source fails; what was received is stored either way.

    A run that was cut, by us or by the source, goes on from its checkpoint. `full` begins anew and asks for everything.
    Raises UpstreamError only when nothing could be asked at all, StoreUnusable when nothing more can be kept or another
    process harvests the source.
    """
    with claim(workspace.store, "harvest", config.name):
        return _harvest(workspace, config, full=full, on_progress=on_progress)


def _harvest(workspace: Workspace, config: SourceConfig, *, full: bool, on_progress: OnProgress) -> Account:
    with workspace.client(sources=(config,)) as client:
        job = _Job(workspace, config, _source(config), client, on_progress)
        unfinished = None if full else _find_unfinished(workspace, config)
        run, checkpoint = unfinished or job.begin(full=full)
        checkpoint, fault = job.drain(run, checkpoint)
    seen = runs.count_seen(workspace.store, run)
    state, because = close(checkpoint, fault, distinct=seen)
    account = runs.load_account(workspace.store, config.name, run)
    repository = runs.find_repository(workspace.store, config.name)
    account = replace(
        account,
        deviations=tuple(dict.fromkeys((*(repository.deviations if repository else ()), *account.deviations))),
        state=state,
        because=because,
        ended_at=datetime.now(UTC),
        resumed=unfinished is not None,
    )
    runs.close_run(workspace.store, run, account)
    return account


def _find_unfinished(workspace: Workspace, config: SourceConfig) -> tuple[int, Checkpoint] | None:
    """Find the run to go on with; not one that asked another endpoint, prefix or set: its token means nothing here."""
    held = runs.find_source(workspace.store, config.name)
    found = runs.find_unfinished(workspace.store, config.name)
    if held is None or found is None or held.url != config.url:
        return None
    window = found[1].window
    fits = config.prefix in ("", window.prefix) or not window.prefix
    return found if fits and config.set_spec == window.set_spec else None


def _source(config: SourceConfig) -> Source:
    known = load_sources()
    if config.kind not in known:
        raise BadSettings("there is no such kind of source", config.kind, f"Known: {', '.join(known)}")
    return known[config.kind]


@dataclass(frozen=True, slots=True)
class _Job:
    """What one harvest works with."""

    workspace: Workspace
    config: SourceConfig
    source: Source
    client: Fetcher
    on_progress: OnProgress

    def begin(self, *, full: bool) -> tuple[int, Checkpoint]:
        """Ask the source who it is and open a run."""
        store = self.workspace.store
        repository = self.source.identify(self.client, self.config)
        last = None if full else runs.find_last_complete(store, self.config.name)
        window = self.source.next_window(self.config, repository, last)
        return runs.start_run(store, self.config, window, datetime.now(UTC), repository), Checkpoint(window)

    def drain(self, run: int, checkpoint: Checkpoint) -> tuple[Checkpoint, UpstreamError | None]:
        """Store page by page; a window whose token has died starts again, once."""
        if checkpoint.pages and not checkpoint.token:
            checkpoint = Checkpoint(checkpoint.window)
        checkpoint, fault = self._pages(run, checkpoint)
        if isinstance(fault, TokenExpired):
            checkpoint, fault = self._pages(run, Checkpoint(checkpoint.window))
        return checkpoint, fault

    def _pages(self, run: int, checkpoint: Checkpoint) -> tuple[Checkpoint, UpstreamError | None]:
        try:
            for page in self.source.iter_pages(self.client, self.config, checkpoint):
                records.save_page(self.workspace.store, run, self.config.name, page)
                checkpoint = page.checkpoint
                self.on_progress(checkpoint.records, checkpoint.expected_last, f"{checkpoint.pages} pages")
        except UpstreamError as fault:
            return checkpoint, fault
        return checkpoint, None
