"""Bytes as the store keeps them: zstd now, zlib as older versions wrote it."""

from __future__ import annotations

import zlib
from threading import local

import zstandard

from fairsvc.errors import StoreUnusable

# Where writing costs least for its size.
_LEVEL = 3
# More than any part or view is.
_LIMIT_BYTES = 2**30
_MAGIC = zstandard.FRAME_HEADER


class _Own(local):
    """A compressor and a decompressor for each thread: they must not be shared."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_own = _Own()


def compress(data: bytes) -> bytes:
    """Compress in one frame, which names its size."""
    return _own.compressor.compress(data)


def decompress(data: bytes, name: str = "body") -> bytes:
    """Undo `compress`, also as it was before. Raises StoreUnusable."""
    try:
        if not data.startswith(_MAGIC):
            return zlib.decompress(data)
        if not 0 <= zstandard.frame_content_size(data) <= _LIMIT_BYTES:
            raise damaged(name)
        return _own.decompressor.decompress(data)
    except (zstandard.ZstdError, zlib.error) as error:
        raise damaged(name) from error


def damaged(name: str) -> StoreUnusable:
    """Say that an entry of the store is not as we wrote it."""
    return StoreUnusable("the store holds a damaged entry", name, "Restore a backup, or gather it again")
