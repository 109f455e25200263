"""The files of a folder on this machine: which they are, and their digests."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fairsvc.errors import BadSettings, ProblemsFound
from fairsvc.formats.file_path import read_path
from fairsvc.model.metadata import Identifier

ALGORITHMS = ("sha-256", "md5")
_BLOCK_BYTES = 2**20
_HIDDEN = re.compile(r"\.")
# What editors, downloads and office programs leave behind.
_TEMPORARY = re.compile(
    r".*(?:~|\.tmp|\.temp|\.part|\.partial|\.crdownload|\.aria2|\.swp|\.swo|\.bak|\.lock)|#.*#|~\$.*"
)


@dataclass(frozen=True, slots=True)
class Held:
    """One file; `path` is relative to the folder, with slashes."""

    path: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The files of a folder in the order of their names, and what was left out: path and reason."""

    files: tuple[Held, ...]
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Digested:
    """A file with its digests."""

    held: Held
    digests: tuple[Identifier, ...]


Report = Callable[[int, int], None]
"""Hears how many bytes are read, and how many there are."""


def unheard(done: int, total: int) -> None:
    """Hear nothing."""
    del done, total


def survey(folder: Path, *, everything: bool = False, ours: frozenset[str] = frozenset()) -> Survey:
    """List the regular files; `everything` takes hidden and temporary ones too, `ours` are paths that do not count.

    A link is followed only to a file within the folder. Raises BadSettings when a folder cannot be read.
    """
    files: list[Held] = []
    left_out: list[tuple[str, str]] = []
    root = folder.resolve()
    for path, entry in _iter_entries(root, everything=everything):
        if path in ours:
            continue
        reason = _unfit(root, path, entry, everything=everything)
        if reason:
            left_out.append((path, reason))
        elif not entry.is_dir(follow_symlinks=False):
            seen = entry.stat()
            files.append(Held(path, seen.st_size, seen.st_mtime_ns))
    return Survey(tuple(sorted(files, key=lambda held: held.path)), tuple(sorted(left_out)))


def digest_all(
    folder: Path,
    files: Sequence[Held],
    known: Mapping[Held, tuple[Identifier, ...]],
    report: Report = unheard,
) -> tuple[Digested, ...]:
    """Digest each file that is not `known`, several at the same time; in order. Raises ProblemsFound, BadSettings."""
    fresh = [held for held in files if held not in known]
    total, done = sum(held.size_bytes for held in fresh), 0
    found = dict(known)
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1), thread_name_prefix="digest") as pool:
        for held, digests in zip(fresh, pool.map(lambda one: digest(folder, one), fresh), strict=True):
            found[held] = digests
            done += held.size_bytes
            report(done, total)
    return tuple(Digested(held, found[held]) for held in files)


def digest(folder: Path, held: Held, algorithms: Sequence[str] = ALGORITHMS) -> tuple[Identifier, ...]:
    """Read a file once for all digests. Raises ProblemsFound when it changes meanwhile, BadSettings."""
    hashes = [hashlib.new(name.replace("-", ""), usedforsecurity=False) for name in algorithms]
    block = memoryview(bytearray(_BLOCK_BYTES))
    size = 0
    try:
        with (folder / held.path).open("rb", buffering=0) as file:
            while count := file.readinto(block):
                size += count
                for one in hashes:
                    one.update(block[:count])
            seen = os.fstat(file.fileno())
    except OSError as error:
        raise BadSettings(f"the file cannot be read ({error.strerror})", held.path) from None
    if (size, seen.st_mtime_ns) != (held.size_bytes, held.modified_ns):
        raise ProblemsFound("the file changed while it was read", held.path, "Publish again when it is at rest")
    return tuple(Identifier(one.hexdigest(), name) for one, name in zip(hashes, algorithms, strict=True))


def _iter_entries(root: Path, *, everything: bool) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Iterate over everything below, folders before what is in them; a folder that is left out is not entered."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as scanned:
                entries = list(scanned)
        except OSError as error:
            raise BadSettings(f"the folder cannot be read ({error.strerror})", str(root / folder)) from None
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            yield path, entry
            if entry.is_dir(follow_symlinks=False) and (everything or not _HIDDEN.match(entry.name)):
                waiting.append(path)


def _unfit(root: Path, path: str, entry: os.DirEntry[str], *, everything: bool) -> str:
    """Say why an entry is left out; empty when it is not."""
    if not everything and _HIDDEN.match(entry.name):
        return "hidden"
    if entry.is_dir(follow_symlinks=False):
        return ""
    if not everything and _TEMPORARY.fullmatch(entry.name):
        return "temporary"
    if read_path(path) != path or not _is_utf8(path):
        return "its name cannot be published safely"
    if entry.is_symlink():
        return _unfit_link(root, root / path)
    return "" if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode) else "not a regular file"


def _unfit_link(root: Path, link: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link to nothing"
    if not target.is_relative_to(root):
        return "a link out of the folder"
    return "" if target.is_file() else "a link to what is no file"


def _is_utf8(path: str) -> bool:
    """Tell whether the name is UTF-8: other bytes come as lone surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
