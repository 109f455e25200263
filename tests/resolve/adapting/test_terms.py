"""Access, embargo and licence as APIs say them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence, read_date

NEED = Need("https://a.example/api/1")
ANSWER = Exchange(NEED, datetime(2026, 11, 21, 12, tzinfo=UTC), (Hop(NEED.url, 200),))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, None),
        (404, None),
        (500, None),
        (401, AccessState.LOGIN),
        (403, AccessState.RESTRICTED),
        (410, AccessState.WITHDRAWN),
    ],
)
def test_closed(status: int, state: AccessState | None) -> None:
    found = find_closed(Exchange(NEED, ANSWER.started_at, (Hop(NEED.url, status),)))
    assert (found.access.state if found else None) == state
    assert found is None or found.listing.entries == ()


def test_no_answer_says_nothing_of_access() -> None:
    assert find_closed(Exchange(NEED, ANSWER.started_at, failure=Failure(FailureKind.TIMEOUT))) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2030-01-02", date(2030, 1, 2)),
        ("2030-01-02T00:00:00Z", date(2030, 1, 2)),
        ("2030", None),
        ("2030-13-02", None),
        ("", None),
        ("soon, I hope", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-22", Access(AccessState.EMBARGOED, date(2026, 11, 22), "it says so")),
        ("2026-11-21", Access(AccessState.OPEN, because="the embargo ended on 2026-11-21")),
        ("never", Access(AccessState.EMBARGOED, None, "it says so")),
    ],
)
def test_an_embargo_ends_by_the_clock_of_the_answer(until: str, expected: Access) -> None:
    assert embargo(until, ANSWER, "it says so") == expected


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AccessState.OPEN, "open"),
        (AccessState.EMBARGOED, "embargoed"),
        (AccessState.WITHDRAWN, "restricted"),
        (AccessState.METADATA_ONLY, "restricted"),
        (AccessState.UNKNOWN, "unknown"),
    ],
)
def test_what_is_said_of_each_file(state: AccessState, said: str) -> None:
    assert entry_access(Access(state)) == said


@pytest.mark.parametrize(
    ("texts", "licence"),
    [
        (("cc-by-4.0",), "CC-BY-4.0"),
        (("", "https://opensource.org/licenses/MIT"), "MIT"),
        (("House rules", "https://creativecommons.org/publicdomain/zero/1.0/"), "CC0-1.0"),
        (("House rules", "others"), "House rules"),
        ((None, 0, [], ""), "0"),
        ((), ""),
    ],
)
def test_licences(texts: tuple[Any, ...], licence: str) -> None:
    assert name_licence(*map(Node, texts)) == licence
