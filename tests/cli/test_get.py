"""The command as people and programs call it, against a site whose PID answers with a Metalink."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.hostile_files import DATA, HostileFiles
from tests.support.metalink_site import PID, site, write_settings
from tests.support.server import Handler, Served

Call = Callable[..., tuple[int, str, str]]
Serve = Callable[[Handler], Served]

SHA256 = hashlib.sha256(DATA).hexdigest()


class Place:
    def __init__(self, call: Call, served: Served, files: HostileFiles, folder: Path) -> None:
        self.call, self.served, self.files, self.folder = call, served, files, folder

    def get(self, *arguments: str) -> tuple[int, str, str]:
        config = ("--config", str(self.folder / "fairsvc.toml"))
        return self.call(*config, "get", PID, *arguments, "-o", str(self.folder / "data"))

    def document(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        code, said, _ = self.get(*arguments, "--json")
        return code, json.loads(said)


@pytest.fixture
def place_of(call: Call, serve: Serve, tmp_path: Path) -> Callable[..., Place]:
    def make(more: str = "", **troubles: str) -> Place:
        files = HostileFiles()
        listed: dict[str, tuple[str, int | None, str]] = {}
        served = serve(site(listed, files))
        for name, trouble in troubles.items():
            path = name.replace("__", "/").replace("_", ".")
            listed[path] = (f"{served.url}/{trouble}/{path}?access_token=hunter2", len(DATA), SHA256)
        write_settings(tmp_path, served, more=more.replace("HOST", f"127.0.0.1:{served.port}"))
        return Place(call, served, files, tmp_path)

    return make


def test_all_files_come_and_a_second_run_fetches_nothing(place_of: Callable[..., Place]) -> None:
    place = place_of(raw__a_h5="honest", raw__b_h5="honest", notes_txt="honest")
    code, said, _ = place.get()
    assert code == 0
    assert f"3 files fetched ({3 * len(DATA) / 1000:.0f} kB), in " in said
    assert (place.folder / "data" / "raw" / "a.h5").read_bytes() == DATA
    assert place.files.asked["honest"] == 3
    code, document = place.document()
    assert (code, document["complete"], document["received_bytes"]) == (0, True, 0)
    assert [(one["path"], one["state"], one["verified_by"]) for one in document["files"]] == [
        ("raw/a.h5", "kept", "sha-256"),
        ("raw/b.h5", "kept", "sha-256"),
        ("notes.txt", "kept", "sha-256"),
    ]
    assert place.files.asked["honest"] == 3


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("*.h5",), {"a.h5", "b.h5"}),
        (("raw/*",), {"a.h5"}),
        (("notes.txt", "b.*"), {"notes.txt", "b.h5"}),
        (("--max-size", "1k"), set()),
        (("--max-size", "1MiB", "**"), {"a.h5", "b.h5", "notes.txt"}),
    ],
)
def test_what_is_wanted_comes(place_of: Callable[..., Place], arguments: tuple[str, ...], names: set[str]) -> None:
    place = place_of(raw__a_h5="honest", b_h5="honest", notes_txt="honest")
    assert place.get(*arguments)[0] == 0
    assert {path.name for path in (place.folder / "data").rglob("*") if path.suffix in (".h5", ".txt")} == names


def test_a_dry_run_touches_nothing(place_of: Callable[..., Place]) -> None:
    place = place_of(a_h5="honest", b_h5="gone")
    code, said, _ = place.get("--dry-run")
    assert (code, place.files.asked["honest"], (place.folder / "data").exists()) == (0, 0, False)
    assert "2 files to download (205 kB), in " in said


def test_some_files_are_not_all(place_of: Callable[..., Place]) -> None:
    place = place_of(a_h5="honest", b_h5="gone", c_h5="wrong-hash")
    code, said, err = place.get()
    assert code == 1
    assert "the server had it and no longer does" in " ".join(said.split())
    assert "1 file fetched (102 kB), 2 files failed" in said
    assert "hunter2" not in said + err
    own = place.folder / "data" / ".fairsvc"
    assert not any(b"hunter2" in path.read_bytes() or b"http" in path.read_bytes() for path in own.iterdir())


def test_nothing_by_the_fault_of_others(place_of: Callable[..., Place]) -> None:
    assert place_of(a_h5="gone").get()[0] == 3


def test_no_pattern_fits(place_of: Callable[..., Place]) -> None:
    code, _, err = place_of(a_h5="honest").get("*.csv")
    assert code == 2
    assert "no file fits the patterns: *.csv. There are: a.h5" in err


@pytest.mark.parametrize("size", ["big", "0", "-1", "2X", "1e9"])
def test_a_size_that_is_none(place_of: Callable[..., Place], size: str) -> None:
    place = place_of(a_h5="honest")
    code, _, err = place.get("--max-size", size)
    assert (code, place.served.asked) == (2, [])
    assert "--max-size takes a size" in err or "No such option" in err


def test_nobody_lists_files(place_of: Callable[..., Place]) -> None:
    code, _, err = place_of().get()
    assert code == 1
    assert "nothing there lists any: doi:10.5072/scan. See what was tried: fairsvc resolve doi:10.5072/scan" in err


def test_a_folder_that_is_a_file(place_of: Callable[..., Place]) -> None:
    place = place_of(a_h5="honest")
    (place.folder / "data").write_text("mine")
    code, _, err = place.get()
    assert code == 2
    assert "the folder cannot be used" in err


def test_a_token_opens_its_host(place_of: Callable[..., Place]) -> None:
    place = place_of('[[token]]\nhost = "HOST"\nvalue = "Bearer hunter2"\n', a_h5="honest")
    code, said, err = place.get("--json")
    assert code == 0
    assert {asked.headers.get("authorization") for asked in place.served.asked} == {"Bearer hunter2"}
    assert "hunter2" not in said + err


def test_it_works_without_settings(
    place_of: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(a_h5="honest")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("FAIRSVC_CONTACT", "me@example.org")
    url = place.served.url
    given = (f"resolver={url}", f"handle_api={url}/h", f"registry={url}/r", f"allow=127.0.0.1:{place.served.port}")
    flags = [word for one in given for word in ("--set", one)]
    assert place.call(*flags, "get", PID)[0] == 0
    assert (elsewhere / "a.h5").read_bytes() == DATA
    assert not (elsewhere / "fairsvc.db").exists()
