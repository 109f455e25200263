"""What lies in a folder before and after: kept, compared, never replaced unless it is ours."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fairsvc.errors import BadSettings, UsageError
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate
from fairsvc.resolve.transfer.downloading import download
from fairsvc.resolve.transfer.report import Fetched, Progress, State
from tests.support.hostile_files import DATA, HostileFiles
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
ClientTo = Callable[..., Client]

SHA256 = Identifier(hashlib.sha256(DATA).hexdigest(), "sha-256")


class Site:
    def __init__(self, served: Served, files: HostileFiles, client: Client, folder: Path) -> None:
        self.served, self.files, self.client, self.folder = served, files, client, folder
        self.scan = folder / "scan.h5"

    def get(self, pid: str = "10.5072/scan", wishes: dict[str, Any] | None = None, **said: Any) -> Fetched:
        entry = FileEntry(f"{self.served.url}/honest", **{"path": "scan.h5", **said})
        resolution = Resolution(read_pid(pid), Manifest((entry,)), datetime.now(UTC))
        (found,) = download(resolution, self.folder, self.client, **(wishes or {})).files
        return found

    @property
    def requests(self) -> int:
        return self.files.asked["honest"]


@pytest.fixture
def site(serve: Serve, client_to: ClientTo, tmp_path: Path) -> Site:
    files = HostileFiles()
    served = serve(files)
    (tmp_path / "data").mkdir()
    return Site(served, files, client_to(served), tmp_path / "data")


def test_what_a_person_put_there_is_compared_and_kept(site: Site) -> None:
    site.scan.write_bytes(DATA)
    assert site.get(digests=(SHA256,)) == Fetched("scan.h5", State.KEPT, len(DATA), verified_by="sha-256")
    assert site.get(size_bytes=len(DATA)).verified_by == "sha-256"
    assert site.requests == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(len(DATA)), {"digests": (SHA256,)}),
        (b"other", {"size_bytes": len(DATA)}),
        (DATA, {}),
    ],
)
def test_what_a_person_put_there_is_never_replaced(site: Site, content: bytes, said: dict[str, Any]) -> None:
    site.scan.write_bytes(content)
    found = site.get(**said)
    assert found.state in (State.FAILED, State.NOT_TRIED)
    assert "lies in its place" in found.because
    assert (site.scan.read_bytes(), site.requests) == (content, 0)


def test_what_we_left_there_is_replaced_when_it_has_changed(site: Site) -> None:
    site.get()
    journal = site.folder / ".fairsvc" / "files.jsonl"
    lines = [
        {**json.loads(line), "algorithm": "sha-256", "digest": "00" * 32} for line in journal.read_text().splitlines()
    ]
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert site.get(digests=(SHA256,)).state is State.FETCHED
    assert site.requests == 2


def test_a_file_of_another_pid_is_not_replaced(site: Site) -> None:
    site.get(size_bytes=len(DATA))
    found = site.get("10.5072/other", size_bytes=5)
    assert found.because == "a file of doi:10.5072/scan lies in its place. Name another folder"


@pytest.fixture
def unsynced(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A file for whose writing out nobody waited, and a machine that has been started again since."""
    monkeypatch.setattr("fairsvc.resolve.transfer.part.WAITED_FOR_BYTES", 10)
    site.get(size_bytes=len(DATA), digests=(SHA256,))
    journal = site.folder / ".fairsvc" / "files.jsonl"
    if '"boot"' not in journal.read_text():
        pytest.skip("this system does not tell one run of the machine from another")
    assert site.get(size_bytes=len(DATA), digests=(SHA256,)).state is State.KEPT
    journal.write_text(re.sub(r'"boot": "[^"]+"', '"boot": "an earlier one"', journal.read_text()))
    return site


@pytest.mark.parametrize(
    ("damaged", "state", "requests"),
    [(False, State.KEPT, 1), (True, State.FETCHED, 2)],
)
def test_after_the_machine_stopped_it_is_looked_at_once(
    unsynced: Site, damaged: bool, state: State, requests: int
) -> None:
    found = unsynced.scan.stat()
    if damaged:
        unsynced.scan.write_bytes(bytes(len(DATA)))
        os.utime(unsynced.scan, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert unsynced.get(size_bytes=len(DATA), digests=(SHA256,)).state is state
    assert (unsynced.scan.read_bytes(), unsynced.requests) == (DATA, requests)


def test_a_file_that_was_cut_when_the_machine_stopped_comes_again(unsynced: Site) -> None:
    unsynced.scan.write_bytes(DATA[:10])
    assert unsynced.get(size_bytes=len(DATA), digests=(SHA256,)).state is State.FETCHED
    assert unsynced.scan.read_bytes() == DATA


def test_too_little_room_is_told_before_anybody_is_asked(site: Site) -> None:
    with pytest.raises(UsageError) as caught:
        site.get(size_bytes=10**18)
    assert "there is no room for the files" in str(caught.value)
    assert site.served.asked == []


def test_a_larger_file_than_wanted_ends_where_the_wish_does(site: Site) -> None:
    found = site.get(wishes={"max_size_bytes": 10})
    assert (found.state, found.because) == (State.LEFT_OUT, "it has more than 10 bytes")
    assert not site.scan.exists()


def test_a_secret_in_a_pid_is_not_kept(site: Site) -> None:
    pid = "https://data.example.org/set?token=hunter2"
    assert site.get(pid).state is State.FETCHED
    assert b"hunter2" not in (site.folder / ".fairsvc" / "files.jsonl").read_bytes()
    assert site.get(pid, size_bytes=len(DATA)).state is State.KEPT


def test_a_dry_run_only_looks(site: Site) -> None:
    site.folder.rmdir()
    assert site.get(wishes={"dry_run": True}).state is State.PLANNED
    assert not site.folder.exists()
    site.folder.mkdir()
    site.get()
    assert site.get(wishes={"dry_run": True}).state is State.KEPT
    assert site.requests == 1


def test_progress_ends_with_everything(site: Site) -> None:
    heard: list[Progress] = []
    site.get(size_bytes=len(DATA), wishes={"on_progress": heard.append})
    assert heard[-1] == Progress(1, 1, len(DATA), len(DATA), "scan.h5")


def test_what_a_thread_finds_wrong_with_the_settings_is_raised(site: Site, client_to: ClientTo) -> None:
    client = client_to(contact="")
    entry = FileEntry("https://data.example.org/x", "x")
    resolution = Resolution(read_pid("10.5072/x"), Manifest((entry,)), datetime.now(UTC))
    with pytest.raises(BadSettings):
        download(resolution, site.folder, client)


def test_a_host_has_no_more_downloads_than_it_may(serve: Serve, client_to: ClientTo, tmp_path: Path) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def count(asked: Any) -> Any:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return 200, [], b"x"

    served = serve(count)
    entries = tuple(FileEntry(f"{served.url}/{number}", f"{number}") for number in range(20))
    resolution = Resolution(read_pid("10.5072/x"), Manifest(entries), datetime.now(UTC))
    client = client_to(served, download_rate=HostRate(10_000, 3))
    assert download(resolution, tmp_path, client).complete
    assert most == 3
