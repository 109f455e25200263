"""When a list without a total is looked behind, and what is asked then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.model.harvest import CUT, DATES_IGNORED, Checkpoint, Deviation, Reading, Repository, Window
from harvest.oai_dates import DAYS, SECONDS
from harvest.proof import ask_for_proof, asks_for_proof, may_be_a_page

DEMO = Repository("Demo", "http://x", granularity=SECONDS)
BY_DAY = replace(DEMO, granularity=DAYS)
LYING = replace(DEMO, deviations=(Deviation(CUT),))
DATELESS = replace(DEMO, deviations=(Deviation(DATES_IGNORED),))
ENDED = Checkpoint(Window("oai_dc"), done=True, pages=1, records=10)
KEYS = Window("oai_dc", "open", reading=Reading.KEYS)
NOON = "2026-03-05T12:00:00Z"
SPAN = ("2023-01-10T09:00:00Z", "2024-09-10T09:00:00Z")


@pytest.mark.parametrize(
    ("checkpoint", "repository", "is_part", "asks"),
    [
        (ENDED, DEMO, False, True),
        (replace(ENDED, done=False), DEMO, False, True),
        (replace(ENDED, records=0), DEMO, False, False),
        (replace(ENDED, expected_first=10, expected_last=10), DEMO, False, False),
        (replace(ENDED, window=KEYS), DEMO, False, False),
        (ENDED, DEMO, True, False),
        (ENDED, LYING, True, True),
    ],
)
def test_when_a_list_is_looked_behind(
    checkpoint: Checkpoint, repository: Repository, is_part: bool, asks: bool
) -> None:
    assert asks_for_proof(checkpoint, repository, is_part=is_part) is asks


@pytest.mark.parametrize(
    ("keys", "repository", "server_at", "span", "bounds"),
    [
        (
            KEYS, DEMO, NOON, SPAN,
            [("2024-09-10T09:00:00Z", "2026-03-05T11:50:00Z"), ("1970-01-01T00:00:00Z", "2023-01-10T09:00:00Z")],
        ),
        (KEYS, BY_DAY, NOON, SPAN, [("2024-09-10", "2026-03-04"), ("1970-01-01", "2023-01-10")]),
        (
            replace(KEYS, from_="2023-01-01T00:00:00Z", until="2024-12-31T23:59:59Z"), DEMO, NOON, SPAN,
            [("2024-09-10T09:00:00Z", "2024-12-31T23:59:59Z"), ("2023-01-01T00:00:00Z", "2023-01-10T09:00:00Z")],
        ),
        # What came in the last minutes says nothing of an end; a clock that cannot be right bounds nothing.
        (KEYS, DEMO, NOON, (SPAN[0], NOON), [("1970-01-01T00:00:00Z", "2023-01-10T09:00:00Z")]),
        (
            KEYS, DEMO, "1970-01-01T00:00:00Z", SPAN,
            [("2024-09-10T09:00:00Z", ""), ("1970-01-01T00:00:00Z", "2023-01-10T09:00:00Z")],
        ),
        (KEYS, DATELESS, NOON, SPAN, [("", "")]),
        (KEYS, DEMO, NOON, None, [("", "")]),
        (KEYS, DEMO, NOON, ("2020-01-00", "2020-01-00"), [("", "")]),
    ],
)  # fmt: skip
def test_what_is_asked(
    keys: Window, repository: Repository, server_at: str, span: tuple[str, str] | None, bounds: list[tuple[str, str]]
) -> None:
    asked = ask_for_proof(keys, repository, server_at, span)
    assert [(window.from_, window.until) for window in asked] == bounds
    assert {(window.prefix, window.set_spec, window.reading) for window in asked} == {("oai_dc", "open", Reading.KEYS)}


@pytest.mark.parametrize(("count", "page"), [(10, True), (75, True), (5000, True), (31, False), (1210, True)])
def test_what_may_be_a_page(count: int, page: bool) -> None:
    assert may_be_a_page(count) is page
