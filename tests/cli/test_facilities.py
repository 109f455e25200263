from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from cli.main import run
from fairsvc.settings import read_settings

TOML = """# Ours; keep this remark.
contact = "steward@facility.example"  # and this one

[[source]]  # the first
name = "first"
url = "https://first.facility.example/oai"
# what it is narrowed to
set = "open"

# The second, of the other ring.
[[source]]
name = "second"
url = "https://second.facility.example/oai"

[[rate]]
host = "second.facility.example"
requests_per_s = 3
"""
ORIGIN = 'source = "a page"\nchecked_at = 2026-01-31\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAIRSVC_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["init"]) == 0
    (tmp_path / "fairsvc.toml").write_text(TOML, "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", ["facilities", "facilities show", "sources", "sources add", "sources remove"])
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:\n" in out
    assert f"fairsvc {command}" in out


def test_the_facilities_are_listed_without_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["facilities"]) == 0
    out = capsys.readouterr().out
    assert "inist.esrf" in out
    assert "10.5286 (?)" in out
    assert run(["facilities", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 14


def test_each_fact_is_shown_with_source_day_and_status(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facilities", "show", "EuXFEL"]) == 0
    out = capsys.readouterr().out
    assert "oai.mymdc: https://in.xfel.eu/metadata/oai-pmh/oai2 (?)\n" in out
    assert "    unverified, 2026-11-21: EOSC-Data-Commons/metadata-warehouse, sample endpoints\n" in out
    assert run(["facilities", "show", "ill"]) == 0
    assert "  SciCat, oai-provider-service: There are no resumption tokens" in capsys.readouterr().out


def test_a_profile_is_one_json_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facilities", "show", "esrf", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["ror"]["value"] == "https://ror.org/02550n020"
    assert set(shown["ror"]) == {"value", "source", "checked_at", "status", "note", "evidence"}
    assert shown["oai"][0]["quirks"][0]["sentence"]["status"] == "verified"


def test_the_folder_of_the_settings_overrides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("facilities", "profiles"):
        (folder / name).mkdir()
        text = f'id = "ring"\nname = "Ring in {name}"\n[homepage]\nvalue = "https://ring.example"\n{ORIGIN}'
        (folder / name / "ring.toml").write_text(text, "utf-8")
    assert run(["facilities", "show", "ring"]) == 0
    assert run(["--set", "facilities=profiles", "facilities", "show", "ring"]) == 0
    out = capsys.readouterr().out
    assert "ring: Ring in facilities" in out
    assert "ring: Ring in profiles" in out
    assert run(["--set", "facilities=nowhere", "facilities"]) == 2
    assert "the folder of facility profiles is not there: " in capsys.readouterr().err


def test_what_is_added_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "add", "--facility", "alba", "--quiet", "22:00-06:00", "--interval-h", "2.3"]) == 0
    out = capsys.readouterr().out
    assert "Added alba-oai: oai https://data.cells.es/iws/icat_plus/oaipmh/request oai_datacite\n" in out
    assert "Added a rate for data.cells.es: 0.5 requests/s" in out
    assert "Records asked for without a set are poor" in out
    assert "fairsvc source check https://data.cells.es/iws/icat_plus/oaipmh/request\n" in out
    text = (folder / "fairsvc.toml").read_text("utf-8")
    assert text.startswith(TOML)
    source = read_settings(text, "here").source("alba-oai")
    assert source is not None
    assert (source.quiet, source.interval_s, source.facility) == ("22:00-06:00", int(2.3 * 3600), "alba")
    assert run(["sources", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["alba-oai", "first", "second"]
    assert run(["settings", "--json"]) == 0
    assert "alba-oai" in capsys.readouterr().out


def test_what_is_unverified_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "add", "--facility", "European XFEL", "--only", "oai"]) == 0
    out = capsys.readouterr().out
    assert "https://in.xfel.eu/metadata/oai-pmh/oai2 is unverified (EOSC-Data-Commons/metadata-warehouse" in out
    assert "Added euxfel-datacite" not in out


def test_only_what_is_new_is_added(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "add", "--facility", "esrf", "--only", "oai"]) == 0
    assert run(["sources", "add", "--facility", "esrf"]) == 0
    assert "esrf-oai is this source already" in capsys.readouterr().out
    before = (folder / "fairsvc.toml").read_bytes()
    assert run(["sources", "add", "--facility", "esrf"]) == 2
    assert "the settings have this already: esrf-oai is this source already" in capsys.readouterr().err
    assert (folder / "fairsvc.toml").read_bytes() == before
    names = [source.name for source in read_settings(before.decode(), "here").sources]
    assert names == ["first", "second", "esrf-oai", "esrf-datacite"]


def test_a_source_is_named_by_hand(folder: Path) -> None:
    oai = "sources add third --url https://third.facility.example/oai --prefix oai_dc --set-spec a:b --facility ILL"
    assert run(oai.split()) == 0
    assert run(["sources", "add", "fourth", "--kind", "datacite", "--doi-prefix", "10.1234", "--query", "ring"]) == 0
    settings = read_settings((folder / "fairsvc.toml").read_text("utf-8"), "here")
    third, fourth = settings.source("third"), settings.source("fourth")
    assert third is not None
    assert (third.prefix, third.set_spec, third.facility) == ("oai_dc", "a:b", "ill")
    assert fourth is not None
    assert (fourth.kind, fourth.url, fourth.query) == ("datacite", "https://api.datacite.org", "ring")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("", "there is nothing to add. Name a source with its --url, or a --facility"),
        ("new", "a source needs an address: new. Name it with --url"),
        ("new --url ftp://h/oai", "this is no web address to harvest: ftp://h/oai"),
        ("new --url https://me:secret@h.example/oai", "this is no web address to harvest: h.example/oai"),
        (
            "new --url https://h.example/oai --kind oia",
            "there is no such kind of source: --kind oia. Did you mean oai?",
        ),
        ("new --url https://h.example/oai --client-id a.b", "a source of kind oai cannot be narrowed so: --client-id"),
        ("new --url https://h.example/oai --quiet 8-18", "these are no quiet hours: '8-18'"),
        ("new --url https://h.example/oai --only oai", "--only chooses from a facility's profile: oai"),
        ("new --url https://h.example/oai --facility esfr", "esfr. Did you mean esrf?"),
        ("new --kind datacite", "this would be all of DataCite: new"),
        ("first --url https://h.example/oai", "there is another source of this name: first. Choose another NAME"),
        ("new --url https://second.facility.example/oai", "second is this source already"),
        ("--facility esfr", "there is no profile of this facility: esfr. Did you mean esrf?"),
        ("--facility esrf --only dc", "there is no such kind of source: --only dc."),
        ("--facility esrf --url https://h.example/oai", "the profile of a facility says this: --url"),
        ("--facility diamond", "no OAI-PMH base URL or DataCite client id is known to harvest: Diamond, of which is"),
        ("--facility soleil", "Ask the facility for its OAI-PMH base URL"),
    ],
)
def test_what_cannot_be_added_gets_a_sentence(
    arguments: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sources", "add", *arguments.split()]) == 2
    assert sentence in capsys.readouterr().err
    assert (folder / "fairsvc.toml").read_text("utf-8") == TOML


def test_a_source_is_removed_and_the_rest_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "remove", "first"]) == 0
    assert "The store keeps its records and evidence." in capsys.readouterr().out
    text = (folder / "fairsvc.toml").read_text("utf-8")
    assert text == TOML.replace(TOML[TOML.index("\n[[source]]  # the first") : TOML.index("\n# The second")], "")
    assert run(["sources", "remove", "frist"]) == 2
    assert "the settings name no such source: frist in fairsvc.toml. Known: second" in capsys.readouterr().err
    assert run(["sources", "remove", "second"]) == 0
    assert run(["sources", "remove", "second"]) == 2


def test_the_rights_of_the_file_stay(folder: Path) -> None:
    path = folder / "fairsvc.toml"
    path.chmod(0o640)
    assert run(["sources", "add", "--facility", "psi"]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in folder.glob(".fairsvc*")] == []


def test_a_file_behind_a_link_is_written_where_it_lies(folder: Path) -> None:
    path = folder / "fairsvc.toml"
    path.rename(folder / "elsewhere.toml")
    path.symlink_to("elsewhere.toml")
    assert run(["sources", "add", "--facility", "psi"]) == 0
    assert path.is_symlink()
    assert "psi-oai" in (folder / "elsewhere.toml").read_text("utf-8")


def test_a_file_that_cannot_be_written_gets_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Root may write everything; the system's own answer is what is replaced.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert run(["sources", "add", "--facility", "psi"]) == 2
    assert "(Permission denied). Allow it, or edit it by hand" in capsys.readouterr().err
    assert (folder / "fairsvc.toml").read_text("utf-8") == TOML
