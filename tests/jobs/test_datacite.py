"""DataCite into the store: increments, what is hidden, poison, kills, and a data file before the API."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairsvc.errors import BadSettings
from fairsvc.jobs.estimate import HarvestEstimate
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.subjects import find_subject
from fairsvc.jobs.workspace import Workspace, open_workspace
from fairsvc.model.harvest import Account, RunState, SourceConfig
from fairsvc.model.pid import read_pid
from fairsvc.net.configured import policy_of
from fairsvc.settings import load_settings, read_settings
from fairsvc.store.records import find_record, iter_records
from tests.support.datacite_api import DataCiteApi, Doi, dois
from tests.support.datacite_file import members, write_tar
from tests.support.running import finish, make_workspace, query, start
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]

KILLS = 3
CLIENTS = {"inist.demo": {"name": "Demo Facility"}}
ITEMS = (
    "SELECT source, identifier, prefix, datestamp, sets, deleted, sha256, format, pid, title, view FROM item"
    " ORDER BY source, identifier, prefix"
)


class World:
    """The API over entries that change."""

    def __init__(self, entries: list[Doi], largest: int = 10) -> None:
        self.entries = entries
        self.api = DataCiteApi(entries, CLIENTS, largest=largest)

    def __call__(self, asked: Asked) -> Reply:
        self.api.entries = self.entries
        return self.api(asked)


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()[:19] + ".000Z"


@pytest.fixture
def world() -> World:
    return World(dois(45))


@pytest.fixture
def served(world: World, serve: Serve) -> Served:
    return serve(world)


@pytest.fixture
def workspace(served: Served, tmp_path: Path) -> Iterator[Workspace]:
    folder = make_workspace(tmp_path / "workspace", served.url)
    with open_workspace(load_settings(folder / "fairsvc.toml", {}, {})) as workspace:
        yield workspace


def run(workspace: Workspace, served: Served, *, full: bool = False, reconcile_s: int = 604_800) -> Account:
    config = SourceConfig("demo", "datacite", served.url, client_id="inist.demo", reconcile_s=reconcile_s)
    return harvest(workspace, config, full=full)


def counts(account: Account) -> tuple[RunState, int, int, int]:
    return account.state, account.new, account.changed, account.unchanged


def test_a_second_run_asks_for_what_was_updated(workspace: Workspace, world: World, served: Served) -> None:
    assert counts(run(workspace, served)) == (RunState.VERIFIED, 45, 0, 0)
    world.entries[7] = replace(world.entries[7], updated=ago(minutes=30), title="Emission of iron")
    world.entries[8] = replace(world.entries[8], updated=ago(minutes=30), views=99)
    world.entries[9] = replace(world.entries[9], updated=ago(minutes=1), title="Not yet in the index")
    account = run(workspace, served)
    assert counts(account) == (RunState.VERIFIED, 0, 1, 1)
    assert account.window.from_
    assert account.window.until


def test_counters_write_nothing_in_a_full_run(workspace: Workspace, world: World, served: Served) -> None:
    run(workspace, served)
    world.entries = world.api.entries = [replace(entry, views=entry.views + 5) for entry in world.entries]
    assert counts(run(workspace, served, full=True)) == (RunState.VERIFIED, 0, 0, 45)


def test_hidden_dois_become_tombstones_when_two_lists_lack_them(
    workspace: Workspace, world: World, served: Served
) -> None:
    run(workspace, served)
    world.entries[3] = replace(world.entries[3], state="registered")
    assert run(workspace, served, full=True).missing == 1
    assert run(workspace, served, full=True).vanished == 1
    stored = find_record(workspace.store, "doi:10.5072/demo-00003")
    assert stored is not None
    assert stored.record.deleted
    world.entries[3] = replace(world.entries[3], state="findable")
    assert counts(run(workspace, served, full=True)) == (RunState.VERIFIED, 0, 1, 44)


@pytest.mark.parametrize(
    ("count", "largest", "bad", "only"),
    [
        # Few records: their keys are listed, and what is missing comes one by one.
        (45, 10, 19, "&disable-facets=true&affiliation"),
        # Few, and their keys cannot be listed either: these are halved.
        (45, 10, 19, ""),
        # Many: the list is divided by dates until its pages end elsewhere.
        (150, 7, 69, ""),
    ],
)
def test_a_cursor_that_always_fails_is_read_around(
    workspace: Workspace, world: World, served: Served, count: int, largest: int, bad: int, only: str
) -> None:
    world.entries, world.api.largest = dois(count), largest
    world.api.faults = [(f"page[cursor]={world.entries[bad].cursor}{only}", 10_000, (500, [], b""))]
    account = run(workspace, served)
    assert account.state is RunState.VERIFIED, account.because
    assert account.windows > 1
    assert sum(not stored.record.deleted for stored in iter_records(workspace.store, "demo")) == count


def test_a_list_that_restarts_is_begun_anew(workspace: Workspace, world: World, serve: Serve) -> None:
    broken = [world.entries[9].cursor]

    def forgetful(asked: Asked) -> Reply:
        if broken and broken[0] in asked.path:
            return world(replace(asked, path=asked.path.replace(broken.pop(), "gone")))
        return world(asked)

    served = serve(forgetful)
    workspace = replace(workspace, settings=replace(workspace.settings, allow=(served.url.removeprefix("http://"),)))
    assert counts(run(workspace, served))[0] is RunState.VERIFIED
    assert len(list(iter_records(workspace.store, "demo"))) == 45


def test_an_unknown_client_leaves_nothing_behind(workspace: Workspace, world: World, served: Served) -> None:
    world.api.clients = {}
    with pytest.raises(BadSettings, match="no such client"):
        run(workspace, served)
    assert list(iter_records(workspace.store, "demo")) == []


def test_the_harvested_record_stands_for_the_registrys(workspace: Workspace, served: Served) -> None:
    run(workspace, served)
    subject = find_subject(workspace, read_pid("10.5072/DEMO-00001"), ask_again=False)
    assert subject.endpoints.oai is None
    (seed,) = subject.seeds
    assert (seed.steps, seed.media_type, seed.status) == (("registry",), "application/json", 200)
    assert find_subject(workspace, read_pid("10.5072/DEMO-00001"), ask_again=True).seeds == ()


def test_the_api_goes_on_after_a_data_file(workspace: Workspace, world: World, served: Served, tmp_path: Path) -> None:
    path = write_tar(tmp_path / "file.tar", members([*world.entries, replace(Doi("10.5072/h"), state="registered")]))
    config = SourceConfig("demo", "datacite-file", path.as_uri(), client_id="inist.demo")
    assert counts(harvest(workspace, config)) == (RunState.VERIFIED, 45, 0, 0)
    stored = find_record(workspace.store, "doi:10.5072/demo-00001")
    assert stored is not None
    assert find_subject(workspace, read_pid("10.5072/demo-00001"), ask_again=False).seeds == ()
    world.entries.append(replace(Doi("10.5072/new"), updated=ago(hours=2)))
    account = run(workspace, served, reconcile_s=10**9)
    assert (account.state, account.new, account.unchanged) == (RunState.VERIFIED, 1, 0)
    assert account.window.from_ == "2020-01-31T23:44:00Z"
    assert len(list(iter_records(workspace.store, "demo"))) == 47
    # What was hidden since the file was made shows in a full list alone.
    account = run(workspace, served, full=True)
    assert (account.state, account.records, account.missing) == (RunState.VERIFIED, 46, 0)


@pytest.mark.parametrize(("age", "told"), [({"hours": 2}, False), ({"days": 400}, True)])
def test_a_full_list_after_an_old_data_file_is_told_before_it_starts(
    workspace: Workspace, world: World, served: Served, tmp_path: Path, age: dict[str, float], told: bool
) -> None:
    world.entries = [replace(entry, updated=ago(**age)) for entry in world.entries]
    path = write_tar(tmp_path / "file.tar", members(world.entries))
    harvest(workspace, SourceConfig("demo", "datacite-file", path.as_uri(), client_id="inist.demo"))
    asked, estimates = len(served.asked), list[tuple[int, HarvestEstimate]]()
    config = SourceConfig("demo", "datacite", served.url, client_id="inist.demo")
    account = harvest(workspace, config, on_estimate=lambda one: estimates.append((len(served.asked) - asked, one)))
    assert (account.window.from_ == "", bool(estimates)) == (told, told)
    if told:
        [(before, expected)] = estimates
        assert (before, expected.records, expected.pages) == (1, 45, 1), "only the client was asked for"
        assert expected.sentence() == (
            "Everything is asked for, to learn what is new and what was hidden: 45 records are held, about 1 page,"
            " at least 1 seconds at polite speed (2000/s)."
        )


@pytest.mark.parametrize("kind", ["datacite", "datacite-file"])
def test_a_killed_harvest_goes_on(world: World, served: Served, tmp_path: Path, kind: str) -> None:
    world.entries = dois(300)
    command: tuple[str, ...] = ("harvest", "datacite", "--client-id", "inist.demo", "--name", "demo", "--json")
    if kind == "datacite-file":
        path = write_tar(tmp_path / "file.tar", members(dois(2500), 100))
        command = ("harvest", "datacite-file", str(path), "--name", "demo", "--json")
    whole = make_workspace(tmp_path / "whole", served.url)
    folder = make_workspace(tmp_path / "killed", served.url)
    assert finish(whole, *command)[0] == 0
    moments = random.Random(7)
    for _ in range(KILLS):
        process = start(folder, *command)
        process.join(moments.uniform(0.05, 0.4))
        process.kill()
        process.join()
    code, said = finish(folder, *command)
    assert code == 0, said
    assert len(query(folder, ITEMS)) == (2500 if kind == "datacite-file" else 300)
    assert query(folder, ITEMS) == query(whole, ITEMS)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("datacite",), 2, "every DOI of DataCite"),
        (("datacite", "--client-id", "esrf"), 2, "client_id is not written as DataCite does"),
        (("datacite", "--query", "iron"), 2, "needs a name"),
        (("datacite", "--client-id", "inist.other"), 2, "DataCite knows no such client"),
        (("datacite-file", "missing.tar"), 2, "there is no such data file"),
    ],
)
def test_mistakes_are_told_in_sentences(
    served: Served, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended, said = finish(make_workspace(tmp_path, served.url), "harvest", *arguments)
    assert (ended, words in said) == (code, True), said


def test_a_registry_keeps_its_own_rate_as_a_source() -> None:
    text = (
        'contact = "a@b.example"\n[[source]]\nname = "d"\nkind = "datacite"\nurl = "https://api.datacite.org"\n'
        'client_id = "inist.demo"\n[[source]]\nname = "o"\nurl = "https://data.demo.example/oai"\n'
    )
    rules = policy_of(read_settings(text, "test"))
    assert rules.rate("api.datacite.org").requests_per_s == 3
    assert rules.rate("data.demo.example").requests_per_s == 1
