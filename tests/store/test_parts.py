"""Parts: every slice gives back what went in, and the body stands in them whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.store import parts
from fairsvc.store.parts import Slice, divide

BODY = b"<list><r>one</r> <r>two</r><r>three</r></list>"


def read(divided, place):
    if place is None:
        return b""
    return divided.parts[place.part].content[place.offset : place.offset + place.length]


@pytest.mark.parametrize(
    ("records", "slices"),
    [
        ([b"<r>one</r>", b"<r>two</r>"], [Slice(0, 6, 10), Slice(0, 17, 10)]),
        # declared anew: stands behind the body
        ([b"<r>one</r>", b"<r xmlns='u'>two</r>"], [Slice(0, 6, 10), Slice(0, len(BODY), 20)]),
        # out of order, or there twice: only what lies ahead is looked for
        ([b"<r>two</r>", b"<r>one</r>"], [Slice(0, 17, 10), Slice(0, len(BODY), 10)]),
        ([b"", b"<r>three</r>"], [None, Slice(0, 27, 12)]),
        ([], []),
    ],
)
def test_where_records_are(records, slices):
    divided = divide(BODY, [(raw, b"") for raw in records])
    assert list(divided.records) == slices
    assert [read(divided, place) for place in divided.records] == records


def test_a_record_that_begins_like_another_is_told_apart():
    alike = b"<r>" + b"a" * 100
    first, second = alike + b"1</r>", alike + b"2</r>"
    divided = divide(b"<list>" + first + second + b"</list>", [(second, b"view")])
    assert divided.records == (Slice(0, 6 + len(first), len(second)),)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=12), st.binary(max_size=6)), max_size=12),
    st.integers(1, 40),
)
def test_everything_comes_back(rows, part_bytes):
    body = b"".join(between + raw for raw, _, between in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_BYTES", part_bytes)
        divided = divide(body, [(raw, view) for raw, view, _ in rows])
    assert b"".join(part.body for part in divided.parts) == body
    assert [read(divided, place) for place in divided.records] == [raw for raw, _, _ in rows]
    assert [read(divided, place) for place in divided.views] == [view for _, view, _ in rows]
    assert all(part.length == len(part.content) for part in divided.parts)
