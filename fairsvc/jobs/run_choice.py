"""Which run of assessments is meant: a number, latest, previous, or the last one up to a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from fairsvc.errors import BadSettings, NotFound
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.judgement import AssessmentRun
from fairsvc.store.assessment_runs import list_assessment_runs

_HINT = "fairsvc runs lists them"
# How far back from the last one.
_WORDS = {"latest": 1, "previous": 2}


def choose_runs(
    workspace: Workspace, old: str, new: str, source: str, now: datetime
) -> tuple[AssessmentRun, AssessmentRun]:
    """Find two finished runs of one source; without `source` a number tells it, or the only one that has runs.

    Raises NotFound, BadSettings.
    """
    if source:
        workspace.source(source)
    runs = list_runs(workspace)
    of = source or _find_source(runs, (old, new))
    first, second = (_choose(runs, name, of, now) for name in (old, new))
    if len({first.source, second.source, of}) > 1:
        said = f"{first.number} of {first.source}, {second.number} of {second.source}"
        asked = f", where {source} was asked for" if source else ""
        raise BadSettings("these runs are of different sources", f"{said}{asked}", "Compare runs of one source")
    return first, second


def list_runs(workspace: Workspace, source: str = "") -> tuple[AssessmentRun, ...]:
    """List the runs of the source, or all, the first first. Raises NotFound when there is no such source."""
    if source:
        workspace.source(source)
    return list_assessment_runs(workspace.store, source)


def list_finished(workspace: Workspace, source: str) -> tuple[AssessmentRun, ...]:
    """List the source's finished runs, the first first. Raises NotFound when there is none."""
    runs = tuple(run for run in list_runs(workspace, source) if run.ended_at is not None)
    if not runs:
        raise NotFound("no run of this source has ended yet", source, f"Assess it: fairsvc assess --source {source}")
    return runs


def _find_source(runs: Sequence[AssessmentRun], names: Sequence[str]) -> str:
    numbered = [run.source for run in runs if str(run.number) in names]
    sources = dict.fromkeys(numbered or [run.source for run in runs])
    if not sources:
        raise NotFound("there are no runs of assessments yet", "", "Make one: fairsvc assess --source NAME")
    if len(sources) > 1 and not all(name.isdecimal() for name in names):
        raise BadSettings("several sources have runs", ", ".join(sorted(sources)), "Name one with --source")
    return next(iter(sources))


def _choose(runs: Sequence[AssessmentRun], name: str, source: str, now: datetime) -> AssessmentRun:
    if name.isdecimal():
        return _numbered(runs, name)
    finished = [run for run in runs if run.source == source and run.ended_at is not None]
    if name in _WORDS:
        if len(finished) < _WORDS[name]:
            raise NotFound(f"{source} has no {name} finished run", f"{len(finished)} are finished", _HINT)
        return finished[-_WORDS[name]]
    until = _end_of(name, now)
    known = [run for run in finished if run.ended_at is not None and run.ended_at < until]
    if not known:
        raise NotFound(f"no run of {source} had ended by then", name, _HINT)
    return known[-1]


def _numbered(runs: Sequence[AssessmentRun], name: str) -> AssessmentRun:
    run = next((run for run in runs if run.number == int(name)), None)
    if run is None:
        raise NotFound("there is no such run", name, _HINT)
    if run.ended_at is None:
        go_on = f"Let it end: fairsvc assess --source {run.source}"
        raise BadSettings("this run has not ended: it was cut, or still runs", name, go_on)
    return run


def _end_of(name: str, now: datetime) -> datetime:
    try:
        day = datetime.combine(date.fromisoformat(name), datetime.min.time(), UTC)
        end = day + timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadSettings("this is no run", name, "Give a number, latest, previous or a date: 2026-10-01") from None
    if day > now:
        raise BadSettings("this date lies in the future", name, "Give one that has passed")
    return end
