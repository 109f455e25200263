"""When jobs are due: decisions as tables, with the clock as an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.jobs.schedule import Ending, choose, ended, first_due, is_leased, ready_at, spread
from fairsvc.model.harvest import SourceConfig
from fairsvc.store.job_queue import Job

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = SourceConfig("ill", "oai", "https://ill.example/oai")
JOB = Job("harvest", "ill", NOON, last_started_at=NOON)


def leased(job: Job, until: datetime) -> Job:
    return replace(job, lease_holder="other", lease_until=until, heartbeat_at=until)


@pytest.mark.parametrize(
    ("due_at", "quiet", "ready"),
    [
        (NOON, "", NOON),
        (NOON - DAY, "", NOON),
        (NOON + HOUR, "", NOON + HOUR),
        (None, "", None),
        (NOON, "11:00-13:00", NOON + HOUR),
        (NOON, "13:00-14:00", NOON),
        (NOON + HOUR, "13:00-14:00", NOON + 2 * HOUR),
        (NOON, "22:00-14:00", NOON + 2 * HOUR),
        (NOON + 1.9 * DAY, "", NOON + 1.9 * DAY),
        (NOON + 3 * DAY, "", NOON),  # no pause is that long: the clock was wrong when it was written
        (datetime(2090, 1, 1, tzinfo=UTC), "", NOON),
    ],
)
def test_when_a_job_may_run(due_at: datetime | None, quiet: str, ready: datetime | None) -> None:
    assert ready_at(replace(JOB, due_at=due_at), replace(SOURCE, quiet=quiet), NOON) == ready


@pytest.mark.parametrize(
    ("until", "held"),
    [
        (NOON + timedelta(seconds=1), True),
        (NOON + timedelta(seconds=60), True),
        (NOON, False),
        (NOON - HOUR, False),
        (NOON + HOUR, False),  # no lease is that long: the clock was set back
    ],
)
def test_when_a_lease_holds(until: datetime, held: bool) -> None:
    assert is_leased(leased(JOB, until), NOON) is held


def test_nobody_holds_a_free_job() -> None:
    assert not is_leased(JOB, NOON)


@pytest.mark.parametrize(
    ("ending", "before", "attempts", "least_s", "most_s"),
    [
        (Ending.DONE, 3, 0, 82_080, 90_720),
        (Ending.INCOMPLETE, 0, 1, 300, 315),
        (Ending.INCOMPLETE, 2, 3, 1_200, 1_260),
        (Ending.FAILED, 0, 1, 600, 630),
        (Ending.FAILED, 3, 4, 4_800, 5_040),
        (Ending.FAILED, 5_000, 5_001, 86_400, 86_400),
        (Ending.BUSY, 2, 2, 60, 60),
        (Ending.STOPPED, 2, 2, 0, 0),
    ],
)
def test_when_it_is_due_again(ending: Ending, before: int, attempts: int, least_s: float, most_s: float) -> None:
    after = ended(replace(JOB, attempts=before), SOURCE, ending, "why", NOON, periodic=True)
    assert after.due_at is not None
    assert least_s <= (after.due_at - NOON).total_seconds() <= most_s
    assert (after.attempts, after.last_ending, after.last_said) == (attempts, ending, "why")


def test_the_interval_counts_from_the_start_of_the_run() -> None:
    job = replace(JOB, last_started_at=NOON - timedelta(hours=10))
    after = ended(job, SOURCE, Ending.DONE, "", NOON, periodic=True)
    assert after.due_at is not None
    assert 12.8 * HOUR <= after.due_at - NOON <= 15.2 * HOUR


def test_a_run_longer_than_its_interval_is_due_at_once() -> None:
    after = ended(replace(JOB, last_started_at=NOON - 3 * DAY), SOURCE, Ending.DONE, "", NOON, periodic=True)
    assert after.due_at == NOON


def test_a_clock_set_back_during_the_run_loses_no_run() -> None:
    after = ended(replace(JOB, last_started_at=NOON + 400 * DAY), SOURCE, Ending.DONE, "", NOON, periodic=True)
    assert after.due_at is not None
    assert after.due_at - NOON <= 1.05 * DAY


def test_what_is_not_periodic_waits_until_asked_for() -> None:
    assert ended(JOB, SOURCE, Ending.DONE, "", NOON, periodic=False).due_at is None


@pytest.mark.parametrize(("harvested_at", "hours"), [(None, 0), (NOON - 3 * DAY, 0), (NOON - timedelta(hours=23), 2.2)])
def test_when_a_source_is_due_first(harvested_at: datetime | None, hours: float) -> None:
    assert NOON <= first_due(SOURCE, harvested_at, NOON) <= NOON + hours * HOUR


CONFIGS = {
    "ill": SOURCE,
    "esrf": SourceConfig("esrf", "oai", "https://esrf.example/oai"),
    "ill-2": SourceConfig("ill-2", "oai", "https://ill.example/oai"),
    "night": SourceConfig("night", "oai", "https://night.example/oai", quiet="08:00-18:00"),
}
SOON = NOON + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("jobs", "chosen"),
    [
        ([], None),
        ([Job("harvest", "ill", NOON + HOUR)], None),
        ([Job("harvest", "gone", NOON)], None),
        ([Job("harvest", "night", NOON)], None),
        ([Job("harvest", "ill", NOON), Job("harvest", "esrf", NOON - HOUR)], "harvest esrf"),
        ([leased(Job("harvest", "ill", NOON), SOON)], None),
        ([leased(Job("harvest", "ill", NOON), NOON - HOUR)], "harvest ill"),
        ([leased(Job("harvest", "ill", NOON), SOON), Job("assess", "ill", NOON)], None),
        ([leased(Job("harvest", "ill", NOON), SOON), Job("harvest", "ill-2", NOON)], None),
        ([leased(Job("harvest", "ill", NOON), SOON), Job("assess", "ill-2", NOON)], "assess ill-2"),
        ([leased(Job("assess", "ill", NOON), SOON), Job("harvest", "ill-2", NOON)], "harvest ill-2"),
        ([leased(Job("harvest", "ill", NOON), SOON), Job("harvest", "esrf", NOON)], "harvest esrf"),
        ([Job("harvest", "ill", NOON), Job("assess", "ill", NOON)], "assess ill"),
    ],
)
def test_which_job_comes_next(jobs: list[Job], chosen: str | None) -> None:
    job = choose(jobs, CONFIGS, NOON, one_a_host=frozenset({"harvest"}))
    assert (f"{job.kind} {job.target}" if job else None) == chosen


def test_names_spread_over_the_whole_range() -> None:
    values = sorted(spread(f"source-{number}") for number in range(200))
    assert 0 <= values[0] < 0.05
    assert 0.95 < values[-1] < 1
    assert spread("ill") == spread("ill")


@settings(max_examples=100)
@given(
    due_s=st.integers(-(10**8), 10**8),
    step_s=st.integers(-(10**8), 10**8),
    ending=st.sampled_from(Ending),
    attempts=st.integers(0, 10_000),
)
def test_whatever_the_clock_does_a_job_comes_within_two_waits(
    due_s: int, step_s: int, ending: Ending, attempts: int
) -> None:
    job = replace(JOB, due_at=NOON + timedelta(seconds=due_s), attempts=attempts)
    now = NOON + timedelta(seconds=step_s)
    ready = ready_at(job, SOURCE, now)
    assert ready is not None
    assert now <= ready <= now + 2.2 * DAY
    after = ended(job, SOURCE, ending, "", now, periodic=True)
    assert after.due_at is not None
    assert now <= after.due_at <= now + 1.1 * DAY
