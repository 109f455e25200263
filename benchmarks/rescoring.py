"""How fast a large catalogue is judged again: `python -m benchmarks.rescoring [DATASETS] [PROCESSES]`.

Gathers a few datasets of an instant world, stores that many variants of their views, and judges them under every metric
set and from every perspective: once with nothing judged before, once with everything. 100,000 on 2 cores are asked for
in 3 minutes and 300 MB, parent and children together.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert, select

from assessors.metric_sets import load_metric_sets
from benchmarks.live import settings_text
from benchmarks.measuring import measured, world
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.reassessing import reassess_source
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.metadata import Metadata, Rights, Text
from fairsvc.model.pid import Pid
from fairsvc.settings import load_settings
from fairsvc.store.codec import EVIDENCE
from fairsvc.store.connection import Store
from fairsvc.store.evidence import iter_evidence
from fairsvc.store.tables import evidence, item

SOURCE = "bench"
TEMPLATES = 20
_FAST = "requests_per_s = 1000\nin_flight = 64\noai_requests_per_s = 1000\n"
_BATCH = 1000
_LICENCES = ("https://creativecommons.org/licenses/by/4.0/", "https://spdx.org/licenses/CC0-1.0", "see website", "")
_TITLES = ("Diffraction of sample {}", "Tomography of a fossil, scan {}", "test", "10.5072/bench.{}", "Data")


def main(datasets: int = 100_000, processes: int = 0) -> int:
    """Print seconds and memory; return 1 when the most that is asked for is passed."""
    names = tuple(load_metric_sets())
    with tempfile.TemporaryDirectory() as folder, world(0, TEMPLATES) as port:
        text = f"{_FAST}judging_processes = {processes or 2}\n{settings_text(port)}"
        path = make_workspace(Path(folder), text)
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            harvest(workspace, SourceConfig(SOURCE, "oai", f"http://127.0.0.1:{port}/oai"))
            assess_source(workspace, SOURCE, names)
            _, filling = measured(lambda: fill(workspace, datasets))
            print(f"{datasets} variants of {TEMPLATES} datasets stored in {filling.wall_s:.0f} s", flush=True)
            return _judge(workspace, names, datasets)


def _judge(workspace: Workspace, names: tuple[str, ...], datasets: int) -> int:
    with _MemoryWatch() as watch:
        _, first = measured(lambda: reassess_source(workspace, SOURCE, names))
    cpu_s = first.cpu_s + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    summary, again = measured(lambda: reassess_source(workspace, SOURCE, names))
    print(f"  judged in {first.wall_s:.0f} s (asked: 180 for 100,000 on 2 cores), {watch.peak_mb:.0f} MB (asked: 300)")
    print(f"  {datasets / cpu_s:.0f} datasets per CPU-second, {len(names)} metric sets, all perspectives")
    print(f"  again: {again.wall_s:.0f} s, {summary.repeated} as before")
    return int(first.wall_s > 180 * datasets / 100_000 or watch.peak_mb > 300)


def fill(workspace: Workspace, datasets: int) -> None:
    """Insert variants as the store would have packed them, without bytes in the WARC."""
    templates = list(iter_evidence(workspace.store, SOURCE))
    chance = random.Random(5)
    variants = (_variant(templates[n % len(templates)], n, chance) for n in range(len(templates), datasets))
    while batch := list(islice(variants, _BATCH)):
        _insert(workspace.store, batch)


def _insert(store: Store, batch: list[Evidence]) -> None:
    rows = [
        {
            "pid": str(one.pid),
            "subject": one.subject,
            "gathered_at": one.gathered_at,
            "digest": one.digest,
            "extractor_version": one.extractor_version,
            "views": EVIDENCE.pack(one),
        }
        for one in batch
    ]
    with store.writing() as connection:
        known = connection.execute(select(item).limit(1)).mappings().one()
        first = connection.execute(select(func.max(item.c.id))).scalar_one() + 1
        items = [
            {**known, "id": first + place, "identifier": row["pid"], "pid": row["pid"]}
            for place, row in enumerate(rows)
        ]
        connection.execute(insert(evidence), rows)
        connection.execute(insert(item), items)


def _variant(template: Evidence, number: int, chance: random.Random) -> Evidence:
    title, licence = chance.choice(_TITLES).format(number), chance.choice(_LICENCES)

    def varied(view: Metadata | None) -> Metadata | None:
        if view is None:
            return None
        rights = (Rights(uri=licence),) if licence else ()
        creators = view.creators[: chance.randint(0, len(view.creators))]
        return replace(view, titles=(Text(title),), rights=rights, creators=creators)

    return replace(
        template,
        pid=Pid("doi", f"10.5072/bench.{number}"),
        page=varied(template.page),
        registry=varied(template.registry) if chance.random() < 0.8 else None,
        oai=varied(template.oai),
        links=template.links[: chance.randint(0, len(template.links))],
    )


class _MemoryWatch:
    """The most memory that this process and its children held at one time (Linux)."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self.peak_mb = max(self.peak_mb, sum(_private_mb(pid) for pid in ("self", *_children())))


def _children() -> Iterator[str]:
    for task in Path("/proc/self/task").iterdir():
        yield from (task / "children").read_text().split()


def _private_mb(pid: str) -> float:
    """Read the proportional set size: pages that processes share count once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    began = time.monotonic()
    code = main(*(int(argument) for argument in sys.argv[1:]))
    print(f"  {time.monotonic() - began:.0f} s with the filling")
    sys.exit(code)
