"""A file that only comes whole: held in a temporary file, measured, and by its first bytes known to be the file."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from fairsvc.errors import FetchFailed
from fairsvc.formats.disguise import find_disguise
from fairsvc.formats.signature import HEAD_BYTES, looks_like_html
from fairsvc.model.exchange import HTML_TYPES, Exchange, Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.ports import Incoming
from fairsvc.resolve.remote.os_errors import os_error

# Held in memory up to this size, beyond it on disk.
MEMORY_BYTES = 16 * 2**20
_PAGES = (".html", ".htm", ".xhtml", ".shtml")
_LOGIN = "login page"
# The strongest first.
_ALGORITHMS = {"sha-512": "sha512", "sha-256": "sha256", "sha-1": "sha1", "md5": "md5"}


def hold_whole(incoming: Incoming, entry: FileEntry, size_bytes: int | None, name: str) -> IO[bytes]:
    """Read the whole body into a temporary file. Raises OSError for one that is not the file that the list names."""
    whole = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 - it is used for as long as the file is
    digest = next((one for scheme in _ALGORITHMS for one in entry.digests if one.scheme == scheme), None)
    hasher = hashlib.new(_ALGORITHMS[digest.scheme], usedforsecurity=False) if digest else None
    try:
        for piece in _unlike_page(_bounded(incoming, size_bytes, name), incoming, entry, name):
            whole.write(piece)
            if hasher is not None:
                hasher.update(piece)
    except BaseException:
        whole.close()
        raise
    if hasher is not None and digest is not None and hasher.hexdigest() != digest.value:
        whole.close()
        raise os_error(OSError, f"the bytes that came have not the {digest.scheme} digest of the list", name)
    return whole


def refuse_page(incoming: Incoming, entry: FileEntry, name: str) -> None:
    """Raise OSError when the answer says that it is a web page and the file is none."""
    media_type = incoming.header("content-type").partition(";")[0].strip().lower()
    if media_type in HTML_TYPES and not _is_page(entry):
        raise _page(incoming, _head(incoming), name)


def _unlike_page(pieces: Iterator[memoryview], incoming: Incoming, entry: FileEntry, name: str) -> Iterator[memoryview]:
    """Hand on the body unless it begins like a web page and the file is none."""
    for first in pieces:
        head = bytes(first[:HEAD_BYTES])
        if looks_like_html(head) and not _is_page(entry):
            raise _page(incoming, head, name)
        yield first
        break
    yield from pieces


def _head(incoming: Incoming) -> bytes:
    try:
        return bytes(next(incoming.iter_bytes(), memoryview(b""))[:HEAD_BYTES])
    except FetchFailed:
        return b""


def _page(incoming: Incoming, head: bytes, name: str) -> OSError:
    url = incoming.hops[-1].url if incoming.hops else ""
    disguise = find_disguise(Exchange(Need(url), datetime.now(UTC), incoming.hops, body=head))
    instead = disguise.instead if disguise is not None else "web page"
    if instead == _LOGIN:
        return os_error(PermissionError, "a login page came instead of the file", name, "It may want a token")
    return os_error(OSError, f"a {instead} came instead of the file", name)


def _is_page(entry: FileEntry) -> bool:
    return entry.media_type in HTML_TYPES or entry.path.lower().endswith(_PAGES)


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
