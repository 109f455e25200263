"""The evidence folder: WARC files that only grow, one per process and day."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fairsvc.errors import StoreUnusable

if sys.platform != "win32":
    import fcntl

MAX_FILE_BYTES = 2**30


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie: the file's name below the evidence folder, and the range in it."""

    name: str
    offset: int
    length: int


class WarcFiles:
    """Append to this process's own file, and read from any. Threads may share it; a fork gets a file of its own."""

    def __init__(self, folder: Path, max_file_bytes: int = MAX_FILE_BYTES, now: Callable[[], datetime] = _now) -> None:
        self.folder = folder
        self._max_file_bytes, self._now = max_file_bytes, now
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        # Stays open, and thereby locked, while the index may still lack its last bytes.
        self._file_before: BinaryIO | None = None
        self._name = ""
        self._owner: tuple[int, str] = (0, "")

    def append(self, chunks: Sequence[bytes]) -> tuple[Place, ...]:
        """Append the chunks and wait until they are on the disk; all or nothing. Raises OSError."""
        with self._lock:
            file = self._current()
            start = file.tell()
            try:
                file.write(b"".join(chunks))
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                self._retreat(start)
                raise
            return _places(self._name, start, chunks)

    def read(self, place: Place) -> bytes:
        """Read the bytes of one place. Raises StoreUnusable when the file is gone or too short."""
        path = self.folder / place.name
        try:
            with path.open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.length)
        except FileNotFoundError as error:
            raise _lost(path) from error
        if len(data) != place.length:
            raise _lost(path)
        return data

    def close(self) -> None:
        """Close the file; the next append opens a new one."""
        with self._lock:
            self._roll_over()
            self._roll_over()

    def _current(self) -> BinaryIO:
        moment = self._now()
        owner = (os.getpid(), f"{moment:%Y%m%d}")
        if self._file is None or owner != self._owner or self._file.tell() >= self._max_file_bytes:
            self._roll_over()
            self._name = f"{moment:%Y/%m}/fairsvc-{moment:%Y%m%d}-{secrets.token_hex(6)}.warc.gz"
            path = self.folder / self._name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file, self._owner = path.open("xb"), owner
            _hold(self._file)
            sync_folder(path.parent)
        return self._file

    def _retreat(self, start: int) -> None:
        """Cut off what a failed append left, so that the file stays readable to its end."""
        path = self.folder / self._name
        self._forget()
        os.truncate(path, start)

    def _roll_over(self) -> None:
        _close(self._file_before)
        self._file_before, self._file = self._file, None

    def _forget(self) -> None:
        _close(self._file)
        self._file = None


def _close(file: BinaryIO | None) -> None:
    if file is not None:
        # What a failed write left in the buffer cannot be flushed either.
        try:
            file.close()
        except OSError:
            file.raw.close()  # type: ignore[attr-defined]


def _places(name: str, start: int, chunks: Sequence[bytes]) -> tuple[Place, ...]:
    places = []
    for chunk in chunks:
        places.append(Place(name, start, len(chunk)))
        start += len(chunk)
    return tuple(places)


def is_held(path: Path) -> bool:
    """Tell whether a process still appends to the file; the system ends its hold when it dies."""
    try:
        with path.open("rb") as file:
            _hold(file)
    except BlockingIOError:
        return True
    return False


def _hold(file: BinaryIO) -> None:
    """Lock the file until it is closed; Windows refuses anyway to remove a file that is open."""
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_folder(folder: Path) -> None:
    """Make a new name durable: fsync of the file alone does not (POSIX)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lost(path: Path) -> StoreUnusable:
    return StoreUnusable("an evidence file is missing or cut", str(path), "Restore the folder, or gather it again")
