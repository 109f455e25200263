"""`fairsvc work`: due jobs, two workers, a killed one, signals; the harvests are real, on loopback."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from fairsvc.jobs.schedule import Ending
from fairsvc.jobs.worker import Until, Worker
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import SourceConfig
from fairsvc.store.job_queue import list_jobs
from tests.support.oai_provider import provider, three_pages
from tests.support.running import finish, make_workspace, query, start
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
JOBS = "SELECT kind, target, last_ending, lease_holder = '', attempts FROM job ORDER BY kind, target"


class World:
    """A provider, a resolver and landing pages in one; a request with `hung` in its path waits."""

    def __init__(self) -> None:
        self.hung = ""
        self.ended = Event()
        self.broken = False

    def __call__(self, asked: Asked) -> Reply:
        if self.hung and self.hung in asked.path:
            self.ended.wait(30)
        if asked.path.startswith("/oai"):
            return (404, [], b"") if self.broken else provider(three_pages())(asked)
        if asked.path.startswith("/10."):
            return 200, [("Content-Type", "text/html")], b"<!doctype html><title>Scan</title><p>A scan"
        return 404, [], b""


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.ended.set()


@pytest.fixture
def served(world: World, serve: Serve) -> Served:
    return serve(world)


@pytest.fixture
def folder(served: Served, tmp_path: Path) -> Path:
    return _workspace(tmp_path / "work", served, "demo")


def _workspace(folder: Path, served: Served, *names: str, more: str = "") -> Path:
    make_workspace(folder, served.url)
    toml = folder / "fairsvc.toml"
    entries = [f'[[source]]\nname = "{name}"\nurl = "{served.url}/oai/{name}"\n{more}' for name in names]
    toml.write_text(toml.read_text("utf-8") + "\n".join(entries), "utf-8")
    return folder


def _said(folder: Path, pid: int | None) -> str:
    return (folder / f"{pid}.out").read_text("utf-8")


def _await(happened: Callable[[], object], patience_s: float = 15) -> None:
    until = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def test_what_is_due_is_harvested_and_what_is_new_assessed(folder: Path, served: Served) -> None:
    process = start(folder, "work", "--until-empty")
    process.join(60)
    assert process.exitcode == 0
    assert query(folder, JOBS) == [("assess", "demo", "done", 1, 0), ("harvest", "demo", "done", 1, 0)]
    assert query(folder, "SELECT count(*), count(DISTINCT pid) FROM evidence") == [(30, 30)]
    said = _said(folder, process.pid)
    assert "demo: harvest begins" in said
    assert "demo: harvest done in" in said
    assert "verified: The list ended properly with 30 records" in said
    assert "Due again" in said
    asked = len(served.asked)
    assert finish(folder, "work", "--once")[0] == 0
    assert len(served.asked) == asked, "nothing is due any more"


def test_only_what_changed_is_assessed_again(folder: Path) -> None:
    assert finish(folder, "work", "--until-empty")[0] == 0
    _execute(folder, "UPDATE evidence SET gathered_at = '2001-01-01 00:00:00.000000' WHERE pid = 'doi:10.5072/7'")
    _execute(folder, "UPDATE job SET due_at = '2001-01-01 00:00:00.000000'")
    assert finish(folder, "work", "--until-empty")[0] == 0
    assert query(folder, "SELECT pid, count(*) FROM evidence GROUP BY pid HAVING count(*) > 1") == [
        ("doi:10.5072/7", 2)
    ]


def test_without_the_setting_nothing_is_assessed(folder: Path) -> None:
    assert finish(folder, "--set", "assess_after_harvest=false", "work", "--until-empty")[0] == 0
    assert query(folder, JOBS) == [("harvest", "demo", "done", 1, 0)]


def test_a_failed_harvest_comes_again_later_and_says_so(folder: Path, world: World) -> None:
    world.broken = True
    process = start(folder, "work", "--once")
    process.join(60)
    assert process.exitcode == 3
    assert query(folder, JOBS) == [("harvest", "demo", "failed", 1, 1)]
    assert "demo: harvest failed" in _said(folder, process.pid)
    pause = "SELECT (julianday(due_at) - julianday(last_ended_at)) * 86400 FROM job"
    assert 595 < query(folder, pause)[0][0] < 640


def test_quiet_hours_leave_the_source_alone(served: Served, tmp_path: Path) -> None:
    folder = _workspace(tmp_path, served, "demo", more='quiet = "00:00-23:59"\n')
    if time.strftime("%H:%M", time.gmtime()) >= "23:58":
        pytest.skip("the one minute of the day that is not quiet is near")
    assert finish(folder, "work", "--until-empty")[0] == 0
    assert served.asked == []


def test_no_source_gets_a_sentence(served: Served, tmp_path: Path) -> None:
    code, said = finish(make_workspace(tmp_path, served.url), "work")
    assert code == 2
    assert "the settings name no source to harvest" in said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_at_the_next_page(
    folder: Path, world: World, served: Served, number: signal.Signals, code: int
) -> None:
    world.hung = "resumptionToken=page"
    process = start(folder, "work")
    _await(lambda: any("resumptionToken" in asked.path for asked in served.asked))
    os.kill(process.pid or 0, number)
    time.sleep(0.3)
    world.hung = ""
    world.ended.set()
    process.join(20)
    assert process.exitcode == code
    assert "Stopped; what was stored is safe" in _said(folder, process.pid)
    assert query(folder, JOBS) == [("harvest", "demo", "stopped", 1, 0)]
    assert query(folder, "SELECT count(*) FROM item") == [(20,)]
    assert finish(folder, "work", "--until-empty")[0] == 0
    assert query(folder, "SELECT count(*) FROM item") == [(30,)]


def test_an_idle_worker_ends_at_a_signal(folder: Path) -> None:
    assert finish(folder, "work", "--until-empty")[0] == 0
    process = start(folder, "work")
    said = folder / f"{process.pid}.out"
    _await(lambda: said.exists() and "Working for 1 source" in said.read_text("utf-8"))
    os.kill(process.pid or 0, signal.SIGTERM)
    process.join(5)
    assert process.exitcode == 0


def test_two_workers_share_the_sources(served: Served, tmp_path: Path) -> None:
    names = [f"source-{number}" for number in range(6)]
    folder = _workspace(tmp_path, served, *names)
    arguments = ("--set", "assess_after_harvest=false", "work", "--until-empty", "--parallel", "2")
    workers = [start(folder, *arguments) for _ in range(2)]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert finish(folder, *arguments)[0] == 0
    assert query(folder, "SELECT source, count(*) FROM run GROUP BY source") == [(name, 1) for name in names]
    assert query(folder, "SELECT count(*) FROM item") == [(180,)]


def test_another_takes_over_from_a_killed_worker(folder: Path, world: World, served: Served) -> None:
    world.hung = "resumptionToken=page"
    process = start(folder, "work")
    _await(lambda: any("resumptionToken" in asked.path for asked in served.asked))
    process.kill()
    process.join()
    assert query(folder, JOBS) == [("harvest", "demo", "", 0, 0)]
    world.hung = ""
    assert finish(folder, "work", "--until-empty")[0] == 0
    assert query(folder, "SELECT count(*) FROM item") == [(30,)]
    assert query(folder, "SELECT count(*) FROM run") == [(1,)]


def test_a_source_that_is_harvested_by_hand_is_left_for_later(folder: Path, world: World, served: Served) -> None:
    world.hung = "/oai"
    by_hand = start(folder, "harvest", "source", "demo", "--json")
    _await(lambda: served.asked)
    assert finish(folder, "work", "--once")[0] == 0
    assert query(folder, JOBS) == [("harvest", "demo", "busy", 1, 0)]
    by_hand.kill()
    by_hand.join()


def test_killed_anywhere_the_jobs_end_as_undisturbed(folder: Path) -> None:
    moments = random.Random(11)
    for _ in range(5):
        process = start(folder, "work", "--until-empty")
        process.join(moments.uniform(0.05, 0.6))
        process.kill()
        process.join()
    assert finish(folder, "work", "--until-empty")[0] == 0
    assert query(folder, "SELECT count(*) FROM item") == [(30,)]
    assert query(folder, "SELECT count(*), count(DISTINCT pid) FROM evidence") == [(30, 30)]
    assert query(folder, "SELECT count(*) FROM run WHERE state != 'verified'") == [(0,)]


def test_a_lease_is_renewed_while_a_page_takes_long(
    workspace: Workspace, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairsvc.jobs.worker.LEASE_S", 0.3)
    beats: list[datetime | None] = []

    def slow(asked: Asked) -> Reply:
        if "resumptionToken" in asked.path:
            time.sleep(0.4)
            beats.extend(job.heartbeat_at for job in list_jobs(workspace.store) if job.kind == "harvest")
        return provider(three_pages())(asked)

    served = serve(slow)
    source = SourceConfig("demo", "oai", f"{served.url}/oai")
    settings = replace(
        workspace.settings, sources=(source,), allow=(f"127.0.0.1:{served.port}",), assess_after_harvest=False
    )
    workspace = replace(workspace, settings=settings)
    worker = Worker(workspace, lambda job, report, elapsed_s: None)
    worker.work(Until.EMPTY)
    assert worker.endings == [Ending.DONE]
    assert len(set(beats)) == 2
    assert None not in beats
    assert [job.lease_holder for job in list_jobs(workspace.store)] == [""]


def test_a_defect_of_ours_is_said_and_the_other_jobs_run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = tuple(SourceConfig(name, "oai", f"http://{name}.example/oai") for name in ("a", "b"))
    workspace = replace(workspace, settings=replace(workspace.settings, sources=sources))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("fairsvc.jobs.worker.run_kind", broken)
    said: list[str] = []
    worker = Worker(workspace, lambda job, report, elapsed_s: said.append(report.said) if report else None)
    worker.work(Until.ONCE)
    assert (worker.defects, worker.endings) == (2, [Ending.FAILED] * 2)
    assert said == ["ZeroDivisionError: ours"] * 2


def _execute(folder: Path, statement: str) -> None:
    import sqlite3

    with sqlite3.connect(folder / "fairsvc.db") as connection:
        connection.execute(statement)
    connection.close()


def test_sources_of_the_settings_have_their_job_in_the_list(folder: Path) -> None:
    assert finish(folder, "work", "--once")[0] == 0
    process = start(folder, "sources", "--json")
    process.join(30)
    assert json.loads(_said(folder, process.pid))[0]["name"] == "demo"
