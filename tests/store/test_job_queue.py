"""The queue: planned once, leased by one, freed at the end."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from fairsvc.store import job_queue
from fairsvc.store.holders import has_died, new_holder
from fairsvc.store.job_queue import Job, ask_for, finish, free_leases_of_the_dead, list_jobs, plan_jobs, renew, take
from tests.store.samples import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def planned(store):
    plan_jobs(store, "harvest", {"ill": NOON, "esrf": NOON + HOUR})
    return store


def the(store, kind="harvest", target="ill") -> Job:
    return next(job for job in list_jobs(store) if (job.kind, job.target) == (kind, target))


def test_planning_again_changes_nothing(planned):
    before = list_jobs(planned)
    plan_jobs(planned, "harvest", {"ill": NOON + HOUR, "esrf": None})
    assert list_jobs(planned) == before
    assert [(job.target, job.due_at) for job in before] == [("esrf", NOON + HOUR), ("ill", NOON)]


@pytest.mark.parametrize(("asked", "due"), [(NOON, NOON), (NOON + 2 * HOUR, NOON + HOUR)])
def test_asking_only_brings_a_job_forward(planned, asked, due):
    ask_for(planned, "harvest", "esrf", asked)
    assert the(planned, target="esrf").due_at == due


def test_asking_makes_a_job(planned):
    ask_for(planned, "assess", "ill", NOON)
    ask_for(planned, "assess", "ill", NOON)
    assert the(planned, "assess").due_at == NOON


def test_one_takes_it(planned):
    seen = the(planned)
    taken = take(planned, seen, "a/1/x", NOON, 60)
    assert taken == the(planned)
    assert (taken.lease_until, taken.heartbeat_at, taken.last_started_at) == (NOON + MINUTE, NOON, NOON)
    assert take(planned, seen, "b/2/y", NOON, 60) is None


def test_a_lease_that_ended_is_taken_over(planned):
    take(planned, the(planned), "a/1/x", NOON, 60)
    again = take(planned, the(planned), "b/2/y", NOON + HOUR, 60)
    assert again is not None
    assert again.lease_holder == "b/2/y"
    assert not renew(planned, again, "a/1/x", NOON + HOUR, 60)
    assert not finish(planned, again, "a/1/x")
    assert the(planned).lease_holder == "b/2/y"


def test_one_job_a_target(planned):
    ask_for(planned, "assess", "ill", NOON)
    take(planned, the(planned), "a/1/x", NOON, 60)
    assert take(planned, the(planned, "assess"), "b/2/y", NOON, 60) is None
    assert take(planned, the(planned, "assess"), "b/2/y", NOON + HOUR, 60) is not None


def test_a_heartbeat_moves_the_end(planned):
    held = take(planned, the(planned), "a/1/x", NOON, 60)
    assert renew(planned, held, "a/1/x", NOON + HOUR, 60)
    assert the(planned).lease_until == NOON + HOUR + MINUTE


def test_a_job_that_ended_is_free(planned):
    held = take(planned, the(planned), "a/1/x", NOON, 60)
    ended = Job("harvest", "ill", NOON + HOUR, attempts=1, last_ending="failed", last_said="why", last_ended_at=NOON)
    assert finish(planned, ended, held.lease_holder)
    after = the(planned)
    assert (after.lease_holder, after.lease_until, after.heartbeat_at) == ("", None, None)
    assert (after.due_at, after.attempts, after.last_ending, after.last_said) == (NOON + HOUR, 1, "failed", "why")
    assert after.last_started_at == NOON


def test_what_is_asked_for_meanwhile_is_not_lost(planned):
    take(planned, the(planned), "a/1/x", NOON, 60)
    ask_for(planned, "harvest", "ill", NOON + MINUTE)
    assert finish(planned, Job("harvest", "ill", NOON + HOUR), "a/1/x")
    assert the(planned).due_at == NOON + MINUTE


def test_the_dead_hold_nothing(planned, processes):
    child = processes.Process(target=os.getpid)
    child.start()
    child.join()
    here, pid, rest = new_holder().rsplit("/", 2)
    dead, alive, elsewhere = f"{here}/{child.pid}/{rest}", f"{here}/{pid}/{rest}", f"elsewhere/{child.pid}/{rest}"
    assert [has_died(holder) for holder in (dead, alive, elsewhere, "", "odd")] == [True, False, False, False, False]
    for holder, free in ((dead, True), (alive, False), (elsewhere, False)):
        job = take(planned, the(planned), holder, NOON, 60)
        assert job is not None
        free_leases_of_the_dead(planned)
        assert (the(planned).lease_holder == "") is free
        finish(planned, job, holder)


def _take_all(folder, together) -> None:
    from tests.store.samples import open_in

    with open_in(folder, create=False) as store:
        seen, holder = list_jobs(store), new_holder()
        together.wait()
        taken = [job for job in seen if take(store, job, holder, NOON, 60)]
        (folder / f"{os.getpid()}.taken").write_text("\n".join(job.target for job in taken))


def test_two_processes_never_take_the_same(tmp_path, store, processes):
    plan_jobs(store, "harvest", {f"source-{number}": NOON for number in range(40)})
    together = processes.Barrier(2)
    children = [processes.Process(target=_take_all, args=(tmp_path, together)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    taken = [name for file in tmp_path.glob("*.taken") for name in file.read_text().split()]
    assert len(taken) == len(set(taken)) == 40
    assert job_queue.list_jobs(store)


def test_what_was_asked_for_under_a_wrong_clock_is_done_once(store):
    ask_for(store, "assess", "ill", NOON + 1000 * HOUR)
    job = take(store, the(store, "assess"), "one", NOON, 60)
    assert job is not None
    assert finish(store, replace(job, due_at=None, last_ended_at=NOON + MINUTE), "one")
    assert the(store, "assess").due_at is None
