"""The backup file: a tar whose first member lists every other with size and SHA-256.

Reading trusts nothing: each member must be the next one of the list, a plain file of the listed size, and no name leads
outside. Nothing is unpacked by the tar library.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from fairsvc.errors import StoreUnusable
from fairsvc.store.codec import Codec

FORMAT = "fairsvc-backup/1"
DATABASE, EVIDENCE = "fairsvc.db", "evidence/"
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 64 * 2**20
MAX_FILES = 1_000_000
PIECE_BYTES = 2**20
SUFFIXES = (".tar", ".tar.gz", ".tgz")

_PART = r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}"
_EVIDENCE_NAME = re.compile(rf"{EVIDENCE}(?:{_PART}/){{0,8}}{_PART}\Z")
_GZIP_MAGIC = b"\x1f\x8b"
# tarfile follows a chain of extra headers by recursion.
_FAULTS = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the backup: the database, or a WARC file below `evidence/`."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `schema` is the database's revision."""

    format: str
    schema: str
    software: str
    made_at: datetime
    entries: tuple[Entry, ...]

    @property
    def size_bytes(self) -> int:
        """The bytes of all files."""
        return sum(entry.size_bytes for entry in self.entries)


_CODEC: Codec[Manifest] = Codec(Manifest, "manifest")


def write_backup(stream: IO[bytes], manifest: Manifest, open_entry: Callable[[Entry], IO[bytes]], *, gz: bool) -> None:
    """Write the manifest and then every file of it; `open_entry` gives its bytes. Raises StoreUnusable, OSError."""
    with ExitStack() as stack:
        # Level 1: WARC files are compressed already, and the database's bodies too.
        target: Any = stack.enter_context(gzip.GzipFile("", "wb", 1, stream, 0)) if gz else stream
        tar = stack.enter_context(tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT))
        listed = _CODEC.write(manifest)
        tar.addfile(_member(MANIFEST, len(listed), manifest), BytesIO(listed))
        for entry in manifest.entries:
            with open_entry(entry) as file:
                checked = _Hashing(file, entry.size_bytes)
                tar.addfile(_member(entry.name, entry.size_bytes, manifest), checked)
            if checked.digest.hexdigest() != entry.sha256:
                raise StoreUnusable("a file changed while it was copied", entry.name, "Run the backup again")


def read_backup(
    path: Path,
    receive: Callable[[Entry], IO[bytes]] | None = None,
    accept: Callable[[Manifest], None] | None = None,
) -> Manifest:
    """Read a whole backup and hold every file against the manifest. Raises StoreUnusable, OSError.

    `accept` sees the manifest before anything else and may raise; `receive` opens where a file's bytes go. Without it
    they are only checked.
    """
    with _opened(path) as tar:
        manifest = _read_manifest(path, tar)
        if accept is not None:
            accept(manifest)
        for entry in manifest.entries:
            with receive(entry) if receive is not None else nullcontext() as target:
                _copy(path, tar, entry, target)
        # The rest is padding; reading it lets gzip check its own sum.
        if tar.next() is not None or tar.fileobj.read(PIECE_BYTES).strip(b"\0"):
            raise _damaged(path, "it holds more than its list says")
    return manifest


def create_private(path: Path) -> IO[bytes]:
    """Open a new file that only its owner may read: it holds what people did not publish together."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with path.open("rb") as raw, ExitStack() as stack:
            zipped = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            stream: Any = stack.enter_context(gzip.GzipFile(fileobj=raw)) if zipped else raw
            yield stack.enter_context(tarfile.open(fileobj=_Bounded(stream), mode="r:"))  # type: ignore[call-overload]
    except FileNotFoundError:
        raise StoreUnusable("there is no such backup", str(path), "Name the file that fairsvc backup wrote") from None
    except _FAULTS as error:
        raise _damaged(path, str(error)[:200]) from error


def _read_manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != MANIFEST or not 0 < member.size <= MAX_MANIFEST_BYTES or not _plain(member):
        raise _damaged(path, "it does not begin with a list of its files")
    file = tar.extractfile(member)
    try:
        manifest = _CODEC.read(file.read() if file else b"")
    except StoreUnusable as error:
        raise _damaged(path, "its list of files cannot be read") from error
    names = [entry.name for entry in manifest.entries]
    if manifest.format != FORMAT:
        raise StoreUnusable(
            "this is no backup of a kind we know", f"{path} ({manifest.format[:40]!r})", "Use its fairsvc"
        )
    if len(names) > MAX_FILES or len(set(names)) < len(names) or names[:1] != [DATABASE]:
        raise _damaged(path, "its list of files is not one of ours")
    for entry in manifest.entries:
        if (entry.name != DATABASE and not _EVIDENCE_NAME.match(entry.name)) or entry.size_bytes < 0:
            raise _damaged(path, f"it names a file that no backup holds: {entry.name[:100]!r}")
    return manifest


def _copy(path: Path, tar: tarfile.TarFile, entry: Entry, target: IO[bytes] | None) -> None:
    member = tar.next()
    if member is None or (member.name, member.size) != (entry.name, entry.size_bytes) or not _plain(member):
        raise _damaged(path, f"{entry.name} is not there as listed")
    file = tar.extractfile(member)
    digest = hashlib.sha256()
    while file is not None and (piece := file.read(PIECE_BYTES)):
        digest.update(piece)
        if target is not None:
            target.write(piece)
    if digest.hexdigest() != entry.sha256:
        raise _damaged(path, f"{entry.name} does not match its digest")


def _plain(member: tarfile.TarInfo) -> bool:
    return member.type in (tarfile.REGTYPE, tarfile.AREGTYPE)


def _member(name: str, size_bytes: int, manifest: Manifest) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size_bytes, 0o600, int(manifest.made_at.timestamp())
    return member


def _damaged(path: Path, why: str) -> StoreUnusable:
    return StoreUnusable("the backup is damaged, or none", f"{path} ({why})", "Use another one")


class _Hashing:
    """Reads at most `left` bytes, and takes their digest on the way."""

    def __init__(self, file: IO[bytes], left: int) -> None:
        self.digest = hashlib.sha256()
        self._file, self._left = file, left

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        self.digest.update(piece)
        return piece


class _Bounded:
    """Refuses to read much at once: a forged header may announce any length for what the tar library takes whole."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_MANIFEST_BYTES:
            raise tarfile.ReadError("a header announces more than any of ours")
        piece: bytes = self._stream.read(size)
        return piece
