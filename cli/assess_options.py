"""The options of `fairsvc assess`: as they were typed, and which of them contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings
from fairsvc.model.depth import BULK, CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairsvc.jobs.judging import Assessed
    from fairsvc.jobs.selecting import Selection
    from fairsvc.jobs.thresholds import Threshold


class HeldBy(StrEnum):
    """Which dataset of a source is held to the threshold, as it is typed."""

    LOWEST = "lowest"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed."""

    pid: str
    source: str
    draft: str
    metric_sets: tuple[str, ...]
    depth: str
    changed: bool
    older_than: str
    sample: int
    restart: bool
    dry_run: bool
    stored: bool
    recorded: Path | None
    replay: bool
    thresholds: tuple[str, ...]
    of: HeldBy | None
    as_json: bool

    @property
    def selects(self) -> str:
        """Name the first option that is for sources that are asked."""
        given = {
            "--changed": self.changed,
            "--older-than": self.older_than,
            "--sample": self.sample,
            "--restart": self.restart,
            "--dry-run": self.dry_run,
        }
        return next((name for name, value in given.items() if value), "")


def check_options(asked: Asked) -> None:
    """Refuse options that contradict each other. Raises BadSettings."""
    if asked.draft:
        _check_draft(asked)
    elif bool(asked.pid) == bool(asked.source):
        raise BadSettings("name one PID, or one source with --source", "", "fairsvc assess --help shows examples")
    if asked.recorded and not asked.pid:
        raise BadSettings("--recorded goes with one PID", str(asked.recorded))
    if asked.replay and (not asked.pid or asked.stored or asked.recorded):
        raise BadSettings("--replay goes with one PID, and not with --stored or --recorded", asked.pid or asked.source)
    if asked.selects and (asked.stored or not asked.source):
        raise BadSettings(f"{asked.selects} goes with --source, and not with --stored", asked.pid or asked.source)
    if asked.of and not (asked.source and asked.thresholds):
        raise BadSettings("--threshold-of goes with --source and --threshold", asked.of.value)
    _check_depth(asked)


def _check_draft(asked: Asked) -> None:
    others = {
        "--source": asked.source,
        "--stored": asked.stored,
        "--recorded": asked.recorded,
        "--replay": asked.replay,
    }
    if clashing := [name for name, value in (others | {"--depth": asked.depth}).items() if value]:
        raise BadSettings(f"--draft asks nobody and does not go with {clashing[0]}", asked.draft)


def _check_depth(asked: Asked) -> None:
    known = (*CHOICES, BULK) if asked.source else CHOICES
    if asked.depth and (asked.stored or asked.replay):
        raise BadSettings("--depth says what to ask, and --stored and --replay ask nobody", asked.depth)
    if asked.depth == BULK and not asked.source:
        raise BadSettings("depth bulk is for a source: a full look at a few of each host", asked.depth, "Choose full")
    if asked.depth and asked.depth not in known:
        raise BadSettings("there is no such depth", asked.depth, f"Known: {', '.join(known)}")


def read_options(asked: Asked) -> Selection:
    """Read which datasets of the source are asked for. Raises BadSettings."""
    from datetime import UTC, datetime

    from fairsvc.jobs.selecting import read_selection

    sample = asked.sample or None
    return read_selection(changed=asked.changed, older_than=asked.older_than, sample=sample, now=datetime.now(UTC))


def hold_dataset(thresholds: Iterable[Threshold], assessed: Assessed) -> None:
    """Raise ProblemsFound below a threshold, FetchFailed when too little was decided to tell."""
    from fairsvc.jobs.thresholds import Of, hold_to

    hold_to(thresholds, [assessed.judgement], Of.LOWEST, str(assessed.evidence.pid))
