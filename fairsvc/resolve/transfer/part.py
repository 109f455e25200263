"""The unfinished file of one download: what is there, and what comes to it."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Self

from fairsvc.resolve.transfer.digesting import PIECE_BYTES, Digesting
from fairsvc.resolve.transfer.folder import Folder, Lying

# What is larger is left to the system to write out: gigabytes would be waited for at the end.
WAITED_FOR_BYTES = 32 * 1024 * 1024


class Part:
    """An open unfinished file, hashed as it grows where `algorithm` is given; close it, or use it as a context.

    What is there at first is hashed first. `largest` is the most that it ever held. Raises OSError.
    """

    def __init__(self, folder: Folder, path: str, algorithm: str = "") -> None:
        self._folder, self._path, self._algorithm = folder, path, algorithm
        self._descriptor = folder.open_part(path)
        self.size_bytes = self.largest = os.fstat(self._descriptor).st_size
        self._digesting: Digesting | None = None

    def restart(self) -> None:
        """Throw away what is there."""
        os.ftruncate(self._descriptor, 0)
        self.size_bytes = 0
        self._drop_digest()

    def resume(self) -> None:
        """Begin to add at the end."""
        os.lseek(self._descriptor, self.size_bytes, os.SEEK_SET)
        if self._algorithm and self._digesting is None:
            self._digesting = Digesting(self._algorithm)
            _hash_file(self._descriptor, self.size_bytes, self._digesting)

    def add(self, piece: memoryview) -> None:
        """Append a piece. Raises OSError, also when there is no room."""
        if self._digesting is not None:
            self._digesting.update(piece)
        rest = piece
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self.size_bytes += len(piece)
        self.largest = max(self.largest, self.size_bytes)

    def hexdigest(self) -> str:
        """Give the digest of everything that is there."""
        self.resume()
        assert self._digesting is not None
        digest, self._digesting = self._digesting.hexdigest(), None
        return digest

    def finish(self) -> tuple[Lying, bool]:
        """Move it to its place; tell too whether the disk has it: for what is large, nobody waits."""
        on_disk = self.size_bytes <= WAITED_FOR_BYTES
        if on_disk:
            os.fsync(self._descriptor)
        lying = self._folder.finish(self._path)
        self.size_bytes = 0
        return lying, on_disk

    def close(self) -> None:
        """Leave what is there for the next time."""
        self._drop_digest()
        os.close(self._descriptor)
        if self.size_bytes == 0:
            self._folder.drop_part(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _drop_digest(self) -> None:
        if self._digesting is not None:
            self._digesting.close()
            self._digesting = None


def file_digest(descriptor: int, algorithm: str) -> str:
    """Hash an open file from its start to its end."""
    with Digesting(algorithm) as digesting:
        _hash_file(descriptor, os.fstat(descriptor).st_size, digesting)
        return digesting.hexdigest()


def _hash_file(descriptor: int, size_bytes: int, digesting: Digesting) -> None:
    buffer, done = memoryview(bytearray(min(PIECE_BYTES, size_bytes))), 0
    while done < size_bytes:
        count = os.preadv(descriptor, [buffer[: size_bytes - done]], done)
        if count == 0:
            break
        digesting.update(buffer[:count])
        done += count
