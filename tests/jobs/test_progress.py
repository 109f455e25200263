"""Pace and time left: pure, as a table."""

from __future__ import annotations

import pytest

from fairsvc.jobs.progress import Pace, eta_s, span


@pytest.mark.parametrize(
    ("pace", "eta", "sentence"),
    [
        (Pace(0, 0, None, 5), None, "0"),
        (Pace(0, 0, 100, 5), None, "0 of 100"),
        (Pace(0, 50, 100, 10), 10, "50 of 100, 5.0/s, about 10 s left"),
        (Pace(0, 50, None, 10), None, "50, 5.0/s"),
        (Pace(40, 50, 100, 10), 50, "50 of 100, 1.0/s, about 50 s left"),  # a run that went on: 40 were there before
        (Pace(0, 120, 100, 10), None, "120 of 100, 12/s"),
        (Pace(0, 100, 100, 10), 0, "100 of 100, 10/s, about 0 s left"),
        (Pace(0, 10, 100, 0), None, "10 of 100"),
        (Pace(0, 1, 36_001, 1), 36_000, "1 of 36001, 1.0/s, about 10.0 h left"),
    ],
)
def test_how_far_how_fast_how_long(pace: Pace, eta: float | None, sentence: str) -> None:
    assert (eta_s(pace), pace.sentence()) == (eta, sentence)


@pytest.mark.parametrize(
    ("seconds", "spelt"), [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3_600, "60 min"), (7_200, "2.0 h")]
)
def test_spans(seconds: float, spelt: str) -> None:
    assert span(seconds) == spelt
