"""Forgetting: nothing of it in any byte that is held, the rest as before, and later harvests do not bring it back."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from cli.main import run
from fairsvc.errors import BadPid, NotFound, StoreUnusable
from fairsvc.jobs.accounts import list_quarantine
from fairsvc.jobs.forgetting import Target, forget, list_forgotten, read_target
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.pipeline import assess_pid, assess_source
from fairsvc.jobs.workspace import Workspace, open_workspace
from fairsvc.model.harvest import RunState, SourceConfig
from fairsvc.model.record import Record
from fairsvc.settings import load_settings
from fairsvc.store.claims import claim
from fairsvc.store.compression import decompress
from fairsvc.store.forgetting import ORCID, PID
from fairsvc.store.records import find_record, iter_records
from fairsvc.store.search import search
from tests.support.oai_provider import page, provider, record, token
from tests.support.running import finish, make_workspace, start
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
KILLS = 4
ADA = "0000-0002-1825-0097"
DATACITE = """<resource xmlns="http://datacite.org/schema/kernel-4">
<identifier identifierType="DOI">10.5072/{n}</identifier>
<creators><creator><creatorName>{name}</creatorName><givenName>{given}</givenName><familyName>{family}</familyName>
<nameIdentifier nameIdentifierScheme="ORCID">https://orcid.org/{orcid}</nameIdentifier></creator></creators>
<titles><title>Zirconium scan {n}</title></titles><publisher>ILL</publisher><publicationYear>2020</publicationYear>
<resourceType resourceTypeGeneral="Dataset">Scan</resourceType>
<descriptions><description descriptionType="Abstract">Measured by {given} {family}.</description></descriptions>
</resource>"""
PEOPLE = {
    True: {"name": "Lovelace, Ada", "given": "Ada", "family": "Lovelace", "orcid": ADA},
    False: {"name": "Hopper, Grace", "given": "Grace", "family": "Hopper", "orcid": "0000-0002-1694-233X"},
}


def _records(first: int, last: int) -> str:
    """Records 3, 6 and 9 are Ada's."""
    return "".join(record(n, DATACITE.format(n=n, **PEOPLE[n % 3 == 0])) for n in range(first, last + 1))


PAGES = {"": page(_records(1, 5) + token("2", 12)), "2": page(_records(6, 12) + token("", 12))}


# While anything is in it, page 2 is no well-formed XML.
broken: list[str] = []


def _world(asked: Asked) -> Reply:
    if asked.path.startswith("/oai"):
        status, headers, body = provider(PAGES)(asked)
        if broken and "verb=ListRecords" in asked.path and "resumptionToken" in asked.path:
            return status, headers, body.replace(b"</ListRecords>", b"")
        return status, headers, body
    if asked.path.startswith("/10.5072/"):
        number = int(asked.path.rpartition("/")[2])
        person = PEOPLE[number % 3 == 0]
        html = (
            f'<!doctype html><title>Scan {number}</title><script type="application/ld+json">'
            '{"@context":"https://schema.org","@type":"Dataset","name":"Scan","creator":{"@type":"Person",'
            f'"name":"{person["given"]} {person["family"]}","@id":"https://orcid.org/{person["orcid"]}"}}}}</script>'
            f"<p>By {person['given']} {person['family']}"
        )
        author = ("Link", f'<https://orcid.org/{person["orcid"]}>; rel="author"')
        return 200, [("Content-Type", "text/html"), author], html.encode()
    return 404, [], b""


@pytest.fixture
def held(workspace: Workspace, serve: Serve) -> tuple[Workspace, SourceConfig]:
    """Twelve records, all assessed."""
    served = serve(_world)
    settings = replace(
        workspace.settings,
        resolver=served.url,
        handle_api=f"{served.url}/api/handles",
        registry=f"{served.url}/registry",
        allow=(f"127.0.0.1:{served.port}",),
        requests_per_s=1000.0,
        in_flight=16,
        workers=4,
        robots=False,
    )
    workspace = replace(workspace, settings=settings)
    config = SourceConfig("demo", "oai", f"{served.url}/oai")
    assert harvest(workspace, config).records == 12
    assess_source(workspace, "demo", ())
    return workspace, config


def _everywhere(workspace: Workspace) -> bytes:
    """Give every byte that is held: the database's files, what is compressed in them, and the unzipped WARC files."""
    database = Path(workspace.store.where)
    files = [database, database.with_name(f"{database.name}-wal")]
    found = [file.read_bytes() for file in files if file.exists()]
    found += [gzip.decompress(file.read_bytes()) for file in workspace.store.evidence_folder.rglob("*.warc.gz")]
    columns = (("page_part", "content"), ("item", "view"), ("evidence", "views"), ("quarantine", "body"))
    with workspace.store.reading() as connection:
        for table, column in columns:
            rows = connection.exec_driver_sql(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
            found += [decompress(row[0]) for row in rows]
    return b"\0".join(found)


def _records_of_others(workspace: Workspace) -> list[Record]:
    return [one.record for one in iter_records(workspace.store, "demo") if b"Hopper" in one.record.raw]


def test_a_forgotten_person_is_nowhere(held: tuple[Workspace, SourceConfig]) -> None:
    workspace, _ = held
    before, others = _everywhere(workspace), _records_of_others(workspace)
    assert b"Lovelace" in before
    assert ADA.encode() in before
    done = forget(workspace, read_target(f"https://orcid.org/{ADA}"), "asked for it")
    assert done.removed == "4 records, parts of 2 pages, 4 evidence"
    assert (done.reclaimed.freed_bytes > 0, done.reclaimed.held_bytes) == (True, 0)
    after = _everywhere(workspace)
    for trace in (b"Lovelace", b"lovelace", ADA.encode(), ADA.replace("-", "").encode()):
        assert trace not in after, trace
    assert len(others) == 8
    assert _records_of_others(workspace) == others
    assert search(workspace.store, "lovelace") == ()
    assert len(search(workspace.store, "hopper")) == 8
    assert len(search(workspace.store, "zirconium")) == 12
    assert [stone.reason for stone in list_forgotten(workspace)] == ["asked for it"]


def test_evidence_of_a_forgotten_person_is_whole_and_says_so(
    held: tuple[Workspace, SourceConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, _ = held
    digest = load_evidence(workspace, "10.5072/3").digest
    untouched = load_evidence(workspace, "10.5072/4", with_bodies=True)
    forget(workspace, Target(ORCID, ADA))
    altered = load_evidence(workspace, "10.5072/3", with_bodies=True)
    assert altered.digest != digest
    assert altered.page is not None
    assert all("Lovelace" not in creator.name for creator in altered.union.creators)
    assert load_evidence(workspace, "10.5072/4", with_bodies=True) == untouched
    config = ("--config", str(workspace.settings.folder / "fairsvc.toml"))
    assert run([*config, "evidence", "show", "10.5072/3"]) == 0
    assert "Parts were blanked on" in capsys.readouterr().err
    assert run([*config, "evidence", "show", "10.5072/4"]) == 0
    assert "Parts were blanked" not in capsys.readouterr().err


def test_a_forgotten_person_does_not_come_back(held: tuple[Workspace, SourceConfig]) -> None:
    workspace, config = held
    forget(workspace, Target(ORCID, ADA))
    account = harvest(workspace, config, full=True)
    assert (account.state, account.unchanged, account.changed, account.new) == (RunState.VERIFIED, 12, 0, 0)
    assess_source(workspace, "demo", ())
    assess_pid(workspace, "10.5072/6", ())
    after = _everywhere(workspace)
    assert b"Lovelace" not in after
    assert ADA.encode() not in after
    assert b"Hopper" in after


def test_a_forgotten_dataset_is_nowhere_and_named(
    held: tuple[Workspace, SourceConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, _ = held
    kept = [one.record for one in iter_records(workspace.store, "demo") if one.record.identifier != "oai:demo:7"]
    done = forget(workspace, read_target("https://doi.org/10.5072/7"), "withdrawn")
    assert done.removed == "1 record, parts of 1 page, 1 evidence"
    after = _everywhere(workspace)
    for trace in (b"10.5072/7", b"oai:demo:7", b"Zirconium scan 7"):
        assert trace not in after, trace
    records = [one.record for one in iter_records(workspace.store, "demo")]
    assert [one for one in records if not one.identifier.startswith("forgotten:")] == kept
    assert find_record(workspace.store, "doi:10.5072/7") is None
    for call in (lambda: load_evidence(workspace, "10.5072/7"), lambda: assess_pid(workspace, "10.5072/7", ())):
        with pytest.raises(NotFound, match=r"this dataset was forgotten: doi:10\.5072/7, on .*; reason: withdrawn"):
            call()
    config = ("--config", str(workspace.settings.folder / "fairsvc.toml"))
    assert run([*config, "evidence", "show", "10.5072/7"]) == 2
    assert "this dataset was forgotten" in capsys.readouterr().err
    assert run([*config, "forget", "--list"]) == 0
    listed = capsys.readouterr().out
    assert "withdrawn" in listed
    assert "10.5072" not in listed


def test_a_forgotten_dataset_does_not_come_back(held: tuple[Workspace, SourceConfig]) -> None:
    workspace, config = held
    forget(workspace, Target(PID, "doi:10.5072/7"))
    account = harvest(workspace, config, full=True)
    assert (account.state, account.records, account.unchanged) == (RunState.VERIFIED, 12, 12)
    assert assess_source(workspace, "demo", ()).datasets == 11
    after = _everywhere(workspace)
    for trace in (b"10.5072/7", b"oai:demo:7", b"Zirconium scan 7"):
        assert trace not in after, trace


def test_again_does_no_harm(held: tuple[Workspace, SourceConfig]) -> None:
    workspace, _ = held
    for target in (Target(PID, "doi:10.5072/7"), Target(ORCID, ADA)):
        forget(workspace, target, "first")
        records = [one.record for one in iter_records(workspace.store, "demo")]
        assert forget(workspace, target, "second").removed == "0 records, parts of 0 pages, 0 evidence"
        assert [one.record for one in iter_records(workspace.store, "demo")] == records
    assert [stone.reason for stone in list_forgotten(workspace)] == ["first", "first"]
    assert all("record" in stone.removed for stone in list_forgotten(workspace))


def test_what_was_never_held_is_remembered(workspace: Workspace, serve: Serve) -> None:
    served = serve(_world)
    workspace = replace(workspace, settings=replace(workspace.settings, allow=(f"127.0.0.1:{served.port}",)))
    forget(workspace, Target(PID, "doi:10.5072/7"))
    forget(workspace, Target(ORCID, ADA))
    account = harvest(workspace, SourceConfig("demo", "oai", f"{served.url}/oai"))
    assert (account.state, account.records, account.new, account.deleted) == (RunState.VERIFIED, 12, 11, 1)
    after = _everywhere(workspace)
    for trace in (b"10.5072/7", b"Lovelace", ADA.encode()):
        assert trace not in after, trace


def test_not_while_others_work(held: tuple[Workspace, SourceConfig]) -> None:
    workspace, _ = held
    with (
        claim(workspace.store, "harvest", "demo"),
        pytest.raises(StoreUnusable, match="another process is at this work"),
    ):
        forget(workspace, Target(PID, "doi:10.5072/7"))
    assert find_record(workspace.store, "doi:10.5072/7") is not None


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (ADA, Target(ORCID, ADA)),
        (f" https://orcid.org/{ADA} ", Target(ORCID, ADA)),
        ("https://doi.org/10.5072/ABC", Target(PID, "doi:10.5072/abc")),
        ("hdl:20.500.1/x", Target(PID, "hdl:20.500.1/x")),
        (f"10.5072/{ADA}", Target(PID, f"doi:10.5072/{ADA}")),
    ],
)
def test_whom_or_what(text: str, target: Target) -> None:
    assert read_target(text) == target


@pytest.mark.parametrize("text", ["", "Ada Lovelace", "0000-0002-1825-0098", "https://orcid.org/0000-0002-1825-0098"])
def test_neither(text: str) -> None:
    with pytest.raises(BadPid, match="neither a PID nor an ORCID"):
        read_target(text)


def test_it_asks_before(
    held: tuple[Workspace, SourceConfig], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, _ = held
    config = ("--config", str(workspace.settings.folder / "fairsvc.toml"))
    monkeypatch.setattr("typer.confirm", typer.echo)
    assert run([*config, "forget", "10.5072/7"]) == 0
    said = capsys.readouterr().out
    assert "1 records and 1 evidence" in said
    assert "Nothing was forgotten." in said
    assert find_record(workspace.store, "doi:10.5072/7") is not None
    assert run([*config, "forget", "10.5072/7", "--yes"]) == 0
    assert find_record(workspace.store, "doi:10.5072/7") is None
    assert run([*config, "forget"]) == 2


def _put_aside(workspace: Workspace, config: SourceConfig) -> None:
    """Harvest while page 2 cannot be read, so that it is put aside."""
    broken.append("on")
    account = harvest(workspace, config, full=True)
    broken.clear()
    assert account.state is RunState.INCOMPLETE, account.because


@pytest.mark.parametrize(
    ("target", "traces"),
    [
        (Target(ORCID, ADA), (b"Lovelace", ADA.encode())),
        (Target(PID, "doi:10.5072/7"), (b"10.5072/7", b"oai:demo:7", b"Zirconium scan 7")),
    ],
)
@pytest.mark.parametrize("first", ["forget", "put aside"])
def test_what_is_put_aside_is_forgotten_too(
    held: tuple[Workspace, SourceConfig], target: Target, traces: tuple[bytes, ...], first: str
) -> None:
    workspace, config = held
    if first == "forget":
        forget(workspace, target)
        _put_aside(workspace, config)
    else:
        _put_aside(workspace, config)
        assert traces[0] in _bodies_aside(workspace)
        forget(workspace, target)
    entries = list_quarantine(workspace, "demo")
    assert "forgotten" in [one.trouble for one in entries]
    aside = _bodies_aside(workspace)
    said = "".join(f"{one.identifier} {one.url} {one.trouble}" for one in entries).encode()
    for trace in traces:
        assert trace not in aside + said, trace


def _bodies_aside(workspace: Workspace) -> bytes:
    with workspace.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM quarantine").all()
    return b"\0".join(decompress(row[0]) for row in rows)


@pytest.mark.parametrize("target", [ADA, "10.5072/7"])
def test_a_killed_forgetting_is_done_by_the_next(serve: Serve, tmp_path: Path, target: str) -> None:
    served = serve(_world)
    folder = make_workspace(tmp_path / "killed", served.url)
    assert finish(folder, "harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")[0] == 0
    assert finish(folder, "assess", "--source", "demo", "--json")[0] == 0
    moments = random.Random(7)
    for _ in range(KILLS):
        process = start(folder, "forget", target, "--yes")
        process.join(moments.uniform(0.02, 0.3))
        process.kill()
        process.join()
    code, said = finish(folder, "forget", target, "--yes")
    assert code == 0, said
    with open_workspace(load_settings(folder / "fairsvc.toml", {}, {})) as workspace:
        after = _everywhere(workspace)
        traces = (b"Lovelace", ADA.encode()) if target == ADA else (b"10.5072/7", b"oai:demo:7", b"Zirconium scan 7")
        for trace in traces:
            assert trace not in after, trace
        assert len(list(iter_records(workspace.store, "demo"))) == 12
        assert len(_records_of_others(workspace)) == (8 if target == ADA else 7)
        assert len(list_forgotten(workspace)) == 1
        assert load_evidence(workspace, "10.5072/4", with_bodies=True).exchanges
