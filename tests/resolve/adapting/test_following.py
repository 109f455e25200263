"""Lists that come in pages without a total."""

from __future__ import annotations

import pytest

from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.resolve.adapting.following import ask_until_short
from fairsvc.resolve.walking import walk
from tests.support.walks import Answers

HOME = "https://one.example"


def paged(_: Spot) -> Walk:
    found = yield from ask_until_short(lambda page: f"{HOME}/{page}", 2, lambda node: node["rows"])
    return Holding(Listing(reason=str([node.value for node in found])))


@pytest.mark.parametrize(
    ("pages", "found", "questions"),
    [
        ([[1, 2], [3, 4], [5]], "[1, 2, 3, 4, 5]", 3),
        ([[1, 2], [3, 4], []], "[1, 2, 3, 4]", 3),
        ([[1, 2], [1, 2]], "[1, 2]", 2),
        ([[]], "[]", 1),
        ([[1]], "[1]", 1),
    ],
)
def test_pages_until_one_is_not_full(pages: list[object], found: str, questions: int) -> None:
    answers = Answers({f"{HOME}/{number}": (200, {"rows": rows}) for number, rows in enumerate(pages)})
    walked = walk((Repository("one", "One", "here", "", lambda _: None, paged), Spot(HOME, "1")), answers)
    assert walked.holding is not None
    assert walked.holding.listing.reason == found
    assert len(answers.asked) == questions


@pytest.mark.parametrize("rows", [{"no": "list"}, None, "rows", 7])
def test_a_page_without_a_list_is_not_the_end_of_one(rows: object) -> None:
    for pages in ([rows], [[1, 2], rows]):
        answers = Answers({f"{HOME}/{number}": (200, {"rows": one}) for number, one in enumerate(pages)})
        walked = walk((Repository("one", "One", "here", "", lambda _: None, paged), Spot(HOME, "1")), answers)
        assert walked.trouble == f"the API answered without a list: {HOME}/{len(pages) - 1}."


def test_a_page_that_fails_ends_the_walk() -> None:
    answers = Answers({f"{HOME}/0": (200, {"rows": [1, 2]})}, default=(503, b""))
    walked = walk((Repository("one", "One", "here", "", lambda _: None, paged), Spot(HOME, "1")), answers)
    assert walked.trouble == f"the repository's API answered 503: {HOME}/1."
