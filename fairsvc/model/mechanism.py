"""What a mechanism declares: one way from a PID to its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.reading import Reading


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that one mechanism lists; `complete` None means that nothing states a total."""

    entries: tuple[FileEntry, ...]
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One way from a PID to its files: pure, from what was gathered and read.

    `find` gets evidence with its views of metadata and links, and what each step's exchange says; None when the
    mechanism is not in use there. `confidence` (0 to 1) is what it deserves alone; `source` is the clause of the
    standard. Of equal addresses, what the mechanism of the lowest `rank` says of a file is believed first.
    """

    id: str
    title: str
    source: str
    confidence: float
    rank: int
    find: Callable[[Evidence, Mapping[str, Reading]], Listing | None]
