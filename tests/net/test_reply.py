from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import Hop, Need
from fairsvc.model.step import ranged
from fairsvc.net.reply import RANGE_SLACK_BYTES, Reply, byte_limit

URL = "https://example.org/"


def waiting(value: str) -> float | None:
    return Reply(Hop(URL, 503, (("retry-after", value),))).retry_after_s


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("9" * 5_000, None),
        ("Sun, 06 Nov 99999999 08:49:37 GMT", None),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert waiting(value) == seconds


def test_a_failure_asks_for_no_pause() -> None:
    assert Reply().retry_after_s is None


@given(
    st.text(max_size=60)
    | st.from_regex(r"(Mon, )?\d{1,6} [A-Z][a-z]{2} \d{1,9} \d+:\d+:\d+ ([+-]\d{1,9}|GMT)", fullmatch=True)
)
@settings(max_examples=100)
def test_any_value_is_a_wait_or_none(value: str) -> None:
    seconds = waiting(value)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("need", "limit"),
    [
        (Need(URL), 1_000_000),
        (ranged(URL, 0, 99), 100 + RANGE_SLACK_BYTES),
        (ranged(URL, 500, 599), 100 + RANGE_SLACK_BYTES),
        (ranged(URL, 0, 9_999_999), 1_000_000),
        (Need(URL, headers=(("range", "bytes=5-"),)), 1_000_000),
        (Need(URL, headers=(("Range", "bytes=-5"),)), 1_000_000),
        (Need(URL, headers=(("Range", "bytes=0-1,5-9"),)), 1_000_000),
        (Need(URL, headers=(("Range", "pages=0-1"),)), 1_000_000),
        (Need(URL, headers=(("Range", "bytes=9-5"),)), 1 + RANGE_SLACK_BYTES),
    ],
)
def test_a_range_bounds_its_body(need: Need, limit: int) -> None:
    assert byte_limit(need, 1_000_000) == limit
