from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from fairsvc.net.budget import LocalBudget, await_turn
from fairsvc.net.policy import HostRate


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> LocalBudget:
    return LocalBudget(clock)


def test_starts_lie_apart(budget: LocalBudget, clock: Clock) -> None:
    assert [budget.reserve("a", 0.5) for _ in range(3)] == [0, 0.5, 1.0]
    assert budget.reserve("b", 0.5) == 0
    clock.now += 10
    assert budget.reserve("a", 0.5) == 0


def test_places_are_taken_and_freed(budget: LocalBudget) -> None:
    assert [budget.enter("a", 2, 60) for _ in range(3)] == [True, True, False]
    assert budget.enter("b", 2, 60)
    budget.leave("a")
    assert budget.enter("a", 2, 60)


def test_a_lease_ends(budget: LocalBudget, clock: Clock) -> None:
    assert budget.enter("a", 1, 60)
    clock.now += 61
    assert budget.enter("a", 1, 60)


def test_leaving_twice_is_harmless(budget: LocalBudget) -> None:
    budget.leave("a")
    assert budget.enter("a", 1, 60)


def test_a_pause_holds_for_new_starts_and_for_those_reserved_before(budget: LocalBudget, clock: Clock) -> None:
    assert budget.reserve("a", 1) == 0
    budget.hold_off("a", 30)
    budget.hold_off("a", 5)
    assert not budget.enter("a", 1, 60)
    assert budget.reserve("a", 1) == 30
    assert budget.reserve("a", 1) == 31
    clock.now += 30
    assert budget.enter("a", 1, 60)


def test_no_turn_within_our_patience(budget: LocalBudget) -> None:
    budget.hold_off("a", 30)
    assert not await_turn(budget, "a", HostRate(1, 1), 60, patience_s=10)


def test_no_place_within_our_patience() -> None:
    budget = LocalBudget()
    assert budget.enter("a", 1, 60)
    started = time.monotonic()
    assert not await_turn(budget, "a", HostRate(1_000, 1), 60, patience_s=0.05)
    assert time.monotonic() - started >= 0.05


def test_many_threads_keep_the_interval_and_the_places() -> None:
    budget, starts, inside, most = LocalBudget(), [], [], []

    def work(_: int) -> None:
        assert await_turn(budget, "a", HostRate(100, 2), 60, patience_s=10)
        starts.append(time.monotonic())
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.005)
        inside.pop()
        budget.leave("a")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(20)))
    assert max(most) <= 2
    assert starts[-1] - starts[0] >= 0.18
