"""The resolver as a program holds it: settings, one client, the facilities' recipes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from fairsvc.model.pid import read_pid
from fairsvc.model.ports import HostBudget
from fairsvc.model.recipe import Recipe
from fairsvc.model.resolution import Resolution
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.configured import endpoints_of, policy_of
from fairsvc.net.forking import start_anew_after_fork
from fairsvc.probe.gather import Subject
from fairsvc.probe.metering import Bounds, Metered
from fairsvc.resolve.resolving import resolve_subject
from fairsvc.settings import Settings

PARALLEL_NEEDS = 4


class Resolver:
    """Resolves PIDs and gives access to their files; safe for many threads. Close it, or use it as a context.

    `parallel_needs` are fetched at the same time for all who call: many threads want more of them.
    """

    def __init__(
        self,
        settings: Settings,
        budget: HostBudget | None = None,
        recipes: tuple[Recipe, ...] = (),
        *,
        parallel_needs: int = PARALLEL_NEEDS,
    ) -> None:
        self.settings, self.recipes = settings, recipes
        self.client = Client(policy_of(settings), budget or LocalBudget())
        self._parallel_needs = parallel_needs
        self.start_anew()
        start_anew_after_fork(self)

    def start_anew(self) -> None:
        """Begin with threads of our own, as a process that was forked must."""
        self._pool = ThreadPoolExecutor(self._parallel_needs, thread_name_prefix="resolve")

    def resolve(self, pid: str, *, standards_only: bool = False) -> Resolution:
        """Find the files of a PID. Raises BadPid, and BadSettings when a contact is needed and not set."""
        subject = Subject(read_pid(pid), endpoints_of(self.settings))
        bounds = Bounds(self.settings.dataset_host_requests, self.settings.dataset_wire_s)
        return resolve_subject(
            subject,
            Metered(self.client, bounds),
            datetime.now(UTC),
            recipes=self.recipes,
            standards_only=standards_only,
            spread=self._pool.map,
        )

    def close(self) -> None:
        """Close every kept connection."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
