"""`fairsvc dataset show`, on a store that two sources filled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli.main import run
from fairsvc.formats.dispatch import read_metadata
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.metadata import Identifier, Related, Text
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from tests.store.samples import NOON, SOURCE, WINDOW, open_in, some_metadata, some_page, some_record

Call = Callable[..., tuple[int, str, str]]
COPY = SourceConfig("copy", "oai", "https://oai.datacite.org/oai")
HOSTILE = "\x1b[2J\u202eevil"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    assert run(["init", str(folder), "--contact", "steward@facility.example"]) == 0
    sequel = replace(some_metadata(2), titles=some_metadata(1).titles)
    own = replace(some_metadata(1), related=(Related("10.5072/ill-2", "DOI", "IsPartOf"),))
    copied = replace(some_metadata(1), publication_year=2021, language=HOSTILE)
    nameless = replace(some_metadata(3), identifiers=(Identifier("local", "Local"),), titles=(Text(HOSTILE),))
    records = [some_record(1, metadata=own), some_record(2, metadata=sequel), some_record(3, metadata=nameless)]
    with open_in(folder) as store:
        save_page(store, start_run(store, SOURCE, WINDOW, NOON), SOURCE.name, some_page(*records))
        save_page(store, start_run(store, COPY, WINDOW, NOON), "copy", some_page(some_record(1, metadata=copied)))
    return folder


@pytest.fixture
def show(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["dataset", "show", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_fields_conflicts_records_and_candidates_are_shown(show: Call) -> None:
    code, out, _ = show("https://doi.org/10.5072/ILL-1")
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert out.startswith("doi:10.5072/ill-1\n")
    assert ["publication_year", "2020", "ill", "copy"] in lines
    assert "ill says 2020; copy says 2021" in out
    assert ["copy", "aggregator", "oai:ill:1", "oai_datacite", "2026-02-30T00:00:00Z", "live"] in lines
    assert ["doi:10.5072/ill-2", "ill", "IsPartOf"] in lines


def test_the_document_for_programs(show: Call) -> None:
    code, out, _ = show("oai:ill:1", "--source", "ill", "--json")
    document = json.loads(out)
    assert (code, document["key"], document["deleted"]) == (0, "doi:10.5072/ill-1", False)
    year = document["fields"]["publication_year"]
    assert (year["chosen"]["value"], year["chosen"]["source"], year["others"][0]["value"]) == (2020, "ill", 2021)
    origin = document["fields"]["titles"]["chosen"]["origin"]
    assert origin == {"document": "datacite-xml", "pointer": "titles/*", "step": ""}
    assert [record["rank"] for record in document["records"]] == ["catalogue", "aggregator"]
    assert document["conflicts"][0]["code"] == "conflict.publication_year"
    assert [one["pid"] for one in document["same_title"]] == ["doi:10.5072/ill-2"]


@pytest.mark.parametrize("form", ["datacite-xml", "datacite-json"])
def test_the_merged_record_is_written_in_a_format_of_datacite(show: Call, form: str) -> None:
    code, out, _ = show("10.5072/ill-1", f"--{form}")
    name, view = read_metadata(out.strip().encode())
    assert (code, name, view.publication_year) == (0, form, 2020)
    assert view.titles == some_metadata(1).titles


def test_a_dataset_without_pid_and_no_control_character(show: Call) -> None:
    code, out, _ = show("ill/oai:ill:3")
    assert code == 0
    assert out.startswith("ill/oai:ill:3\n")
    assert "evil" in out
    assert not {"\x1b", "\u202e"} & set(show("10.5072/ill-1")[1] + out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["10.5072/absent"], "no source describes this dataset: 10.5072/absent. Name a PID, or SOURCE/IDENTIFIER"),
        (["not a dataset"], "no source describes this dataset: not a dataset"),
        ([""], "no source describes this dataset"),
        (["10.5072/ill-1", "--json", "--datacite-xml"], "choose one of --json, --datacite-xml and --datacite-json"),
        (["x", "--source", "ill"], "ill has no record with this identifier: x"),
        (["x", "--source", "nobody"], "there is no such source: nobody. Known: copy, ill"),
    ],
)
def test_bad_input_gets_a_sentence(show: Call, arguments: list[str], said: str) -> None:
    code, out, err = show(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
