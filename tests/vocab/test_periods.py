from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.vocab.periods import contains, find_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", (2021, 1, 1), (2021, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2021-03-02", (2021, 3, 2), (2021, 3, 2)),
        ("2021-03-02T23:30:00+01:00", (2021, 3, 2), (2021, 3, 2)),
        ("2021-03-02 10:00", (2021, 3, 2), (2021, 3, 2)),
        ("2019/2021-05", (2019, 1, 1), (2021, 5, 31)),
        ("-0100", (-100, 1, 1), (-100, 12, 31)),
        ("2020-01-01/", (2020, 1, 1), (10**9, 12, 31)),
    ],
)
def test_a_date_covers_days(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert find_period(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "20210302", "2021-13", "2021-02-30", "2021/2019", "2021-3-2", "12.03.2021"]
)
def test_what_is_no_date_covers_nothing(text: str) -> None:
    assert find_period(text) is None


@pytest.mark.parametrize(
    ("one", "other", "within"),
    [
        ("2021", "2021-03-02", True),
        ("2021-03-02T08:00:00Z", "2021-03-02", True),
        ("2020/2022", "2021", True),
        ("2020/2021", "2021/2022", False),
        ("2020-01-01", "2021-03-02", False),
    ],
)
def test_one_period_lies_within_the_other(one: str, other: str, within: bool) -> None:
    ours, theirs = find_period(one), find_period(other)
    assert ours is not None
    assert theirs is not None
    assert contains(ours, theirs) is contains(theirs, ours) is within


@given(st.from_regex(r"[-\d/T: .]{0,24}"))
@settings(max_examples=100)
def test_any_text_gives_a_period_or_none(text: str) -> None:
    period = find_period(text)
    assert period is None or period[0] <= period[1]
