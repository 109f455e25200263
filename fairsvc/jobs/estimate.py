"""How long a polite run will take, told before it starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fairsvc.jobs.selecting import Errand
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.depth import BULK, DEPTHS, FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence
from fairsvc.model.harvest import SourceConfig, Window
from fairsvc.model.pid import Pid, read_pid
from fairsvc.model.step import address
from fairsvc.net.configured import policy_of
from fairsvc.store import assessment_runs, records
from harvest.datacite_list import PAGE_SIZES

PROBE_S = 1.5
# A page of DataCite has 7 MB.
PAGE_S = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """An upper guess: the busiest host decides. `requests` are the most that are asked, redirects counted.

    `in_full` datasets get a second, full look. `cut_from` is the size of the run that goes on, None for a new one.
    `notes` are sentences on what is not as asked for, or on why there is nothing to do.
    """

    source: str
    datasets: int
    depth: str
    requests: int
    seconds: float
    host: str
    requests_per_s: float
    in_full: int = 0
    cut_from: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.cut_from is None and not self.datasets

    def sentence(self) -> str:
        """Say it in a sentence."""
        if self.is_idle:
            return " ".join(self.notes)
        going_on = f"A run that was cut goes on, with what is left of {self.cut_from}. " if self.cut_from else ""
        going_on = "".join(f"{note} " for note in self.notes) + going_on
        again = f", {self.in_full} of them in full" if self.in_full else ""
        speed = f"polite speed ({self.host} is asked {self.requests_per_s:g}/s)"
        return (
            f"{going_on}{self.datasets} datasets at depth {self.depth}{again}:"
            f" at most {self.requests} requests, about {_span(self.seconds)} at {speed}."
        )


@dataclass(frozen=True, slots=True)
class HarvestEstimate:
    """What a run that asks DataCite for everything will take at least, by the records that are held of the source."""

    records: int
    pages: int
    seconds: float
    requests_per_s: float

    def sentence(self) -> str:
        """Say it in a sentence."""
        pages = f"about {self.pages} page{'' if self.pages == 1 else 's'}"
        return (
            f"Everything is asked for, to learn what is new and what was hidden: {self.records} records are held,"
            f" {pages}, at least {_span(self.seconds)} at polite speed ({self.requests_per_s:g}/s)."
        )


def estimate_harvest(workspace: Workspace, config: SourceConfig, window: Window) -> HarvestEstimate | None:
    """Guess what a full list of DataCite takes; None for an increment, for other kinds, and where nothing is held."""
    held = 0 if config.kind != "datacite" or window.from_ else records.count_subjects(workspace.store, config.name)
    if not held:
        return None
    rate = policy_of(workspace.settings, (config,)).rate(urlsplit(config.url).netloc)
    pages = -(-held // PAGE_SIZES[0])
    return HarvestEstimate(held, pages, pages * max(rate.interval_s, PAGE_S), rate.requests_per_s)


def estimate(workspace: Workspace, errand: Errand) -> Estimate:
    """Guess from the rates and the depth's questions: all DOIs of one prefix are taken to lie on one host."""
    source, depth, count = errand.source, errand.depth, len(errand.pids)
    if errand.is_idle:
        return Estimate(source, 0, depth, 0, 0.0, "", 0.0, notes=(errand.idleness(),))
    cut = errand.going_on
    cut_from = assessment_runs.count_tasks(workspace.store, cut.number)[1] if cut else None
    done = tuple(assessment_runs.iter_done(workspace.store, cut.number)) if cut and depth == BULK else ()
    load, in_full = _load(workspace, _by_host(errand.pids), _by_host((*errand.pids, *done)), depth)
    rules = policy_of(workspace.settings)
    busiest = [(requests / rules.rate(host).requests_per_s, host) for host, requests in load.items()]
    seconds, host = max(busiest, default=(0.0, ""))
    rate = rules.rate(host).requests_per_s
    notes = (errand.otherwise,) if errand.otherwise else ()
    figures = (count, depth, load.total(), max(seconds, PROBE_S), host, rate, in_full)
    return Estimate(source, *figures, cut_from, notes)


def _by_host(pids: Iterable[str]) -> dict[str, list[Pid]]:
    groups: dict[str, list[Pid]] = {}
    for pid in map(read_pid, pids):
        groups.setdefault(pid.value.partition("/")[0] if pid.scheme == "doi" else pid.scheme, []).append(pid)
    return groups


def _load(
    workspace: Workspace, left: Mapping[str, list[Pid]], whole: Mapping[str, list[Pid]], depth: str
) -> tuple[Counter[str], int]:
    """Count requests by host, and the datasets that get a second, full look: of the whole run, whatever is left."""
    endpoints, few = workspace.endpoints(), workspace.settings.full_sample_per_host
    load: Counter[str] = Counter()
    in_full = 0
    for name, pids in whole.items():
        looks = [(STANDARD_DEPTH if depth == BULK else DEPTHS[depth], len(left.get(name, ())))]
        if depth == BULK:
            looks.append((FULL_DEPTH, min(few, len(pids))))
            in_full += looks[-1][1]
        for asked, count in looks:
            for host, requests in _requests(asked, pids[0], endpoints, f"the host of {name}").items():
                load[host] += count * requests
    return load, in_full


def _requests(depth: Depth, pid: Pid, endpoints: Endpoints, own_host: str) -> Counter[str]:
    """Count the most requests of one dataset by host: what the PID alone tells, and the rest at the dataset's own host.

    Whatever the resolver is asked about the PID itself, it sends on to that host. The record is held already.
    """
    bare = Evidence(pid, datetime.now(UTC), endpoints=endpoints, depth=depth.name)
    needs = {need for step in depth.steps if (need := step.ask(bare)) is not None}
    load = Counter(urlsplit(need.url).netloc for need in needs)
    sent_on = sum(need.url == address(bare) for need in needs)
    later = min(len(depth.steps) - 1, depth.max_requests) - len(needs)
    load[own_host] += max(0, later) + sent_on
    return load


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
