"""Digests while the bytes come: beside the reading where there is enough to hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Protocol, Self

from fairsvc.formats.digests import strongest_of
from fairsvc.model.metadata import Identifier

# The strongest first: where a list names several, one is enough.
_STRENGTH = (
    "sha-512",
    "sha3-512",
    "sha-384",
    "sha3-384",
    "sha-256",
    "sha3-256",
    "sha-224",
    "sha3-224",
    "sha-1",
    "md5",
    "crc32",
    "adler32",
)
_CHECKSUMS: dict[str, tuple[Callable[[bytes | memoryview, int], int], int]] = {
    "adler32": (zlib.adler32, 1),
    "crc32": (zlib.crc32, 0),
}

PIECE_BYTES = 256 * 1024
# Pieces that may wait for the hashing: more would only need memory.
_WAITING = 8


class Hasher(Protocol):
    """What hashlib gives."""

    def update(self, data: memoryview, /) -> None:
        """Add bytes."""

    def hexdigest(self) -> str:
        """Give the digest of all bytes so far."""


def strongest(digests: Iterable[Identifier]) -> Identifier | None:
    """Choose the digest to verify by; None when none is of an algorithm that we know."""
    return strongest_of(digests, _STRENGTH)


def new_hasher(algorithm: str) -> Hasher:
    """Begin a digest of one of the known algorithms, by its registered name."""
    if algorithm in _CHECKSUMS:
        return _Checksum(*_CHECKSUMS[algorithm])
    name = algorithm.replace("sha3-", "sha3_").replace("sha-", "sha")
    return hashlib.new(name, usedforsecurity=False)


class _Checksum:
    def __init__(self, add: Callable[[bytes | memoryview, int], int], start: int) -> None:
        self._add, self._value = add, start

    def update(self, data: memoryview, /) -> None:
        self._value = self._add(data, self._value)

    def hexdigest(self) -> str:
        return f"{self._value:08x}"


class Digesting:
    """Hash pieces in a thread of its own, begun when there is a second piece; use it as a context."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self._hasher = new_hasher(algorithm)
        self._free: SimpleQueue[bytearray] = SimpleQueue()
        self._full: SimpleQueue[tuple[bytearray, int] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._pieces = 0

    def update(self, piece: memoryview) -> None:
        """Add a piece, which is copied: it is ours no longer than the call."""
        if self._thread is None and len(piece) < PIECE_BYTES and not self._pieces:
            self._pieces += 1
            self._hasher.update(piece)
            return
        if self._thread is None:
            self._begin()
        for start in range(0, len(piece), PIECE_BYTES):
            part = piece[start : start + PIECE_BYTES]
            buffer = self._free.get()
            buffer[: len(part)] = part
            self._full.put((buffer, len(part)))

    def hexdigest(self) -> str:
        """Give the digest of everything added; nothing can be added afterwards."""
        self.close()
        return self._hasher.hexdigest()

    def close(self) -> None:
        """Wait for what is still to be hashed."""
        if self._thread is not None:
            self._full.put(None)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _begin(self) -> None:
        for _ in range(_WAITING):
            self._free.put(bytearray(PIECE_BYTES))
        self._thread = Thread(target=self._hash, name="fairsvc-digest", daemon=True)
        self._thread.start()

    def _hash(self) -> None:
        while (waiting := self._full.get()) is not None:
            buffer, count = waiting
            self._hasher.update(memoryview(buffer)[:count])
            self._free.put(buffer)
