"""Killed anywhere, the next run goes on, and the store ends as that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

import pytest

from tests.support.dated_provider import DatedProvider
from tests.support.oai_provider import error, provider, three_pages
from tests.support.running import finish, make_workspace, query, start
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]

KILLS = 12
DATASETS = 30
ASSESS = ("assess", "--source", "demo", "--json")

ITEMS = (
    "SELECT source, identifier, prefix, datestamp, sets, deleted, sha256, format, pid, title, view FROM item"
    " ORDER BY source, identifier, prefix"
)
VERSIONS = (
    "SELECT identifier, v.datestamp, v.deleted, v.sha256 FROM item_version v JOIN item ON item.id = v.item"
    " ORDER BY identifier, v.id"
)
EVIDENCE = "SELECT pid, digest, max(id) FROM evidence GROUP BY pid ORDER BY pid"
JUDGEMENTS = (
    "SELECT pid, evidence_digest, rulebook.digest, title, outcomes, notes, max(judgement.id) FROM judgement"
    " JOIN rulebook ON rulebook.id = judgement.rulebook GROUP BY pid ORDER BY pid"
)


class World:
    """A provider, resolver and landing pages in one; it may stop answering, or one of its pages may."""

    def __init__(self) -> None:
        self.provider: Handler = provider(three_pages())
        self.hung = ""
        self.ended = Event()

    def __call__(self, asked: Asked) -> Reply:
        if self.hung and self.hung in asked.path:
            self.ended.wait(30)
        if asked.path.startswith("/oai"):
            return self.provider(asked)
        if asked.path.startswith("/page/"):
            page = f"<!doctype html><title>Scan {asked.path}</title><link rel=item href=/file><p>A scan</p>"
            return 200, [("Content-Type", "text/html")], page.encode()
        if asked.path.startswith("/10."):
            return 302, [("Location", f"/page{asked.path}")], b""
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
def harvested(served: Served, tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "harvested", served.url)
    assert finish(folder, *_harvest(served))[0] == 0
    return folder


def test_a_killed_harvest_goes_on(harvested: Path, served: Served, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "killed", served.url)
    _kill_often(folder, _harvest(served), longest_s=0.15)
    code, said = finish(folder, *_harvest(served))
    assert code == 0, said
    assert len(query(folder, ITEMS)) == DATASETS
    assert query(folder, ITEMS) == query(harvested, ITEMS)


def test_a_killed_harvest_of_many_windows_goes_on(world: World, served: Served, tmp_path: Path) -> None:
    """Tokens die and one record breaks every list: calendar parts, halves, keys and single records."""
    world.provider = DatedProvider(fault=_tokens_die_and_a_record_breaks_lists)
    undisturbed = make_workspace(tmp_path / "undisturbed", served.url)
    harvest = (*_harvest(served), "--prefix", "oai_dc")
    assert finish(undisturbed, *harvest)[0] == 0
    asked = len(served.asked)
    folder = make_workspace(tmp_path / "killed", served.url)
    _kill_often(folder, harvest, longest_s=0.5)
    code, said = finish(folder, *harvest)
    assert code == 0, said
    assert len(query(folder, ITEMS)) == DATASETS
    assert query(folder, ITEMS) == query(undisturbed, ITEMS)
    assert query(folder, VERSIONS) == query(undisturbed, VERSIONS)
    # Each life may ask for its page again, and whether the server lives.
    assert len(served.asked) - asked <= asked + 4 * KILLS


def _tokens_die_and_a_record_breaks_lists(query: Mapping[str, str], numbers: list[int]) -> Reply | None:
    if "resumptionToken" in query:
        return 200, [("Content-Type", "text/xml")], error("badResumptionToken")
    return (500, [], b"") if 17 in numbers and query["verb"] == "ListRecords" else None


def test_a_killed_assessment_goes_on(harvested: Path, served: Served, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "killed", served.url)
    assert finish(folder, *_harvest(served))[0] == 0
    assert finish(harvested, *ASSESS)[0] == 0
    _kill_often(folder, ASSESS, longest_s=0.8)
    code, said = finish(folder, *ASSESS)
    assert code == 0, said
    assert len(_without_ids(folder, EVIDENCE)) == DATASETS
    assert _without_ids(folder, EVIDENCE) == _without_ids(harvested, EVIDENCE)
    assert _without_ids(folder, JUDGEMENTS) == _without_ids(harvested, JUDGEMENTS)


def test_a_second_process_at_the_same_work_is_told_so(
    harvested: Path, world: World, served: Served, serve: Serve
) -> None:
    world.hung = "/page/"
    first = start(harvested, *ASSESS)
    _await(lambda: any("/page/" in asked.path for asked in served.asked))
    code, said = finish(harvested, *ASSESS)
    assert code == 2
    assert "another process is at this work already (assessment): demo. Wait until it ends" in said
    beside = serve(World())
    allow = ("--set", f"allow=127.0.0.1:{beside.port}")
    assert finish(harvested, *allow, *_harvest(beside))[0] == 0, "a harvest beside it is another work"
    first.kill()
    first.join()
    world.hung = ""
    assert finish(harvested, *ASSESS)[0] == 0
    assert query(harvested, "SELECT count(*), count(DISTINCT pid) FROM evidence") == [(DATASETS, DATASETS)]


@pytest.mark.parametrize(
    "arguments",
    [("--set", "workers=32", *ASSESS), ("assess", "10.5072/7"), ("harvest", "oai", "{url}/oai/page/", "--name", "x")],
)
def test_ctrl_c_ends_at_once_with_a_sentence_though_hosts_are_slow(
    harvested: Path, world: World, served: Served, arguments: tuple[str, ...]
) -> None:
    world.hung = "/page/"
    process = start(harvested, *(argument.format(url=served.url) for argument in arguments))
    _await(lambda: any("/page/" in asked.path for asked in served.asked))
    pressed = time.monotonic()
    _signal(process.pid, signal.SIGINT)
    process.join(20)
    assert time.monotonic() - pressed < 3
    said = (harvested / f"{process.pid}.err").read_text("utf-8")
    assert (process.exitcode, said.startswith("fairsvc: interrupted; what was stored is safe: harvests")) == (130, True)


def test_what_was_found_before_ctrl_c_is_kept(harvested: Path, world: World, served: Served) -> None:
    world.hung = "/page/10.5072/7"
    process = start(harvested, *ASSESS)
    _await(lambda: len(query(harvested, "SELECT id FROM evidence")) >= 16)
    time.sleep(0.5)
    _signal(process.pid, signal.SIGINT)
    process.join(20)
    assert process.exitcode == 130
    kept = len(query(harvested, "SELECT id FROM evidence"))
    assert kept == DATASETS - 1, "all but the one that hung, not whole batches only"
    assert query(harvested, "SELECT count(*) FROM assessment_task WHERE done") == [(kept,)]


def test_the_place_at_a_host_of_a_killed_process_is_free_at_once(world: World, served: Served, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path, served.url)
    world.hung = "/oai"
    process = start(folder, *_harvest(served))
    _await(lambda: len(served.asked) == 1)
    process.kill()
    process.join()
    assert len(query(folder, "SELECT id FROM host_place")) == 1
    again = start(folder, *_harvest(served))
    _await(lambda: len(served.asked) == 2, patience_s=5)
    again.kill()
    again.join()


def test_a_token_of_another_endpoint_is_not_sent(served: Served, world: World, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path, served.url)
    world.provider = provider({"": three_pages()[""]})
    assert finish(folder, *_harvest(served))[0] == 3
    asked = len(served.asked)
    world.provider = provider(three_pages())
    assert finish(folder, "harvest", "oai", f"{served.url}/oai/other", "--name", "demo", "--json")[0] == 0
    assert "verb=Identify" in served.asked[asked].path


def _harvest(served: Served) -> tuple[str, ...]:
    return ("harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")


def _kill_often(folder: Path, arguments: tuple[str, ...], longest_s: float) -> None:
    moments = random.Random(7)
    for _ in range(KILLS):
        process = start(folder, *arguments)
        process.join(moments.uniform(0.02, longest_s))
        process.kill()
        process.join()


def _signal(pid: int | None, number: signal.Signals) -> None:
    assert pid is not None
    os.kill(pid, number)


def _await(happened: Callable[[], bool], patience_s: float = 15) -> None:
    until = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def _without_ids(folder: Path, statement: str) -> list[tuple[object, ...]]:
    return [row[:-1] for row in query(folder, statement)]
