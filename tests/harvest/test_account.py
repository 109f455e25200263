from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fairsvc.errors import FetchFailed
from fairsvc.model.harvest import Checkpoint, RunState, Window
from harvest.account import close

VERIFIED, PLAUSIBLE, INCOMPLETE = RunState.VERIFIED, RunState.PLAUSIBLE, RunState.INCOMPLETE
SINCE = Window("oai_dc", from_="2026-01-01")


def at(**facts: Any) -> Checkpoint:
    return Checkpoint(Window("oai_dc"), **facts)


@pytest.mark.parametrize(
    ("checkpoint", "state", "words"),
    [
        (at(done=True, pages=3, records=30, expected_first=30, expected_last=30), VERIFIED, "30 records"),
        (at(done=True, pages=1, records=1, expected_first=1, expected_last=1), VERIFIED, "1 record, all"),
        (at(done=True, pages=3, records=30), PLAUSIBLE, "states no total"),
        (at(done=True, pages=1, records=0), PLAUSIBLE, "no record matches"),
        (at(done=True, pages=3, records=32, expected_first=30, expected_last=32), PLAUSIBLE, "from 30 to 32"),
        (at(done=True, pages=3, records=32, expected_first=31, expected_last=31), PLAUSIBLE, "total is 31"),
        (at(done=False, pages=4, records=8, expected_first=8, expected_last=8), PLAUSIBLE, "total is 8"),
        (at(done=False, pages=4, records=8), PLAUSIBLE, "no total was stated"),
        (at(done=True, pages=3, records=29, expected_first=30, expected_last=30), INCOMPLETE, "1 are missing"),
        (at(done=True, pages=3, records=30, expected_first=30, expected_last=32), INCOMPLETE, "2 are missing"),
        (at(done=True, pages=3, records=28, expected_first=30, expected_last=28), INCOMPLETE, "2 are missing"),
        (at(done=False, pages=2, records=20, expected_first=30, expected_last=30), INCOMPLETE, "10 are missing"),
        (at(done=True, pages=2, records=10, expected_first=30, expected_last=0), INCOMPLETE, "total of 0"),
        (at(done=True, pages=2, records=10, expected_first=0, expected_last=0), INCOMPLETE, "total of 0"),
        (
            at(done=False, pages=1, records=0, expected_first=0, expected_last=0),
            INCOMPLETE,
            "no word that no record matches",
        ),
        (at(token="x", pages=2, records=20, expected_first=20, expected_last=20), INCOMPLETE, "not read to its end"),
        (at(), INCOMPLETE, "No page"),
        (replace(at(done=True, pages=1), window=SINCE), VERIFIED, "Nothing changed since 2026-01-01"),
        (replace(at(done=False, pages=1), window=SINCE), INCOMPLETE, "no word that no record matches"),
    ],
)
def test_the_state_follows_from_the_numbers(checkpoint: Checkpoint, state: RunState, words: str) -> None:
    found, because = close(checkpoint)
    assert (found, words in because) == (state, True), because
    assert because.endswith(".")


def test_a_fault_is_incomplete_whatever_the_numbers_say() -> None:
    whole = at(done=True, pages=3, records=30, expected_first=30, expected_last=30)
    state, because = close(whole, FetchFailed("no usable answer", "http://x: answered 503"))
    assert state is INCOMPLETE
    assert because == (
        "The reading stopped after 30 records on 3 pages of 30: no usable answer: http://x: answered 503."
    )


@pytest.mark.parametrize(("distinct", "state"), [(30, VERIFIED), (None, VERIFIED), (29, INCOMPLETE)])
def test_records_sent_twice_in_place_of_others_are_missing_ones(distinct: int | None, state: RunState) -> None:
    whole = at(done=True, pages=3, records=30, expected_first=30, expected_last=30)
    assert close(whole, distinct=distinct)[0] is state


def test_no_sentence_speaks_of_one_protocol_alone() -> None:
    said = [
        close(at(done=True, pages=1))[1],
        close(at(token="x", pages=2, records=20))[1],
        close(at(pages=1))[1],
        close(at(pages=2, records=1000, expected_first=1000, expected_last=1000))[1],
    ]
    assert not any("noRecordsMatch" in sentence or "OAI" in sentence for sentence in said)
    assert "or by being short" in said[-1]
