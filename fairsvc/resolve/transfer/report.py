"""What became of the files that were to be downloaded, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of one file."""

    FETCHED = "fetched"
    KEPT = "kept"
    PLANNED = "planned"
    LEFT_OUT = "left out"
    NOT_TRIED = "not tried"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file: where it lies, how many bytes came now, and by what it was verified (an algorithm, size, or nothing).

    `because` is one clause for a person, empty where all went well; `resumed_at` is how much was there before.
    """

    path: str
    state: State
    size_bytes: int | None = None
    received_bytes: int = 0
    resumed_at: int = 0
    verified_by: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Every file of the call in the order of the manifest, those that a pattern did not fit left away."""

    folder: str
    files: tuple[Fetched, ...] = ()
    elapsed_s: float = 0.0

    def of(self, *states: State) -> tuple[Fetched, ...]:
        """Choose the files of these states."""
        return tuple(one for one in self.files if one.state in states)

    @property
    def received_bytes(self) -> int:
        """Everything that came over the wire and was kept or thrown away."""
        return sum(one.received_bytes for one in self.files)

    @property
    def complete(self) -> bool:
        """Tell whether every file that was wanted is there."""
        return not self.of(State.FAILED, State.NOT_TRIED, State.PLANNED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: bytes count what came and what need not come again; `size_bytes` None means nobody knows.

    `path` is the file that moved last.
    """

    files_done: int
    files: int
    done_bytes: int
    size_bytes: int | None
    path: str = ""


OnProgress = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Take no notice."""
