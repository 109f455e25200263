"""A source with stored evidence that nobody was asked for, and a process that judges it again and meets its end.

Run as `python -m tests.support.stored_catalogue FOLDER HOW AFTER`: it judges on two processes, and when so many
datasets are done, it kills itself (kill), or is interrupted with its children as a terminal does it (interrupt).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from fairsvc.jobs import reassessing
from fairsvc.jobs.workspace import Workspace, open_workspace
from fairsvc.model.judgement import Judgement
from fairsvc.model.pid import Pid
from fairsvc.probe.extract import EXTRACTOR_VERSION
from fairsvc.settings import load_settings
from fairsvc.store.evidence import save_evidence
from fairsvc.store.judgements import iter_judgements
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from tests.store.samples import NOON, SOURCE, WINDOW, some_page, some_record
from tests.support.check_worlds import WORLDS

NAMES = ("rda-fdmm", "fsf")
CHILDREN = "children.txt"


def fill(workspace: Workspace, datasets: int) -> None:
    """Hold so many records, and evidence of each: the worlds in turn."""
    run = start_run(workspace.store, SOURCE, WINDOW, NOON)
    save_page(workspace.store, run, SOURCE.name, some_page(*(some_record(number) for number in range(datasets))))
    worlds = [replace(make(), extractor_version=EXTRACTOR_VERSION) for make in WORLDS.values()]
    gathered = [replace(worlds[n % len(worlds)], pid=Pid("doi", f"10.5072/ill-{n}")) for n in range(datasets)]
    save_evidence(workspace.store, gathered, "test")


def judged(workspace: Workspace) -> list[Judgement]:
    """List the newest judgements, but for when they were made."""
    found = iter_judgements(workspace.store, SOURCE.name)
    return [replace(one, assessed_at=NOON) for one in found]


def main(folder: Path, how: str, after: int) -> None:
    """Judge, and end as told."""
    reassessing.WORTH_A_PROCESS, reassessing.CHUNK = 1, 2

    def meet_end(done: int, *_: object) -> None:
        if done >= after:
            children = " ".join(str(child.pid) for child in multiprocessing.active_children())
            (folder / CHILDREN).write_text(children)
            os.kill(os.getpid(), signal.SIGKILL) if how == "kill" else os.killpg(0, signal.SIGINT)

    settings = replace(load_settings(folder / "fairsvc.toml", {}, {}), judging_processes=2)
    with open_workspace(settings) as workspace:
        try:
            reassessing.reassess_source(workspace, SOURCE.name, NAMES, on_progress=meet_end)
        except KeyboardInterrupt:
            sys.stderr.write("interrupted\n")
            sys.exit(130)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
