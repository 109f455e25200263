"""How fast a large catalogue is reported: `python -m benchmarks.reporting [DATASETS]`.

Judges a few thousand variants of a few datasets of an instant world, and fills the store up with judgements that differ
from those in a few outcomes, and with as many earlier runs as a trend shows. Then it builds the report and writes all
its files, under every metric set. 100,000 are asked for in 30 s and 300 MB.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import func, insert, select

from assessors.metric_sets import load_metric_sets
from benchmarks.live import settings_text
from benchmarks.measuring import measured, world
from benchmarks.rescoring import SOURCE, TEMPLATES, fill
from cli.reporting import MOST_EARLIER_RUNS, build_report, write_report
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.judging import call_panel
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.progress import unwatched
from fairsvc.jobs.reassessing import reassess_source
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.check import Outcome
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.judgement import Judgement, Outcomes
from fairsvc.model.perspective import Perspective
from fairsvc.settings import load_settings
from fairsvc.store.judgements import iter_judgements, save_judgements
from fairsvc.store.tables import assessment_run, item

MOST_S, MOST_MB = 30, 300
PAGE_BYTES = 3_000_000
# Datasets with evidence of their own; and how often one of the others differs in an outcome, and in which.
_WITH_EVIDENCE = 2_000
_DIFFERING, _OUTCOMES_DIFFERING = 0.3, 12
_FAST = "requests_per_s = 1000\nin_flight = 64\noai_requests_per_s = 1000\njudging_processes = 1\n"
_BATCH = 1000


def main(datasets: int = 100_000) -> int:
    """Print seconds and memory; return 1 when the most that is asked for is passed."""
    names = tuple(load_metric_sets())
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: what it takes is not the report's.
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            path = apart.submit(_fill, Path(folder), names, datasets).result()
        with open_workspace(load_settings(path, {}, {})) as workspace:
            return _report(workspace, names, Path(folder) / "report", datasets)


def _report(workspace: Workspace, names: tuple[str, ...], folder: Path, datasets: int) -> int:
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report, building = measured(lambda: build_report(workspace, SOURCE, names, on_progress=unwatched))
    files, writing = measured(lambda: write_report(report, folder))
    page, most = files[0].stat().st_size, max(MOST_S * datasets / 100_000, 5)
    print(f"{len(report.rows)} datasets under {len(names)} metric sets")
    print(f"  built in {building.wall_s:.1f} s, written in {writing.wall_s:.1f} s (asked: {most:.0f} together)")
    print(f"  peak {writing.peak_mb:.0f} MB (asked: {MOST_MB}); {floor:.0f} MB before")
    print(f"  page {page / 1e6:.2f} MB, all files {sum(one.stat().st_size for one in files) / 1e6:.0f} MB")
    return int(building.wall_s + writing.wall_s > most or writing.peak_mb > MOST_MB or page > PAGE_BYTES)


def _fill(folder: Path, names: tuple[str, ...], datasets: int) -> Path:
    """Make a store with so many judgements, of which a few thousand have evidence; return the path of its settings."""
    with world(0, TEMPLATES) as port:
        path = make_workspace(folder, _FAST + settings_text(port))
        with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
            harvest(workspace, SourceConfig(SOURCE, "oai", f"http://127.0.0.1:{port}/oai"))
            assess_source(workspace, SOURCE, names)
            fill(workspace, min(_WITH_EVIDENCE, datasets))
            reassess_source(workspace, SOURCE, names)
            judged = list(iter_judgements(workspace.store, SOURCE))
            rules = call_panel(names).rulebook
            variants = _variants(judged, datasets - len(judged))
            while batch := list(islice(variants, _BATCH)):
                _insert_items(workspace, batch)
                save_judgements(workspace.store, batch, rules)
            _insert_runs(workspace)
    return path


def _variants(judged: list[Judgement], number: int) -> Iterator[Judgement]:
    """Make judgements of datasets that come after all others in order of their PIDs."""
    chance = random.Random(5)
    for place in range(number):
        like = chance.choice(judged)
        pid, title = f"doi:10.5072/variant.{place:06}", f"{like.title} {place}"
        outcomes = like.outcomes
        if chance.random() < _DIFFERING:
            outcomes = _differ(outcomes, chance)
        yield replace(like, pid=pid, title=title, outcomes=outcomes, assessed_at=datetime.now(UTC))


def _differ(outcomes: Mapping[Perspective, Outcomes], chance: random.Random) -> Mapping[Perspective, Outcomes]:
    """Turn one of the first decided outcomes of every perspective round."""
    turned = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS}
    decided = sorted(name for name, one in outcomes[Perspective.ANY].items() if one in turned)
    name = decided[chance.randrange(min(_OUTCOMES_DIFFERING, len(decided)))]
    return {
        place: {**found, name: turned.get(found[name], found[name])} if name in found else found
        for place, found in outcomes.items()
    }


def _insert_items(workspace: Workspace, batch: list[Judgement]) -> None:
    with workspace.store.writing() as connection:
        known = connection.execute(select(item).limit(1)).mappings().one()
        first = connection.execute(select(func.max(item.c.id))).scalar_one() + 1
        rows = [
            {**known, "id": first + place, "identifier": one.pid, "pid": one.pid} for place, one in enumerate(batch)
        ]
        connection.execute(insert(item), rows)


def _insert_runs(workspace: Workspace) -> None:
    """Let as many runs have ended by now as a trend shows: every judgement stood at the end of each."""
    with workspace.store.writing() as connection:
        known = (
            connection.execute(select(assessment_run).order_by(assessment_run.c.id.desc()).limit(1)).mappings().one()
        )
        first, now = known["id"] + 1, datetime.now(UTC)
        times = {"started_at": now, "ended_at": now}
        rows = [{**known, "id": first + place, **times} for place in range(MOST_EARLIER_RUNS + 1)]
        connection.execute(insert(assessment_run), rows)


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
