"""fairsvc assess, from the command line: drafts, selections and thresholds."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.main import run
from fairsvc.demo.facility import Facility
from fairsvc.jobs.judging import find_set

Call = Callable[..., tuple[int, str, str]]
SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "formats"
DRAFT = str(SAMPLES / "datacite.xml")
PID = "10.5072/dls.bare-page"


@pytest.fixture(scope="module")
def assessed(harvested: Path) -> Path:
    """A workspace in which two datasets are assessed."""
    for pid in (PID, "10.5072/dls.no-orcid"):
        assert run(["--config", str(harvested / "fairsvc.toml"), "assess", pid, "--json"]) == 0
    return harvested


@pytest.fixture
def here(assessed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(assessed)


def test_a_draft_needs_no_store(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call("assess", "--draft", DRAFT)
    assert (code, err) == (0, "")
    assert "title-meaningful" in out
    assert "  mends " in out
    assert '"@context": "https://schema.org/"' in out, "the lines to paste are shown"
    assert " checks can only be answered after publication." in out.splitlines()[-1]
    assert not list(tmp_path.iterdir())


def test_a_draft_comes_from_standard_input_too(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    whole = json.loads(call("assess", "--draft", DRAFT, "10.5072/to-be", "--json")[1])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(DRAFT).read_bytes())))
    code, out, _ = call("assess", "--draft", "-", "10.5072/to-be", "--json")
    piped = json.loads(out)
    assert (code, piped["pid"], piped["named"]) == (0, "doi:10.5072/to-be", True)
    assert piped["after_publication"] == whole["after_publication"] != []
    assert {n: v["outcome"] for n, v in piped["verdicts"].items()} == {
        n: v["outcome"] for n, v in whole["verdicts"].items()
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "name one PID, or one source with --source"),
        ((PID, "--source", "demo"), 2, "name one PID, or one source"),
        (("--draft", DRAFT, "--stored"), 2, "--draft asks nobody and does not go with --stored"),
        (("--draft", DRAFT, "--source", "demo"), 2, "does not go with --source"),
        (("--draft", DRAFT, "--depth", "full"), 2, "does not go with --depth"),
        (("--draft", "no-such.xml"), 2, "the draft cannot be read"),
        (("--draft", DRAFT, "nonsense"), 2, "this is no DOI"),
        (("--draft", DRAFT, "--changed"), 2, "--changed goes with --source"),
        ((PID, "--sample", "3"), 2, "--sample goes with --source"),
        (("--source", "demo", "--stored", "--older-than", "3d"), 2, "--older-than goes with --source, and not with"),
        (("--source", "demo", "--stored", "--restart"), 2, "--restart goes with --source, and not with --stored"),
        (("--source", "demo", "--older-than", "2999-01-01"), 2, "this date lies in the future"),
        (("--source", "demo", "--older-than", "soon"), 2, "this is no age: soon. Give a span"),
        (("--source", "demo", "--threshold", "many"), 2, "this is no threshold: many"),
        ((PID, "--threshold", "60", "--threshold-of", "median"), 2, "--threshold-of goes with --source"),
        (("--source", "demo", "--threshold-of", "median"), 2, "--threshold-of goes with --source and --threshold"),
        (("--source", "elsewhere", "--changed"), 2, "nothing is held of this source: elsewhere"),
        ((PID, "--depth", "bulk"), 2, "depth bulk is for a source"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_cannot_be_done_is_told(call: Call, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, _, err = call("assess", *arguments)
    assert (found, said in err) == (code, True), err


@pytest.mark.parametrize("name", ["draft.xml", "-"])
def test_a_draft_that_cannot_be_read_is_for_its_writer_to_mend(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.xml").write_text("<no-metadata/>")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<no-metadata/>")))
    code, _, err = call("assess", "--draft", name)
    assert (code, "Known are DataCite XML" in err) == (2, True), err


@pytest.mark.usefixtures("here")
def test_the_cost_is_told_and_nobody_asked(call: Call, facility: Facility) -> None:
    asked = len(facility.requests)
    code, out, err = call("assess", "--source", "demo", "--sample", "5", "--dry-run")
    assert (code, err) == (0, "")
    assert out.startswith("5 datasets at depth standard: at most ")
    code, out, _ = call("assess", "--source", "demo", "--sample", "5", "--dry-run", "--json")
    assert json.loads(out)["estimate"]["datasets"] == 5
    code, out, _ = call("assess", "--source", "demo", "--older-than", "1d")
    assert (code, out[:60]) == (0, "Nothing to assess: no evidence of demo was gathered before 2")
    assert len(facility.requests) == asked


@pytest.mark.usefixtures("here")
def test_a_small_run_tells_its_time_in_json_too(call: Call) -> None:
    code, out, err = call("assess", "--source", "demo", "--older-than", "1h", "--sample", "2", "--json")
    assert (code, err, json.loads(out)["said"][:18]) == (0, "", "Nothing to assess:")
    code, out, err = call("assess", "--source", "demo", "--sample", "2", "--json")
    document = json.loads(out)
    assert (code, err, document["estimate"]["datasets"], document["datasets"]) == (0, "", 2, 2)
    assert document["run"] > 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((PID, "--stored", "--threshold", "fsf=0"), 0, ""),
        ((PID, "--stored", "--threshold", "fsf=90"), 1, "fsf@0.8 comes to "),
        ((PID, "--stored", "--threshold", "rda-fdmm:F=5"), 1, "comes to level 0, below the threshold of level 5"),
        (("--source", "demo", "--stored", "--threshold", "60"), 1, " at the lowest (doi:10.5072/dls."),
        (
            ("--source", "demo", "--older-than", "9d", "--threshold", "fsf=99"),
            1,
            "), below the threshold of 99 %: demo.",
        ),
        (("--source", "demo", "--older-than", "9d", "--threshold", "fsf=10", "--threshold-of", "median"), 0, ""),
        (("--draft", DRAFT, "--threshold", "fsf=99"), 1, "fsf@0.8 comes to "),
        (("--draft", DRAFT, "--threshold", "fsf=1"), 0, ""),
    ],
)
@pytest.mark.usefixtures("here")
def test_thresholds_decide_the_exit_code(call: Call, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, _, err = call("assess", *arguments)
    assert (found, said in err) == (code, True), err


@pytest.mark.usefixtures("here")
def test_what_could_not_be_asked_holds_no_threshold(call: Call, tmp_path: Path) -> None:
    other = str(tmp_path / "other.warc.gz")
    assert call("evidence", "export", PID, "-o", other)[0] == 0
    code, _, err = call("assess", "10.5072/unheard", "--recorded", other, "--threshold", "60")
    assert (code, "too little could be tested to hold rda-fdmm@2020, fsf@0.8, pan@1.0 against" in err) == (3, True), err


@pytest.mark.usefixtures("here")
def test_a_verdict_names_its_remedy_in_words(call: Call) -> None:
    _, out, _ = call("assess", PID, "--stored")
    assert f"Next: fairsvc fix {PID}" in out
    remedies = json.loads(call("assess", PID, "--stored", "--json")[1])["remedies"]
    assert all(one["prescription"]["sentence"] and one["checks"] for one in remedies)


@pytest.mark.parametrize("arguments", [(PID, "--stored"), ("--draft", DRAFT)])
@pytest.mark.usefixtures("here")
def test_a_named_set_shows_its_own_checks_alone(call: Call, arguments: tuple[str, ...]) -> None:
    fsf = find_set("fsf").check_ids
    whole, own = (json.loads(call("assess", *arguments, "--json", *more)[1]) for more in ((), ("--metric-set", "fsf")))
    assert own["verdicts"].keys() == whole["verdicts"].keys() & fsf < whole["verdicts"].keys()
    assert {name for one in own["remedies"] for name in one["checks"]} <= fsf
    assert set(own.get("after_publication", ())) == set(whole.get("after_publication", ())) & fsf


@pytest.mark.usefixtures("here")
def test_a_set_that_is_named_twice_is_shown_once(call: Call) -> None:
    _, out, _ = call("assess", PID, "--stored", "--json", "--metric-set", "fsf", "--metric-set", "fsf@0.8")
    assert [one["metric_set"] for one in json.loads(out)["assessments"]] == ["fsf@0.8"]
