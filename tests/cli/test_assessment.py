"""fairsvc assessment and fairsvc export, from the command line, against the demo."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rdflib
from pyarrow import parquet

from cli.demo import _settings
from cli.main import run
from fairsvc.demo.facility import Facility
from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.settings import load_settings
from tests.support.page import Page

Call = Callable[..., tuple[int, str, str]]
PID = "10.5072/dls.saxs-micelles"
BARE = "10.5072/dls.bare-page"
JUDGED = 4


@pytest.fixture(scope="module")
def folder(facility: Facility, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has harvested the demo facility and assessed two of its datasets by name, and a few others."""
    folder = tmp_path_factory.mktemp("outputs")
    path = make_workspace(folder, _settings(facility).replace("demo@fairsvc.example", "steward@facility.example"))
    with open_workspace(load_settings(path, {}, {}), create=True):
        pass
    config = ["--config", str(path)]
    assert run([*config, "harvest", "oai", facility.oai_url, "--name", "demo", "--json"]) == 0
    assert run([*config, "assess", "--source", "demo", "--sample", str(JUDGED), "--json"]) == 0
    assert [run([*config, "assess", pid, "--json"]) for pid in (PID, BARE)] == [0, 0]
    return folder


def test_the_text_is_what_a_terminal_gets(call: Call, here: Path) -> None:
    code, out, err = call("assessment", BARE)
    assert (code, err) == (0, "")
    assert out.startswith("Beamtime data May\nhttps://doi.org/10.5072/dls.bare-page\n")
    assert "\nFAIL (" in out


@pytest.mark.parametrize(
    ("ending", "read"),
    [
        ("html", lambda text: Page(text).assert_sealed()),
        ("json", json.loads),
        ("jsonld", json.loads),
        ("ttl", lambda text: rdflib.Graph().parse(data=text, format="turtle")),
        ("csv", lambda text: list(csv.reader(io.StringIO(text)))),
        ("svg", ET.fromstring),
        ("txt", str.splitlines),
    ],
)
def test_the_ending_chooses_the_format(call: Call, here: Path, ending: str, read: Callable[[str], object]) -> None:
    code, out, err = call("assessment", BARE, "-o", f"new/x.{ending}")
    assert (code, out) == (0, ""), err
    assert err.startswith("Wrote ")
    read((here / "new" / f"x.{ending}").read_text("utf-8"))


def test_the_page_tells_every_exchange_and_perspective(call: Call, here: Path) -> None:
    page = Page(call("assessment", BARE, "--format", "html")[1])
    document = json.loads(call("assessment", BARE, "--format", "json")[1])
    assert [one["url"] for one in document["exchanges"] if one["url"] not in page.words] == []
    assert {"any", "standards", "page", "registry"} <= set(document["metric_sets"][0]["perspectives"])
    assert "By standards alone" in page.words


def test_looking_twice_says_the_same_and_keeps_nothing(call: Call, here: Path) -> None:
    first, second = (call("assessment", PID, "--format", "jsonld")[1] for _ in range(2))
    assert first == second
    assert "mailto:steward@facility.example" in first


def test_the_metric_set_is_chosen(call: Call, here: Path) -> None:
    found = json.loads(call("assessment", PID, "--format", "json", "--metric-set", "fsf@0.8")[1])
    assert [one["metric_set"] for one in found["metric_sets"]] == ["fsf@0.8"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["assessment", "10.5072/nobody"], 2, "the store holds no evidence of this PID: doi:10.5072/nobody"),
        (["assessment", "not a pid"], 2, "this is no DOI, Handle, ARK or web address"),
        (["assessment", PID, "--format", "pdf"], 2, "there is no such format: pdf. Known: html, json"),
        (["assessment", PID, "-o", "x.pdf"], 2, "the file's ending tells no format: x.pdf. Give --format"),
        (["assessment", PID, "-o", "folder.html"], 2, "cannot be written: folder.html (it is a folder)"),
        (["assessment", PID, "-o", "file/x.html"], 2, "cannot be written: file/x.html"),
        (["assessment", PID, "--metric-set", "nix"], 2, "there is no such metric set: nix. Known: fsf@0.5, fsf@0.8"),
        (["export", "--source", "nix"], 2, "there is no such source: nix"),
        (["export", "--source", "nix", "-o", "x.csv"], 2, "there is no such source: nix"),
        (["export", "--source", "demo", "--format", "xls"], 2, "there is no such format: xls. Known: csv, json-lines"),
        (["export", "--source", "demo", "--format", "parquet"], 2, "Parquet is not for a terminal. Name a file"),
        (["export", "--source", "demo", "--format", "jsonld", "--wide"], 2, "--wide is for tables: jsonld"),
        (["export", "--source", "demo", "-o", "x.foo"], 2, "the file's ending tells no format: x.foo. Give --format"),
        (["export", "--source", "demo", "-o", "x"], 2, "the file's ending tells no format: x. Give --format"),
        (
            ["export", "--source", "demo", "--format", "csv", "-o", "folder.html"],
            2,
            "cannot be written: folder.html (it is a folder)",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call: Call, here: Path, arguments: list[str], code: int, sentence: str) -> None:
    (here / "folder.html").mkdir(exist_ok=True)
    (here / "file").write_text("")
    found, out, err = call(*arguments)
    assert (found, out) == (code, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert not (here / "x.csv").exists()


def test_an_export_has_every_dataset_and_indicator(call: Call, here: Path) -> None:
    code, _, err = call("export", "--source", "demo", "-o", "long.csv")
    assert code == 0, err
    assert call("export", "--source", "demo", "-o", "wide.parquet", "--wide")[0] == 0
    with (here / "long.csv").open(encoding="utf-8", newline="") as file:
        long = list(csv.DictReader(file))
    wide = parquet.read_table(here / "wide.parquet").to_pylist()
    assert sorted({row["pid"] for row in long}) == [row["pid"] for row in wide]
    assert {row["pid"]: row["outcome"] for row in long if row["indicator"] == "RDA-F1-01M"} == {
        row["pid"]: row["rda-fdmm@2020 RDA-F1-01M"] for row in wide
    }
    assert not list(here.glob("*.partial"))


def test_an_export_goes_to_standard_output(call: Call, here: Path) -> None:
    chosen = ("--format", "json-lines", "--wide", "--metric-set", "fsf@0.8")
    code, out, err = call("export", "--source", "demo", *chosen)
    assert (code, err) == (0, "")
    assert all(json.loads(line)["pid"].startswith("doi:10.5072/") for line in out.splitlines())
    assert len(out.splitlines()) >= JUDGED


def test_the_graph_of_a_source_is_one_document(call: Call, here: Path) -> None:
    assert call("export", "--source", "demo", "-o", "all.jsonld", "--metric-set", "fsf@0.8")[0] == 0
    graph = json.loads((here / "all.jsonld").read_text("utf-8"))["@graph"]
    assert sum("ftr:TestResultSet" in node["@type"] for node in graph) >= JUDGED
