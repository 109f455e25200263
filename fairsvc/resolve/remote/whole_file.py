"""A file that only comes whole: held in a temporary file, measured and digested, and by its first bytes known as it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from fairsvc.errors import FetchFailed
from fairsvc.formats.signature import HEAD_BYTES
from fairsvc.model.manifest import FileEntry
from fairsvc.model.ports import Incoming
from fairsvc.resolve.remote.os_errors import os_error
from fairsvc.resolve.transfer.answers import find_impostor
from fairsvc.resolve.transfer.digesting import new_hasher, strongest

# Held in memory up to this size, beyond it on disk.
MEMORY_BYTES = 16 * 2**20
_LOGIN = "login page"


def hold_whole(incoming: Incoming, entry: FileEntry, size_bytes: int | None, name: str) -> IO[bytes]:
    """Read the whole body into a temporary file. Raises OSError for one that is not the file that the list names."""
    digest = strongest(entry.digests)
    hasher = new_hasher(digest.scheme) if digest else None
    with ExitStack() as stack:
        whole = stack.enter_context(SpooledTemporaryFile(MEMORY_BYTES))
        for piece in genuine(_bounded(incoming, size_bytes, name), incoming, entry, name):
            whole.write(piece)
            if hasher is not None:
                hasher.update(piece)
        if hasher is not None and digest is not None and hasher.hexdigest() != digest.value:
            raise os_error(OSError, f"the bytes that came have not the {digest.scheme} digest of the list", name)
        stack.pop_all()
    return whole


def genuine(pieces: Iterator[memoryview], incoming: Incoming, entry: FileEntry, name: str) -> Iterator[memoryview]:
    """Hand on a body from the file's first byte on; raise OSError when it begins like what comes in place of files."""
    for first in pieces:
        impostor = find_impostor(incoming, bytes(first[:HEAD_BYTES]), entry)
        if impostor:
            kind, next_step = (PermissionError, "It may want a token") if _LOGIN in impostor else (OSError, "")
            raise os_error(kind, f"this is not the file: {impostor}", name, next_step)
        yield first
        break
    yield from pieces


def _bounded(incoming: Incoming, size_bytes: int | None, name: str) -> Iterator[memoryview]:
    """Hand on the body; raise OSError when it is longer or shorter than known, or longer than there is room for."""
    room = shutil.disk_usage(tempfile.gettempdir()).free
    limit = room // 2 if size_bytes is None else size_bytes
    if limit > room:
        raise os_error(OSError, "the server sends the file only whole, and there is no room to hold it", name)
    came = 0
    try:
        for piece in incoming.iter_bytes():
            came += len(piece)
            if came > limit:
                raise os_error(OSError, f"more than {limit} bytes came", name)
            yield piece
    except FetchFailed as error:
        raise os_error(OSError, error.what, name, "Try again later") from error
    if size_bytes not in (None, came):
        raise os_error(OSError, f"{came} bytes came instead of {size_bytes}", name)
