"""The public data file as lines: a TAR of gzipped parts, a folder of them, or one part; nothing is written to disk.

Names of members are only compared, so that a path that leads out of the archive leads nowhere.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from fairsvc.errors import TokenExpired, Unreadable

MAX_LINE_BYTES = 8 * 2**20
# Metadata shrink to a tenth; what unfolds to more than this, beyond the first bytes, is made to fill the machine.
MAX_RATIO, FREE_BYTES = 200, 64 * 2**20
# Long names come as headers of their own, which tarfile reads whole.
MAX_HEADER_BYTES = 65_536
PARTS = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz")
TARS = (".tar", ".tar.gz", ".tgz")

_GZIP_MAGIC = b"\x1f\x8b"
_BLOCK = 512
_EXTRA_HEADERS = frozenset(
    (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
)
_AGAIN = "Download it again"
_FAULTS = (EOFError, OSError, zlib.error, tarfile.TarError, ValueError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part, counted from 1, without its end; `text` is None when it is longer than the limit.

    `head` is the first line of the part.
    """

    part: str
    number: int
    text: bytes | None
    head: bytes | None

    @property
    def token(self) -> str:
        """The place behind this line."""
        return f"{self.number} {self.part}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A member that is no part of the data."""

    part: str


def iter_lines(path: Path, token: str = "") -> Iterator[Line | Skipped]:
    """Yield the lines behind the token's place.

    Raises Unreadable at the first damage, TokenExpired when the place is lost.
    """
    number, _, wanted = token.partition(" ")
    done = int(number) if number.isdecimal() else 0
    found = not wanted
    for name, stream in _iter_parts(path):
        if not found and name != wanted:
            continue
        start, done, found = done, 0, True
        if stream is None:
            yield Skipped(name)
        else:
            yield from _lines_of(name, stream, start)
    if not found:
        raise TokenExpired("the data file no longer has the part where the reading stood", wanted, "It is read anew")


def _iter_parts(path: Path) -> Iterator[tuple[str, BinaryIO | None]]:
    """Yield the parts in the archive's order, or by name; each stream is good until the next one is asked for."""
    try:
        if path.is_dir():
            yield from _parts_of_folder(path)
        elif path.name.lower().endswith(TARS):
            yield from _parts_of_tar(path)
        else:
            with path.open("rb") as stream:
                yield path.name, stream
    except _FAULTS as fault:
        raise _unreadable(fault, path.name) from None


def _parts_of_folder(folder: Path) -> Iterator[tuple[str, BinaryIO | None]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if not name.lower().endswith(PARTS):
            yield name, None
            continue
        with path.open("rb") as stream:
            yield name, stream


def _parts_of_tar(path: Path) -> Iterator[tuple[str, BinaryIO | None]]:
    header = _header_type()
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP_MAGIC
        file.seek(0)
        stream: BinaryIO = io.BufferedReader(_Inflated(file, path.name)) if packed else file
        with tarfile.open(fileobj=stream, mode="r|" if packed else "r:", tarinfo=header) as tar:
            while (member := tar.next()) is not None:
                # tarfile keeps every member that it met.
                tar.members.clear()  # type: ignore[attr-defined]
                plain = member.isreg() and not member.issparse()
                if plain and member.name.lower().endswith(PARTS):
                    yield member.name, tar.extractfile(member)  # type: ignore[misc]
                elif not member.isdir():
                    yield member.name, None
    # tarfile takes a cut or damaged header for the end, like the blocks of zeros that are the end.
    if not header.ended:
        raise Unreadable("the data file ends without the end mark of a TAR", path.name, _AGAIN)


class _Header(tarfile.TarInfo):
    """A header that is bounded, and tells whether the last block read was the end mark."""

    ended = False

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        cls.ended = len(buf) == _BLOCK and not any(buf)
        header = super().frombuf(buf, encoding, errors)
        if header.type in _EXTRA_HEADERS and header.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError("a header is too long")
        return header


def _header_type() -> type[_Header]:
    """Make a type of its own for one archive: tarfile keeps nothing else of what it met at the end."""
    return type("_HeaderOfOne", (_Header,), {})


def _lines_of(name: str, stream: BinaryIO, done: int) -> Iterator[Line]:
    """Yield the lines of a part behind the first `done`."""
    number, head = 0, None
    try:
        for number, text in enumerate(_iter_texts(stream, name), 1):
            head = text if number == 1 else head
            if number > done:
                yield Line(name, number, text, head)
    except _FAULTS as fault:
        raise _unreadable(fault, f"{name}, after line {number}") from None


def _iter_texts(stream: BinaryIO, name: str) -> Iterator[bytes | None]:
    """Yield each line without its end, None for one that is too long."""
    start = stream.read(len(_GZIP_MAGIC))
    joined = io.BufferedReader(_Joined(start, stream))
    lines: BinaryIO = io.BufferedReader(_Inflated(joined, name)) if start == _GZIP_MAGIC else joined
    while line := lines.readline(MAX_LINE_BYTES):
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := lines.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line.strip()


class _Joined(io.RawIOBase):
    """The bytes that were read to look at, and what follows them."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start, self._stream = start, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._start or self._stream.read(len(buffer))
        self._start = piece[len(buffer) :] if self._start else b""
        piece = piece[: len(buffer)]
        buffer[: len(piece)] = piece
        return len(piece)


class _Inflated(io.RawIOBase):
    """What a gzip stream holds, as long as it does not unfold beyond belief."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._wire, self._name, self._size = _Counted(stream), name, 0
        self._gzip = gzip.GzipFile(fileobj=self._wire)  # type: ignore[call-overload]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._gzip.read1(len(buffer))
        self._size += len(piece)
        if self._size > max(FREE_BYTES, MAX_RATIO * self._wire.size):
            raise Unreadable("the data file unfolds to more than can be meant", self._name, _AGAIN)
        buffer[: len(piece)] = piece
        return len(piece)


class _Counted:
    """A stream that counts what was read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.size = stream, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.size += len(piece)
        return piece


def _unreadable(fault: Exception, where: str) -> Unreadable:
    """Make our error of what gzip, tarfile or the disk raise."""
    said = " ".join(str(fault).split())[:100]
    if isinstance(fault, EOFError):
        return Unreadable("the data file ends in the middle", where, _AGAIN)
    if isinstance(fault, OSError) and not isinstance(fault, gzip.BadGzipFile):
        return Unreadable("the data file cannot be read", f"{where} ({fault.strerror or said})")
    return Unreadable("the data file is damaged", f"{where} ({said})", _AGAIN)
