"""How fast a harvest is and what it keeps: `python -m benchmarks.harvesting [RECORDS]`.

Harvests made-up oai_datacite records of 5 KB from a provider in another process into a store with full text, at pages
of 100 and of 1,000. The floor is sickle iterating the records of the same pages and keeping nothing. Each measurement
has a process of its own, and only that process's CPU time counts.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests
from sickle import Sickle

from benchmarks.measuring import Measured, measured, peak_mb, provider
from fairsvc.formats.oai_pmh import read_page
from fairsvc.jobs.collecting import collecting_seldom
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.harvest import Account, SourceConfig
from fairsvc.settings import load_settings
from harvest.oai_list import read_record

T = TypeVar("T")

SETTINGS = """\
contact = "benchmark@fairsvc.example"
allow = ["127.0.0.1:{port}"]

[[rate]]
host = "127.0.0.1:{port}"
requests_per_s = 100000
in_flight = 1
"""
EARLY = 10_000


@dataclass(frozen=True, slots=True)
class Harvested:
    """What a first harvest and an unchanged second one cost; `early_mb` is the peak after 10,000 records."""

    first: Measured
    second: Measured
    early_mb: float
    size_bytes: int
    grown_bytes: int
    accounts: tuple[Account, Account]


def sickle(port: int, size: int) -> Measured:
    """Iterate the records with sickle, as its users do, keeping nothing."""
    client = Sickle(f"http://127.0.0.1:{port}/{size}")
    count, cost = measured(lambda: sum(1 for _ in client.ListRecords(metadataPrefix="oai_datacite")))
    assert count
    return cost


def ours(port: int, size: int) -> Harvested:
    """Harvest into a new store, then again."""
    config = SourceConfig("bench", "oai", f"http://127.0.0.1:{port}/{size}", prefix="oai_datacite")
    early: list[float] = []

    def watch(done: int, _total: int | None, _text: str) -> None:
        if done >= EARLY and not early:
            early.append(peak_mb())

    with tempfile.TemporaryDirectory() as folder:
        path = make_workspace(Path(folder), SETTINGS.format(port=port))
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            one, first = measured(lambda: harvest(workspace, config, full=True, on_progress=watch))
            size_bytes = _size_bytes(workspace)
            two, second = measured(lambda: harvest(workspace, config, full=True))
            grown_bytes = _size_bytes(workspace) - size_bytes
    assert one.state == two.state == "verified", (one.because, two.because)
    return Harvested(first, second, early[0] if early else first.peak_mb, size_bytes, grown_bytes, (one, two))


def normalised(port: int, size: int) -> Measured:
    """Normalise the records of all pages from their bytes; only that is measured."""
    cpu_s = wall_s = 0.0
    token: str | None = ""
    while token is not None:
        url = f"http://127.0.0.1:{port}/{size}?verb=ListRecords&resumptionToken={token or 0}"
        page = read_page(requests.get(url, timeout=60).content)
        with collecting_seldom():
            records, cost = measured(lambda items=page.records: [read_record(item, "oai_datacite") for item in items])
        assert all(one.metadata is not None for one in records)
        cpu_s, wall_s, token = cpu_s + cost.cpu_s, wall_s + cost.wall_s, page.token or None
    return Measured(wall_s, cpu_s, peak_mb())


def _size_bytes(workspace: Workspace) -> int:
    """Measure the store's file with nothing left in its log."""
    with workspace.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(workspace.store.where)
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


def _alone(call: Callable[..., T], *arguments: int) -> T:
    """Call in a new process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(call, *arguments).result()


def _show(count: int, size: int, floor: Measured, found: Harvested, asked: float) -> None:
    rate, again = count / found.first.cpu_s, count / found.second.cpu_s
    print(f"  pages of {size}: {rate:.0f} records per CPU-second, {count / found.first.wall_s:.0f} per second")
    print(f"    {floor.cpu_s / found.first.cpu_s:.2f} x sickle's {count / floor.cpu_s:.0f} (asked: at least {asked})")
    print(f"    peak memory {found.early_mb:.0f} MB at {EARLY}, {found.first.peak_mb:.0f} MB at the end (at most 250)")
    print(f"    store: {found.size_bytes / count:.0f} bytes a record (asked: below 2000)")
    print(
        f"    again, unchanged: {again:.0f} per CPU-second, {found.accounts[1].unchanged} unchanged, "
        f"{found.grown_bytes / count:.0f} more bytes a record"
    )


def main(count: int = 100_000) -> None:
    """Print the run's figures."""
    print(f"harvest: {count} oai_datacite records from loopback, stored with full text")
    with provider(count) as port:
        for size, asked in ((100, 0.9), (1000, 1.2)):
            floor = _alone(sickle, port, size)
            _show(count, size, floor, _alone(ours, port, size), asked)
        cost = _alone(normalised, port, 1000)
    print(f"  normalising alone: {count / cost.cpu_s:.0f} records per CPU-second (asked: at least 8000)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
