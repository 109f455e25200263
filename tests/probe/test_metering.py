"""What one dataset may cost beside the number of its questions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairsvc.model.exchange import Exchange, FailureKind, Hop, Need
from fairsvc.probe.metering import Bounds, Metered

NOW = datetime(2026, 1, 1, tzinfo=UTC)
A, B = "https://a.example.org/1", "https://b.example.org:8443/1"


class World:
    """Answers everything after the given hops, and notes what it was asked."""

    def __init__(self, *hops: str, elapsed_ms: int = 0) -> None:
        self._hops, self._elapsed_ms = hops, elapsed_ms
        self.asked: list[str] = []

    def fetch(self, need: Need) -> Exchange:
        self.asked.append(need.url)
        hops = tuple(Hop(url, 302) for url in (need.url, *self._hops))
        return Exchange(need, NOW, hops, elapsed_ms=self._elapsed_ms)


def failures(world: World, bounds: Bounds, *urls: str) -> list[str]:
    metered = Metered(world, bounds)
    answers = [metered.fetch(Need(url)) for url in urls]
    assert all(answer.failure is None or answer.failure.kind is FailureKind.BUDGET for answer in answers)
    return [answer.failure.detail if answer.failure else "" for answer in answers]


SPENT = "the dataset's 2 requests to the host are spent"


@pytest.mark.parametrize(
    ("world", "bounds", "urls", "expected"),
    [
        (World(), Bounds(2, 60), (A, A, A, B), ["", "", SPENT, ""]),
        (World(), Bounds(2, 60), (A, A.replace("a.ex", "A.EX"), A), ["", "", SPENT]),
        (World(A, A), Bounds(2, 60), (B, A, B), ["", SPENT, ""]),
        (World(elapsed_ms=700), Bounds(9, 1), (A, B, A), ["", "", "the dataset's 1 s on the wire are spent"]),
    ],
    ids=["one host", "case", "redirects count", "time"],
)
def test_what_is_beyond_the_bounds_is_not_asked(
    world: World, bounds: Bounds, urls: tuple[str, ...], expected: list[str]
) -> None:
    assert failures(world, bounds, *urls) == expected
    assert len(world.asked) == expected.count("")
