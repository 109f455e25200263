"""What a mechanism declares: one way from a PID to its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.reading import Reading


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that one mechanism lists; `complete` None means that nothing states a total, `reason` says why.

    `unreadable` says what is wrong with a list that is there and cannot be read.
    """

    entries: tuple[FileEntry, ...] = ()
    complete: bool | None = None
    reason: str = ""
    unreadable: str = ""


class Speaker(Protocol):
    """Whoever lists files and is weighed against others: a mechanism of the standards, a repository's API."""

    @property
    def id(self) -> str:
        """Its name in outcomes and in `found_by`."""

    @property
    def confidence(self) -> float:
        """What its list deserves alone, 0 to 1."""

    @property
    def rank(self) -> int:
        """Its place among those that speak of one file: the lowest is believed first."""

    @property
    def family(self) -> str:
        """Those of one family prove nothing by agreeing; empty stands for its id."""

    @property
    def exact(self) -> bool:
        """Whether its sizes count bytes."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One way from a PID to its files: pure, from what was gathered and read.

    `find` gets evidence with its views of metadata and links, and what each step's exchange says; None when the
    mechanism is not in use there. `confidence` (0 to 1) is what it deserves alone; `source` is the clause of the
    standard. Of equal addresses, what the mechanism of the lowest `rank` says of a file is believed first. That two
    mechanisms of one `family` agree proves nothing. Sizes that are not `exact` are as people write them.
    """

    id: str
    title: str
    source: str
    confidence: float
    rank: int
    find: Callable[[Evidence, Mapping[str, Reading]], Listing | None]
    family: str = ""
    exact: bool = True
