"""The folder that files are downloaded to: nothing in it is reached through a link, and no name of a file leads out."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from fairsvc.errors import UsageError
from fairsvc.resolve.transfer.names import OWN_FOLDER

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LOCK, JOURNAL = "lock", "files.jsonl"
NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies at a path: a plain file of that size and age, or something else."""

    size_bytes: int
    modified_ns: int
    plain: bool = True


class Folder:
    """A folder that is ours while it is open; close it, or use it as a context.

    Unfinished files lie below OWN_FOLDER, so that none has the name of a finished one. Raises UsageError when the
    folder cannot be used, or another download is at work in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._touched: set[tuple[str, ...]] = set()
        with ExitStack() as unless_ready:
            try:
                path.mkdir(parents=True, exist_ok=True)
                self._root = _kept(unless_ready, os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
                with self._opened((OWN_FOLDER,), make=True) as own:
                    self._own = _kept(unless_ready, os.dup(own))
                self._lock = _kept(unless_ready, self._locked())
            except OSError as error:
                which = f"{path} ({error.strerror})"
                raise UsageError("the folder cannot be used", which, "Name another one with -o") from None
            unless_ready.pop_all()

    @property
    def free_bytes(self) -> int:
        """The room that is left on its file system."""
        room = os.fstatvfs(self._root)
        return room.f_bavail * room.f_frsize

    def look(self, path: str) -> Lying | None:
        """Look what lies at a path; None when nothing does. A link is something else, wherever it leads."""
        *folders, name = path.split("/")
        try:
            with self._opened(folders) as folder:
                found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                return Lying(0, 0, plain=False)
            raise
        return Lying(found.st_size, found.st_mtime_ns, plain=stat.S_ISREG(found.st_mode))

    def part_size(self, path: str) -> int:
        """Tell how much of an unfinished file is there."""
        try:
            return os.stat(part_name(path), dir_fd=self._own, follow_symlinks=False).st_size
        except FileNotFoundError:
            return 0

    def open_part(self, path: str) -> int:
        """Open the unfinished file for reading and writing; give its descriptor. Raises OSError.

        One that has a second name is left to it: a copy of the folder by hard links keeps its bytes.
        """
        descriptor = self._open_own(part_name(path))
        if os.fstat(descriptor).st_nlink == 1:
            return descriptor
        os.close(descriptor)
        self.drop_part(path)
        return self._open_own(part_name(path), os.O_EXCL)

    def drop_part(self, path: str) -> None:
        """Forget the unfinished file."""
        with suppress(FileNotFoundError):
            os.unlink(part_name(path), dir_fd=self._own)

    @contextmanager
    def opened_file(self, path: str) -> Iterator[int]:
        """Open a finished file for reading; give its descriptor. Raises OSError."""
        *folders, name = path.split("/")
        with self._opened(folders) as folder:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def finish(self, path: str) -> Lying:
        """Move the unfinished file to its place; give what lies there now. Raises OSError."""
        *folders, name = path.split("/")
        with self._opened(folders, make=True) as folder:
            os.rename(part_name(path), name, src_dir_fd=self._own, dst_dir_fd=folder)
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        self._touched.add(tuple(folders))
        return Lying(found.st_size, found.st_mtime_ns)

    def open_journal(self) -> int:
        """Open what we know of the files; give its descriptor. Raises UsageError."""
        try:
            return self._open_own(JOURNAL, os.O_APPEND)
        except OSError as error:
            which = f"{self.path / OWN_FOLDER / JOURNAL} ({error.strerror})"
            raise UsageError("what is known of the folder cannot be read", which, "Move it away") from None

    def _open_own(self, name: str, flags: int = 0) -> int:
        """Open or make a plain file in our own folder. Raises OSError."""
        wanted = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | flags
        descriptor = os.open(name, wanted, 0o666, dir_fd=self._own)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file")

    def close(self) -> None:
        """Write the folders out and let go of them."""
        for folders in self._touched:
            with suppress(OSError), self._opened(folders) as folder:
                os.fsync(folder)
        self._touched.clear()
        for descriptor in (self._lock, self._own, self._root):
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _opened(self, folders: Sequence[str], *, make: bool = False) -> Iterator[int]:
        """Open a folder below ours one step at a time: no step may be a link."""
        descriptor = os.dup(self._root)
        try:
            for name in folders:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(name, dir_fd=descriptor)
                above, descriptor = descriptor, os.open(name, _FOLDER, dir_fd=descriptor)
                os.close(above)
            yield descriptor
        finally:
            os.close(descriptor)

    def _locked(self) -> int:
        lock = self._open_own(_LOCK)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            next_step = "Wait until it has ended, or name another folder"
            raise UsageError("another download is at work in the folder", str(self.path), next_step) from None
        return lock


def boot_id() -> str:
    """Name this run of the machine; empty where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _kept(unless_ready: ExitStack, descriptor: int) -> int:
    unless_ready.callback(os.close, descriptor)
    return descriptor


def part_name(path: str) -> str:
    """Name the unfinished file of a path: long paths and their folders need no room of their own."""
    return f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.part"
