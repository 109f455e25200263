"""How much is asked about one PID."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairsvc.model.conneg_steps import MATRIX_STEPS
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Need
from fairsvc.model.file_steps import FILE_STEPS, are_files_open
from fairsvc.model.link_steps import LINK_STEPS
from fairsvc.model.listing_steps import LISTING_STEPS
from fairsvc.model.step import STANDARD, Step


@dataclass(frozen=True, slots=True)
class Depth:
    """A list of steps, the most requests that they may cost, and the most waves; hops are not counted.

    A wave is what can be asked at the same time: the page is in the first.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    max_requests: int
    max_waves: int = 16


def _after_files(step: Step) -> Step:
    """Let a step wait for the files.

    Each range of an HDF5 file is a wave of its own: by rank alone, the matrix would take their room.
    """

    def ask(evidence: Evidence) -> Need | None:
        return None if are_files_open(evidence) else step.ask(evidence)

    return replace(step, ask=ask)


STANDARD_DEPTH = Depth("standard", "What every check of the metric sets rests on", STANDARD, 9, 3)
FULL_DEPTH = Depth(
    "full",
    "Beside that: every representation, links back, five files, NeXus",
    (*STANDARD, *LINK_STEPS, *LISTING_STEPS, *FILE_STEPS, *map(_after_files, MATRIX_STEPS)),
    45,
)
MATRIX_DEPTH = Depth(
    "matrix",
    "Beside the standard steps: the matrix of content negotiation",
    (*STANDARD_DEPTH.steps, *MATRIX_STEPS),
    STANDARD_DEPTH.max_requests + len(MATRIX_STEPS),
)
DEPTHS = {depth.name: depth for depth in (STANDARD_DEPTH, FULL_DEPTH, MATRIX_DEPTH)}

# Those that a person chooses from; the matrix alone is what `fairsvc conneg` asks.
CHOICES = (STANDARD_DEPTH.name, FULL_DEPTH.name)

# Not a depth of a PID but of a source: standard for all, full for a few of each host.
BULK = "bulk"
