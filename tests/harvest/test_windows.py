"""What follows a fault: a table of troubles and steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairsvc.errors import FetchFailed, ProtocolBroken, TokenExpired, Unreadable, UpstreamError
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.harvest import Checkpoint, Reading, Repository, Window
from harvest.oai_dates import DAYS, SECONDS
from harvest.windows import Step, Trouble, falls_short, fill, judge, plan_steps, singles, sound, withhold

NEED = Need("http://127.0.0.1/oai?verb=ListRecords")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
START = Checkpoint(Window("oai_dc"), token="t", pages=1, records=10)
KEYS = replace(START, window=replace(START.window, reading=Reading.KEYS))
SINGLES = Checkpoint(Window("oai_dc", reading=Reading.SINGLES, identifiers=("a", "b")))
WHOLE = replace(START, expected_first=10, expected_last=10)
SMALL = replace(START, expected_first=30, expected_last=30)


def answered(status: int) -> Exchange:
    return Exchange(NEED, NOON, (Hop(NEED.url, status),), body=b"")


def failed(kind: FailureKind) -> Exchange:
    return Exchange(NEED, NOON, failure=Failure(kind))


@pytest.mark.parametrize(
    ("fault", "exchange", "trouble"),
    [
        (TokenExpired("x"), answered(200), Trouble.LOST),
        (Unreadable("x"), answered(200), Trouble.UNREADABLE),
        (ProtocolBroken("x"), answered(200), Trouble.BROKEN),
        (FetchFailed("x"), answered(500), Trouble.POISON),
        (FetchFailed("x"), answered(502), Trouble.POISON),
        (FetchFailed("x"), answered(503), Trouble.OUTAGE),
        (FetchFailed("x"), answered(429), Trouble.OUTAGE),
        (FetchFailed("x"), answered(403), Trouble.REFUSED),
        (FetchFailed("x"), answered(404), Trouble.ABSENT),
        (FetchFailed("x"), failed(FailureKind.PROTOCOL), Trouble.UNREADABLE),
        (FetchFailed("x"), failed(FailureKind.TIMEOUT), Trouble.LATE),
        (FetchFailed("x"), failed(FailureKind.DNS), Trouble.OUTAGE),
        (FetchFailed("x"), failed(FailureKind.CONNECT), Trouble.OUTAGE),
        (FetchFailed("x"), None, Trouble.OUTAGE),
    ],
)
def test_a_fault_is_judged_by_the_answer_that_brought_it(
    fault: UpstreamError, exchange: Exchange | None, trouble: Trouble
) -> None:
    assert judge(fault, exchange) is trouble


@pytest.mark.parametrize(
    ("trouble", "checkpoint", "facts", "steps"),
    [
        (Trouble.LOST, START, {}, [Step.ANEW]),
        (Trouble.LOST, START, {"attempts": 1}, [Step.CALENDAR, Step.KEYS, Step.GIVE_UP]),
        (Trouble.LOST, replace(START, records=0), {"attempts": 1}, [Step.KEYS, Step.GIVE_UP]),
        (Trouble.LOST, WHOLE, {}, [Step.ACCEPT]),
        (Trouble.UNREADABLE, START, {}, [Step.AGAIN]),
        (Trouble.UNREADABLE, START, {"asked_again": True}, [Step.HALVES, Step.KEYS, Step.GIVE_UP]),
        (Trouble.UNREADABLE, WHOLE, {"asked_again": True}, [Step.ACCEPT]),
        (Trouble.POISON, START, {"asked_again": True}, [Step.HALVES, Step.KEYS, Step.GIVE_UP]),
        (Trouble.POISON, SMALL, {"asked_again": True}, [Step.KEYS, Step.GIVE_UP]),
        (Trouble.POISON, KEYS, {"asked_again": True}, [Step.HALVES, Step.GIVE_UP]),
        (Trouble.POISON, SINGLES, {"asked_again": True}, [Step.WITHHELD]),
        (Trouble.BROKEN, SINGLES, {}, [Step.WITHHELD]),
        (Trouble.REFUSED, SINGLES, {}, [Step.WITHHELD]),
        (Trouble.OUTAGE, SINGLES, {}, [Step.STOP]),
        (Trouble.OUTAGE, WHOLE, {"asked_again": True}, [Step.STOP]),
        (Trouble.LATE, START, {}, [Step.AGAIN]),
        (Trouble.LATE, START, {"asked_again": True}, [Step.STOP]),
        (Trouble.REFUSED, WHOLE, {}, [Step.STOP]),
        (Trouble.REFUSED, KEYS, {"is_part": True}, [Step.STOP]),
        (Trouble.ABSENT, START, {}, [Step.STOP]),
        (Trouble.ABSENT, KEYS, {"is_part": True}, [Step.GIVE_UP]),
        (Trouble.ABSENT, SINGLES, {}, [Step.WITHHELD]),
        (Trouble.BROKEN, START, {}, [Step.STOP]),
        (Trouble.BROKEN, WHOLE, {}, [Step.ACCEPT]),
        (Trouble.BROKEN, START, {"is_part": True}, [Step.UNDATED, Step.GIVE_UP]),
        (Trouble.BROKEN, KEYS, {"is_part": True}, [Step.GIVE_UP]),
    ],
)
def test_what_follows(trouble: Trouble, checkpoint: Checkpoint, facts: dict[str, int], steps: list[Step]) -> None:
    assert list(plan_steps(trouble, checkpoint, **facts)) == steps


@pytest.mark.parametrize(
    ("granularity", "bounds"),
    [
        (SECONDS, ("1980-01-01T00:00:00Z", "1980-01-01T00:00:01Z")),
        (DAYS, ("1980-01-01", "1980-01-01")),
        ("odd", ("1980-01-01", "1980-01-01")),
    ],
)
def test_a_list_is_sounded_where_no_record_is(granularity: str, bounds: tuple[str, str]) -> None:
    window = replace(KEYS.window, set_spec="open", from_="2026-01-01")
    asked = sound(window, Repository("Demo", "http://x", granularity=granularity))
    assert asked == replace(window, from_=bounds[0], until=bounds[1])


def test_a_withheld_single_is_passed_by() -> None:
    page = withhold(SINGLES, answered(500), FetchFailed("no usable answer", "500"))
    assert [(one.identifier, one.withheld, one.trouble) for one in page.records] == [
        ("a", True, "no usable answer: 500.")
    ]
    assert (page.checkpoint.pages, page.checkpoint.records, page.checkpoint.done) == (1, 0, False)
    last = withhold(page.checkpoint, answered(500), FetchFailed("x"))
    assert (last.records[0].identifier, last.checkpoint.done) == ("b", True)


def test_singles_are_asked_for_in_windows_of_a_hundred() -> None:
    parts = singles(Window("oai_dc", "open", "2026-01-01"), [str(n) for n in range(201)])
    assert [len(part.identifiers) for part in parts] == [100, 100, 1]
    assert {(part.prefix, part.reading, part.from_) for part in parts} == {("oai_dc", Reading.SINGLES, "")}
    assert singles(Window("oai_dc"), []) == ()


@pytest.mark.parametrize(
    ("checkpoint", "short", "distinct", "steps"),
    [
        (replace(WHOLE, token="", done=True), False, 10, []),
        (replace(WHOLE, token="", done=True), False, 9, [Step.KEYS]),
        (replace(SMALL, token="", done=True), True, 10, [Step.KEYS]),
        (replace(SMALL, token="", done=True, expected_last=90_000), True, 10, []),
        (replace(SMALL, window=KEYS.window, token="", done=True), True, 10, []),
        (SMALL, False, 30, []),
        (SINGLES, False, 0, []),
    ],
)
def test_a_list_that_ends_short(checkpoint: Checkpoint, short: bool, distinct: int, steps: list[Step]) -> None:
    assert falls_short(checkpoint) is short
    assert list(fill(checkpoint, distinct)) == steps
