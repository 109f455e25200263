"""fairsvc metalink, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

BASE = ("--base-url", "https://data.example.org/run")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    (folder / ".hidden").write_text("b")
    return folder


def test_a_folder_is_published_and_checked(call: Call, folder: Path) -> None:
    code, out, _ = call("metalink", str(folder), *BASE, "--doi", "10.5072/a", "--licence", "CC-BY-4.0")
    assert code == 0
    for words in ("1 file, 1 B.", "run.meta4", "Left out, hidden: 1 (.hidden)", "RewriteEngine On", "location = "):
        assert words in out
    assert "fairsvc resolve https://doi.org/10.5072/a --explain" in out
    assert call("metalink", str(folder), "--check")[0] == 0
    (folder / "a.txt").write_text("b")
    code, out, err = call("metalink", str(folder), "--check")
    assert (code, "its sha-256 is" in out, "differ in 1 places" in err) == (1, True, True)


def test_a_second_run_says_what_it_did_not_read(call: Call, folder: Path) -> None:
    call("metalink", str(folder), *BASE)
    assert "1 of them unchanged and not read again" in call("metalink", str(folder), *BASE)[1]
    assert "unchanged" not in call("metalink", str(folder), *BASE, "--again")[1]


def test_json_has_the_lines_too(call: Call, folder: Path, tmp_path: Path) -> None:
    code, out, _ = call("metalink", str(folder), *BASE, "-o", str(tmp_path / "docs"), "--name", "x", "--json", "--all")
    document = json.loads(out)
    assert (code, document["published"]["file_count"]) == (0, 2)
    assert set(document["server_lines"]) == {"apache", "nginx"}
    assert (tmp_path / "docs" / "x.meta4").is_file()
    checked = call("metalink", str(folder), "-o", str(tmp_path / "docs"), "--name", "x", "--check", "--json", "--all")
    assert json.loads(checked[1])["differences"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", *BASE), "there is no such folder"),
        (("run",), "the folder's web address is missing"),
        (("run", "--base-url", "data.example.org"), "--base-url takes a plain web address"),
        (("run", *BASE, "--doi", "nonsense"), "this is no DOI"),
        (("run", *BASE, "--licence", "mine"), "this licence is not known: mine"),
        (("run", *BASE, "--name", "../x"), "the name takes letters"),
        (("run", *BASE, "-o", "run/a.txt"), "cannot be written"),
        (("run", "--check"), "the Metalink cannot be read"),
    ],
)
def test_bad_input_gets_a_sentence(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    code, _, err = call("metalink", *arguments)
    assert (code, words in err) == (2, True), err


def test_a_name_with_a_line_end_breaks_no_line(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "new\nline").touch()
    monkeypatch.chdir(folder.parent)
    assert "(new\ufffdline)" in call("metalink", "run", *BASE)[1]
