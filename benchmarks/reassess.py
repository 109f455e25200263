"""How fast stored views are judged again: `python -m benchmarks.reassess [DATASETS]`.

Gathers the evidence of some datasets without latency, then judges it again from the store on one core, under one metric
set. The floor is reading the same views from the store without judging them, in the same run.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.live import settings_text
from benchmarks.measuring import measured, world
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.reassessing import reassess_source
from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import load_settings
from fairsvc.store.evidence import iter_evidence


def main(datasets: int = 1000) -> None:
    """Print the run's figures."""
    with world(0, datasets) as port, tempfile.TemporaryDirectory() as folder:
        text = settings_text(port).replace("robots = false", "robots = false\nrequests_per_s = 1000\nin_flight = 64")
        path = make_workspace(Path(folder), text)
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            harvest(workspace, SourceConfig("bench", "oai", f"http://127.0.0.1:{port}/oai"))
            assess_source(workspace, "bench", ("rda-fdmm",))
            runs = [measured(lambda: reassess_source(workspace, "bench", ("rda-fdmm",)))[1].cpu_s for _ in range(3)]
            reads = [
                measured(lambda: sum(1 for _ in iter_evidence(workspace.store, "bench")))[1].cpu_s for _ in range(3)
            ]
    ours, floor = sorted(runs)[1], sorted(reads)[1]
    print(f"re-assessment from stored views: {datasets} datasets, one metric set, median of 3")
    print(f"  {datasets / ours:.0f} datasets per CPU-second (asked: at least 1000)")
    print(f"  {ours / floor:.1f} x the CPU of reading the views alone ({1000 * floor / datasets:.2f} ms each)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
