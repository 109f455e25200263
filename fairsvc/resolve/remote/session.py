"""What those who read the files of PIDs share: one resolver, what PIDs resolved to, and the files that are open."""

from __future__ import annotations

import threading
from collections import deque
from datetime import UTC, datetime
from functools import partial
from weakref import WeakValueDictionary

from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.remote.datasets import Datasets, Place
from fairsvc.resolve.remote.os_errors import os_error
from fairsvc.resolve.remote.remote_file import RemoteFile
from fairsvc.resolve.resolver import Resolver
from fairsvc.resolve.transfer.planning import promised_size

# So many files stay as they are known when nobody has them open: their version, and what came whole.
RECENT_FILES = 4


class Session:
    """Finds files by addresses without doi://, safe for many threads; what a PID resolved to is held for `kept_s`."""

    def __init__(self, resolver: Resolver, kept_s: float, *, standards_only: bool = False) -> None:
        self.resolver, self._standards_only = resolver, standards_only
        self._datasets = Datasets(self._resolve, kept_s)
        self._files: WeakValueDictionary[tuple[object, ...], RemoteFile] = WeakValueDictionary()
        self._recent: deque[RemoteFile] = deque(maxlen=RECENT_FILES)
        self._lock = threading.Lock()

    def locate(self, address: str) -> Place:
        """Find the file or folder of an address. Raises OSError as file systems do."""
        return self._datasets.locate(address)

    def locate_file(self, address: str) -> tuple[Place, FileEntry]:
        """Find the file of an address. Raises OSError, IsADirectoryError for a folder."""
        place = self._datasets.locate(address)
        entry = place.dataset.folders.file(place.path)
        if entry is None:
            raise os_error(IsADirectoryError, "this is a folder, not a file", place.name)
        return place, entry

    def remote(self, address: str) -> RemoteFile:
        """Give what reads the file of an address: the same for all who do at the same time. Raises OSError."""
        place, entry = self.locate_file(address)
        key = (place.pid, place.path, entry.size_bytes, entry.digests)
        with self._lock:
            remote = self._files.get(key)
            if remote is None or remote.stale:
                renew = partial(self._datasets.renew, place.pid, place.path)
                client, size_bytes = self.resolver.client, promised_size(entry)
                remote = self._files[key] = RemoteFile(place.name, entry, client, renew, size_bytes)
            self._recent.append(remote)
            return remote

    def lasting(self, place: Place, entry: FileEntry) -> FileEntry:
        """Give the entry with addresses that have not ended."""
        if entry.expires_at is None or entry.expires_at > datetime.now(UTC):
            return entry
        return self._datasets.renew(place.pid, place.path, entry) or entry

    def forget(self) -> None:
        """Forget what PIDs resolved to, and what is known of files that nobody has open."""
        self._datasets.forget()
        with self._lock:
            self._recent.clear()
            self._files.clear()

    def _resolve(self, pid: str) -> Resolution:
        return self.resolver.resolve(pid, standards_only=self._standards_only)
