"""What a worker can do: a table of kinds of jobs, each with what runs it and what it entails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.pipeline import assess_source
from fairsvc.jobs.progress import OnProgress
from fairsvc.jobs.schedule import Ending
from fairsvc.jobs.selecting import CHANGED, plan_errand
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account, RunState, SourceConfig
from fairsvc.store.claims import is_claimed
from fairsvc.store.records import count_subjects

# Evidence is gathered some time after the harvest that begins the interval, which is stretched and shortened.
_PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended, in a sentence; `account` is a harvest's."""

    ending: Ending
    said: str
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. A `periodic` one comes due by itself; `claim` is the work that one process may do at a time.

    `entails` is the kind that is asked for when it has ended and the setting of that name is on.
    """

    name: str
    run: Callable[[Workspace, SourceConfig, OnProgress], Report]
    claim: str
    periodic: bool = False
    one_a_host: bool = False
    entails: str = ""


def run_kind(kind: Kind, workspace: Workspace, config: SourceConfig, on_progress: OnProgress) -> Report:
    """Run a job, unless another process is at the same work."""
    if is_claimed(workspace.store, kind.claim, config.name):
        return Report(Ending.BUSY, f"another process is at this work already ({kind.claim})")
    return kind.run(workspace, config, on_progress)


def _harvest(workspace: Workspace, config: SourceConfig, on_progress: OnProgress) -> Report:
    account = harvest(workspace, config, on_progress=on_progress)
    ending = Ending.INCOMPLETE if account.state is RunState.INCOMPLETE else Ending.DONE
    return Report(ending, f"{account.state}: {account.because}", account)


def _assess(workspace: Workspace, config: SourceConfig, on_progress: OnProgress) -> Report:
    """Assess what is new or changed, and once an interval what gave no answer; what was cut goes on first."""
    if not count_subjects(workspace.store, config.name):
        return Report(Ending.DONE, "no dataset of it is held")
    patient = replace(CHANGED, unread_before=datetime.now(UTC) - timedelta(seconds=config.interval_s * _PATIENCE))
    if plan_errand(workspace, config.name, patient).is_idle:
        return Report(Ending.DONE, _idleness(len(plan_errand(workspace, config.name, CHANGED).pids)))
    summary = assess_source(workspace, config.name, (), selection=patient, on_progress=on_progress)
    return Report(Ending.FAILED if summary.defects else Ending.DONE, summary.sentence())


def _idleness(unread: int) -> str:
    said = "every dataset is assessed as it was harvested"
    return f"{said}; {unread} without an answer, to be asked again after the interval" if unread else said


HARVEST = Kind("harvest", _harvest, "harvest", periodic=True, one_a_host=True, entails="assess")
ASSESS = Kind("assess", _assess, "assessment")
KINDS = {kind.name: kind for kind in (HARVEST, ASSESS)}
