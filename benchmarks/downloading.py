"""Download from loopback against curl: `python -m benchmarks.downloading [BYTES] [FILES] [ROUNDS]`.

One large file with and without a digest, and many small ones whose server takes 50 ms to answer. Both sides take turns
of three tries, and the best of each counts: what else the machine does then is the same for both. A ratio above 1 says
that we are faster.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.file_server import PIECE, SMALL_BYTES
from benchmarks.measuring import file_server, peak_mb
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import Policy
from fairsvc.resolve.transfer.downloading import download

LATENCY_MS = 50
# In a row: the first try pays for where the other side left the memory and the processors.
TRIES = 3
LEAST = {"large": 0.9, "large with digest": 0.9, "small": 2.0}


def main(size_bytes: int, files: int, rounds: int) -> bool:
    """Measure and print; tell whether every ratio is what was promised."""
    digest = hashlib.sha256()
    for _ in range(size_bytes // len(PIECE)):
        digest.update(PIECE)
    with file_server(size_bytes, LATENCY_MS) as port, tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        race = Race(port, Path(folder), size_bytes // len(PIECE) * len(PIECE))
        ratios = {
            "large": race.run(race.curl, race.get_large, rounds),
            "large with digest": race.run(
                race.curl_sha256sum, lambda: race.get_large(Identifier(digest.hexdigest(), "sha-256")), rounds
            ),
            "small": race.run(lambda: race.curl_each(files), lambda: race.get_small(files), 1),
        }
    for name, (theirs_s, ours_s) in ratios.items():
        print(
            f"{name}: curl {theirs_s:.2f} s, get {ours_s:.2f} s, ratio {theirs_s / ours_s:.2f} ({LEAST[name]} promised)"
        )
    print(f"peak memory {peak_mb():.0f} MB")
    return all(theirs_s / ours_s >= LEAST[name] for name, (theirs_s, ours_s) in ratios.items())


class Race:
    """Both sides, each into an empty folder."""

    def __init__(self, port: int, folder: Path, size_bytes: int) -> None:
        self.base, self.folder, self.size_bytes = f"http://127.0.0.1:{port}", folder, size_bytes
        self.client = Client(Policy("bench@example.org", allowed=frozenset((f"127.0.0.1:{port}",))), LocalBudget())

    def run(self, theirs: Callable[[], None], ours: Callable[[], None], rounds: int) -> tuple[float, float]:
        """Let both sides take turns of a few tries; give the best time of each, in seconds."""
        tries = range(TRIES if rounds > 1 else 1)
        times = [
            (min(self._timed(theirs) for _ in tries), min(self._timed(ours) for _ in tries)) for _ in range(rounds)
        ]
        return min(their for their, _ in times), min(our for _, our in times)

    def curl(self) -> None:
        """Download the large file."""
        subprocess.run(["curl", "-s", "-o", self.folder / "curl", f"{self.base}/large"], check=True)

    def curl_sha256sum(self) -> None:
        """Hash the large file, which is not even kept."""
        subprocess.run(f"curl -s {self.base}/large | sha256sum", shell=True, check=True, stdout=subprocess.DEVNULL)

    def curl_each(self, files: int) -> None:
        """Download the small files one by one, each with a curl of its own."""
        for number in range(files):
            subprocess.run(["curl", "-s", "-o", self.folder / f"{number}", f"{self.base}/small/{number}"], check=True)

    def get_large(self, *digests: Identifier) -> None:
        """Download the large file, verified by its digest where there is one."""
        self._get(FileEntry(f"{self.base}/large", "large", self.size_bytes, digests))

    def get_small(self, files: int) -> None:
        """Download the small files at the rate that one host is asked at."""
        self._get(*(FileEntry(f"{self.base}/small/{number}", f"{number}", SMALL_BYTES) for number in range(files)))

    def _get(self, *entries: FileEntry) -> None:
        resolution = Resolution(read_pid("10.5072/bench"), Manifest(entries), datetime.now(UTC))
        assert download(resolution, self.folder / "get", self.client).complete

    def _timed(self, call: Callable[[], None]) -> float:
        # What the other side wrote shall not be written out at our cost.
        os.sync()
        began = time.perf_counter()
        call()
        taken_s = time.perf_counter() - began
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return taken_s


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(0 if main(*given, *(2**30, 1_000, 3)[len(given) :]) else 1)
