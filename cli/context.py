"""What every command gets: the settings, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings, StoreUnusable

if TYPE_CHECKING:
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.ports import HostBudget
    from fairsvc.resolve.resolver import Resolver
    from fairsvc.settings import Settings


class Ended(Exception):
    """End the call with this exit code: the command has said everything itself."""

    def __init__(self, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(exit_code)


@dataclass(frozen=True, slots=True)
class Context:
    """The global options of one call."""

    config: Path | None
    given: tuple[str, ...]
    environ: dict[str, str]
    verbose: bool = False

    @property
    def path(self) -> Path:
        """The settings file."""
        from fairsvc.settings import FILE_NAME

        return self.config or Path(self.environ.get("FAIRSVC_CONFIG", FILE_NAME))

    def settings(self, *, optional: bool = False) -> Settings:
        """Load the settings: --set over the environment over the file. Raises BadSettings.

        `optional` takes the defaults when there is no file and none was named.
        """
        from fairsvc.settings import load_settings

        named = self.config is not None or "FAIRSVC_CONFIG" in self.environ
        flags = dict(_pair(text) for text in self.given)
        return load_settings(self.path, self.environ, flags, optional=optional and not named)

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the store of the settings. Raises StoreUnusable."""
        from fairsvc.jobs.workspace import open_workspace
        from fairsvc.log import configure

        configure(verbose=self.verbose)
        with open_workspace(self.settings()) as workspace:
            yield workspace

    @contextmanager
    def resolver(self) -> Iterator[Resolver]:
        """Hold what resolves PIDs and fetches files; it needs neither settings nor a store.

        Where there is a store, its politeness is shared with every process on it. Raises BadSettings.
        """
        from fairsvc.log import configure
        from fairsvc.resolve.recipes.loading import load_recipes
        from fairsvc.resolve.resolver import Resolver

        configure(verbose=self.verbose)
        settings = self.settings(optional=True)
        with ExitStack() as stack:
            budget = _shared_budget(settings, stack)
            yield stack.enter_context(Resolver(settings, budget, load_recipes(settings)))


def _shared_budget(settings: Settings, stack: ExitStack) -> HostBudget | None:
    """Open the budget in the store of the settings until the stack closes; None when there is no such store."""
    from fairsvc.log import logger
    from fairsvc.store.budget import StoreBudget
    from fairsvc.store.connection import open_store

    if not Path(settings.store_url.removeprefix("sqlite:///")).is_file():
        return None
    try:
        store = stack.enter_context(open_store(settings.store_url, settings.evidence_folder))
    except StoreUnusable as error:
        logger.warning("the politeness of other processes is not known: %s", error)
        return None
    return stack.enter_context(StoreBudget(store))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadSettings("--set takes NAME=VALUE", text)
    return name.strip(), value.strip()
