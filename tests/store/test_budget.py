"""The budget: starts apart, places bounded, leases that end; in one process and in two."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from fairsvc.model.ports import HostBudget
from fairsvc.store.budget import StoreBudget
from tests.store.samples import open_in


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(store, clock):
    with StoreBudget(store, clock) as opened:
        yield opened


def test_starts_lie_apart(budget, clock):
    ask: HostBudget = budget
    assert [ask.reserve("a", 2) for _ in range(3)] == [0, 2, 4]
    assert ask.reserve("b", 2) == 0
    clock.now += 10
    assert [ask.reserve("a", 2), ask.reserve("a", 0.5), ask.reserve("a", 1)] == [0, 2, 2.5]


def test_a_host_can_be_left_alone(budget, clock):
    budget.hold_off("a", 30)
    assert budget.reserve("a", 1) == 30
    assert budget.reserve("b", 1) == 0
    budget.hold_off("a", 5)
    assert budget.reserve("a", 1) == 31


def test_places_are_bounded(budget):
    assert [budget.enter("a", 2, 60) for _ in range(3)] == [True, True, False]
    assert budget.enter("b", 1, 60)
    budget.leave("a")
    assert [budget.enter("a", 2, 60), budget.enter("a", 2, 60)] == [True, False]


def test_leaving_a_place_that_nobody_holds_is_nothing(budget):
    budget.leave("a")
    assert budget.enter("a", 1, 60)


def test_a_lease_ends(budget, clock):
    assert budget.enter("a", 1, 60)
    clock.now += 59
    assert not budget.enter("a", 1, 60)
    clock.now += 1
    assert budget.enter("a", 1, 60)
    budget.leave("a")
    assert not budget.enter("a", 1, 60), "the one that came late gave its own place back"


def test_closing_gives_places_back(store, clock):
    with StoreBudget(store, clock) as first, StoreBudget(store, clock) as second:
        assert first.enter("a", 1, 60)
        assert not second.enter("a", 1, 60)
        second.leave("a")
        assert not second.enter("a", 1, 60)
        first.close()
        assert second.enter("a", 1, 60)


def test_starts_are_borrowed_for_twice_as_long_each_time_and_given_back(store, clock):
    with StoreBudget(store, clock) as first, StoreBudget(store, clock) as second:
        assert [first.reserve("a", 0.05) for _ in range(3)] == pytest.approx([0, 0.05, 0.1])
        assert second.reserve("a", 0.05) == pytest.approx(0.3), "the first has borrowed 0.1 and 0.2 seconds"
        assert [first.reserve("a", 0.05) for _ in range(4)] == pytest.approx([0.15, 0.2, 0.25, 0.4])
    with StoreBudget(store, clock) as third:
        assert third.reserve("a", 0.05) == pytest.approx(0.45)


def test_no_more_than_two_seconds_are_borrowed(store, clock):
    with StoreBudget(store, clock) as first:
        starts = [first.reserve("a", 0.1) for _ in range(100)]
        with StoreBudget(store, clock) as second:
            assert 0 < second.reserve("a", 0.1) - starts[-1] < 2.2


def test_the_last_to_borrow_goes_on_where_it_was(store, clock):
    with StoreBudget(store, clock) as budget:
        starts = [budget.reserve("a", 0.7) for _ in range(9)]
    assert starts == pytest.approx([0.7 * number for number in range(9)])
    with StoreBudget(store, clock) as budget:
        assert budget.reserve("a", 0.7) == pytest.approx(6.3)


@pytest.mark.parametrize(("later_s", "lease_s"), [(1.9, 60), (2.1, 60), (0.1, 90)])
def test_a_place_that_was_kept_does_not_stand_in_its_own_way(store, clock, later_s, lease_s):
    with StoreBudget(store, clock) as budget:
        assert budget.enter("a", 1, 60)
        clock.now += 0.5
        budget.leave("a")
        clock.now += later_s
        assert budget.enter("a", 1, lease_s)
        assert not budget.enter("a", 1, lease_s)


def test_a_place_is_kept_a_moment_for_the_next_request(store, clock):
    with StoreBudget(store, clock) as first, StoreBudget(store, clock) as second:
        assert first.enter("a", 1, 60)
        clock.now += 1
        first.leave("a")
        assert not second.enter("a", 1, 60)
        assert first.enter("a", 1, 60)
        clock.now += 2
        first.leave("a")
        assert second.enter("a", 1, 60), "it was kept long enough"
        assert not first.enter("a", 1, 60)


def test_a_place_that_nobody_uses_is_given_back(store):
    with StoreBudget(store) as first, StoreBudget(store) as second:
        assert first.enter("a", 1, 60)
        first.leave("a")
        until = time.monotonic() + 10
        while not second.enter("a", 1, 60):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_the_dead_leave_nothing_behind(store, clock):
    dead = StoreBudget(store, clock)
    assert dead.enter("a", 1, 60)
    clock.now += 61
    with StoreBudget(store, clock) as budget:
        assert budget.enter("a", 1, 60)
    dead.close()


def test_threads_share_it(store):
    with StoreBudget(store, lambda: 0.0) as budget:
        waits: list[float] = []
        threads = [
            threading.Thread(target=lambda: waits.extend(budget.reserve("a", 1) for _ in range(10))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(waits) == list(range(80))


def _visit(folder, together, answer):
    """Ask a host as a polite client does; answer when each visit began and ended."""
    visits = []
    with open_in(folder, create=False) as store, StoreBudget(store) as budget:
        together.wait()
        for _ in range(8):
            while not budget.enter("host", 1, 10):
                time.sleep(0.002)
            time.sleep(budget.reserve("host", 0.03))
            began = time.time()
            time.sleep(0.01)
            visits.append((began, time.time()))
            budget.leave("host")
    answer.put(visits)


def test_two_processes_keep_to_one_budget(tmp_path, processes):
    open_in(tmp_path).close()
    together, answer = processes.Barrier(2), processes.Queue()
    children = [processes.Process(target=_visit, args=(tmp_path, together, answer)) for _ in range(2)]
    for child in children:
        child.start()
    visits = sorted(visit for _ in children for visit in answer.get(timeout=60))
    for child in children:
        child.join()
    assert len(visits) == 16
    assert all(later[0] >= earlier[1] for earlier, later in pairwise(visits)), "one in flight"
    assert visits[-1][0] - visits[0][0] >= 15 * 0.03 * 0.95, "starts 30 ms apart"
