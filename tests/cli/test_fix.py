"""fairsvc fix, from the command line, against the demo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fairsvc.demo.facility import Facility

Call = Callable[..., tuple[int, str, str]]
BARE = "10.5072/dls.bare-page"
pytestmark = pytest.mark.usefixtures("here")


def test_the_repairs_are_told_and_nobody_is_asked(call: Call, facility: Facility) -> None:
    asked = len(facility.requests)
    code, out, err = call("fix", BARE)
    assert (code, err) == (0, "")
    assert out.startswith("https://doi.org/10.5072/dls.bare-page\n")
    assert "\n1. " in out
    assert "mends " in out
    assert "rda-fdmm@2020: " in out
    assert " together" in out
    assert len(facility.requests) == asked


def test_json_holds_the_same(call: Call) -> None:
    code, out, _ = call("fix", BARE, "--json", "--limit", "3")
    plan = json.loads(out)
    assert (code, plan["pid"], len(plan["repairs"])) == (0, "doi:10.5072/dls.bare-page", 3)
    assert {"prescription", "checks", "gains"} == plan["repairs"][0].keys()
    assert len(plan["together"]) == len(plan["repairs"][0]["gains"]) > 1


def test_one_metric_set_tells_its_own_gains(call: Call) -> None:
    _, out, _ = call("fix", BARE, "--metric-set", "fsf", "--json")
    assert {gain["metric_set"].partition("@")[0] for one in json.loads(out)["repairs"] for gain in one["gains"]} == {
        "fsf"
    }


def test_only_lines_for_the_places_named(call: Call) -> None:
    code, out, _ = call("fix", BARE, "--place", "header", "--place", "datacite", "--json")
    plan = json.loads(out)
    assert code == 0
    places = {s["place"] for one in plan["repairs"] for s in one["prescription"]["snippets"]}
    assert places <= {"Link header", "DataCite"}


def test_the_lines_are_written_as_files(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "repairs"
    code, out, err = call("fix", BARE, "--json", "-o", str(folder))
    pasted = json.loads(out)["pasted"]
    assert code == 0
    assert {path.name: path.read_text("utf-8") for path in folder.glob("[!.]*")} == {
        one["file_name"]: f"{one['text']}\n" for one in pasted
    }
    assert err.count("Wrote ") == len(pasted)


def test_what_an_earlier_run_wrote_goes_and_the_rest_stays(call: Call, tmp_path: Path) -> None:
    call("fix", BARE, "-o", str(tmp_path))
    assert (tmp_path / "datacite.xml").exists()
    (tmp_path / "landing-page.html").write_text("changed")
    (tmp_path / "mine.txt").write_text("mine")
    code, _, err = call("fix", BARE, "-o", str(tmp_path), "--place", "header")
    assert (code, "datacite.xml, of an earlier run" in err) == (0, True)
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == ["landing-page.html", "link-header.txt", "mine.txt"]


@pytest.mark.parametrize("listed", ["", "[]", "no JSON", '{"../mine.txt": "x", "mine.txt": "x", "7": 7}'])
def test_nothing_is_removed_that_was_not_written(call: Call, tmp_path: Path, listed: str) -> None:
    folder = tmp_path / "repairs"
    folder.mkdir()
    for path in (folder / "mine.txt", tmp_path / "mine.txt"):
        path.write_text("mine")
    (folder / "datacite.xml").write_text("mine")
    (folder / ".fairsvc-fix.json").write_text(listed)
    assert call("fix", BARE, "-o", str(folder), "--place", "header")[0] == 0
    assert (folder / "mine.txt").exists()
    assert (tmp_path / "mine.txt").exists()
    assert (folder / "datacite.xml").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, err = call("fix", BARE, "-o", str(tmp_path / "file"))
    assert (code, "cannot be written" in err) == (2, True)


def test_check_exits_with_1_when_there_is_something_to_repair(call: Call) -> None:
    code, _, err = call("fix", BARE, "--check")
    assert (code, "things to repair" in err) == (1, True)


def test_nothing_to_repair_is_said(call: Call) -> None:
    code, out, _ = call("fix", "10.5072/dls.xas-iron-foil", "--metric-set", "rda-fdmm", "--check")
    assert (code, "Nothing to repair" in out) == (0, True)


def test_check_exits_with_3_when_nobody_answered(call: Call) -> None:
    code, out, err = call("fix", "10.5072/dls.page-503", "--check")
    assert (code, "Nothing to repair" in out) == (3, True)
    assert "no answer came to: page" in out
    assert "checks are open, since no answer came to: page" in err
    plan = json.loads(call("fix", "10.5072/dls.page-503", "--json")[1])
    assert "licence-present" in plan["unclear"]
    assert "page" in plan["unread"]


def test_what_could_not_be_decided_is_counted(call: Call) -> None:
    assert "checks that could not be decided.\n" in call("fix", BARE)[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("fix", "10.5072/never-seen"), 2, "Assess it first: fairsvc assess doi:10.5072/never-seen"),
        (("fix", "nonsense"), 2, "this is no DOI"),
        (("fix", BARE, "--metric-set", "nothing"), 2, "no such metric set"),
        (("fix", BARE, "--place", "attic"), 2, "attic"),
    ],
)
def test_what_cannot_be_done_is_told(call: Call, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, _, err = call(*arguments)
    assert (found, said in err) == (code, True), err
