"""How fast a live run is: `python -m benchmarks.live [DATASETS] [LATENCY_MS]`.

Asks 200 loopback hosts behind a fixed latency in another process: harvest over OAI-PMH, gather, judge under one metric
set, keep WARC and verdicts. The hosts keep the default politeness (2/s, 2 under way); resolver and registry,
which stand for doi.org and DataCite, are asked faster than their defaults allow, or their rate would be measured.
The floor is bare `requests` asking for as many of the same pages, in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from benchmarks.measuring import Measured, measured, world
from benchmarks.world import host
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.summary import RunSummary
from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import load_settings

SETTINGS = """\
contact = "benchmark@fairsvc.example"
resolver = "http://127.0.0.1:{port}"
handle_api = "http://127.0.0.1:{port}/api/handles"
registry = "http://127.0.0.1:{port}"
allow = [{allow}]
robots = false

[[rate]]
host = "127.0.0.1:{port}"
requests_per_s = 1000
in_flight = 64
"""


def settings_text(port: int) -> str:
    """Write the settings that let the world be asked."""
    hosts = ["127.0.0.1", *(host(number) for number in range(200))]
    return SETTINGS.format(port=port, allow=", ".join(f'"{name}:{port}"' for name in hosts))


def bare(port: int, count: int) -> Measured:
    """Ask for as many pages with nothing but requests, 64 at a time."""
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=256, pool_maxsize=64))
    urls = [f"http://{host(number)}:{port}/page/{number}" for number in range(count)]

    def ask() -> None:
        with ThreadPoolExecutor(64) as pool:
            for response in pool.map(session.get, urls):
                assert response.content

    return measured(ask)[1]


def live(port: int, folder: Path) -> tuple[RunSummary, Measured]:
    """Harvest, then measure the assessment run."""
    with open_workspace(load_settings(make_workspace(folder, settings_text(port)), {}, {}), create=True) as workspace:
        account = harvest(workspace, SourceConfig("bench", "oai", f"http://127.0.0.1:{port}/oai"))
        assert account.state == "verified", account.because
        return measured(lambda: assess_source(workspace, "bench", ("rda-fdmm",)))


def main(datasets: int = 600, latency_ms: float = 100) -> None:
    """Print the run's figures."""
    with world(latency_ms, datasets) as port, tempfile.TemporaryDirectory() as folder:
        summary, ours = live(port, Path(folder))
        floor = bare(port, summary.requests)
    cpu_ms = 1000 * ours.cpu_s / summary.datasets
    print(f"live: {summary.datasets} datasets, {summary.requests} requests, {latency_ms:g} ms latency, 200 hosts")
    print(f"  {summary.datasets / ours.wall_s:.1f} datasets/s (asked: at least 20)")
    print(f"  {cpu_ms:.1f} ms CPU per dataset (asked: at most 30)")
    print(f"  {ours.cpu_s / floor.cpu_s:.1f} x the CPU of bare requests for as many pages ({floor.cpu_s:.1f} s)")
    print(f"  {summary.requests / summary.datasets:.1f} requests per dataset (asked: at most 9)")
    print(f"  not assessed: {len(summary.troubles)}; peak memory {ours.peak_mb:.0f} MB; {time.strftime('%Y-%m-%d')}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
