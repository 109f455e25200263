"""The datasets behind doi:// addresses, each resolved once in a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches

from fairsvc.errors import BadPid
from fairsvc.model.manifest import FileEntry
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.remote.address import Candidate, iter_candidates
from fairsvc.resolve.remote.folders import Folders
from fairsvc.resolve.remote.os_errors import is_registered, no_files, os_error

MOST_HELD = 64
# Who looks for many files that are not there must not wait for a comparison with a million names.
MOST_COMPARED = 1_000

Resolve = Callable[[str], Resolution]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a PID resolved to, and its files as folders."""

    resolution: Resolution
    folders: Folders

    @property
    def lasting(self) -> bool:
        """Tell whether asking again soon would bring the same: not so after a time-out or a server's trouble."""
        return bool(self.folders.paths or not self.resolution.trouble or not is_registered(self.resolution))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: the PID as it is spelt there, its dataset, and the file or folder in it."""

    root: str
    pid: str
    dataset: Dataset
    path: str

    @property
    def name(self) -> str:
        """What errors call it."""
        return f"{self.path} of {self.dataset.resolution.pid}" if self.path else str(self.dataset.resolution.pid)


@dataclass(frozen=True, slots=True)
class _Held:
    dataset: Future[Dataset]
    until: float

    def fail(self, _: object, error: BaseException | None, __: object) -> None:
        """Hand what ended a block on to all who wait for the dataset."""
        if error is not None:
            self.dataset.set_exception(error)


class Datasets:
    """Resolves PIDs and holds what came for `kept_s`; safe for many threads, which wait for one answer together."""

    def __init__(self, resolve: Resolve, kept_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolve, self._kept_s, self._clock = resolve, kept_s, clock
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def locate(self, address: str) -> Place:
        """Find the file or folder of an address: the shortest PID that is known and has the path.

        Raises FileNotFoundError, PermissionError when the files are not open, OSError when nobody could be asked.
        """
        tried: list[tuple[Candidate, Dataset]] = []
        for candidate in iter_candidates(address):
            try:
                dataset = self.dataset(candidate.pid)
            except BadPid as error:
                raise FileNotFoundError(str(error)) from None
            path = dataset.folders.find_path(candidate.path)
            if path is not None:
                return Place(candidate.root, candidate.pid, dataset, path)
            tried.append((candidate, dataset))
            # Who looks for many files that are not there (a Zarr store) must not ask the resolver for each.
            if dataset.folders.find_path(candidate.path.partition("/")[0]):
                break
        raise _missing(address, tried)

    def dataset(self, pid: str) -> Dataset:
        """Give what the PID resolves to, asked anew when it is not held. Raises BadPid, BadSettings."""
        key = str(read_pid(pid))
        with self._lock:
            held = self._held.get(key)
            ours = held is None or held.until <= self._clock()
            if held is None or ours:
                held = self._held[key] = _Held(Future(), self._clock() + self._kept_s)
            self._held.move_to_end(key)
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        if ours:
            self._fill(key, held, pid)
        return held.dataset.result()

    def renew(self, pid: str, path: str, known: FileEntry) -> FileEntry | None:
        """Find a file whose addresses ended: as it is held by now, else asked anew; None when it is gone."""
        entry = self.dataset(pid).folders.file(path)
        if entry is not known:
            return entry
        with self._lock:
            self._held.pop(str(read_pid(pid)), None)
        return self.dataset(pid).folders.file(path)

    def forget(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held.clear()

    def _fill(self, key: str, held: _Held, pid: str) -> None:
        with ExitStack() as stack:
            stack.push(held.fail)
            stack.callback(self._drop_unlasting, key, held)
            resolution = self._resolve(pid)
            held.dataset.set_result(Dataset(resolution, Folders(resolution.manifest.entries)))

    def _drop_unlasting(self, key: str, held: _Held) -> None:
        if held.dataset.done() and held.dataset.result().lasting:
            return
        with self._lock:
            if self._held.get(key) is held:
                del self._held[key]


def _missing(address: str, tried: list[tuple[Candidate, Dataset]]) -> OSError:
    """Make the error of an address that leads nowhere, by the reading that comes nearest to something."""
    if not tried:
        next_step = "Write doi://10.5072/abc/path"
        return os_error(FileNotFoundError, "this address names no DOI", repr(address[:200]), next_step)
    for candidate, dataset in tried:
        if dataset.folders.paths:
            near = get_close_matches(candidate.path, dataset.folders.paths[:MOST_COMPARED], 1)
            next_step = f"Did you mean {near[0]}?" if near else ""
            which = f"{candidate.path} of {dataset.resolution.pid}"
            return os_error(FileNotFoundError, "there is no such file or folder", which, next_step)
    known = [dataset for _, dataset in tried if is_registered(dataset.resolution)]
    return no_files((known or [tried[-1][1]])[0].resolution)
