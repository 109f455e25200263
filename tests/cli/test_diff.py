"""Runs, their differences and histories, from the command line, against a demo whose world changes."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cli.history_tables import sparkline
from cli.main import run
from fairsvc.demo.facility import Facility
from fairsvc.demo.outage import Outage
from fairsvc.demo.wire import Response

Call = Callable[..., tuple[int, str, str]]
HIT, SPARED = "doi:10.5072/dls.xas-iron-foil", "doi:10.5072/dls.no-orcid"
GONE = Outage("facility", Response(404, (("Content-Type", "text/plain"),), b"no such page"), "/datasets/xas-iron-foil")


@pytest.fixture(scope="module")
def changed(harvested: Path, facility: Facility) -> Path:
    """A workspace with three runs: two of the same evidence, one after a page has gone; and with a run that was cut."""
    config = ["--config", str(harvested / "fairsvc.toml")]
    for pid in (HIT, SPARED, "doi:10.5072/dls.bare-page"):
        assert run([*config, "assess", pid, "--json"]) == 0
    for _ in range(2):
        assert run([*config, "assess", "--source", "demo", "--stored", "--json"]) == 0
    facility.outages.append(GONE)
    for pid in (HIT, SPARED):
        assert run([*config, "assess", pid, "--json"]) == 0
    assert run([*config, "assess", "--source", "demo", "--stored", "--json"]) == 0
    facility.outages.clear()
    with closing(sqlite3.connect(harvested / "fairsvc.db")) as connection:
        connection.execute(
            "INSERT INTO assessment_run (source, started_at) VALUES ('demo', '2026-01-01 00:00:00.000000')"
        )
        connection.commit()
    return harvested


@pytest.fixture
def here(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(changed)


pytestmark = pytest.mark.usefixtures("here")


def test_runs_are_listed(call: Call) -> None:
    code, out, _ = call("runs", "--source", "demo", "--json")
    runs = json.loads(out)
    assert (code, [(one["number"], one["kind"]) for one in runs]) == (
        0,
        [(1, "stored"), (2, "stored"), (3, "stored"), (4, "gathered")],
    )
    assert "not ended" in call("runs")[1]


def test_what_the_world_did_is_told_with_the_exchange_that_changed(call: Call) -> None:
    code, out, _ = call("diff", "previous", "latest")
    assert code == 0
    assert out.startswith("demo: run 2 (")
    assert "1 changed, 0 new, 0 gone" in out
    assert f"{HIT}  " in out
    assert SPARED not in out
    assert "pass to fail - world: page answered 404, before: answered 200" in out
    assert "rda-fdmm@2020" in out


def test_a_run_is_the_same_as_itself_and_as_its_like(call: Call) -> None:
    for pair in (("3", "3"), ("1", "2")):
        _, out, _ = call("diff", *pair, "--json")
        document = json.loads(out)
        assert (document["datasets"], document["summary"]["changed"], document["summary"]["causes"]) == ([], 0, [])
        assert all(one["net"] == 0 for one in document["summary"]["medians"])


def test_the_way_back_is_the_mirror(call: Call) -> None:
    there, back = (json.loads(call("diff", *pair, "--json")[1]) for pair in (("2", "3"), ("3", "2")))
    (one,), (other,) = there["datasets"], back["datasets"]
    opposite = {"better": "worse", "worse": "better", "now clear": "now unclear", "now unclear": "now clear"}
    for kind, name in (("checks", "check"), ("indicators", "indicator")):
        assert [(c[name], c["before"], c["after"], c["causes"]) for c in one[kind]] == [
            (c[name], c["after"], c["before"], c["causes"]) for c in other[kind]
        ]
        assert [opposite.get(c["turn"], c["turn"]) for c in one[kind]] == [c["turn"] for c in other[kind]]
    assert there["summary"]["worsened"] == 1
    assert back["summary"]["worsened"] == 0


def test_csv_has_a_row_for_each_change(call: Call) -> None:
    code, out, _ = call("diff", "2", "3", "--csv", "--metric-set", "fsf")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["pid"] for row in rows} == {HIT}
    assert {row["metric_set"] for row in rows} == {"", "fsf@0.8"}
    assert {row["causes"] for row in rows} == {"world"}


def test_worse_by_the_world_ends_with_1(call: Call) -> None:
    code, _, err = call("diff", "previous", "latest", "--fail-on-worse")
    assert (code, "the world made something worse in 1 datasets: demo, run 2 to run 3" in err) == (1, True)
    assert call("diff", "1", "2", "--fail-on-worse")[0] == 0


def test_all_is_the_same_as_the_few(call: Call) -> None:
    few, every = call("diff", "2", "3")[1], call("diff", "2", "3", "--all")[1]
    assert few.split() == every.split()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "1", "99"), "there is no such run: 99. fairsvc runs lists them"),
        (("diff", "1", "4"), "has not ended: it was cut, or still runs: 4. Let it end: fairsvc assess --source demo"),
        (("diff", "1", "nonsense"), "this is no run: nonsense. Give a number, latest, previous or a date"),
        (("diff", "1", "2999-01-01"), "this date lies in the future"),
        (("diff", "2001-01-01", "latest"), "no run of demo had ended by then"),
        (("diff", "1", "2", "--source", "elsewhere"), "there is no such source: elsewhere"),
        (("diff", "1", "2", "--json", "--csv"), "--json and --csv exclude each other"),
        (("diff", "1", "2", "--metric-set", "nothing"), "there is no such metric set"),
        (("history",), "name one PID, or one source"),
        (("history", "10.5072/x", "--source", "demo"), "name one PID, or one source"),
        (("history", "10.5072/x", "--csv"), "--csv goes with --source"),
        (("history", "10.5072/never-seen"), "was not judged yet"),
        (("history", "nonsense"), "this is no DOI"),
        (("history", "--source", "elsewhere"), "there is no such source"),
        (("runs", "--source", "elsewhere"), "there is no such source"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(call: Call, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_the_history_of_a_dataset_says_why(call: Call) -> None:
    code, out, _ = call("history", HIT)
    assert code == 0
    assert "world: page answered 404, before: answered 200" in out
    _, out, _ = call("history", HIT, "--json", "--metric-set", "fsf")
    first, second = json.loads(out)
    assert first["change"] is None
    assert {"page-answers", "pid-resolves"} & {one["check"] for one in second["change"]["checks"]}
    assert [one["metric_set"] for one in second["assessments"]] == ["fsf@0.8"]
    assert len(json.loads(call("history", HIT, "--json", "--last", "1")[1])) == 1


def test_the_trend_of_a_source_is_told_by_run_set_and_letter(call: Call) -> None:
    code, out, _ = call("history", "--source", "demo", "--json")
    trend = json.loads(out)
    assert (code, [one["run"]["number"] for one in trend]) == (0, [1, 2, 3])
    assert {one["datasets"] for one in trend} == {3}
    named = [(one["metric_set"], one["name"]) for one in trend[-1]["standings"]]
    names = ("rda-fdmm@2020", "fsf@0.8", "pan@1.0")
    assert named == [(name, letter) for name in names for letter in ("F", "A", "I", "R", "FAIR")]
    for one in (standing for stood in trend for standing in stood["standings"]):
        assert one["lowest"] <= one["median"] <= one["highest"]
        assert sum(one["levels"].values()) <= 3
    rows = list(csv.DictReader(io.StringIO(call("history", "--source", "demo", "--csv", "--last", "2")[1])))
    assert (len(rows), rows[0]["run"]) == (30, "2")
    assert "median of" not in call("history", "--source", "demo")[1], "only a terminal gets a drawing"


def test_shares_are_drawn_as_bars() -> None:
    assert sparkline([0, 0.5, None, 1, 0.999, 0.125]) == "▁▅ ██▂"


def test_runs_the_wrong_way_round_are_told_and_no_reason_to_fail(call: Call) -> None:
    code, out, err = call("diff", "3", "1", "--json")
    assert (code, json.loads(out)["summary"]["changed"] > 0) == (0, True)
    assert "Backwards: run 3 ended after 1; what is called worse here got better." in err
    assert "Backwards" not in call("diff", "1", "3")[2]
    code, out, err = call("diff", "3", "1", "--fail-on-worse")
    assert (code, out) == (2, "")
    assert "the later run is named first: 3 ended after 1. Turn them round: fairsvc diff 1 3" in err
