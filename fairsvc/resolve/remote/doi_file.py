"""An open file of a dataset, and what is kept of it in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fsspec.caching import BaseCache, register_cache
from fsspec.spec import AbstractBufferedFile

from fairsvc.resolve.remote.remote_file import RemoteFile

if TYPE_CHECKING:
    from fairsvc.resolve.filesystem import DoiFileSystem

BLOCK_BYTES = 256 * 1024
HELD_BYTES = 64 * 2**20
MOST_AHEAD_BYTES = 16 * 2**20


class StrideCache(BaseCache):  # type: ignore[misc]
    """Holds the blocks read last, and reads ahead by strides that double while reading goes on where it stopped.

    HDF5 jumps between a few places: one block each. A table is read from front to back: at a request per block, a
    polite reader would wait more than read.
    """

    name = "stride"

    def __init__(self, blocksize: int, fetcher: Callable[[int, int], bytes], size: int) -> None:
        super().__init__(blocksize, fetcher, size)
        self.nblocks = -(-size // blocksize)
        self._most = max(1, HELD_BYTES // blocksize)
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._next, self._stride = 0, 1

    def _fetch(self, start: int | None, stop: int | None) -> bytes:
        first_byte, end_byte = start or 0, self.size if stop is None else min(stop, self.size)
        if first_byte >= end_byte:
            return b""
        first, last = first_byte // self.blocksize, (end_byte - 1) // self.blocksize
        if last - first >= self._most // 2:
            return bytes(self.fetcher(first_byte, end_byte))
        self._load(first, last)
        content = b"".join(self._block(number) for number in range(first, last + 1))
        offset = first * self.blocksize
        return content[first_byte - offset : end_byte - offset]

    def _block(self, number: int) -> bytes:
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _load(self, first: int, last: int) -> None:
        number = first
        while number <= last:
            if number in self._blocks:
                self._blocks.move_to_end(number)
                number += 1
                continue
            until = number + 1
            while until <= last and until not in self._blocks:
                until += 1
            number = self._load_run(number, until)
        while len(self._blocks) > self._most:
            self._blocks.popitem(last=False)

    def _load_run(self, first: int, until: int) -> int:
        """Load the blocks before `until`, and some ahead when reading went on; give the block behind them."""
        most = MOST_AHEAD_BYTES // self.blocksize
        self._stride = min(2 * self._stride, max(1, most)) if first == self._next else 1
        end = min(max(until, first + self._stride), self.nblocks)
        end = next((number for number in range(until, end) if number in self._blocks), end)
        content = self.fetcher(first * self.blocksize, min(end * self.blocksize, self.size))
        self.miss_count += 1
        self.total_requested_bytes += len(content)
        for number in range(first, end):
            at = (number - first) * self.blocksize
            self._blocks[number] = content[at : at + self.blocksize]
        self._next = end
        return until


register_cache(StrideCache, clobber=True)


class DoiFile(AbstractBufferedFile):  # type: ignore[misc]
    """A file of a dataset, open for reading; its size comes from the list, else from one question."""

    def __init__(
        self, fs: DoiFileSystem, path: str, remote: RemoteFile, details: dict[str, Any], **options: Any
    ) -> None:
        self._remote, self._details = remote, details
        options["block_size"] = options.get("block_size") or BLOCK_BYTES
        super().__init__(fs, path, "rb", size=details["size"], **options)

    def _fetch_range(self, start: int, end: int) -> bytes:
        return self._remote.read(start, end)
