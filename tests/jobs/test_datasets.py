"""One dataset in several sources: harvested, shown, assessed once, its conflicts in evidence and report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from cli.reporting import build_report
from fairsvc.errors import NotFound
from fairsvc.formats.dispatch import read_metadata
from fairsvc.jobs.datasets import find_dataset, list_candidates
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.pipeline import assess_pid, assess_source
from fairsvc.jobs.progress import unwatched
from fairsvc.jobs.subjects import find_subject
from fairsvc.jobs.workspace import Workspace, open_workspace
from fairsvc.model.harvest import Rank, SourceConfig
from fairsvc.model.pid import read_pid
from fairsvc.model.record import Record
from fairsvc.settings import load_settings
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from tests.store.samples import NOON, WINDOW, some_page
from tests.support.oai_provider import page, provider, record, token
from tests.support.running import make_workspace
from tests.support.server import Asked, Reply, Served

KERNEL = (
    '<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">{doi}</identifier>'
    "<titles><title>{title}</title></titles><creators><creator><creatorName>Carberry, Josiah</creatorName></creator>"
    "</creators><publisher>{publisher}</publisher><publicationYear>{year}</publicationYear>"
    '<resourceType resourceTypeGeneral="Dataset"/></resource>'
)
SPECTRA = "Spectra of an iron foil"


def kernel(number: int, doi: str, year: int = 2020, title: str = SPECTRA, publisher: str = "Facility") -> str:
    return record(number, KERNEL.format(doi=escape(doi), year=year, title=title, publisher=publisher))


def items(*records: str) -> dict[str, bytes]:
    return {"": page("".join(records) + token("", len(records)))}


OWN = items(
    kernel(1, "10.5072/FE-1"),
    kernel(2, "10.5072/fe-2"),
    kernel(3, "10.5072/fe-3", title="Another matter altogether"),
    record(4, KERNEL.format(doi="local 4", year=2020, title="No identifier at all", publisher="Facility")),
)
COPY = items(
    kernel(71, "https://doi.org/10.5072/fe-1", 2023, publisher="FACILITY"),
    kernel(72, "doi:10.5072%2FFE-3", title="Another Matter, altogether"),
)


def world(asked: Asked) -> Reply:
    """Serve two OAI-PMH endpoints, and the registry's record of every DOI."""
    if asked.path.startswith(("/own", "/copy")):
        return provider(OWN if asked.path.startswith("/own") else COPY)(asked)
    if asked.path.startswith("/dois/"):
        named = {"doi": asked.path.removeprefix("/dois/"), "titles": [{"title": SPECTRA}], "publicationYear": 2021}
        body = {"data": {"type": "dois", "attributes": {**named, "creators": [{"name": "Josiah Carberry"}]}}}
        return 200, [("Content-Type", "application/json")], json.dumps(body).encode()
    return 200, [("Content-Type", "text/html")], b"<!doctype html><title>A page</title><p>Data"


@pytest.fixture
def server(serve: Callable[..., Served]) -> Served:
    return serve(world)


@pytest.fixture
def workspace(server: Served, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that has harvested the facility and, later, a copy of it."""
    folder = make_workspace(tmp_path / "workspace", server.url)
    settings = load_settings(folder / "fairsvc.toml", {}, {})
    aggregator = SourceConfig("copy", "oai", f"{server.url}/copy", "oai_dc", precedence="aggregator")
    with open_workspace(replace(settings, sources=(aggregator,))) as workspace:
        harvest(workspace, SourceConfig("own", "oai", f"{server.url}/own", "oai_dc"))
        harvest(workspace, aggregator)
        yield workspace


@pytest.mark.parametrize("name", ["10.5072/fe-1", "DOI:10.5072/FE-1", "https://dx.doi.org/10.5072%2Ffe-1"])
def test_one_dataset_whatever_the_form_of_its_identifier(workspace: Workspace, name: str) -> None:
    dataset = find_dataset(workspace, name)
    assert dataset.key == "doi:10.5072/fe-1"
    assert [(one.source, one.rank) for one in dataset.records] == [("own", Rank.CATALOGUE), ("copy", Rank.AGGREGATOR)]
    assert [finding.detail for finding in dataset.conflicts] == ["own says 2020; copy says 2023"]
    assert dataset.metadata.publication_year == 2020


@pytest.mark.parametrize(
    ("name", "source", "key"),
    [
        ("own/oai:demo:4", "", "own/oai:demo:4"),
        ("oai:demo:4", "own", "own/oai:demo:4"),
        ("copy/oai:demo:71", "", "doi:10.5072/fe-1"),
        ("oai:demo:1", "own", "doi:10.5072/fe-1"),
    ],
)
def test_a_dataset_is_found_by_its_place_in_a_source(workspace: Workspace, name: str, source: str, key: str) -> None:
    assert find_dataset(workspace, name, source).key == key


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("10.5072/absent", "", "no source describes this dataset: 10.5072/absent"),
        ("own/oai:demo:9", "", "no source describes this dataset"),
        ("/", "", "no source describes this dataset"),
        ("", "", "no source describes this dataset"),
        ("oai:demo:9", "own", "own has no record with this identifier: oai:demo:9"),
        ("oai:demo:1", "nobody", "there is no such source: nobody"),
    ],
)
def test_what_no_source_has_gets_a_sentence(workspace: Workspace, name: str, source: str, said: str) -> None:
    with pytest.raises(NotFound, match=said):
        find_dataset(workspace, name, source)


def test_the_same_title_is_linked_and_never_merged(workspace: Workspace) -> None:
    dataset = find_dataset(workspace, "10.5072/fe-1")
    assert [one.pid for one in list_candidates(workspace, dataset)] == ["doi:10.5072/fe-2"]
    assert list_candidates(workspace, find_dataset(workspace, "10.5072/fe-3")) == ()


def test_the_evidence_shows_who_disagrees_and_keeps_the_view_of_one_endpoint(workspace: Workspace) -> None:
    assess_source(workspace, "copy", ("fsf",))
    evidence = load_evidence(workspace, "10.5072/fe-1", with_bodies=True)
    assert evidence.endpoints.oai is not None
    assert (evidence.endpoints.oai.source, evidence.endpoints.oai.identifier) == ("own", "oai:demo:1")
    assert evidence.oai is not None
    assert evidence.oai.publication_year == 2020
    conflicts = [(one.where, one.detail) for one in evidence.findings if one.code == "conflict.publication_year"]
    assert conflicts == [
        ("exchange/oai-record, exchange/oai-record:copy", "own says 2020; copy says 2023"),
        ("exchange/oai-record, exchange/registry", "own says 2020; the registry says 2021"),
    ]
    bodies = {step: one.body for one in evidence.exchanges for step in one.steps}
    assert b"2023" in (bodies["oai-record:copy"] or b"")
    assert not any(answer.step == "oai-record:copy" for answer in evidence.answers)


def test_the_evidence_is_the_same_from_whichever_source(workspace: Workspace, server: Served) -> None:
    assess_source(workspace, "copy", ("fsf",))
    first = load_evidence(workspace, "10.5072/fe-1")
    assess_source(workspace, "own", ("fsf",))
    second = load_evidence(workspace, "10.5072/fe-1")
    assert (first.digest, first.findings, first.oai) == (second.digest, second.findings, second.oai)


def test_what_was_harvested_from_the_registry_is_not_asked_again(workspace: Workspace) -> None:
    config = SourceConfig("dois", "datacite", "https://api.datacite.org")
    body = (
        b'{"type": "dois", "attributes": {"doi": "10.5072/fe-1", "titles": [{"title": "X"}], "publicationYear": 2019}}'
    )
    name, view = read_metadata(body)
    answer = some_page(Record("10.5072/fe-1", "2026", name, body, format=name, metadata=view), number=1, done=True)
    save_page(workspace.store, start_run(workspace.store, config, WINDOW, NOON), "dois", answer)
    pid = read_pid("10.5072/fe-1")
    seeds = [(seed.steps, seed.media_type) for seed in find_subject(workspace, pid, ask_again=False).seeds]
    expected = [("oai-record:copy", "text/xml"), ("oai-record", "text/xml"), ("registry", "application/json")]
    assert seeds == [((step,), media_type) for step, media_type in expected]
    asked_again = find_subject(workspace, pid, ask_again=True)
    assert [seed.steps for seed in asked_again.seeds] == [("oai-record:copy",)]
    assert asked_again.endpoints.oai is not None
    assess_source(workspace, "dois", ("fsf",))
    found = load_evidence(workspace, "10.5072/fe-1")
    assert found.registry is not None
    assert found.registry.publication_year == 2019


def test_a_named_pid_is_asked_again_and_still_compared(workspace: Workspace) -> None:
    found = assess_pid(workspace, "10.5072/fe-1", ("fsf",)).evidence
    assert [step for one in found.exchanges for step in one.steps if "record" in step].count("oai-record") == 1
    asked = {one.steps: one.need.url for one in found.exchanges}
    assert "verb=GetRecord" in asked["oai-record",]
    details = {f.detail: f.where for f in found.findings}
    assert details["own says 2020; copy says 2023"] == "exchange/oai-record, exchange/oai-record:copy"


def test_the_report_counts_shared_datasets_and_conflicts(workspace: Workspace) -> None:
    assess_source(workspace, "own", ("fsf",))
    report = build_report(workspace, "own", ("fsf",), on_progress=unwatched)
    assert (len(report.rows), report.shared) == (3, 2)
    assert [(one.field, one.datasets) for one in report.conflicts] == [("publication_year", 3), ("titles", 1)]
    assert "the registry says" in report.conflicts[1].example.because


def test_deleted_in_the_copy_and_then_everywhere(workspace: Workspace, serve: Callable[..., Served]) -> None:
    header = '<header status="deleted"><identifier>oai:demo:{}</identifier><datestamp>2026-03-01</datestamp></header>'
    gone = f"<record>{header}</record>"

    def harvest_from(name: str, records: str) -> None:
        server = serve(provider({"": page(records)}))
        allowed = replace(workspace.settings, allow=(*workspace.settings.allow, server.url.removeprefix("http://")))
        config = SourceConfig(name, "oai", f"{server.url}/{name}", "oai_dc")
        harvest(replace(workspace, settings=allowed), config, full=True)

    harvest_from("copy", gone.format(71))
    dataset = find_dataset(workspace, "10.5072/fe-1")
    assert [finding.code for finding in dataset.conflicts] == ["conflict.deleted"]
    assert not dataset.deleted
    harvest_from("own", gone.format(1))
    assert find_dataset(workspace, "10.5072/fe-1").deleted
