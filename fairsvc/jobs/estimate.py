"""How long a polite run will take, told before it starts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairsvc.jobs.subjects import find_unfinished
from fairsvc.jobs.workspace import Workspace, policy
from fairsvc.model.harvest import SourceConfig, Window
from fairsvc.model.pid import read_pid
from fairsvc.store import records, runs
from harvest.datacite_list import PAGE_SIZES

# Requests of one dataset, by whom they go to: page, handle and Metalink; registry; the facility's own hosts.
AT_RESOLVER, AT_REGISTRY, AT_FACILITY = 3, 1, 5
PROBE_S = 1.5
# A page of DataCite has 7 MB.
PAGE_S = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """An upper guess: the busiest host decides. `cut_from` is the size of the run that goes on, None for a new one."""

    datasets: int
    seconds: float
    host: str
    requests_per_s: float
    cut_from: int | None = None

    def sentence(self) -> str:
        """Say it in a sentence."""
        if not self.datasets:
            return "Nothing to assess."
        span = f"{self.seconds / 60:.0f} minutes" if self.seconds >= 120 else f"{self.seconds:.0f} seconds"
        going_on = f"A run that was cut goes on, with what is left of {self.cut_from}. " if self.cut_from else ""
        speed = f"polite speed ({self.host} is asked {self.requests_per_s:g}/s)"
        return f"{going_on}{self.datasets} datasets: about {span} at {speed}."


@dataclass(frozen=True, slots=True)
class HarvestEstimate:
    """What a run that asks DataCite for everything will take at least, by the records that are held of the source."""

    records: int
    pages: int
    seconds: float
    requests_per_s: float

    def sentence(self) -> str:
        """Say it in a sentence."""
        span = f"{self.seconds / 60:.0f} minutes" if self.seconds >= 120 else f"{self.seconds:.0f} seconds"
        pages = f"about {self.pages} page{'' if self.pages == 1 else 's'}"
        return (
            f"Everything is asked for, to learn what is new and what was hidden: {self.records} records are held,"
            f" {pages}, at least {span} at polite speed ({self.requests_per_s:g}/s)."
        )


def estimate_harvest(workspace: Workspace, config: SourceConfig, window: Window) -> HarvestEstimate | None:
    """Guess what a full list of DataCite takes; None for an increment, for other kinds, and where nothing is held."""
    held = 0 if config.kind != "datacite" or window.from_ else records.count_subjects(workspace.store, config.name)
    if not held:
        return None
    rate = policy(workspace.settings, (config,)).rate(urlsplit(config.url).netloc)
    pages = -(-held // PAGE_SIZES[0])
    return HarvestEstimate(held, pages, pages * max(rate.interval_s, PAGE_S), rate.requests_per_s)


def estimate(workspace: Workspace, source: str, sample: int | None = None) -> Estimate:
    """Guess from the rates: all DOIs of one prefix are taken to lie on one host."""
    run = find_unfinished(workspace, source, sample)
    cut_from = runs.count_tasks(workspace.store, run)[1] if run is not None else None
    if run is not None:
        pids = list(runs.iter_pending(workspace.store, run))
    else:
        pids = [subject.pid for subject in records.iter_subjects(workspace.store, source, sample)]
    settings = workspace.settings
    rules = policy(settings)
    resolver, registry = (urlsplit(url).netloc for url in (settings.resolver, settings.registry))
    load: Counter[str] = Counter()
    for pid in map(read_pid, pids):
        load[f"the host of {pid.value.partition('/')[0]}"] += AT_FACILITY
        if pid.scheme == "doi":
            load.update({resolver: AT_RESOLVER, registry: AT_REGISTRY})
    busiest = [(count / rules.rate(host).requests_per_s, host) for host, count in load.items()]
    seconds, host = max(busiest, default=(0.0, ""))
    return Estimate(len(pids), max(seconds, PROBE_S), host, rules.rate(host).requests_per_s, cut_from)
