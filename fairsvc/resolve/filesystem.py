"""The files of a PID as a file system of fsspec: doi://10.x/suffix/path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from fsspec.callbacks import DEFAULT_CALLBACK, Callback
from fsspec.spec import AbstractFileSystem
from fsspec.utils import isfilelike

from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.configured import KEPT_S, settings_of, shared_session
from fairsvc.resolve.remote.datasets import Place
from fairsvc.resolve.remote.doi_file import DoiFile
from fairsvc.resolve.remote.fetched_file import fetch_to
from fairsvc.resolve.remote.os_errors import os_error
from fairsvc.resolve.remote.range_batches import Range, read_batch
from fairsvc.resolve.remote.session import Session
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import Settings

# Two ranges that lie nearer than this are one request.
GAP_BYTES = 64 * 1024

Info = dict[str, Any]
Bound = int | None


class DoiFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """Lists the files of a PID and reads ranges of them; it writes nothing.

    `settings` outranks `config`, the path of a fairsvc.toml; without either it is looked for as the command line does.
    `contact` outranks both. `standards_only` asks no repository's API. What a PID resolved to is held for
    `listings_expiry_time` seconds. `resolver` is one that the caller holds; a file system with one cannot be pickled.
    Errors are FileNotFoundError, PermissionError, IsADirectoryError and other OSErrors, and BadSettings.
    """

    protocol = "doi"
    # fsspec tells instances apart by how their options print, and secrets do not. What is dear is shared below.
    cachable = False

    def __init__(
        self,
        contact: str = "",
        settings: Settings | None = None,
        config: str = "",
        resolver: Resolver | None = None,
        *,
        standards_only: bool = False,
        listings_expiry_time: float = KEPT_S,
        **storage_options: Any,
    ) -> None:
        super().__init__(**storage_options)
        self._settings = resolver.settings if resolver else settings_of(settings, config, contact)
        self._kept_s, self._standards_only = listings_expiry_time, standards_only
        self._own = Session(resolver, self._kept_s, standards_only=standards_only) if resolver else None
        self._shared: tuple[int, Session] | None = None

    @property
    def fsid(self) -> str:
        """The same in every process: a PID names the same files everywhere."""
        return "doi"

    @property
    def session(self) -> Session:
        """What is shared with all file systems of the same settings in this process, another one after a fork."""
        if self._own is not None:
            return self._own
        if self._shared is None or self._shared[0] != os.getpid():
            session = shared_session(self._settings, self._kept_s, standards_only=self._standards_only)
            self._shared = os.getpid(), session
        return self._shared[1]

    def resolution(self, path: str) -> Resolution:
        """Give what the PID of a path resolved to."""
        return self._locate(path).dataset.resolution

    def only_file(self, path: str) -> str:
        """Give the path of the one file of a PID. Raises FileNotFoundError when there are several."""
        place = self._locate(path)
        paths = place.dataset.folders.paths
        if len(paths) != 1:
            next_step = f"Name one of them: {', '.join(paths[:3])}, ..."
            raise os_error(FileNotFoundError, f"it has {len(paths)} files", place.name, next_step)
        return f"{place.root}/{paths[0]}"

    # Listing: from what the PID resolved to, never by a request per file.

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """List a folder, or the one file of that path."""
        place = self._locate(path)
        above = _name(place)
        entry = place.dataset.folders.file(place.path)
        if entry is not None:
            found = [_info(above, entry)]
        else:
            children = place.dataset.folders.children(place.path)
            found = [_info(f"{above}/{name}", child) for name, child in children]
        return found if detail else [info["name"] for info in found]

    def info(self, path: str, **_: Any) -> Info:
        """Tell what the list says of a file or folder; `size` is None where it says nothing."""
        place = self._locate(path)
        return _info(_name(place), place.dataset.folders.file(place.path))

    def exists(self, path: str, **_: Any) -> bool:
        """Tell whether there is such a file or folder; raises when that cannot be found out."""
        try:
            self._locate(path)
        except FileNotFoundError:
            return False
        return True

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget what was resolved, and what is known of files that nobody has open."""
        self.session.forget()
        super().invalidate_cache(path)

    # What a file is known again by.

    def ukey(self, path: str) -> str:
        """Spell what changes when the file does: its digest, else its ETag, date and size, by one request."""
        address = self._strip_protocol(path)
        place, entry = self.session.locate_file(address)
        known = ",".join(sorted(f"{digest.scheme}:{digest.value}" for digest in entry.digests))
        known = known or repr(self.session.remote(address).version())
        return sha256(f"{place.dataset.resolution.pid}\n{place.path}\n{known}".encode()).hexdigest()

    def checksum(self, path: str) -> int:
        """Give the same as `ukey` as a number."""
        return int(self.ukey(path), 16)

    def modified(self, path: str) -> datetime:
        """Tell when the server says that the file changed last, by one request."""
        text = self.session.remote(self._strip_protocol(path)).version().last_modified
        try:
            return parsedate_to_datetime(text)
        except ValueError:
            raise os_error(OSError, "the server does not tell when the file changed", path) from None

    # Reading.

    def _open(self, path: str, mode: str = "rb", block_size: int | None = None, **options: Any) -> DoiFile:
        if mode != "rb":
            self._refuse()
        remote = self.session.remote(path)
        details = self.info(path) | {"size": remote.size()}
        options = {"cache_type": "stride"} | {name: value for name, value in options.items() if name != "size"}
        return DoiFile(self, path, remote, details, block_size=block_size, **options)

    def cat_file(self, path: str, start: Bound = None, end: Bound = None, **_: Any) -> bytes:
        """Read a file, or a part of it; negative places count from its end."""
        return self._read_range(self._range(path, start, end))

    def get_file(
        self, rpath: str, lpath: Any, callback: Callback = DEFAULT_CALLBACK, outfile: Any = None, **options: Any
    ) -> None:
        """Download a file as `fairsvc get` does: resumed where it breaks off, verified, and in its place when whole."""
        place = self._locate(rpath)
        entry = place.dataset.folders.file(place.path)
        if outfile is not None or isfilelike(lpath):
            super().get_file(rpath, lpath, callback=callback, outfile=outfile, **options)
        elif entry is None:
            Path(lpath).mkdir(parents=True, exist_ok=True)
        else:
            callback.set_size(entry.size_bytes)
            entry, client = self.session.lasting(place, entry), self.session.resolver.client
            fetch_to(Path(lpath), place, entry, client, callback.absolute_update)

    def cat_ranges(
        self,
        paths: Sequence[str],
        starts: Sequence[Bound] | Bound,
        ends: Sequence[Bound] | Bound,
        max_gap: int | None = None,
        on_error: str = "raise",
        **_: Any,
    ) -> list[bytes | Exception]:
        """Read many ranges, several at the same time, near ones of a file by one request.

        Deviates from fsspec in raising by default: its block cache would take a returned error for bytes.
        """
        bounds = zip(paths, _each(starts, paths), _each(ends, paths), strict=True)
        ranges = [self._range(path, start, end) for path, start, end in bounds]
        found = read_batch(ranges, GAP_BYTES if max_gap is None else max_gap, self._read_range)
        trouble = next((one for one in found if isinstance(one, Exception)), None)
        if trouble is not None and on_error == "raise":
            raise trouble
        return found

    def _range(self, path: str, start: Bound, end: Bound) -> Range:
        path, first = self._strip_protocol(path), start or 0
        if first >= 0 and end is not None and end >= 0:
            return Range(path, first, max(first, end))
        first, last, _ = slice(start, end).indices(self.session.remote(path).size())
        return Range(path, first, max(first, last))

    def _read_range(self, one: Range) -> bytes:
        return self.session.remote(one.path).read(one.first, one.end)

    def _locate(self, path: str) -> Place:
        return self.session.locate(self._strip_protocol(path))

    # Writing: a PID's files are not ours to change.

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise PermissionError("doi:// is read only: the files of a PID are changed where they are published.")

    mkdir = makedirs = rmdir = cp_file = rm_file = _rm = pipe_file = put_file = touch = _refuse


def _name(place: Place) -> str:
    return f"{place.root}/{place.path}" if place.path else place.root


def _info(name: str, entry: FileEntry | None) -> Info:
    """Spell what the list says as fsspec wants it; addresses may hold secrets and are left out."""
    if entry is None:
        return {"name": name, "size": 0, "type": "directory"}
    return {
        "name": name,
        "size": entry.size_bytes,
        "type": "file",
        "mimetype": entry.media_type,
        "digests": {digest.scheme: digest.value for digest in entry.digests},
        "access": entry.access,
        "availability": entry.availability,
        "found_by": list(entry.found_by),
    }


def _each(bound: Sequence[Bound] | Bound, paths: Sequence[str]) -> Sequence[Bound]:
    return [bound] * len(paths) if bound is None or isinstance(bound, int) else bound
