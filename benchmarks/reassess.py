"""How fast stored views are judged again: `python -m benchmarks.reassess [DATASETS]`.

Gathers the evidence of some datasets without latency, then judges it again from the store in one process, under every
metric set and from every perspective. The floor is reading the same views from the store without judging them, in the
same run; `benchmarks.rescoring` does it with a large catalogue on several processes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import delete

from assessors.metric_sets import load_metric_sets
from benchmarks.live import settings_text
from benchmarks.measuring import Measured, measured, world
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.reassessing import reassess_source
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import load_settings
from fairsvc.store.evidence import iter_evidence
from fairsvc.store.judgements import iter_judgements
from fairsvc.store.tables import judgement

SOURCE = "bench"
FAST = "judging_processes = 1\nrequests_per_s = 1000\nin_flight = 64\n"


def main(datasets: int = 1000) -> int:
    """Print the run's figures; return 1 when it is slower than asked."""
    names = tuple(load_metric_sets())
    with world(0, datasets) as port, tempfile.TemporaryDirectory() as folder:
        path = make_workspace(Path(folder), FAST + settings_text(port))
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            harvest(workspace, SourceConfig(SOURCE, "oai", f"http://127.0.0.1:{port}/oai"))
            assess_source(workspace, SOURCE, names)
            judging = _median([_judge_anew(workspace, names) for _ in range(3)])
            standing = _median([measured(lambda: reassess_source(workspace, SOURCE, names))[1] for _ in range(3)])
            views = _median([measured(lambda: _count(iter_evidence(workspace.store, SOURCE)))[1] for _ in range(3)])
            letters = _median([measured(lambda: _count(iter_judgements(workspace.store, SOURCE)))[1] for _ in range(3)])
    print(
        f"re-assessment from stored views: {datasets} datasets, {len(names)} metric sets, 5 perspectives, median of 3"
    )
    print(f"  {datasets / judging:.0f} datasets per CPU-second (asked: at least 500)")
    print(f"  {judging / views:.1f} x the CPU of reading the views alone ({1000 * views / datasets:.2f} ms each)")
    print(f"  {datasets / standing:.0f} per CPU-second where the last judgement stands")
    print(f"  {datasets / letters:.0f} judgements read per CPU-second (asked: at least 20000)")
    return int(datasets / judging < 500)


def _judge_anew(workspace: Workspace, names: tuple[str, ...]) -> Measured:
    with workspace.store.writing() as connection:
        connection.execute(delete(judgement))
    return measured(lambda: reassess_source(workspace, SOURCE, names))[1]


def _median(costs: list[Measured]) -> float:
    return sorted(cost.cpu_s for cost in costs)[1]


def _count(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
