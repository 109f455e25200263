from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cli.main import run

SAMPLES = Path(__file__).parents[1] / "samples" / "assessors"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings that is the current one, and a wide terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAIRSVC_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def put(folder: Path, name: str = "own.toml") -> Path:
    path = folder / "metricsets" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((SAMPLES / "levels.toml").read_bytes())
    return path


@pytest.mark.parametrize("command", ["", " show", " check", " crosswalk"])
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*f"metric-sets{command}".split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:\n" in out
    assert f"fairsvc metric-sets{command}" in out


def test_the_list_holds_the_folder_beside_the_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder)
    assert run(["metric-sets", "--json"]) == 0
    names = [f"{one['id']}@{one['version']}" for one in json.loads(capsys.readouterr().out)]
    assert names == ["fsf@0.5", "fsf@0.8", "own@1", "pan@1.0", "rda-fdmm@2020"]
    assert run(["metric-sets"]) == 0
    out = capsys.readouterr().out
    assert [name for name in names if name not in out] == []


def test_the_folder_follows_the_named_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere)
    assert run(["--config", str(elsewhere / "fairsvc.toml"), "metric-sets", "show", "own"]) == 0
    assert "OWN-1" in capsys.readouterr().out
    assert run(["metric-sets", "show", "own"]) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pan", ["PAN-R1-03", "useful", "file-digests-given and file-digest-true"]),
        ("fsf@0.5", ["FsF-R1-01MD-2", "file-described or variables-named", "the best test"]),
        ("metricsets/own.toml", ["OWN-1", "pid-resolves"]),
    ],
)
def test_show(folder: Path, capsys: pytest.CaptureFixture[str], name: str, said: list[str]) -> None:
    put(folder)
    assert run(["metric-sets", "show", name]) == 0
    out = capsys.readouterr().out
    assert [word for word in said if word not in out] == []
    assert run(["metric-sets", "show", name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["indicators"]


def test_check_says_what_a_set_would_ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-sets", "check", str(put(folder))]) == 0
    out = capsys.readouterr().out
    assert "own@1 is well formed: 1 indicators, 1 checks." in out
    assert "It rests on these steps of the probe: page, handle." in out
    assert "leads to a landing page or a tombstone" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", str(SAMPLES / "invalid" / "near-check.toml")], "OWN-1: 'pid-resolve'. Did you mean pid-resolves?"),
        (["check", "none.toml"], "the metric set cannot be read: none.toml (No such file or directory)"),
        (["show", "none.toml"], "the metric set cannot be read"),
        (["show", "fuji"], "there is no such metric set: fuji. Known: fsf@0.5"),
        (["crosswalk", "fsf", "fuji"], "there is no such metric set: fuji"),
        (["crosswalk", "--json", "--csv"], "--json and --csv exclude each other"),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert run(["metric-sets", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_crosswalk(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-sets", "crosswalk", "rda-fdmm", "fsf"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["RDA-R1.1-01M", "FsF-R1.1-01M"] in lines
    assert ["RDA-R1.1-02M", "(R1.1)"] in lines
    assert ["RDA-A2-01M"] in lines


def test_crosswalk_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-sets", "crosswalk", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["metric_set"] for row in rows} == {"fsf@0.5", "fsf@0.8", "pan@1.0", "rda-fdmm@2020"}
    assert {
        "metric_set": "rda-fdmm@2020",
        "indicator": "RDA-R1.1-01M",
        "principle": "R1.1",
        "other_metric_set": "fsf@0.8",
        "other_indicator": "FsF-R1.1-01M",
        "basis": "same checks",
        "checks": "licence-present",
    } in rows
    assert run(["metric-sets", "crosswalk", "fsf", "pan", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 17 + 32
    assert {one["metric_set"] for row in found for one in row["others"]} == {"fsf@0.8", "pan@1.0"}
