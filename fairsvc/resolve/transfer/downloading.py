"""Download the files of a resolution: many at the same time, each host within its limits, none stopped by another."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.pool import AsyncResult, ThreadPool
from pathlib import Path
from threading import Condition, Event, Lock, Thread
from typing import Protocol

from fairsvc.errors import UsageError
from fairsvc.model.ports import Opener
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.transfer.answers import host_of
from fairsvc.resolve.transfer.fetching import Terms, compare_file, fetch_file
from fairsvc.resolve.transfer.folder import NO_ROOM, Folder
from fairsvc.resolve.transfer.journal import Journal
from fairsvc.resolve.transfer.planning import (
    Action,
    Step,
    Wishes,
    choose_files,
    missing_bytes,
    pid_as_kept,
    plan,
    promised_size,
)
from fairsvc.resolve.transfer.present import present_at, present_in
from fairsvc.resolve.transfer.report import Fetched, OnProgress, Progress, Report, State, unwatched

MOST_HOSTS = 16
TOLD_EVERY_S = 0.1
# How long Ctrl-C waits for those who are in the middle of a piece.
STOPPED_WITHIN_S = 3.0
_AT_WORK = (Action.FETCH, Action.RESUME, Action.COMPARE)


class Door(Opener, Protocol):
    """An Opener that knows the operator's tokens and how many downloads a host may have at the same time."""

    def has_token(self, url: str) -> bool:
        """Tell whether the operator gave us what opens the host of the address."""

    def downloads_at(self, url: str) -> int:
        """Tell how many downloads the host of the address may have at the same time."""


def download(
    resolution: Resolution,
    folder: str | Path,
    door: Door,
    *,
    patterns: Sequence[str] = (),
    max_size_bytes: int | None = None,
    dry_run: bool = False,
    retries: int = 3,
    on_progress: OnProgress = unwatched,
) -> Report:
    """Download the files that a pattern fits; trouble with one file is in the report, never raised.

    What is there and verified is kept without a request, what is there in part is resumed. Raises UsageError when the
    folder cannot be used, has too little room or no file fits, and what `no_files` says of a PID without any. After
    KeyboardInterrupt everything that came is kept.
    """
    began, where = time.monotonic(), Path(folder)
    wishes = Wishes(tuple(patterns), max_size_bytes, door.has_token)
    chosen = choose_files(resolution, wishes)
    if dry_run:
        steps = plan(chosen, resolution, wishes, present_at(where))
        return Report(str(where), tuple(map(_planned, steps)), time.monotonic() - began)
    with ExitStack() as stack:
        opened = stack.enter_context(Folder(where))
        journal = stack.enter_context(Journal(opened.open_journal()))
        steps = plan(chosen, resolution, wishes, present_in(opened, journal))
        _check_room(steps, opened)
        meter = _Meter(steps, on_progress)
        pid, stop = pid_as_kept(resolution), Event()
        terms = Terms(pid, opened, journal, door, stop, meter.moved, retries, max_size_bytes=max_size_bytes)
        crew = _Crew(steps, terms, meter, door.downloads_at)
        try:
            files = crew.work()
        finally:
            if crew.busy:
                # Whoever still waits for a server would write to what another one has opened since.
                opened_still = stack.pop_all()
                Thread(target=crew.close_after, args=(opened_still,), name="fairsvc-folder", daemon=True).start()
    return Report(str(where), files, time.monotonic() - began)


class _Meter:
    """How far all files are together; tells it now and then, one thread at a time."""

    def __init__(self, steps: Sequence[Step], on_progress: OnProgress) -> None:
        self._on_progress, self._lock = on_progress, Lock()
        steps = [step for step in steps if step.action in (*_AT_WORK, Action.KEEP)]
        sizes = [promised_size(step.named.entry) for step in steps]
        self._size = None if None in sizes else sum(size or 0 for size in sizes)
        self._files, self._files_done = len(steps), 0
        self._at = {step.named.path: step.part_bytes for step in steps}
        self._bytes, self._told = sum(self._at.values()), 0.0

    def moved(self, path: str, size_bytes: int) -> None:
        """Note where a file is."""
        with self._lock:
            self._bytes += size_bytes - self._at.get(path, 0)
            self._at[path] = size_bytes
            self._tell(path)

    def ended(self, fetched: Fetched) -> None:
        """Note that a file is done with."""
        with self._lock:
            self._files_done += 1
            self._bytes += (fetched.size_bytes or 0) - self._at.get(fetched.path, 0)
            self._at[fetched.path] = fetched.size_bytes or 0
            self._tell(fetched.path, now=self._files_done == self._files)

    def _tell(self, path: str, *, now: bool = False) -> None:
        if now or time.monotonic() - self._told >= TOLD_EVERY_S:
            self._told = time.monotonic()
            self._on_progress(Progress(self._files_done, self._files, self._bytes, self._size, path))


class _Crew:
    """Threads that take the files of one host each, as many as it may be asked at the same time."""

    def __init__(self, steps: Sequence[Step], terms: Terms, meter: _Meter, downloads_at: Callable[[str], int]) -> None:
        self._steps, self._terms, self._meter, self._downloads_at = steps, terms, meter, downloads_at
        self._files: list[Fetched | None] = [None] * len(steps)
        self._results: list[AsyncResult[None]] = []
        self._serving, self._ended = 0, Condition()

    @property
    def busy(self) -> bool:
        """Tell whether a thread is still at work."""
        return self._serving > 0

    def close_after(self, opened: ExitStack) -> None:
        """Let go of what the threads use when the last one has ended."""
        with self._ended:
            self._ended.wait_for(lambda: not self.busy)
        opened.close()

    def work(self) -> tuple[Fetched, ...]:
        """Do everything; what a thread raises is raised here, and Ctrl-C stops the threads first."""
        queues = list(self._queues())
        # Its threads are daemons: one that waits for a server must not keep a person who has had enough.
        with ThreadPool(max(1, len(queues))) as pool:
            self._results = [pool.apply_async(self._serve, (queue,)) for queue in queues]
            try:
                for result in self._results:
                    result.get()
            finally:
                self._terms.stop.set()
                until = time.monotonic() + STOPPED_WITHIN_S
                for result in self._results:
                    result.wait(max(0.0, until - time.monotonic()))
        return tuple(done or _untried(step) for done, step in zip(self._files, self._steps, strict=True))

    def _queues(self) -> Iterator[deque[int]]:
        """Give each thread the files that it shares with the others of the same host."""
        hosts: dict[str, deque[int]] = {}
        for number, step in enumerate(self._steps):
            if step.action not in _AT_WORK:
                self._note(number, _planned(step))
                continue
            host = host_of(step.named.entry.addresses[0]) if step.action is not Action.COMPARE else ""
            hosts.setdefault(host, deque()).append(number)
        groups = list(hosts.values())
        for extra in groups[MOST_HOSTS:]:
            groups[0].extend(extra)
        for queue in groups[:MOST_HOSTS]:
            first = self._steps[queue[0]]
            places = self._downloads_at(first.named.entry.addresses[0]) if first.action is not Action.COMPARE else 1
            yield from [queue] * min(places, len(queue))

    def _serve(self, queue: deque[int]) -> None:
        with self._ended:
            if self._terms.stop.is_set():
                return
            self._serving += 1
        try:
            self._empty(queue)
        finally:
            with self._ended:
                self._serving -= 1
                self._ended.notify_all()

    def _empty(self, queue: deque[int]) -> None:
        while not self._terms.stop.is_set():
            try:
                number = queue.popleft()
            except IndexError:
                return
            self._note(number, self._done(self._steps[number]))

    def _done(self, step: Step) -> Fetched:
        try:
            return compare_file(step, self._terms) if step.action is Action.COMPARE else fetch_file(step, self._terms)
        except OSError as error:
            if error.errno in NO_ROOM:
                self._terms.stop.set()
                return Fetched(step.named.path, State.FAILED, because="there is no room for it. What came is kept")
            return Fetched(step.named.path, State.FAILED, because=f"it cannot be written here ({error.strerror})")

    def _note(self, number: int, fetched: Fetched) -> None:
        self._files[number] = fetched
        if self._steps[number].action in (*_AT_WORK, Action.KEEP):
            self._meter.ended(fetched)


def _planned(step: Step) -> Fetched:
    """Say of a file that nothing is done about now, or would be."""
    path, size = step.named.title, promised_size(step.named.entry)
    if step.action is Action.KEEP and step.record is not None:
        return Fetched(path, State.KEPT, step.record.size_bytes, verified_by=step.record.algorithm or "size")
    if step.action in (Action.REFUSE, Action.LEAVE_OUT):
        state = State.LEFT_OUT if step.action is Action.LEAVE_OUT else State.NOT_TRIED
        return Fetched(path, state, size, because=step.because)
    because = "it will be compared with what lies there" if step.action is Action.COMPARE else step.because
    return Fetched(path, State.PLANNED, size, resumed_at=step.part_bytes, because=because)


def _untried(step: Step) -> Fetched:
    return Fetched(step.named.path, State.NOT_TRIED, because="another trouble ended the download before")


def _check_room(steps: Sequence[Step], folder: Folder) -> None:
    needed, free = missing_bytes(steps), folder.free_bytes
    if needed > free:
        which = f"{folder.path} has {free} bytes free, and {needed} are to come"
        raise UsageError("there is no room for the files", which, "Name another folder with -o, or fewer files")
