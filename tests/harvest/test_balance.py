"""Many windows, one state: verified, plausible or incomplete, with the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fairsvc.errors import FetchFailed
from fairsvc.model.harvest import (
    CUT,
    DATES_IGNORED,
    Checkpoint,
    Deviation,
    Reading,
    RunState,
    Window,
    WindowAccount,
    WindowState,
)
from harvest.balance import announced, end_window, may_confirm, weigh

VERIFIED, PLAUSIBLE, INCOMPLETE = RunState.VERIFIED, RunState.PLAUSIBLE, RunState.INCOMPLETE
SPLIT, DONE, OPEN, FAILED = WindowState.SPLIT, WindowState.DONE, WindowState.OPEN, WindowState.INCOMPLETE


def window(number: int, state: WindowState, records: int, total: int | None, **facts: Any) -> WindowAccount:
    done = state is DONE
    reading = facts.pop("reading", Reading.RECORDS)
    identifiers = facts.pop("identifiers", ())
    asked = Window("oai_dc", reading=reading, identifiers=identifiers)
    place = Checkpoint(
        asked, done=facts.pop("done", done), pages=1, records=records, expected_first=total, expected_last=total
    )
    return WindowAccount(number, 1 if number > 1 else None, state, place, **facts)


def parts(total: int | None, *others: WindowAccount) -> list[WindowAccount]:
    return [window(1, SPLIT, 10, total, because="its token died."), *others]


TWO = (window(2, DONE, 10, 10), window(3, DONE, 20, 20))
UNSAID = (window(2, DONE, 10, None), window(3, DONE, 20, None))
NONE = window(4, DONE, 0, None)
SINGLES = window(5, DONE, 1, None, reading=Reading.SINGLES, identifiers=("a", "b"))


@pytest.mark.parametrize(
    ("windows", "seen", "withheld", "state", "settled", "proven", "words"),
    [
        ([window(1, DONE, 30, 30)], 30, 0, VERIFIED, True, True, "all that the provider's total states"),
        ([window(1, DONE, 30, 30)], 29, 0, INCOMPLETE, False, False, "only 29 of them differ"),
        ([window(1, DONE, 31, 30)], 30, 0, PLAUSIBLE, True, False, "31 records where the provider's total is 30"),
        ([window(1, DONE, 31, 30)], 29, 0, INCOMPLETE, False, False, "total is 30: 1 are missing"),
        ([window(1, DONE, 30, 30)], 29, 1, INCOMPLETE, True, True, "1 record that the source lists it does not"),
        ([window(1, DONE, 30, None)], 30, 0, PLAUSIBLE, True, False, "states no total"),
        ([window(1, DONE, 30, 30)], 30, 1, INCOMPLETE, True, True, "1 record that the source lists it does not"),
        ([window(1, FAILED, 30, 40, done=True)], 30, 0, INCOMPLETE, False, False, "10 are missing"),
        (parts(30, *TWO, NONE), 30, 0, VERIFIED, True, True, "30 records in 3 windows"),
        (parts(None, *TWO, NONE), 30, 0, VERIFIED, True, True, "each with all that the provider's total states"),
        (parts(30, *UNSAID), 30, 0, VERIFIED, True, True, "all that the provider's total states"),
        (parts(None, *UNSAID), 30, 0, PLAUSIBLE, True, False, "states no total"),
        (parts(31, *TWO), 30, 0, INCOMPLETE, False, False, "the whole has 31: 1 are missing"),
        (parts(29, *TWO), 30, 0, PLAUSIBLE, True, False, "total is 29, but more came"),
        (parts(30, *TWO), 29, 0, INCOMPLETE, False, False, "29 records in 2 windows on 3 pages, but the whole has 30"),
        (parts(30, *TWO, SINGLES), 29, 1, INCOMPLETE, True, True, "1 record that the source lists"),
        (parts(30, TWO[0], window(3, OPEN, 5, 20)), 15, 0, INCOMPLETE, False, False, "1 of 2 windows were not read"),
        (
            parts(30, TWO[0], window(3, FAILED, 5, 20, because="it broke.")),
            15, 0, INCOMPLETE, False, False, "its token died; then: it broke.",
        ),
    ],
)  # fmt: skip
def test_what_a_run_amounts_to(
    windows: list[WindowAccount], seen: int, withheld: int, state: RunState, settled: bool, proven: bool, words: str
) -> None:
    balance = weigh(windows, seen=seen, withheld=withheld)
    assert (balance.state, balance.settled, balance.proven) == (state, settled, proven), balance.because
    assert words in balance.because


def test_a_fault_is_said_with_the_numbers() -> None:
    balance = weigh(parts(30, TWO[0], window(3, OPEN, 5, 20)), FetchFailed("no answer", "x"), seen=15)
    assert balance.because == "1 of 2 windows were not read to their end; 15 records of 30 came: no answer: x."


def dated(number: int, state: WindowState, from_: str, until: str) -> WindowAccount:
    whole = window(number, state, 0, None, because="it broke.")
    asked = replace(whole.checkpoint.window, from_=from_, until=until)
    return replace(whole, checkpoint=replace(whole.checkpoint, window=asked))


def test_windows_that_were_given_up_are_named() -> None:
    given_up = [dated(3, FAILED, "2025-01-01", "2025-01-02"), dated(4, FAILED, "2025-06-01", "")]
    said = weigh(parts(30, TWO[0], *given_up, dated(5, OPEN, "2025-07-01", "")), seen=10).because
    assert "3 of 4 windows were not read to their end (2025-01-01 to 2025-01-02, 2025-06-01 to now); 10" in said
    many = [dated(number, FAILED, f"2025-01-0{number}", f"2025-01-0{number}") for number in range(3, 8)]
    assert "2025-01-05 to 2025-01-05 and 2 more); 10" in weigh(parts(30, TWO[0], *many), seen=10).because


@pytest.mark.parametrize(
    ("windows", "total"),
    [
        ([window(1, DONE, 30, 30)], 30),
        ([window(1, DONE, 30, None)], None),
        (parts(30, *UNSAID), 30),
        (parts(None, *TWO, NONE, SINGLES), 30),
        (parts(None, *UNSAID), None),
    ],
)
def test_what_was_announced(windows: list[WindowAccount], total: int | None) -> None:
    assert announced(windows) == total


BEHIND = replace(window(2, DONE, 1, None, reading=Reading.KEYS), parent=1)


@pytest.mark.parametrize(
    ("windows", "codes", "seen", "may"),
    [
        ([window(1, DONE, 30, None), BEHIND], (), 30, True),
        ([window(1, DONE, 30, None)], (), 30, False),
        ([window(1, DONE, 30, None), replace(BEHIND, state=FAILED, checkpoint=Checkpoint(Window("x")))], (), 30, False),
        (parts(None, *UNSAID, SINGLES), (), 30, True),
        ([window(1, DONE, 30, None), BEHIND], (CUT,), 30, False),
        (parts(None, *UNSAID), (CUT,), 30, False),
        ([window(1, DONE, 30, None), BEHIND], (DATES_IGNORED,), 30, False),
        ([window(1, DONE, 31, None), BEHIND], (DATES_IGNORED,), 31, True),
        ([window(1, DONE, 30, None), BEHIND], (), 0, False),
        ([window(1, DONE, 30, None, done=False), BEHIND], (), 30, False),
        ([window(1, DONE, 30, 29), BEHIND], (), 30, False),
    ],
)
def test_when_an_equal_pass_would_prove_a_list(
    windows: list[WindowAccount], codes: tuple[str, ...], seen: int, may: bool
) -> None:
    assert may_confirm(windows, [Deviation(code) for code in codes], seen) is may


def test_how_a_window_ends() -> None:
    assert end_window(TWO[0].checkpoint)[0] is DONE
    assert end_window(window(1, OPEN, 10, 30, done=True).checkpoint)[0] is FAILED
    assert end_window(SINGLES.checkpoint) == (DONE, "1 of 2 records asked for one by one came.")


def test_a_whole_that_was_given_up_says_why() -> None:
    given_up = window(1, FAILED, 0, None, because="the data file is damaged: x.tar.", done=False)
    balance = weigh([given_up], seen=0)
    assert balance.state is INCOMPLETE
    assert balance.because.endswith("The reason: the data file is damaged: x.tar.")
