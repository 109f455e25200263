"""Run many tasks on threads: one task's defect never ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from fairsvc.errors import FairsvcError
from fairsvc.log import logger

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
    """Yield tasks as they finish; never more than twice `workers` are waiting, so that `tasks` may be endless."""
    waiting = iter(tasks)
    running: set[Future[Done[Task, Outcome]]] = set()
    with ThreadPoolExecutor(workers, thread_name_prefix="fairsvc") as pool:
        try:
            running |= {pool.submit(_guarded, work, task) for task in islice(waiting, 2 * workers)}
            while running:
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(_guarded, work, task) for task in islice(waiting, len(finished))}
                for future in finished:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def _guarded(work: Callable[[Task], Outcome], task: Task) -> Done[Task, Outcome]:
    try:
        return Done(task, work(task))
    except FairsvcError as error:
        return Done(task, trouble=str(error))
    except Exception as error:  # noqa: BLE001 - one task's defect is logged, shown as ours, and the run goes on
        logger.exception("a task failed by our own fault: %s", task)
        return Done(task, trouble=f"{type(error).__name__}: {error}", defect=True)
