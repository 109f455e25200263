"""What every command gets: the settings, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.workspace import Workspace
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

    def settings(self) -> Settings:
        """Load the settings: --set over the environment over the file. Raises BadSettings."""
        from fairsvc.settings import load_settings

        return load_settings(self.path, self.environ, dict(_pair(text) for text in self.given))

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the store of the settings. Raises StoreUnusable."""
        from fairsvc.jobs.workspace import open_workspace
        from fairsvc.log import configure

        configure(verbose=self.verbose)
        with open_workspace(self.settings()) as workspace:
            yield workspace


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadSettings("--set takes NAME=VALUE", text)
    return name.strip(), value.strip()
