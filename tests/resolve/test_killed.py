"""A download that is killed goes on from where it was; one that was interrupted keeps what came."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairsvc.errors import UsageError
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.net.client import Client
from fairsvc.resolve.transfer.downloading import download
from fairsvc.resolve.transfer.report import State
from tests.net.sockets import speaking
from tests.support.metalink_site import PID, site, write_settings
from tests.support.running import finish, start
from tests.support.server import Handler, Served

DATA = os.urandom(64) * 65_536
PIECE = 65_536
KILLS = 2

_RANGE = re.compile(rb"\r\nRange: bytes=(\d+)-", re.IGNORECASE)


class Slow:
    """A speaker that sends DATA in pieces, with a moment between them, and counts what it sent."""

    def __init__(self) -> None:
        self.sent_bytes = self.requests = 0

    def __call__(self, sock: socket.socket, head: bytes) -> None:
        self.requests += 1
        asked = _RANGE.search(head)
        first = int(asked[1]) if asked else 0
        status = b"206 Partial Content" if asked else b"200 OK"
        span = b"Content-Range: bytes %d-%d/%d\r\n" % (first, len(DATA) - 1, len(DATA)) if asked else b""
        length = len(DATA) - first
        sock.sendall(b'HTTP/1.1 %s\r\nETag: "1"\r\n%sContent-Length: %d\r\n\r\n' % (status, span, length))
        for start_at in range(first, len(DATA), PIECE):
            sock.sendall(DATA[start_at : start_at + PIECE])
            self.sent_bytes += PIECE
            time.sleep(0.005)


def part_bytes(folder: Path) -> int:
    return sum(part.stat().st_size for part in (folder / "data" / ".fairsvc").glob("*.part"))


@pytest.mark.parametrize("digest", ["", hashlib.sha256(DATA).hexdigest()], ids=["validator", "digest"])
def test_a_killed_download_goes_on(serve: Callable[[Handler], Served], tmp_path: Path, digest: str) -> None:
    slow = Slow()
    with speaking(slow) as files:
        served = serve(site({"scan.h5": (f"{files.url}/scan.h5", len(DATA), digest)}))
        write_settings(tmp_path, served, f"127.0.0.1:{files.port}")
        arguments = ("get", PID, "-o", str(tmp_path / "data"), "--json")
        for kill in range(KILLS):
            process = start(tmp_path, *arguments)
            until = time.monotonic() + 30
            while part_bytes(tmp_path) <= kill * len(DATA) // (KILLS + 1) and time.monotonic() < until:
                time.sleep(0.002)
            process.kill()
            process.join()
            assert not (tmp_path / "data" / "scan.h5").exists()
            assert 0 < part_bytes(tmp_path) < len(DATA)
        assert finish(tmp_path, *arguments) == (0, "")
        assert (tmp_path / "data" / "scan.h5").read_bytes() == DATA
        assert slow.requests == KILLS + 1
        assert slow.sent_bytes < 2 * len(DATA)
        assert part_bytes(tmp_path) == 0
        assert finish(tmp_path, *arguments) == (0, "")
        assert slow.requests == KILLS + 1


def test_a_folder_is_free_again_when_the_last_thread_has_ended(
    client_to: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairsvc.resolve.transfer.downloading.STOPPED_WITHIN_S", 0.01)
    stalled, go_on = threading.Event(), threading.Event()

    def stall(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        stalled.set()
        go_on.wait(20)

    def interrupt() -> None:
        stalled.wait(20)
        os.kill(os.getpid(), 2)

    with speaking(stall) as files:
        resolution = Resolution(read_pid(PID), Manifest((FileEntry(files.url, "a"),)), datetime.now(UTC))
        threading.Thread(target=interrupt, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            download(resolution, tmp_path, client_to(files))
        tape = FileEntry(files.url, "b", availability="offline")
        elsewhere = Resolution(read_pid(PID), Manifest((tape,)), datetime.now(UTC))
        with pytest.raises(UsageError, match="at work"):
            download(elsewhere, tmp_path, client_to(files))
        go_on.set()
        until = time.monotonic() + 10
        while threads_of_downloads() and time.monotonic() < until:
            time.sleep(0.01)
        assert download(elsewhere, tmp_path, client_to(files)).files[0].state is State.NOT_TRIED


def threads_of_downloads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "fairsvc-folder"]


def test_an_interrupted_download_keeps_what_came(client_to: Callable[..., Client], tmp_path: Path) -> None:
    slow = Slow()
    with speaking(slow) as files:
        entries = tuple(FileEntry(f"{files.url}/{name}", name, len(DATA)) for name in "abc")
        resolution = Resolution(read_pid(PID), Manifest(entries), datetime.now(UTC))
        client = client_to(files)

        def interrupt() -> None:
            while part_bytes(tmp_path) < PIECE:
                time.sleep(0.002)
            os.kill(os.getpid(), 2)

        threading.Thread(target=interrupt, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            download(resolution, tmp_path / "data", client)
        assert time.monotonic() - began < 3
        assert 0 < part_bytes(tmp_path) < 3 * len(DATA)
        report = download(resolution, tmp_path / "data", client)
    assert report.complete
    assert sum(one.resumed_at for one in report.files) > 0
    assert {(tmp_path / "data" / name).read_bytes() for name in "abc"} == {DATA}
