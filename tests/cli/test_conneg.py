"""fairsvc conneg, from the command line, against the demo."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.demo import _settings
from cli.main import run
from fairsvc.demo.facility import Facility, running
from fairsvc.jobs.workspace import make_workspace, open_workspace
from fairsvc.settings import load_settings

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture(scope="module")
def folder(facility: Facility, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conneg")
    path = make_workspace(folder, _settings(facility))
    with open_workspace(load_settings(path, {}, {}), create=True):
        return folder


@pytest.fixture
def conneg(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `fairsvc conneg` on a dataset of the demo: exit code, standard output, standard error."""

    def call(id: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        code = run(["conneg", f"10.5072/dls.{id}", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def verdicts(document: dict[str, Any], place: str) -> dict[str, str]:
    return {row["slug"]: row[place]["verdict"] for row in document["rows"]}


def test_an_exemplary_dataset_answers_everything(conneg: Call) -> None:
    code, out, err = conneg("saxs-micelles", "--json")
    document = json.loads(out)
    assert (code, document["findings"], document["agency"]) == (0, [], "DataCite"), err
    assert set(verdicts(document, "page").values()) == {"served"}
    pid = verdicts(document, "pid")
    assert {slug for slug, verdict in pid.items() if verdict == "refused"} == {"turtle", "rdf-xml"}
    assert {verdict for slug, verdict in pid.items() if slug not in ("turtle", "rdf-xml")} == {"served"}
    by = {row["slug"]: row["pid"]["answered_by"] for row in document["rows"]}
    assert (by["csl"], by["metalink"]) == ("DataCite", "page")


def test_bad_negotiation_is_found(conneg: Call) -> None:
    code, out, _ = conneg("wrong-size", "--json")
    document = json.loads(out)
    assert code == 0
    assert [finding["kind"]["code"] for finding in document["findings"]] == [
        "conneg.q-ignored",
        "conneg.mislabelled",
        "conneg.unreadable",
        "conneg.not-406",
        "conneg.no-vary",
        "conneg.head-differs",
    ]
    assert {finding["where"] for finding in document["findings"]} == {"page"}


def test_a_page_that_ignores_accept(conneg: Call) -> None:
    code, out, _ = conneg("json-ld-comma")
    assert code == 0
    assert out.count("HTML (page)") == 11
    assert out.count("yes (DataCite)") == 5
    assert "conneg.html-instead" in out
    assert "5 of 9 representations can be had, 2 things to repair." in out


def test_a_server_error_is_no_no(conneg: Call) -> None:
    code, out, _ = conneg("page-500")
    assert (code, "unclear 500 (page)" in out) == (0, True)
    assert "0 things to repair, 2 answers unclear, no landing page answered." in out


def test_an_unknown_doi_has_nothing(conneg: Call) -> None:
    code, out, _ = conneg("unregistered", "--json")
    document = json.loads(out)
    assert (code, [finding["kind"]["code"] for finding in document["findings"]]) == (1, ["conneg.nothing"])
    assert {row["pid"]["answered_by"] for row in document["rows"]} == {"resolver"}
    assert document["agency"] == ""


def test_it_costs_what_it_says(conneg: Call, facility: Facility) -> None:
    facility.requests.clear()
    conneg("ptychography-chip")
    asked = [one for one in facility.requests if one.server != "resolver" or one.status != 302]
    assert 25 < len(asked) <= 32
    assert len({(one.server, one.method, one.target, one.accept) for one in facility.requests}) > 25


def test_stored_says_the_same_and_asks_nobody(conneg: Call, facility: Facility, tmp_path: Path) -> None:
    first = conneg("sans-polymer-blend", "--json")
    facility.requests.clear()
    page = tmp_path / "new" / "conneg.html"
    again = conneg("sans-polymer-blend", "--stored", "--json", "--html", str(page))
    assert (again[0], again[1]) == (first[0], first[1])
    assert not facility.requests
    assert "Who answers what" in page.read_text("utf-8")


def test_later_assessments_rest_on_complete_evidence(conneg: Call, capsys: pytest.CaptureFixture[str]) -> None:
    conneg("saxs-micelles")
    capsys.readouterr()
    assert run(["assess", "10.5072/dls.saxs-micelles", "--stored", "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)["verdicts"]
    assert run(["assess", "10.5072/dls.saxs-micelles", "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)["verdicts"]
    decided = {name: verdict["outcome"] for name, verdict in asked.items() if verdict["outcome"] != "indeterminate"}
    assert len(decided) > 90
    assert {name: stored[name]["outcome"] for name in decided} == decided


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("never-asked", "--stored"), 2, "the store holds no evidence of this PID"),
        (("saxs-micelles", "--html", "/dev/null/conneg.html"), 2, "the file cannot be written"),
    ],
)
def test_bad_input_gets_a_sentence(conneg: Call, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, _, err = conneg(*arguments)
    assert (found, words in err) == (code, True), err


def test_evidence_without_a_matrix_says_how_to_get_one(conneg: Call, folder: Path) -> None:
    assert conneg("no-related", "--stored")[0] == 2
    run(["assess", "10.5072/dls.no-related", "--json"])
    code, _, err = conneg("no-related", "--stored")
    assert (code, "Ask for it: fairsvc conneg" in err) == (2, True), err


def test_nobody_there_is_another_servers_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = "http://127.0.0.1:1"
    settings = [f"{name}={gone}" for name in ("resolver", "registry", "handle_api")]
    flags = [part for one in (*settings, "allow=127.0.0.1:1", "total_timeout_s=1") for part in ("--set", one)]
    code = run(["--config", str(folder / "fairsvc.toml"), *flags, "conneg", "10.5072/dls.raw-frames"])
    said = capsys.readouterr()
    assert (code, "nobody answered" in said.err) == (3, True), said.err
