"""What a hostile world sends, and what a person mistypes, at the command line."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.main import run
from cli.output import printable
from tests.support.oai_provider import error, page, provider, record, records, three_pages, token
from tests.support.running import make_workspace, query
from tests.support.server import Asked, Handler, Reply, Served

Call = Callable[..., tuple[int, str, str]]
ESCAPE = "\x1b[31m\u202e\x9b"


class World:
    """A provider, a resolver and a landing page; `page` is what the page answers."""

    def __init__(self) -> None:
        self.provider = provider(three_pages())
        self.page: Reply = (200, [("Content-Type", "text/html")], b"<!doctype html><title>Scan</title>")
        self.location = "/page"

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.startswith("/oai"):
            return self.provider(asked)
        if asked.path.startswith("/10."):
            return 302, [("Location", self.location)], b""
        return self.page if asked.path.startswith("/page") else (404, [], b"")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def served(world: World, serve: Callable[[Handler], Served]) -> Served:
    return serve(world)


@pytest.fixture
def here(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(make_workspace(tmp_path, served.url))
    return tmp_path


@pytest.fixture
def call(here: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def fairsvc(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return fairsvc


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["harvest", "oai", "http://[::1/oai"], "this is no web address to harvest: http://[::1/oai"),
        (["harvest", "oai", "http://127.0.0.1:99999/oai"], "this is no web address to harvest"),
        (["harvest", "oai", "http://exa mple/oai"], "this is no web address to harvest"),
        (["harvest", "oai", "http://example.org/oai#top"], "without user, password or #fragment"),
        (
            ["harvest", "oai", "http://me:SECRET123@example.org/oai"],
            "this is no web address to harvest: example.org/oai",
        ),
        (["assess", "http://[::1/page"], "this is no DOI, Handle, ARK or web address"),
        (
            ["assess", "https://x.example/page?id=1&token=SECRET123"],
            "looks like a secret: https://x.example/page?id=1&token=",
        ),
        (["harvest", "explain", "demo", "--run", "99999999999999999999"], "--run"),
        (["assess", "10.5072/7", "--sample", "3"], "--sample goes with --source, and not with --stored"),
        (["assess", "--source", "demo", "--sample", "3", "--stored"], "--sample goes with --source"),
        (["evidence", "show", "10.5072/7", "--at", "view/union/__class__/__init__"], "the evidence has no such part"),
        (["evidence", "show", "10.5072/7", "--at", "view/union/titles/²"], "the evidence has no such part"),
        (["evidence", "show", "10.5072/7", "--at", "view/union/titles/0/value/0"], "the evidence has no such part"),
        (["--set", "workers=99999999999999999999999", "sources"], "must be a number up to 1000000000"),
    ],
)
def test_what_a_person_mistypes_gets_a_sentence(call: Call, arguments: list[str], sentence: str) -> None:
    assert call("assess", "10.5072/7", "--json")[0] == 0
    code, _, err = call(*arguments)
    assert (code, sentence in err) == (2, True), err
    assert "SECRET123" not in err


def test_a_run_that_has_not_ended_is_explained(call: Call, world: World, served: Served, here: Path) -> None:
    assert call("harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")[0] == 0
    _execute(here, "UPDATE run SET state = 'running', ended_at = NULL, account = NULL")
    code, out, _ = call("harvest", "explain", "demo")
    assert code == 0
    assert "demo: running - the run has not ended" in out
    assert "not yet" in out


@pytest.mark.parametrize("missing", ["evidence", "fairsvc.db"])
def test_init_makes_what_is_missing_and_keeps_the_settings(call: Call, here: Path, missing: str) -> None:
    settings = (here / "fairsvc.toml").read_text("utf-8")
    (here / missing).rename(here / "away")
    assert call("sources") == (2, "", call("sources")[2])
    assert "Run fairsvc init" in call("sources")[2]
    code, out, _ = call("init")
    assert (code, "made what was missing" in out) == (0, True)
    assert call("sources")[0] == 0
    assert (here / "fairsvc.toml").read_text("utf-8") == settings
    assert call("init")[0] == 2


def test_a_source_is_harvested_again_as_it_was(call: Call, served: Served) -> None:
    name = ("--name", "demo", "--prefix", "oai_dc", "--set-spec", "open")
    assert call("harvest", "oai", f"{served.url}/oai", *name, "--json")[0] == 0
    assert call("harvest", "source", "demo", "--full", "--json")[0] == 0
    first, *_, again = [asked.path for asked in served.asked if "metadataPrefix" in asked.path]
    assert again == first
    assert "set=open" in first


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ((400, [], b"token?"), "the provider refuses its resumption token"),
        ((410, [], b""), "the provider refuses its resumption token"),
        ((403, [], b""), "answered 403. Check the base URL"),
        ((503, [("Retry-After", "7200")], b""), "it asks for a pause (Retry-After: 7200)"),
        ((302, [("Location", "http://10.0.0.1/")], b""), "Only a host:port that the setting allow names"),
        ((200, [], error("badArgument", f"no {ESCAPE}")), "the provider answers badArgument"),
    ],
)
def test_a_harvest_that_stops_says_why_and_goes_on(
    call: Call, world: World, served: Served, here: Path, second: Reply, sentence: str
) -> None:
    harvest = ("harvest", "oai", f"{served.url}/oai", "--name", "demo")
    world.provider = provider({**three_pages(), "page 2": lambda: second})
    code, out, err = call(*harvest)
    assert (code, sentence in out) == (3, True), out + err
    assert call("harvest", "explain", "demo")[1].splitlines()[0] == out.splitlines()[0]
    world.provider = provider(three_pages())
    _execute(here, "DELETE FROM host_budget")
    code, out, _ = call(*harvest, "--json")
    account = json.loads(out)
    lost = "token" in sentence
    assert (code, account["state"], account["resumed"], account["new"]) == (0, "verified", not lost, 20 if lost else 30)


def test_a_token_that_is_refused_starts_the_window_again(call: Call, world: World, served: Served) -> None:
    answers = iter([(410, [], b""), (200, [], page(records(11, 20) + token("", 20)))])
    world.provider = provider({"": page(records(1, 10) + token("page 2", 20)), "page 2": lambda: next(answers)})
    code, out, _ = call("harvest", "oai", f"{served.url}/oai", "--json")
    assert (code, json.loads(out)["state"]) == (0, "verified")


def test_stray_bytes_do_not_stop_a_harvest(call: Call, world: World, served: Served) -> None:
    body = page(record(1) + token("", 1)).replace(b"Diffraction", b"R\xe9flexion \x80 \xc3\xa9")
    world.provider = provider({"": body})
    code, out, _ = call("harvest", "oai", f"{served.url}/oai", "--json")
    account = json.loads(out)
    assert (code, account["state"], account["unreadable"]) == (0, "verified", 0)
    [repaired] = [one["detail"] for one in account["deviations"] if one["code"] == "xml.repaired"]
    assert "2 bytes that are no UTF-8" in repaired


def test_a_terminal_obeys_nothing_that_others_wrote(call: Call, world: World) -> None:
    title = f"<title>Scan {ESCAPE}</title><meta name='DC.title' content='{ESCAPE}'>".encode()
    world.page = (200, [("Content-Type", "text/html; charset=utf-8"), ("X-Say", "\x1b[2J")], b"<!doctype html>" + title)
    for arguments in (
        ("assess", "10.5072/7"),
        ("evidence", "show", "10.5072/7"),
        ("evidence", "show", "10.5072/7", "--at", "exchange/page"),
        ("assess", f"nonsense{ESCAPE}"),
    ):
        _, out, err = call(*arguments)
        assert not {"\x1b", "\x9b", "\u202e"} & set(out + err), arguments
    assert printable("a\tb\nc\x00\x7f") == "a\tb\nc\ufffd\ufffd"


def test_no_secret_stays_in_stored_addresses(call: Call, world: World, here: Path) -> None:
    item = "</page/f?token=SECRET123>; rel=item, </page/l?sig=SECRET123>; rel=linkset; type=application/linkset+json"
    html = b"<!doctype html><title>x</title><link rel=describedby type=text/turtle href='/page?key=SECRET123'>"
    world.page = (200, [("Content-Type", "text/html"), ("Link", item), ("Set-Cookie", "a=SECRET123")], html)
    world.location = "/page?access_token=SECRET123"
    code, out, err = call("-v", "assess", "10.5072/7", "--json")
    assert code == 0
    assert "SECRET123" not in out + err
    for view in ("link/item", "view/manifest", "view/page", "view/file", "exchange/file", "exchange/page"):
        code, out, _ = call("evidence", "show", "10.5072/7", "--at", view, "--json")
        assert (code, "SECRET123" in out) == (0, False), view
    assert not any("SECRET123" in str(row) for row in query(here, "SELECT * FROM exchange"))


def test_a_recording_that_is_cut_is_named(call: Call, here: Path) -> None:
    assert call("assess", "10.5072/7", "--json")[0] == 0
    [whole] = (here / "evidence").rglob("*.warc.gz")
    cut = here / "cut.warc.gz"
    cut.write_bytes(whole.read_bytes()[:1000])
    code, _, err = call("assess", "10.5072/7", "--recorded", str(cut))
    assert (code, str(cut) in err) == (3, True), err
    whole.write_bytes(cut.read_bytes())
    code, _, err = call("evidence", "show", "10.5072/7", "--at", "exchange/handle")
    assert (code, "an evidence file is missing or cut" in err) == (2, True), err
    assert call("assess", "10.5072/7", "--stored", "--json")[0] == 0


@pytest.mark.parametrize("arguments", [["settings"], ["settings", "--json"], ["--help"], ["doctor"]])
def test_a_reader_that_goes_away_ends_it_quietly(here: Path, arguments: list[str]) -> None:
    root = Path(__file__).resolve().parents[2]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "fairsvc", *arguments],
            stdout=gone,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def _execute(here: Path, statement: str) -> None:
    connection = sqlite3.connect(here / "fairsvc.db")
    with connection:
        connection.execute(statement)
    connection.close()
