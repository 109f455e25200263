"""Whether memory stays flat in a long run: `python -m benchmarks.memory [DATASETS] [DEPTH]`.

Assesses datasets of an instant world, with resident memory noted on the way. It is held against what it was after a
tenth of the datasets: by then every thread, cache and pool has been filled.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.live import settings_text
from benchmarks.measuring import measured, resident_mb, world
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import load_settings

FAST = "requests_per_s = 100000\nin_flight = 64\noai_requests_per_s = 1000\n"


def main(datasets: int = 20_000, depth: str = "standard") -> int:
    """Print memory on the way; return 1 when it grew by more than a tenth after the first tenth."""
    noted: list[tuple[int, float]] = []

    def note(done: int, *_: object) -> None:
        if done % max(1, datasets // 10) == 0:
            noted.append((done, resident_mb()))
            print(f"  {done:6d} datasets: {noted[-1][1]:.0f} MB", flush=True)

    with world(0, datasets) as port, tempfile.TemporaryDirectory() as folder:
        path = make_workspace(Path(folder), FAST + settings_text(port))
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            harvest(workspace, SourceConfig("bench", "oai", f"http://127.0.0.1:{port}/oai"))
            print(f"memory: {datasets} datasets at depth {depth}, {resident_mb():.0f} MB after the harvest")
            summary, cost = measured(
                lambda: assess_source(workspace, "bench", ("rda-fdmm",), depth=depth, on_progress=note)
            )
    growth = noted[-1][1] / noted[0][1] - 1
    print(f"  {growth:+.1%} after the first tenth (asked: flat); peak {cost.peak_mb:.0f} MB")
    print(f"  {summary.datasets / cost.wall_s:.1f} datasets/s, {1000 * cost.cpu_s / summary.datasets:.1f} ms CPU each")
    return int(growth > 0.1)


if __name__ == "__main__":
    sys.exit(main(*(int(one) if one.isdecimal() else one for one in sys.argv[1:])))
