"""One file behind its addresses, read in ranges that are all of one and the same version."""

from __future__ import annotations

import errno
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO

from fairsvc.errors import FetchFailed
from fairsvc.formats.content_range import read_span
from fairsvc.formats.link_expiry import has_secret
from fairsvc.model.manifest import FileEntry
from fairsvc.model.ports import Incoming, Opener
from fairsvc.resolve.remote.byte_ranges import Version, ranged_need, read_version
from fairsvc.resolve.remote.os_errors import file_changed, os_error, refusal
from fairsvc.resolve.remote.whole_file import genuine, hold_whole
from fairsvc.resolve.transfer.answers import find_packing

_NOT_AT_ONCE = ("nearline", "offline")

Renew = Callable[[FileEntry], FileEntry | None]


class RemoteFile:
    """Reads ranges of one file, safe for many threads; `name` is what errors call it.

    `size_bytes` is None where the list states none that counts bytes. `renew` finds the file anew when the address
    that is known ended. `stale` says that the file changed: it must be opened again. Every method raises OSError as
    file systems do: PermissionError, FileNotFoundError, and one whose errno is ESTALE for a file that changed.
    """

    def __init__(self, name: str, entry: FileEntry, opener: Opener, renew: Renew, size_bytes: int | None) -> None:
        self._name, self._entry, self._opener, self._renew = name, entry, opener, renew
        self._size_bytes = size_bytes
        self.stale, self._best = False, ""
        self._versions: dict[str, Version] = {}
        self._whole: IO[bytes] | None = None
        self._lock = threading.RLock()

    def size(self) -> int:
        """Give the size in bytes; one request when the list does not state it."""
        if self._size_bytes is None:
            self._ask(0, 0, probing=True)
        if self._size_bytes is None:
            raise os_error(OSError, "nobody tells how long the file is", self._name)
        return self._size_bytes

    def version(self) -> Version:
        """Tell by what the file is known again: from what was read, else by one request."""
        if not self._versions:
            self._ask(0, 0, probing=True)
        return next(iter(self._versions.values()), Version(size_bytes=self._size_bytes))

    def read(self, first: int, end: int) -> bytes:
        """Read the bytes from `first` to before `end`, fewer only at the end of the file."""
        end = min(end, self.size())
        content = bytearray()
        while (at := first + len(content)) < end:
            content += self._read_held(at, end) if self._whole else self._ask(at, end - 1)
        return bytes(content)

    def _read_held(self, first: int, end: int) -> bytes:
        with self._lock:
            assert self._whole is not None
            self._whole.seek(first)
            return self._whole.read(end - first)

    def _ask(self, first: int, last: int, *, probing: bool = False) -> bytes:
        """Ask each address until one gives something; for a new one, once, where those that there are have ended.

        Nothing comes back when the whole file came: it is held then. `probing` wants to know what the answer says
        of the file, and no bytes.
        """
        if self._entry.availability in _NOT_AT_ONCE:
            what = f"the file is {self._entry.availability}, and reading does not fetch it from tape"
            raise os_error(OSError, what, self._name, "Ask the repository to stage it")
        if self._entry.expires_at is not None and self._entry.expires_at <= datetime.now(UTC):
            self._find_anew()
        try:
            return self._ask_each(first, last, probing=probing)
        except OSError as error:
            if error.errno == errno.ESTALE or not any(map(has_secret, self._entry.addresses)):
                raise
        self._find_anew()
        return self._ask_each(first, last, probing=probing)

    def _ask_each(self, first: int, last: int, *, probing: bool) -> bytes:
        trouble: OSError | None = None
        for url in sorted(self._entry.addresses, key=lambda url: url != self._best):
            need = ranged_need(url, first, last, self._versions.get(_place(url)))
            try:
                with self._opener.open(need) as incoming:
                    content = self._take(incoming, url, (first, last), probing=probing)
                    self._best = url
                    return content
            except OSError as error:
                if error.errno == errno.ESTALE:
                    raise
                trouble = trouble or error
        raise trouble or os_error(OSError, "the file has no address that HTTP fetches", self._name)

    def _take(self, incoming: Incoming, url: str, wanted: tuple[int, int], *, probing: bool) -> bytes:
        if incoming.status is None:
            raise os_error(OSError, f"the server gave no answer: {incoming.failure}", self._name, "Try again later")
        if incoming.status not in (200, 206, 416):
            raise refusal(incoming.status, self._name)
        version = read_version(incoming)
        if incoming.status == 206:
            self._compare(url, version)
            return self._take_part(incoming, *wanted)
        if incoming.status == 200:
            return self._take_whole(incoming, url, version, probing=probing)
        self._compare(url, version)
        if self._size_bytes != 0:
            raise os_error(OSError, "the server refused a range that lies within the file", self._name)
        return b""

    def _take_part(self, incoming: Incoming, first: int, last: int) -> bytes:
        """Read what came of the range; a body that breaks off is of use as far as it goes."""
        said = incoming.header("content-range")
        span = read_span(said)
        if span is None or span.first != first or span.last > last:
            came = said[:80]
            raise os_error(OSError, f"the server sent other bytes than were asked for ({came!r})", self._name)
        if packed := find_packing(incoming, self._entry):
            raise os_error(OSError, f"this is not the file: {packed}", self._name)
        length = span.last - first + 1
        pieces = incoming.iter_bytes()
        content = bytearray()
        try:
            for piece in pieces if first else genuine(pieces, incoming, self._entry, self._name):
                room = length - len(content)
                content += piece[:room]
                # A connection is kept when its answer was read to the end, so only one that goes on is left.
                if len(piece) > room:
                    break
        except FetchFailed as error:
            if not content:
                raise os_error(OSError, error.what, self._name, "Try again later") from error
        if not content:
            raise os_error(OSError, "the server sent nothing of what it announced", self._name, "Try again later")
        return bytes(content)

    def _take_whole(self, incoming: Incoming, url: str, version: Version, *, probing: bool) -> bytes:
        """Hold the file that came in answer to a range; where its size is all that is wanted, look only at its head."""
        if probing and version.size_bytes is not None:
            next(genuine(incoming.iter_bytes(), incoming, self._entry, self._name), None)
            self._compare(url, version)
            return b""
        with self._lock:
            if self._whole is None:
                known = self._versions.get(_place(url))
                if known is not None and (how := known.change_to(version)):
                    raise self._changed(how)
                whole = hold_whole(incoming, self._entry, self._size_bytes, self._name)
                self._compare(url, replace(version, size_bytes=whole.seek(0, 2)))
                self._whole = whole
                weakref.finalize(self, whole.close)
        return b""

    def _compare(self, url: str, version: Version) -> None:
        """Hold the answer's version against what is known of the file, and know it from now on."""
        with self._lock:
            known = self._versions.setdefault(_place(url), version)
            if how := known.change_to(version):
                raise self._changed(how)
            if None not in (self._size_bytes, version.size_bytes) and self._size_bytes != version.size_bytes:
                what = f"the server's file has {version.size_bytes} bytes, the list says {self._size_bytes}"
                raise os_error(OSError, what, self._name)
            if self._size_bytes is None:
                self._size_bytes = version.size_bytes

    def _find_anew(self) -> None:
        """Take the addresses that the repository gives now."""
        entry = self._renew(self._entry)
        if entry is None:
            raise os_error(FileNotFoundError, "the repository no longer lists the file", self._name)
        old, new = ({digest.scheme: digest.value for digest in one.digests} for one in (self._entry, entry))
        if any(old[name] != new[name] for name in old.keys() & new.keys()):
            raise self._changed("its digest is another one")
        self._entry = entry

    def _changed(self, how: str) -> OSError:
        self.stale = True
        return file_changed(how, self._name)


def _place(url: str) -> str:
    """Spell an address without what a new signature changes in it."""
    return url.partition("?")[0] if has_secret(url) else url
