"""Dividing windows: whatever the parts, together they ask for the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.harvest import Checkpoint, Deviation, Reading, Repository, SourceConfig, Split, Window
from harvest.oai_dates import DAYS, SECONDS, is_outside
from harvest.oai_split import split

CONFIG = SourceConfig("demo", "oai", "http://x/oai")
LAST = datetime(2026, 3, 5, tzinfo=UTC)
NOW = "2026-03-05T12:00:00Z"


HOUR = Window("oai_dc", from_="2020-01-01T10:00:00Z", until="2020-01-01T10:59:59Z", reading=Reading.KEYS)


def divide(window: Window, by: Split = Split.CALENDAR, granularity: str = SECONDS, earliest: str = "") -> list[Window]:
    repository = Repository("Demo", "http://x", earliest, granularity=granularity, server_at=NOW)
    return list(split(CONFIG, repository, Checkpoint(window), by))


def bounds(parts: list[Window]) -> list[tuple[str, str]]:
    return [(part.from_, part.until) for part in parts]


@pytest.mark.parametrize(
    ("given_", "by", "granularity", "earliest", "expected"),
    [
        (
            ("", ""), Split.CALENDAR, SECONDS, "2024-05-01T00:00:00Z",
            [
                ("1970-01-01T00:00:00Z", "2023-12-31T23:59:59Z"),
                ("2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z"),
                ("2025-01-01T00:00:00Z", "2025-12-31T23:59:59Z"),
                ("2026-01-01T00:00:00Z", ""),
            ],
        ),
        (
            ("2026-01-10", ""), Split.CALENDAR, DAYS, "",
            [("2026-01-10", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "")],
        ),
        (("2026-03-04", ""), Split.CALENDAR, DAYS, "", [("2026-03-04", "2026-03-04"), ("2026-03-05", "")]),
        (("2026-03-05", ""), Split.CALENDAR, DAYS, "", []),
        (
            ("2026-03-05T10:30:00Z", ""), Split.CALENDAR, SECONDS, "",
            [
                ("2026-03-05T10:30:00Z", "2026-03-05T10:59:59Z"),
                ("2026-03-05T11:00:00Z", "2026-03-05T11:59:59Z"),
                ("2026-03-05T12:00:00Z", ""),
            ],
        ),
        (("2020-01-01T10:00:00Z", "2020-01-01T10:59:59Z"), Split.CALENDAR, SECONDS, "", []),
        (("2020-01-01T10:00:00Z", "2020-01-01T10:59:59Z"), Split.HALVES, SECONDS, "", []),
        (
            ("2020-01-01T00:00:00Z", "2020-01-01T23:59:59Z"), Split.HALVES, SECONDS, "",
            [("2020-01-01T00:00:00Z", "2020-01-01T10:59:59Z"), ("2020-01-01T11:00:00Z", "2020-01-01T23:59:59Z")],
        ),
        (
            ("2020-01-01", "2020-01-02"), Split.HALVES, DAYS, "",
            [("2020-01-01", "2020-01-01"), ("2020-01-02", "2020-01-02")],
        ),
        (("2020-01-01", "2020-01-01"), Split.HALVES, DAYS, "", []),
        # Days where the granularity is unknown; an earliestDatestamp that cannot be is not believed.
        (("", ""), Split.HALVES, "odd", "1000-01-01", [("1000-01-01", "2013-01-31"), ("2013-02-01", "")]),
        (
            ("", ""), Split.HALVES, SECONDS, "2031-01-01",
            [("1970-01-01T00:00:00Z", "2013-02-01T05:59:59Z"), ("2013-02-01T06:00:00Z", "")],
        ),
        (("2027-01-01T00:00:00Z", ""), Split.CALENDAR, SECONDS, "", []),
        (("yesterday", ""), Split.CALENDAR, SECONDS, "", []),
    ],
)  # fmt: skip
def test_parts(
    given_: tuple[str, str], by: Split, granularity: str, earliest: str, expected: list[tuple[str, str]]
) -> None:
    assert bounds(divide(Window("oai_dc", "s", *given_), by, granularity, earliest)) == expected


@pytest.mark.parametrize("code", ["dates.ignored", "earliest-datestamp.unreadable", "granularity.missing"])
def test_who_ignores_dates_is_not_asked_by_them(code: str) -> None:
    repository = Repository("Demo", "http://x", granularity=SECONDS, deviations=(Deviation(code),), server_at=NOW)
    start = Checkpoint(Window("oai_dc"))
    assert split(CONFIG, repository, start, Split.CALENDAR) == split(CONFIG, repository, start, Split.HALVES) == ()
    assert split(CONFIG, repository, start, Split.KEYS) == (Window("oai_dc", reading=Reading.KEYS),)


@pytest.mark.parametrize(
    ("from_", "until", "expected"),
    [
        ("10:00:00", "10:59:59", [("10:00:00", "10:29:58"), ("10:29:59", "10:59:59")]),
        ("10:00:01", "10:00:03", [("10:00:01", "10:00:01"), ("10:00:02", "10:00:03")]),
        ("10:00:02", "10:00:03", [("10:00:02", "10:00:02"), ("10:00:03", "10:00:03")]),
        ("10:00:02", "10:00:02", []),
        # The bounds of a window are both included: an hour and a second are still two parts of whole hours.
        ("10:00:00", "11:00:00", [("10:00:00", "10:59:59"), ("11:00:00", "11:00:00")]),
    ],
)
def test_keys_are_halved_down_to_a_second(from_: str, until: str, expected: list[tuple[str, str]]) -> None:
    window = replace(HOUR, from_=f"2020-01-01T{from_}Z", until=f"2020-01-01T{until}Z")
    assert [(start[11:19], end[11:19]) for start, end in bounds(divide(window, Split.HALVES))] == expected


def test_keys_of_a_day_are_not_divided_where_datestamps_are_days() -> None:
    day = replace(HOUR, from_="2020-01-01", until="2020-01-01")
    assert divide(day, Split.HALVES, DAYS) == []


def test_without_any_clock_nothing_is_divided() -> None:
    repository = Repository("Demo", "http://x", granularity=SECONDS)
    assert split(CONFIG, repository, Checkpoint(Window("oai_dc")), Split.CALENDAR) == ()


@settings(max_examples=100)
@given(
    st.integers(365 * 24, 56 * 365 * 24).map(lambda hours: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.timedeltas(timedelta(0), timedelta(days=20_000)) | st.timedeltas(timedelta(0), timedelta(hours=2)),
    st.sampled_from(list(Split)[:2]),
    st.sampled_from([SECONDS, DAYS]),
    st.sampled_from([Reading.RECORDS, Reading.KEYS]),
)
def test_parts_follow_one_another_without_gap(
    start: datetime, length: timedelta, by: Split, granularity: str, reading: Reading
) -> None:
    form, tick = ("%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1)) if granularity == SECONDS else ("%Y-%m-%d", timedelta(1))
    end = min(start + length, LAST)
    window = Window("oai_dc", from_=start.strftime(form), until=end.strftime(form), reading=reading)
    parts = divide(window, by, granularity)
    if parts:
        assert len(parts) > 1
        assert (parts[0].from_, parts[-1].until) == (window.from_, window.until)
    for before, after in pairwise(parts):
        assert before.from_ <= before.until
        assert _read(before.until, form) + tick == _read(after.from_, form)


def _read(text: str, form: str) -> datetime:
    return datetime.strptime(text, form).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("from_", "until", "stamps", "outside"),
    [
        ("2026-01-01", "", ["2020-01-01", "2020-01-01"], True),
        ("2026-01-01", "", ["2020-01-01", "2026-01-02", "2026-01-03"], False),
        ("2026-01-01", "2026-01-31", ["2026-02-01T00:00:00Z"], True),
        ("2026-01-01", "2026-01-31", ["2026-01-31T23:59:59Z"], False),
        ("2026-01-01", "", ["2017-01-00"], False),
        ("2026-01-01", "", [], False),
        ("", "", ["2020-01-01"], False),
    ],
)
def test_whether_dates_were_heeded(from_: str, until: str, stamps: list[str], outside: bool) -> None:
    assert is_outside(Window("oai_dc", from_=from_, until=until), stamps) is outside
