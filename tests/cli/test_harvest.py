"""The harvest commands against a provider that fails in the middle: what a person and a program read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.harvest import _print_deviations
from cli.main import run
from fairsvc.model.harvest import Deviation
from harvest.health.kinds import load_kinds
from tests.support.bad_provider import misbehaving
from tests.support.dated_provider import DatedProvider
from tests.support.faults import FAULTS
from tests.support.oai_provider import XML, error
from tests.support.running import make_workspace
from tests.support.server import Handler, Served

BROKEN = (500, [], b"a record broke me")


@pytest.fixture
def provider(serve: Callable[[Handler], Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatedProvider:
    """A provider whose records are harvested once, whole."""
    provider = DatedProvider()
    served = serve(provider)
    monkeypatch.chdir(make_workspace(tmp_path / "work", served.url))
    assert run(("harvest", "oai", f"{served.url}/oai", "--name", "demo", "--prefix", "oai_dc", "--json")) == 0
    return provider


def test_the_windows_are_explained(provider: DatedProvider, capsys: pytest.CaptureFixture[str]) -> None:
    provider.fault = lambda query, numbers: (
        (200, [XML], error("badResumptionToken")) if "resumptionToken" in query else None
    )
    assert run(("harvest", "source", "demo", "--full")) == 0
    capsys.readouterr()
    assert run(("harvest", "explain", "demo")) == 0
    out = capsys.readouterr().out
    assert "demo: verified - The list came in parts: 30 records" in out
    assert "21 windows, 2 of them divided, 1 not shown (--json has all):" in out
    assert "2024-02-01T00:00:00Z" in out
    assert run(("harvest", "explain", "demo", "--json")) == 0
    account = json.loads(capsys.readouterr().out)
    assert len(account["window_accounts"]) == account["windows"] + 2 == 21
    assert sum(one["checkpoint"]["records"] for one in account["window_accounts"] if one["state"] == "done") == 30
    assert run(("harvest", "explain", "demo", "--run", "1")) == 0
    assert "quarantined" not in capsys.readouterr().out.splitlines()[-1]


def test_what_is_withheld_is_listed_and_saved(
    provider: DatedProvider, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(("harvest", "quarantine", "demo")) == 0
    assert "Nothing of demo is in quarantine." in capsys.readouterr().out
    provider.fault = lambda query, numbers: BROKEN if 17 in numbers and query["verb"] != "ListIdentifiers" else None
    assert run(("harvest", "source", "demo", "--full")) == 3
    assert "1 record that the source lists it does not deliver; 29 records came" in capsys.readouterr().out
    assert run(("harvest", "quarantine", "demo")) == 0
    assert "oai:demo:17" in capsys.readouterr().out
    assert run(("harvest", "quarantine", "demo", "--json")) == 0
    [held] = json.loads(capsys.readouterr().out)
    save = ("harvest", "quarantine", "demo", "--save", str(held["number"]), str(tmp_path / "answer"))
    assert run(save) == 0
    assert (tmp_path / "answer").read_bytes() == BROKEN[2]
    assert run(save) == 2
    assert "the file cannot be made" in capsys.readouterr().err
    assert run(("harvest", "quarantine", "demo", "--save", "99", str(tmp_path / "other"))) == 2
    assert run(("harvest", "quarantine", "nowhere")) == 2


def test_a_mass_disappearance_exits_with_1_until_it_is_accepted(
    provider: DatedProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 11):
        del provider.records[number]
    for _ in range(2):
        assert run(("harvest", "source", "demo", "--full")) == 1
        assert "10 of 30 live records are missing, more than 5 %" in capsys.readouterr().out
    assert run(("harvest", "source", "demo", "--accept-vanished", "--json")) == 0
    assert json.loads(capsys.readouterr().out)["vanished"] == 10


def test_deviations_are_told_by_their_titles_once_each(
    serve: Callable[[Handler], Served],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served = serve(misbehaving(FAULTS["control character and bare &"]))
    monkeypatch.chdir(make_workspace(tmp_path / "work", served.url))
    assert run(("harvest", "oai", f"{served.url}/oai", "--name", "odd", "--prefix", "oai_dc")) == 0
    capsys.readouterr()
    assert run(("harvest", "explain", "odd")) == 0
    lines = capsys.readouterr().out.splitlines()
    [told] = [line for line in lines if "xml.repaired" in line]
    assert told == f"  not as it should be: {load_kinds()['xml.repaired'].title}: xml.repaired"
    assert f"fairsvc source check {served.url}/oai" in lines[-1]


def test_many_deviations_are_told_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Deviation("page.empty", f"page {number}") for number in range(1, 8)]
    many += [Deviation(f"new.{number}") for number in range(25)]
    _print_deviations(many)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"  not as it should be: {load_kinds()['page.empty'].title}: page.empty (7 times)"
    assert lines[1] == "    page 1; page 2; page 3; ..."
    assert (lines[2], lines[-1]) == ("  not as it should be: new.0", "  and 6 more kinds: --json has all")
    assert len(lines) == 22


def test_a_name_that_stood_for_another_address_is_said(
    provider: DatedProvider, capsys: pytest.CaptureFixture[str], serve: Callable[[Handler], Served]
) -> None:
    moved = serve(DatedProvider())
    address = ("--set", f"allow=127.0.0.1:{moved.port}")
    assert run((*address, "harvest", "oai", f"{moved.url}/oai", "--name", "demo", "--prefix", "oai_dc")) == 0
    assert f"and is harvested from {moved.url}/oai now" in capsys.readouterr().err
    assert run((*address, "harvest", "source", "demo")) == 0
    assert "is harvested from" not in capsys.readouterr().err
