"""Evidence handed out as one WARC file, and judged again from it with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as OtherReader
from warcio.checker import Checker

from cli.main import run

Call = Callable[..., tuple[int, str, str]]
GOOD, POOR, DOWN = "10.5072/dls.saxs-micelles", "10.5072/dls.json-ld-cut", "10.5072/dls.page-500"


def without_times(document: dict[str, object]) -> dict[str, object]:
    for assessment in document["assessments"]:  # type: ignore[attr-defined]
        assessment.pop("assessed_at")
    return document


@pytest.fixture
def exported(here: Path, call: Call, tmp_path: Path) -> Path:
    path = tmp_path / "evidence.warc.gz"
    code, out, _ = call("evidence", "export", GOOD, "-o", str(path), "--json")
    assert code == 0
    assert json.loads(out)["pages"] == 1
    return path


@pytest.mark.parametrize("pid", [GOOD, POOR, DOWN])
def test_a_replay_gives_the_same_assessment(here: Path, call: Call, pid: str) -> None:
    _, stored, _ = call("assess", pid, "--stored", "--json")
    code, replayed, said = call("assess", pid, "--replay", "--json")
    assert code == 0
    assert "Replayed: the same evidence" in said
    assert without_times(json.loads(replayed)) == without_times(json.loads(stored))


def test_other_warc_tools_read_what_is_exported(exported: Path) -> None:
    class Arguments:
        inputs = (str(exported),)
        verbose = False

    checker = Checker(Arguments)
    checker.process_all()
    assert checker.exit_value == 0
    with exported.open("rb") as stream:
        records = [
            (record.headers["WARC-Type"], record.verify_block_digest())
            for record in OtherReader(stream, parse_http=False)
        ]
    assert [kind for kind, _ in records][:2] == ["warcinfo", "response"]
    assert records[-1][0] == "resource"
    assert all(right for _, right in records)


def test_the_export_holds_the_whole_harvested_page(exported: Path) -> None:
    with exported.open("rb") as stream:
        bodies = [
            record.reader.read()
            for record in OtherReader(stream, parse_http=True)
            if record.headers["WARC-Type"] == "response" and "verb=ListRecords" in record.headers["WARC-Target-URI"]
        ]
    page, element = max(bodies, key=len), min(bodies, key=len)
    assert b"<OAI-PMH" in page
    assert GOOD.encode() in page
    assert page.count(b"<record>") == 10
    assert b"<record>" not in element


def test_another_store_judges_the_file_the_same(exported: Path, here: Path, call: Call, tmp_path: Path) -> None:
    _, stored, _ = call("assess", GOOD, "--stored", "--json")
    assert run(["init", str(tmp_path / "other"), "--contact", "auditor@other.example"]) == 0
    call()
    config = ("--config", str(tmp_path / "other" / "fairsvc.toml"))
    code, out, said = call(*config, "assess", GOOD, "--recorded", str(exported), "--json")
    assert code == 0
    assert "Replayed: the same evidence" in said
    assert without_times(json.loads(out)) == without_times(json.loads(stored))
    assert call(*config, "assess", GOOD, "--replay")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("evidence", "export", "10.5072/never-seen"), 2, "holds no evidence of this PID"),
        (("evidence", "export", "nonsense"), 2, "this is no DOI"),
        (("evidence", "export", GOOD, "-o", "-", "--json"), 2, "both want the standard output"),
        (("evidence", "export", GOOD, "-o", "missing/folder/file.warc.gz"), 2, "the file cannot be written"),
        (("evidence", "export", GOOD, "-o", "fairsvc.toml"), 2, "the file is there already"),
        (("assess", "--source", "demo", "--replay"), 2, "--replay goes with one PID"),
        (("assess", GOOD, "--depth", "bulk"), 2, "depth bulk is for a source"),
        (("assess", GOOD, "--depth", "deep"), 2, "there is no such depth: deep. Known: standard, full"),
        (("assess", "--source", "demo", "--depth", "deep"), 2, "Known: standard, full, bulk"),
        (("--set", "depth=matrix", "settings"), 2, "there is no such depth"),
        (("assess", GOOD, "--replay", "--stored"), 2, "--replay goes with one PID"),
        (("assess", "10.5072/never-seen", "--replay"), 2, "holds no evidence of this PID"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(
    here: Path, call: Call, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    got, _, said = call(*arguments)
    assert (got, sentence in said) == (code, True), said
