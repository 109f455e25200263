"""Which indicators of several metric sets answer the same question: by the checks they share, else by principle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fairsvc.model.metrics import Indicator, MetricSet


class Basis(StrEnum):
    """Why two indicators answer the same question, the strongest first."""

    SAME = "same checks"
    SHARED = "shared checks"
    PRINCIPLE = "principle"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An indicator of another set that answers the same question; `checks` are those that both rest on."""

    metric_set: str
    indicator: str
    basis: Basis
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counterparts:
    """An indicator with its counterparts in the other sets, in the order of the sets and their indicators."""

    metric_set: str
    indicator: str
    principle: str
    others: tuple[Counterpart, ...]

    def of(self, metric_set: str) -> tuple[Counterpart, ...]:
        """List the counterparts in one of the other sets (`id@version`)."""
        return tuple(other for other in self.others if other.metric_set == metric_set)


def crosswalk(metric_sets: Sequence[MetricSet]) -> tuple[Counterparts, ...]:
    """List each indicator of each set with its counterparts in the others.

    Where no indicator of another set shares a check, all of the same principle stand in; that relation holds from the
    one side alone, for theirs may have closer counterparts.
    """
    return tuple(
        Counterparts(one.name, indicator.id, indicator.principle, tuple(_counterparts(indicator, one, metric_sets)))
        for one in metric_sets
        for indicator in one.indicators
    )


def checks_of(indicator: Indicator) -> tuple[str, ...]:
    """List the checks that an indicator rests on, by itself or by its tests, once each."""
    tested = (check for test in indicator.tests for check in test.checks)
    return tuple(dict.fromkeys((*indicator.checks, *tested)))


def _counterparts(indicator: Indicator, own: MetricSet, metric_sets: Sequence[MetricSet]) -> Iterator[Counterpart]:
    mine = checks_of(indicator)
    for other in metric_sets:
        if other.name != own.name:
            sharing = [_sharing(mine, other.name, candidate) for candidate in other.indicators]
            yield from [one for one in sharing if one is not None] or _of_principle(indicator.principle, other)


def _sharing(mine: tuple[str, ...], metric_set: str, candidate: Indicator) -> Counterpart | None:
    theirs = checks_of(candidate)
    shared = tuple(check for check in mine if check in theirs)
    if not shared:
        return None
    basis = Basis.SAME if len(shared) == len(mine) == len(theirs) else Basis.SHARED
    return Counterpart(metric_set, candidate.id, basis, shared)


def _of_principle(principle: str, metric_set: MetricSet) -> list[Counterpart]:
    same = (candidate for candidate in metric_set.indicators if candidate.principle == principle)
    return [Counterpart(metric_set.name, candidate.id, Basis.PRINCIPLE) for candidate in same]
