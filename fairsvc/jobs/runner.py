"""Run many tasks on threads: one task's defect never ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from threading import Event
from typing import Generic, TypeVar

from fairsvc.errors import FairsvcError
from fairsvc.log import logger

# Tasks that lie ready, so that no thread waits while the caller keeps what was found.
AHEAD = 32

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Outcome]):
    """A finished task: its outcome, or None and the trouble in a clause; `defect` means that the fault is ours."""

    task: Task
    outcome: Outcome | None = None
    trouble: str = ""
    defect: bool = False


def run_all(tasks: Iterable[Task], work: Callable[[Task], Outcome], workers: int) -> Iterator[Done[Task, Outcome]]:
    """Yield tasks as they finish; never more than `workers` and a few are begun, so that `tasks` may be endless."""
    waiting, finished = iter(tasks), SimpleQueue[Future[Done[Task, Outcome]]]()
    with threads(workers) as (pool, left):

        def begin(count: int) -> int:
            futures = [pool.submit(guarded, work, task, left) for task in islice(waiting, count)]
            for future in futures:
                future.add_done_callback(finished.put)
            return len(futures)

        running = begin(workers + AHEAD)
        while running:
            done = finished.get().result()
            running += begin(1) - 1
            yield done


@contextmanager
def threads(count: int) -> Iterator[tuple[ThreadPoolExecutor, Event]]:
    """Give a pool, and an event that is set when its threads were left behind.

    A block that ends by an exception, such as Ctrl-C, does not wait for answers of slow hosts.
    """
    pool, left, ended = ThreadPoolExecutor(count, thread_name_prefix="fairsvc"), Event(), False
    try:
        yield pool, left
        ended = True
    finally:
        if not ended:
            left.set()
        pool.shutdown(wait=ended, cancel_futures=not ended)


def guarded(work: Callable[[Task], Outcome], task: Task, left: Event) -> Done[Task, Outcome]:
    """Do one task; whatever it raises becomes its trouble."""
    try:
        return Done(task, work(task))
    except FairsvcError as error:
        return Done(task, trouble=str(error))
    except Exception as error:  # noqa: BLE001 - one task's defect is logged, shown as ours, and the run goes on
        if left.is_set():  # its store and its client are closed: nobody waits for it
            return Done(task, trouble="left behind")
        logger.exception("a task failed by our own fault: %s", task)
        return Done(task, trouble=f"{type(error).__name__}: {error}", defect=True)
