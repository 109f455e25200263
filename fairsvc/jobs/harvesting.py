"""Harvest a source into the store: a run of windows, each read page by page, to an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from fairsvc.errors import BadSettings, UpstreamError
from fairsvc.jobs.collecting import collecting_seldom
from fairsvc.jobs.estimate import HarvestEstimate, estimate_harvest
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.settling import settle
from fairsvc.jobs.window_reading import Watch, WindowReader, Witness
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import DATES_IGNORED, Account, Repository, RunState, Source, SourceConfig, Window
from fairsvc.model.ports import Fetcher
from fairsvc.store import quarantine, runs, windows
from fairsvc.store.claims import claim
from fairsvc.store.connection import Store
from harvest.catalogue import load_sources
from harvest.reconcile import is_full_pass_due
from harvest.windows import singles


def harvest(
    workspace: Workspace,
    config: SourceConfig,
    *,
    full: bool = False,
    accept_vanished: bool = False,
    on_progress: OnProgress = unwatched,
    on_estimate: Callable[[HarvestEstimate], None] = lambda _: None,
) -> Account:
    """Harvest until every window is read or the source fails; what was received is stored either way.

    A run that was cut, by us or by the source, goes on from its checkpoints. `full` begins anew and asks for
    everything; so does `accept_vanished`, which makes tombstones of all that two complete lists did not name, however
    many. `on_estimate` is told before the reading starts when everything of many records is asked for again.
    Raises UpstreamError only when nothing could be asked at all, StoreUnusable when nothing more can be kept or another
    process harvests the source.
    """
    with claim(workspace.store, "harvest", config.name), collecting_seldom():
        store, source, full = workspace.store, _source(config), full or accept_vanished
        unfinished = None if full else _find_unfinished(store, config)
        with workspace.client(sources=(config,)) as client:
            run = _begin(store, config, source, client, full=full) if unfinished is None else unfinished
            asked = windows.load_root(store, run).checkpoint.window
            if unfinished is None and (expected := estimate_harvest(workspace, config, asked)) is not None:
                on_estimate(expected)
            fault = _read(store, config, source, client, run, on_progress)
        resumed = unfinished is not None
        return settle(store, config.name, run, fault, resumed=resumed, accept_vanished=accept_vanished)


def _read(
    store: Store, config: SourceConfig, source: Source, client: Fetcher, run: int, on_progress: OnProgress
) -> UpstreamError | None:
    runs.reopen_run(store, run)
    so_far = runs.load_account(store, config.name, run)
    watch = Watch(on_progress, so_far.expected, so_far.records, so_far.pages)
    return WindowReader(store, config, source, Witness(client), run, watch).read_all()


def _find_unfinished(store: Store, config: SourceConfig) -> int | None:
    """Find the run to go on with; not one that asked another endpoint, prefix or selection: its token means nothing."""
    held, run = runs.find_source(store, config.name), runs.find_unfinished(store, config.name)
    if held is None or run is None or _selection(held) != _selection(config):
        return None
    window = windows.load_root(store, run).checkpoint.window
    return run if config.prefix in ("", window.prefix) or not window.prefix else None


def _selection(config: SourceConfig) -> tuple[str, ...]:
    return config.kind, config.url, config.set_spec, config.client_id, config.doi_prefix, config.query


def _source(config: SourceConfig) -> Source:
    known = load_sources()
    if config.kind not in known:
        raise BadSettings("there is no such kind of source", config.kind, f"Known: {', '.join(known)}")
    return known[config.kind]


def _begin(store: Store, config: SourceConfig, source: Source, client: Fetcher, *, full: bool) -> int:
    """Ask the source who it is and open a run; what was withheld before is asked for again."""
    started_at = datetime.now(UTC)
    try:
        repository = source.identify(client, config)
    except UpstreamError as fault:
        because = f"The source could not be asked who it is: {fault}"
        asked = Window(config.prefix, config.set_spec)
        account = Account(config.name, RunState.INCOMPLETE, because, asked, started_at, datetime.now(UTC))
        runs.record_refusal(store, config, account)
        raise
    if not full:
        repository = _with_what_is_known(store, config, repository)
    window = _choose_window(store, config, source, repository, full=full)
    run = runs.start_run(store, config, window, started_at, repository)
    windows.add_roots(store, run, _withheld(store, config))
    return run


def _with_what_is_known(store: Store, config: SourceConfig, repository: Repository) -> Repository:
    """Carry over that dates select nothing: a source that is never asked by dates could not show it again."""
    known = runs.find_repository(store, config.name)
    ignored = tuple(one for one in known.deviations if one.code == DATES_IGNORED) if known else ()
    return replace(repository, deviations=(*repository.deviations, *ignored))


def _choose_window(store: Store, config: SourceConfig, source: Source, repository: Repository, *, full: bool) -> Window:
    last = None if full else runs.find_last_settled(store, config.name)
    window = source.next_window(config, repository, last)
    if not window.from_:
        return window
    passes = runs.list_full_passes(store, config.name, window.prefix, window.set_spec)
    if not is_full_pass_due(config, repository, passes):
        return window
    return source.next_window(replace(config, prefix=window.prefix), repository, None)


def _withheld(store: Store, config: SourceConfig) -> tuple[Window, ...]:
    by_prefix: dict[str, list[str]] = {}
    for prefix, identifier in quarantine.list_withheld(store, config.name):
        by_prefix.setdefault(prefix, []).append(identifier)
    return tuple(one for prefix, identifiers in by_prefix.items() for one in singles(Window(prefix), identifiers))
