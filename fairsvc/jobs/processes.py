"""Run a pure calculation on several processes, a bounded number of tasks at a time."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Generic, TypeVar

from fairsvc.log import logger

Task = TypeVar("Task")
Result = TypeVar("Result")

# Tasks that lie ready for each process: none waits, and what was calculated does not pile up.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Ended(Generic[Task, Result]):
    """A finished task; `result` is None when its process ended before it, by a signal or for want of memory."""

    task: Task
    result: Result | None = None


def run_apart(work: Callable[[Task], Result], tasks: Iterable[Task], processes: int) -> Iterator[Ended[Task, Result]]:
    """Yield tasks in their order as they end; work and tasks are pickled. What the work raises is raised here.

    A process that is lost takes its pool along: what was begun is lost, and another pool goes on with the rest.
    """
    waiting = iter(tasks)
    while (yield from _run_pool(work, waiting, processes)):
        logger.error("a process that calculates was lost; starting others")


def _run_pool(
    work: Callable[[Task], Result], waiting: Iterator[Task], processes: int
) -> Generator[Ended[Task, Result], None, bool]:
    """Run tasks until none waits, or until the pool breaks: then return True, and more may wait."""
    begun: deque[tuple[Task, Future[Result]]] = deque()
    broken = False
    with _pool(processes) as pool:
        begun.extend(_begin(pool, work, islice(waiting, processes * _AHEAD)))
        while begun:
            task, future = begun.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                broken = True
                yield Ended(task)
            else:
                yield Ended(task, result)
            if not broken:
                begun.extend(_begin(pool, work, islice(waiting, 1)))
    return broken


def _begin(
    pool: ProcessPoolExecutor, work: Callable[[Task], Result], tasks: Iterable[Task]
) -> Iterator[tuple[Task, Future[Result]]]:
    for task in tasks:
        try:
            with _interruption_held_back():
                future = pool.submit(work, task)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        yield task, future


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool; a block that ends by an exception, such as Ctrl-C, does not wait for what is begun."""
    pool, ended = ProcessPoolExecutor(processes, get_context("spawn"), _settle), False
    try:
        yield pool
        ended = True
    finally:
        pool.shutdown(wait=ended, cancel_futures=True)


@contextmanager
def _interruption_held_back() -> Iterator[None]:
    """Start processes with Ctrl-C blocked, which they inherit: the terminal sends it to all, and the parent decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle() -> None:
    """End with the parent, however that dies: nobody else would tell."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_outlast_nobody, daemon=True).start()


def _outlast_nobody() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
