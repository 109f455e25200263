from __future__ import annotations

import pytest

from fairsvc.formats.content_range import Span, read_span, read_unsatisfied


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("bytes 0-99/1000", Span(0, 99, 1000)),
        (" Bytes  10-19/* ", Span(10, 19, None)),
        ("bytes 0-999/1000", Span(0, 999, 1000)),
        ("bytes 0-1000/1000", None),
        ("bytes 9-8/1000", None),
        ("bytes */1000", None),
        ("bytes 0-9/100", Span(0, 9, 100)),
        ("bytes 0-9/*", Span(0, 9, None)),
        ("BYTES  0-9/100 ", Span(0, 9, 100)),
        ("bytes 9-0/100", None),
        ("bytes 0-100/100", None),
        ("bytes */100", None),
        ("0-9/100", None),
        ("bytes 0-99999999999999999999/*", None),
        ("items 0-9/10", None),
        ("bytes 0-9/10 or so", None),
        ("", None),
    ],
)
def test_a_part_is_what_can_be_one(value: str, span: Span | None) -> None:
    assert read_span(value) == span


@pytest.mark.parametrize(
    ("value", "size"), [("bytes */0", 0), ("BYTES */1000 ", 1000), ("bytes 0-9/10", None), ("bytes */x", None)]
)
def test_a_refused_range_may_tell_the_size(value: str, size: int | None) -> None:
    assert read_unsatisfied(value) == size
