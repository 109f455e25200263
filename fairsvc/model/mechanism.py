"""What a mechanism declares: one way from a PID to its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
