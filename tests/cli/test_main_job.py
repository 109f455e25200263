"""The main job, from the command line, against the demo facility."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from cli.evidence_parts import VIEWS, find_origin, find_part
from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue
from fairsvc.jobs.judging import call_panel
from fairsvc.jobs.workspace import open_workspace
from fairsvc.model.metadata import Metadata
from fairsvc.settings import load_settings
from fairsvc.store.evidence import iter_evidence

Call = Callable[..., tuple[int, str, str]]

LISTED = len(load_catalogue().datasets)
DELETED = sum(dataset.deleted for dataset in load_catalogue().datasets)
HELD = LISTED - DELETED


def test_the_harvest_is_verified_and_explained(here: Path, call: Call) -> None:
    code, out, _ = call("harvest", "explain", "demo", "--json")
    account = json.loads(out)
    assert (code, account["state"], account["records"], account["deleted"]) == (0, "verified", LISTED, DELETED)
    code, out, _ = call("harvest", "explain", "demo")
    assert code == 0
    assert out.startswith(f"demo: verified - The list ended properly with {LISTED} records")


def test_a_second_harvest_asks_only_for_what_changed(here: Path, call: Call) -> None:
    code, out, _ = call("harvest", "source", "demo", "--json")
    assert code == 0
    account = json.loads(out)
    assert account["window"]["from_"]
    assert (account["new"], account["changed"]) == (0, 0)


def test_sources_tell_what_is_held(here: Path, call: Call) -> None:
    code, out, _ = call("sources", "--json")
    assert code == 0
    [source] = json.loads(out)
    assert (source["name"], source["records"], source["deleted"], source["evidence"]) == ("demo", HELD, DELETED, HELD)
    assert call("sources")[1].count("demo") >= 1


def test_every_verdict_points_at_evidence_that_can_be_shown(here: Path) -> None:
    panel = call_panel(("rda-fdmm", "fsf"))
    with open_workspace(load_settings(here / "fairsvc.toml", {}, {})) as workspace:
        everything = list(iter_evidence(workspace.store, "demo"))
    assert len(everything) == HELD
    for evidence in everything:
        for name, verdict in panel.assess(evidence, evidence.gathered_at).verdicts.items():
            assert verdict.cites or verdict.outcome not in ("pass", "fail"), f"{evidence.pid} {name} cites nothing"
            for cite in verdict.cites:
                assert find_part(evidence, cite) is not None, f"{evidence.pid} {name}: {cite}"


def test_every_value_of_a_view_names_its_exchange(here: Path, call: Call, facility: Facility) -> None:
    with open_workspace(load_settings(here / "fairsvc.toml", {}, {})) as workspace:
        everything = list(iter_evidence(workspace.store, "demo"))
    for evidence in everything:
        for name in VIEWS:
            view = getattr(evidence, name)
            said = [field.name for field in fields(Metadata) if view is not None and view.says(field.name)]
            for field in set(said) - {"namespaces", "conforms_to", "unmapped", "warnings", "origins"}:
                origin = find_origin(evidence, f"view/{name}/{field}")
                assert origin is not None, f"{evidence.pid} view/{name}/{field}"
                assert find_part(evidence, f"exchange/{origin.step}") is not None, f"{evidence.pid} {name} {field}"
    code, out, _ = call("evidence", "show", facility.dois[0], "--at", "view/union/titles")
    assert (code, out.splitlines()[-1].startswith("from exchange/")) == (0, True)
    code, out, _ = call("evidence", "show", facility.dois[0], "--at", "view/registry/titles/0/value", "--json")
    document = json.loads(out)
    assert (code, document["origin"]["document"], document["origin"]["step"]) == (0, "datacite-json", "registry")
    assert isinstance(document["value"], str)


def test_good_and_bad_datasets_are_told_apart(here: Path, call: Call, facility: Facility) -> None:
    shares: dict[str, list[float]] = {}
    for doi, expected in facility.expected.items():
        code, out, _ = call("assess", doi, "--stored", "--json", "--metric-set", "rda-fdmm")
        if code == 0:
            [assessment] = json.loads(out)["assessments"]
            share = next(score["share"] for score in assessment["scores"] if score["name"] == "FAIR")
            shares.setdefault(expected.tier, []).append(share if share is not None else 0.0)
    assert min(shares["exemplary"]) == 1.0
    assert max(shares["poor"]) < min(shares["exemplary"])


def test_the_report_is_written_whole(here: Path, call: Call) -> None:
    code, out, _ = call("report", "fair", "--source", "demo", "-o", "report")
    assert code == 0
    assert str(here / "report" / "fair.html") in out
    html = (here / "report" / "fair.html").read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?!https?:|#|mailto:|data:)', html)
    assert json.loads((here / "report" / "fair.json").read_text("utf-8"))
    for table in (here / "report").glob("*.csv"):
        with table.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.reader(lines))
        assert len({len(row) for row in rows}) == 1, table.name


def test_a_missed_threshold_exits_with_1(here: Path, call: Call) -> None:
    code, _, err = call("assess", "--source", "demo", "--stored", "--threshold", "99")
    assert code == 1
    assert "below the threshold of 99 %" in err
    assert call("assess", "--source", "demo", "--stored", "--threshold", "1", "--threshold-of", "median")[0] == 0
    assert call("assess", "10.5072/dls.robots-disallowed", "--stored", "--threshold", "fsf=80")[0] == 3
    code, _, err = call("assess", "10.5072/dls.page-503", "--stored", "--threshold", "50")
    assert code == 3
    assert "too little could be tested" in err


def test_evidence_and_settings_and_doctor(here: Path, call: Call, facility: Facility) -> None:
    code, out, _ = call("evidence", "show", facility.dois[0])
    assert code == 0
    assert "handle" in out
    assert "FAIR Signposting: level 2 (nothing is missing; links back are asked for at depth full only)" in out
    code, out, _ = call("evidence", "show", facility.dois[0], "--at", "exchange/page")
    assert code == 0
    assert "< 302" in out
    assert "<!DOCTYPE html>" in out or "<!doctype html>" in out
    code, out, _ = call("--set", "workers=3", "settings", "--json")
    assert code == 0
    assert {row["name"]: row["value"] for row in json.loads(out)["settings"]}["workers"] == 3
    code, out, _ = call("doctor", "--json")
    symptoms = {row["what"]: row for row in json.loads(out)}
    assert all(row["ok"] for name, row in symptoms.items() if name != "evidence folder"), out


def test_a_recording_answers_instead_of_the_world(here: Path, call: Call, facility: Facility) -> None:
    [warc, *_] = sorted((here / "evidence").rglob("*.warc.gz"))
    code, out, _ = call("assess", facility.dois[0], "--recorded", str(warc), "--json")
    assert code == 0
    replayed = json.loads(out)
    assert replayed["verdicts"]["pid-resolves"]["outcome"] == "pass"
    code, out, _ = call("assess", "10.5072/never-recorded", "--recorded", str(warc), "--json")
    assert code == 0
    outcomes = {verdict["outcome"] for verdict in json.loads(out)["verdicts"].values()}
    assert "fail" not in outcomes, [n for n, v in json.loads(out)["verdicts"].items() if v["outcome"] == "fail"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["harvest", "oai", "not-a-url"], 2, "this is no web address to harvest: not-a-url"),
        (["assess", "10.5072"], 2, "this is no DOI, Handle, ARK or web address: '10.5072'"),
        (["assess"], 2, "name one PID, or one source with --source"),
        (["assess", "--source", "nobody"], 2, "nobody"),
        (["assess", "--source", "demo", "--metric-set", "nonsense"], 2, "nonsense"),
        (["harvest", "explain", "nobody"], 2, "nobody"),
        (["harvest", "source", "nobody"], 2, "there is no such source: nobody. Known: demo"),
        (["report", "fair", "--source", "nobody"], 2, "there is no such source: nobody. Known: demo"),
        (["report", "fair", "--source", "\udcff"], 2, "an argument is not UTF-8 text"),
        (["dataset", "show", "10.5072/none"], 2, "no source describes this dataset: 10.5072/none"),
        (["evidence", "prune", "--keep", "99999999999999999999"], 2, "--keep"),
        (["harvest", "quarantine", "demo", "--save", "99999999999999999999", "x"], 2, "holds no such entry"),
        (["harvest", "oai", "https://a.example/oai", "--name", "two\nlines"], 2, "no name for a source: 'two\\nlines'"),
        (["sources", "add", "n" * 201, "--url", "https://a.example/oai"], 2, "no name for a source"),
        (["harvest", "all"], 2, "fairsvc sources add NAME --url URL"),
        (["work", "--once"], 2, "fairsvc sources add NAME --url URL"),
        (["backup", "fairsvc.zip"], 2, "a backup is a tar file"),
        (["restore", "absent.tar", "--force"], 2, "there is no such backup: absent.tar"),
        (["source", "check", "demo", "--html", "."], 2, "the file cannot be written: . (it is a folder)"),
        (["evidence", "show", "10.5072/none"], 2, "10.5072/none"),
        (["evidence", "show", "10.5072/dls.bare-page", "--at", "view/nothing"], 2, "the evidence"),
        (["--set", "metric_sets=", "assess", "10.5072/x", "--stored"], 2, "metric_sets must name at least one"),
        (["--config", "absent.toml", "sources"], 2, "there are no settings: absent.toml. Run fairsvc init"),
        (["--set", "wrokers=1", "sources"], 2, "Did you mean workers?"),
        (["--set", "store=sqlite:////nowhere/x.db", "sources"], 2, "Run fairsvc init"),
        (["init"], 2, "there are settings already"),
        (["assess", "10.5072/x", "--recorded", "absent.warc"], 2, "the recording cannot be read"),
        (["assess", "10.5072/x", "--depth", "bulk"], 2, "depth bulk is for a source"),
        (["assess", "--source", "demo", "--depth", "deep"], 2, "no such depth: deep. Known: standard, full, bulk"),
        (["assess", "--source", "demo", "--stored", "--depth", "full"], 2, "--stored and --replay ask nobody"),
        (["nonsense"], 2, "nonsense"),
        (["assess", "--nonsense"], 2, "nonsense"),
    ],
)
def test_bad_input_gets_one_sentence_and_its_exit_code(
    here: Path, call: Call, arguments: list[str], code: int, sentence: str
) -> None:
    got, out, err = call(*arguments)
    assert (got, sentence in err) == (code, True), err
    assert "Traceback" not in err
    assert not out.strip()


def test_a_bulk_run_says_which_hosts_it_looked_at_in_full(here: Path, call: Call) -> None:
    flags = ("--set", "full_sample_per_host=1")
    code, out, err = call(*flags, "assess", "--source", "demo", "--depth", "bulk", "--sample", "2")
    assert code == 0
    assert "2 datasets at depth bulk, 1 of them in full: at most " in err
    assert "looked at in full" in out
    assert re.search(r"127\.0\.0\.1:\d+ +10\.5072 +1 +[12]", out), out


def test_a_foreign_host_is_not_asked_without_a_contact(here: Path, call: Call) -> None:
    code, _, err = call("--set", "contact=", "harvest", "oai", "https://data.facility.example/oai")
    assert code == 2
    assert "a contact address is needed" in err


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ((200, [("Content-Type", "text/html")], b"<!doctype html><title>Maintenance</title>"), "HTML"),
        ((302, [("Location", "http://169.254.169.254/latest/")], b""), "address refused"),
        ((503, [("Retry-After", "0")], b""), "503"),
        ((404, [], b""), "404"),
    ],
)
def test_what_is_no_oai_pmh_endpoint_is_another_servers_fault(
    here: Path, call: Call, serve: Callable[..., object], reply: tuple[int, list[tuple[str, str]], bytes], sentence: str
) -> None:
    server = serve(lambda asked: reply)
    allow = f"allow=127.0.0.1:{server.port}"  # type: ignore[attr-defined]
    code, _, err = call("--set", allow, "harvest", "oai", f"{server.url}/oai", "--name", "wrong")  # type: ignore[attr-defined]
    assert code == 3, err
    assert sentence in err
    assert "Traceback" not in err


def test_a_private_address_is_refused_unless_allowed(here: Path, call: Call, serve: Callable[..., object]) -> None:
    server = serve(lambda asked: (200, [], b""))
    code, _, err = call("--set", "allow=", "harvest", "oai", f"{server.url}/oai", "--name", "private")  # type: ignore[attr-defined]
    assert code == 3
    assert "address refused" in err
    assert server.asked == []  # type: ignore[attr-defined]


def test_a_defect_is_ours_and_says_so(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairsvc.jobs.holdings.list_holdings", None)
    code, _, err = call("sources")
    assert code == 4
    assert "this is a fault of fairsvc" in err


def test_commands_are_listed_in_the_order_of_their_need(call: Call) -> None:
    code, out, _ = call("--help")
    assert code == 0
    names = [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines()]
    assert names[:6] == ["init", "facilities", "sources", "source", "harvest", "work"]
    assert "..." not in out.partition("Commands:\n")[2]


def test_what_was_forgotten_is_said_wherever_it_is_asked_for(here: Path, call: Call, tmp_path: Path) -> None:
    config = ("--config", str(here / "fairsvc.toml"))
    assert call(*config, "forget", "--list")[1] == "Nothing was forgotten.\n"
    backup = tmp_path / "before.tar"
    assert call(*config, "backup", str(backup))[0] == 0
    assert call(*config, "forget", "10.5072/dls.no-licence", "--yes", "--reason", "withdrawn")[0] == 0
    for command in ("dataset", "evidence"):
        code, _, err = call(*config, command, "show", "10.5072/dls.no-licence")
        assert (code, "this dataset was forgotten" in err) == (2, True), err
    assert call(*config, "restore", str(backup), "--force")[0] == 0


def test_nothing_is_forgotten_where_nobody_can_answer(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = call("forget", "10.5072/dls.no-licence")
    assert (code, "nobody said yes" in err) == (2, True), err
    assert call("dataset", "show", "10.5072/dls.no-licence")[0] == 0


def test_a_catalogue_without_news_stays_verified(here: Path, call: Call) -> None:
    assert call("harvest", "source", "demo")[0] == 0
    code, out, _ = call("harvest", "explain", "demo")
    assert (code, "demo: verified - Nothing changed since" in out) == (0, True), out
    held = rf"demo  oai http://\S+\n  {HELD} records, {DELETED} deleted, {HELD} probed; verified"
    assert re.search(held, call("sources")[1])


def test_the_doctor_names_a_cause_once(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = call("doctor", "--json")
    assert (code, out.count("there are no settings"), out.count("because of the settings")) == (1, 1, 3), out
