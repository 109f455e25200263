"""fairsvc resolve, from the command line, against the demo."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from cli.demo import _settings
from cli.main import run
from cli.resolve_tables import print_resolution
from fairsvc.demo.facility import Facility, running
from fairsvc.formats.metalink import read_metalink
from fairsvc.jobs.workspace import make_workspace
from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Access, AccessState, Availability, Question, Resolution, Trial, TrialState
from tests.support.file_site import FileSite

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture(scope="module")
def folder(facility: Facility, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resolve")
    make_workspace(folder, _settings(facility))
    return folder


@pytest.fixture
def resolve(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `fairsvc resolve`; a name is that of a dataset of the demo: exit code, standard output, standard error."""

    def call(pid: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "200")
        capsys.readouterr()
        code = run(["resolve", f"10.5072/dls.{pid}" if re.fullmatch("[a-z][a-z0-9-]*", pid) else pid, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_person_sees_the_files_and_what_is_known(resolve: Call) -> None:
    code, out, err = resolve("saxs-micelles")
    assert (code, err) == (0, "")
    for words in ("CC-BY-4.0", "open (the metadata say so)", "1; the list is complete", "confidence 0.95"):
        assert words in out
    assert "scattering.nxs" in out
    assert "19.2 kB (19183 bytes)" in out


def test_three_requests_suffice_and_all_are_shown(resolve: Call, facility: Facility) -> None:
    facility.requests.clear()
    code, out, _ = resolve("saxs-micelles", "--explain")
    asked = [one for one in facility.requests if one.status not in (301, 302, 303, 307, 308)]
    assert (code, len(asked)) == (0, 3)
    assert "* metalink" in out
    assert "believed first, with 0.8" in out
    assert "not asked: metalink had named the files" in out
    assert "application/metalink4+xml" in out
    assert "No repository's API was asked: the PID itself named the files." in out


def test_why_no_repository_was_asked(resolve: Call) -> None:
    why = "No repository's API was asked: none was recognised by addresses and links."
    assert why in resolve("signposting-alone", "--explain")[1]
    assert "No repository's API" not in resolve("invenio-record", "--explain")[1]
    assert "No repository's API" not in resolve("invenio-record", "--explain", "--standards")[1]


def test_the_json_holds_everything(resolve: Call) -> None:
    code, out, _ = resolve("saxs-micelles", "--json")
    document = json.loads(out)
    assert (code, document["complete"], document["file_count"], len(document["requests"])) == (0, "yes", 1, 3)


@pytest.mark.parametrize(
    ("flag", "start"),
    [
        ("--metalink", '<?xml version="1.0" encoding="UTF-8"?>\n<metalink'),
        ("--linkset", '{\n "linkset": ['),
        ("--aria2", "# doi:10.5072/dls.saxs-micelles"),
        ("--urls", "http://127.0.0.1:"),
        ("--csv", "path,size_bytes,"),
    ],
)
def test_each_form_goes_to_standard_output_or_a_file(resolve: Call, tmp_path: Path, flag: str, start: str) -> None:
    code, out, _ = resolve("saxs-micelles", flag)
    assert code == 0
    assert out.startswith(start)
    file = tmp_path / "new" / "out"
    code, nothing, err = resolve("saxs-micelles", flag, "-o", str(file))
    assert (code, nothing, f"Wrote {file}" in err) == (0, "", True)
    assert file.read_text("utf-8").startswith(start)


def test_addresses_can_be_piped(resolve: Call) -> None:
    assert "\r" not in resolve("saxs-micelles", "--urls")[1]


def test_a_bag_is_a_zip(resolve: Call, tmp_path: Path) -> None:
    file = tmp_path / "bag.zip"
    assert resolve("saxs-micelles", "--bagit", "-o", str(file))[0] == 0
    with ZipFile(BytesIO(file.read_bytes())) as bag:
        assert "10.5072-dls.saxs-micelles/fetch.txt" in bag.namelist()


def test_a_bag_needs_digests(resolve: Call, tmp_path: Path) -> None:
    code, _, err = resolve("no-digest", "--bagit", "-o", str(tmp_path / "bag.zip"))
    assert (code, "no digest by one algorithm is known of every file" in err) == (1, True)


@pytest.mark.parametrize(
    ("id", "code", "words"),
    [
        ("no-file-link", 1, "there are no files to be had: nothing there lists any"),
        ("unregistered", 1, "the identifier is not registered: its resolver answered 404"),
        ("page-500", 3, "no file is known, and not everybody answered: the page answered 500"),
    ],
)
@pytest.mark.parametrize("flag", ["--explain", "--json", "--metalink"])
def test_why_there_are_no_files(resolve: Call, id: str, code: int, words: str, flag: str) -> None:
    found, out, err = resolve(id, flag)
    assert (found, words in err) == (code, True), err
    assert bool(out) == (flag != "--metalink")


@pytest.mark.parametrize(
    ("id", "code", "words"),
    [
        ("no-file-link", 1, "nothing there lists any"),
        ("withdrawn", 1, "it was withdrawn (the page answered 410)"),
        ("unregistered", 1, "the identifier is not registered"),
        ("metadata-only", 1, "there are only metadata"),
        ("polymer-collection", 1, "it is a collection of 3 datasets"),
        ("page-500", 3, "the page answered 500"),
    ],
)
def test_every_command_says_the_same_of_no_files(
    folder: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    id: str,
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(folder)
    pid = f"10.5072/dls.{id}"
    ends = [call("resolve", pid), call("get", pid, "-o", "data"), call("shell", pid, "-c", "ls")]
    assert [end[0] for end in ends] == [code] * 3
    assert words in ends[0][2]
    assert len({end[2] for end in ends}) == 1


def test_an_address_may_be_that_of_a_file(resolve: Call) -> None:
    code, _, err = resolve(resolve("saxs-micelles", "--urls")[1].strip())
    assert (code, "it leads to no page but to a file (application/x-hdf5)" in err) == (1, True), err


def test_an_address_that_answers_404_is_no_identifier(resolve: Call, facility: Facility) -> None:
    code, _, err = resolve(f"{facility.base_url}/nothing/here")
    assert (code, "the page answered 404" in err, "registered" in err) == (1, True, False), err


def test_an_address_of_our_own_network_is_not_the_fault_of_others(resolve: Call) -> None:
    code, _, err = resolve("http://10.0.0.1/x")
    assert (code, "If the host is yours: allow" in err, "Try later" in err) == (3, True, False)


def test_nothing_is_cut_off_at_80_columns(folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    assert " embargoed " in call("resolve", "10.5072/dls.embargoed")[1].split("absorption.nxs")[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["resolve"], ["resolve", "--json"], ["get", "--dry-run"], ["shell", "-c", "ls"]])
def test_a_full_disk_is_no_defect_of_ours(folder: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "fairsvc", *arguments, "10.5072/dls.saxs-micelles"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=folder, env=env, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert (done.returncode, "has no room" in done.stderr) == (2, True), done.stderr


def test_a_prefix_has_no_files(resolve: Call, tmp_path: Path) -> None:
    for flag in ("--metalink", "--csv"):
        code, out, err = resolve("10.5072", flag, "-o", str(tmp_path / "x"))
        assert (code, out, "a DOI prefix has no files" in err) == (2, "", True)
    assert resolve("10.5072", "--json", "-o", str(tmp_path / "x"))[0] == 0
    assert json.loads((tmp_path / "x").read_text())["agency"] == "DataCite"


def test_a_prefix_has_an_agency(resolve: Call) -> None:
    assert resolve("10.5072")[:2] == (
        0,
        "10.5072 is a DOI prefix; its DOIs are registered with DataCite. A whole DOI leads to files.\n",
    )
    assert json.loads(resolve("10.5072", "--json")[1]) == {"prefix": "10.5072", "agency": "DataCite"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense?",), "this is no DOI, Handle, ARK or web address"),
        (("saxs-micelles", "--json", "--csv"), "only one form can be written: --json, --csv"),
        (("saxs-micelles", "-o", "x"), "-o needs a form"),
        (("saxs-micelles", "--json", "--explain"), "--explain is for people"),
        (("saxs-micelles", "--json", "-o", "/dev/null/x"), "cannot be written"),
    ],
)
def test_bad_input_gets_a_sentence(resolve: Call, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = resolve(*arguments)
    assert (code, out, words in err) == (2, "", True), err


def test_a_terminal_gets_no_zip(resolve: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, _, err = resolve("saxs-micelles", "--bagit")
    assert (code, "this is no text for a terminal" in err) == (2, True)


def test_the_metalink_is_that_of_the_dataset(resolve: Call) -> None:
    (entry,) = read_metalink(resolve("saxs-micelles", "--metalink")[1].encode()).files
    assert (entry.size_bytes, entry.digests[0].scheme) == (19183, "sha-256")


@pytest.mark.skipif(shutil.which("aria2c") is None, reason="aria2c is not installed")
def test_aria2c_downloads_a_dataset_of_the_demo(resolve: Call, tmp_path: Path) -> None:
    listed = tmp_path / "files.meta4"
    assert resolve("saxs-micelles", "--metalink", "-o", str(listed))[0] == 0
    options = ("--no-conf", "--quiet", "--check-integrity=true", "--file-allocation=none", f"--dir={tmp_path}")
    subprocess.run(["aria2c", *options, f"--metalink-file={listed}"], timeout=30, check=True)
    (entry,) = read_metalink(listed.read_bytes()).files
    assert hashlib.sha256((tmp_path / entry.path).read_bytes()).hexdigest() == entry.digests[0].value


RESOLUTION = Resolution(
    read_pid("10.5072/a"),
    Manifest((FileEntry("https://s3.example.org/x%20y.h5?token=hush", size_bytes=5),), "ark", None, 0.9, "no total"),
    datetime(2026, 1, 1, tzinfo=UTC),
    Access(AccessState.EMBARGOED, date(2027, 1, 1), "the API says so"),
    Availability.NEARLINE,
    "A \x1b[31mred title",
    trials=(Trial("ark", "Ark", TrialState.FOUND, 1, None, "the API lists all", won=True, unproven=True),),
    findings=(Finding("conflict.files", "view/manifest", "2 and 3"),),
    questions=(Question("ark", "GET", "https://x.example/?token=", "application/json", "answered 200", 3),),
)


def printed(capsys: pytest.CaptureFixture[str], resolution: Resolution, *, explain: bool = False) -> str:
    print_resolution(resolution, explain=explain, standards=False)
    return capsys.readouterr().out


def test_the_table_says_what_is_not_ordinary(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    entry = FileEntry("https://x.example/b.h5", "b.h5", None, access="login", availability="nearline")
    manifest = replace(RESOLUTION.manifest, entries=(*RESOLUTION.manifest.entries, entry))
    out = printed(capsys, replace(RESOLUTION, manifest=manifest), explain=True)
    for words in (
        "embargoed until 2027-01-01 (the API says so)",
        "nearline",
        "login",
        "x y.h5",
        "at least 5 B: 1 sizes are not known",
        "2; the list is not known to be complete (no total)",
        "conflict.files (view/manifest): 2 and 3",
        "unproven: never held against a recorded answer",
        "* ark",
    ):
        assert words in out
    assert "hush" not in out
    assert "\x1b[31m" not in out


def test_expiry_is_shown_without_the_address(capsys: pytest.CaptureFixture[str]) -> None:
    entry = replace(RESOLUTION.manifest.entries[0], expires_at=datetime(2026, 1, 1, 2, 3, tzinfo=UTC))
    out = printed(capsys, replace(RESOLUTION, manifest=replace(RESOLUTION.manifest, entries=(entry,))))
    assert "2026-01-01 02:03 UTC, when the first address ends; resolve again then" in out
    assert "hush" not in out


def test_of_many_files_the_first_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    digest = (Identifier("ab" * 32, "sha-256"),)
    entries = tuple(FileEntry(f"https://x.example/{number}", f"{number}.h5", 5, digest) for number in range(100_000))
    out = printed(capsys, replace(RESOLUTION, manifest=replace(RESOLUTION.manifest, entries=entries)))
    assert "49.h5" in out
    assert "50.h5" not in out
    assert "and 99950 more files: --json, --csv or --urls lists all" in out


@pytest.mark.parametrize("flag", ["--metalink", "--csv", "--json"])
def test_documents_are_utf_8_whatever_the_locale_has(serve: Callable[..., Any], tmp_path: Path, flag: str) -> None:
    site = FileSite({"10.5072/greek": {"μ/Ω scan.csv": b"1"}})
    settings = site.start(serve)
    lines = f'resolver = "{settings.resolver}"\nregistry = "{settings.registry}"\nallow = ["{settings.allow[0]}"]\n'
    (tmp_path / "fairsvc.toml").write_text(lines)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "fairsvc", "resolve", "10.5072/greek", flag]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
    assert "μ/Ω scan.csv" in done.stdout.decode()


def test_a_terminal_is_told_a_pid_that_looks_like_markup(folder: Path) -> None:
    """The title of what goes on is no markup of the library that draws it."""
    primary, secondary = os.openpty()
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
    for command in (["resolve"], ["get"], ["conneg"]):
        done = subprocess.run(
            [sys.executable, "-m", "fairsvc", *command, "10.5072/a[/b]"],
            cwd=folder,
            env=env,
            stderr=secondary,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        assert (command, done.returncode) != (command, 4), os.read(primary, 65536)
    os.close(primary)
    os.close(secondary)
