"""Which datasets of a source an assessment is for, and whether one that was cut goes on first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fairsvc.errors import BadSettings, NotFound
from fairsvc.jobs.subjects import spread
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.judgement import AssessmentRun
from fairsvc.store import assessment_runs, records
from fairsvc.store.unassessed import iter_unassessed

_SPAN = re.compile(r"([1-9][0-9]{0,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which datasets: `changed` and `gathered_before` add up, `sample` takes so many of them, evenly spread.

    Without any it is all of them. `older_than` is `gathered_before` as it was typed. What gave no answer counts as
    changed, unless it was asked at `unread_before` or later.
    """

    changed: bool = False
    older_than: str = ""
    gathered_before: datetime | None = None
    sample: int | None = None
    unread_before: datetime | None = None

    @property
    def options(self) -> str:
        """Spell it as options; empty for all datasets."""
        said = ["--changed"] if self.changed else []
        said += [f"--older-than {self.older_than}"] if self.older_than else []
        said += [f"--sample {self.sample}"] if self.sample is not None else []
        return " ".join(said)


ALL = Selection()
CHANGED = Selection(changed=True)


@dataclass(frozen=True, slots=True)
class Errand:
    """What an assessment of a source is to do: the PIDs that are left, in their order.

    `going_on` is the run that was cut and goes on, as it was begun; `otherwise` says where that is not as asked for.
    """

    source: str
    depth: str
    selection: Selection
    pids: tuple[str, ...]
    going_on: AssessmentRun | None = None
    otherwise: str = ""

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is left to do."""
        return not self.pids and self.going_on is None

    def idleness(self) -> str:
        """Say why there is nothing to do."""
        whys = [f"every dataset of {self.source} was assessed as it was harvested"] if self.selection.changed else []
        if self.selection.older_than:
            whys.append(f"no evidence of {self.source} was gathered before {_spelt(self.selection)}")
        return f"Nothing to assess: {', and '.join(whys)}."


def read_selection(*, changed: bool, older_than: str, sample: int | None, now: datetime) -> Selection:
    """Read the options: an age is 12h, 30d, 4w or a date, which means its midnight in UTC. Raises BadSettings."""
    return Selection(changed, older_than, read_age(older_than, now) if older_than else None, sample)


def read_age(text: str, now: datetime) -> datetime:
    """Read how old is old: the instant before which evidence is. Raises BadSettings."""
    if span := _SPAN.fullmatch(text):
        try:
            return now - int(span[1]) * _UNITS[span[2]]
        except OverflowError:
            raise BadSettings("nothing is as old as that", text, "Give a date, or a span such as 30d") from None
    try:
        day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        raise BadSettings("this is no age", text, "Give a span such as 12h, 30d or 4w, or a date: 2026-10-01") from None
    if day > now:
        raise BadSettings("this date lies in the future", text, "Give one that has passed")
    return day


def plan_errand(
    workspace: Workspace, source: str, selection: Selection = ALL, depth: str = "", *, restart: bool = False
) -> Errand:
    """Find what to do; a run that was cut goes on as it was begun, unless `restart` begins anew.

    Raises NotFound when nothing is held of the source.
    """
    depth = depth or workspace.settings.source_depth
    cut = None if restart else assessment_runs.find_unfinished_assessment(workspace.store, source)
    if cut is not None:
        left = tuple(assessment_runs.iter_pending(workspace.store, cut.number))
        begun = cut.depth or depth
        return Errand(source, begun, selection, left, cut, _otherwise(cut, selection, depth))
    if not records.count_subjects(workspace.store, source):
        raise NotFound("nothing is held of this source", source, "Harvest it first: fairsvc harvest oai URL")
    return Errand(source, depth, selection, tuple(spread(_select(workspace, source, selection))))


def _select(workspace: Workspace, source: str, selection: Selection) -> Iterable[str]:
    if not selection.changed and selection.gathered_before is None:
        return (subject.pid for subject in records.iter_subjects(workspace.store, source, selection.sample))
    before = selection.gathered_before
    found = list(
        iter_unassessed(
            workspace.store,
            source,
            changed=selection.changed,
            gathered_before=before,
            unread_before=selection.unread_before,
        )
    )
    count = len(found) if selection.sample is None else min(selection.sample, len(found))
    return [found[number * len(found) // count] for number in range(count)]


def _otherwise(cut: AssessmentRun, selection: Selection, depth: str) -> str:
    chosen = f"with {cut.selection}" if cut.selection else "for all datasets"
    begun = [chosen] if cut.selection != selection.options else []
    begun += [f"at depth {cut.depth}"] if cut.depth not in ("", depth) else []
    if not begun:
        return ""
    return f"The run that was cut was begun {' '.join(begun)}, and goes on so; --restart begins anew, as asked for now."


def _spelt(selection: Selection) -> str:
    at = selection.gathered_before
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""
