"""Harvest every source of the settings: hosts side by side, the sources of one host in turn."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fairsvc.errors import FairsvcError
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.progress import OnProgress
from fairsvc.jobs.runner import run_all
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account, RunState, SourceConfig

OK, INCOMPLETE, DEFECT = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Harvested:
    """How one source went: its account, or None and the trouble; `exit_code` is what it alone would give."""

    source: str
    account: Account | None
    trouble: str = ""
    exit_code: int = OK


def harvest_all(
    workspace: Workspace, watch: Callable[[str], OnProgress], *, full: bool = False, parallel: int = 4
) -> Iterator[Harvested]:
    """Yield how each source of the settings went, as they end; one's failure never ends the others."""
    turns: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def work(config: SourceConfig) -> Harvested:
        with turns[config.host]:
            return _harvest(workspace, config, watch(config.name), full=full)

    for done in run_all(in_turns(workspace.settings.sources), work, parallel):
        yield done.outcome or Harvested(done.task.name, None, done.trouble, DEFECT)


def in_turns(sources: Iterable[SourceConfig]) -> list[SourceConfig]:
    """Order sources so that those of one host do not wait for one another while other hosts are idle."""
    placed: dict[str, int] = defaultdict(int)
    ordered: list[tuple[int, int, SourceConfig]] = []
    for number, config in enumerate(sources):
        ordered.append((placed[config.host], number, config))
        placed[config.host] += 1
    return [config for _, _, config in sorted(ordered, key=lambda entry: entry[:2])]


def _harvest(workspace: Workspace, config: SourceConfig, on_progress: OnProgress, *, full: bool) -> Harvested:
    try:
        account = harvest(workspace, config, full=full, on_progress=on_progress)
    except FairsvcError as error:
        return Harvested(config.name, None, str(error), error.exit_code)
    incomplete = account.state is RunState.INCOMPLETE
    return Harvested(config.name, account, "", INCOMPLETE if incomplete else OK)
