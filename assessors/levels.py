"""RDA FAIR Data Maturity Model: levels 0-5 a letter by its pass-or-fail method (doi:10.15497/rda00050, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from assessors.combining import combine, comparable
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet

# Our weights, not FDMM's: it defines no single number.
WEIGHTS = {"essential": 3, "important": 2, "useful": 1}
_PRIORITIES = tuple(WEIGHTS)

Tally = Mapping[Outcome | None, Sequence[int]]


def scoring(
    metric_set: MetricSet, letters: tuple[str, ...]
) -> Callable[[Mapping[str, Outcome]], tuple[tuple[Result, ...], tuple[Score, ...]]]:
    """Make the scoring of a metric set by levels."""
    rows = [_row(indicator) for indicator in metric_set.indicators]

    def score(outcomes: Mapping[str, Outcome]) -> tuple[tuple[Result, ...], tuple[Score, ...]]:
        results: list[Result] = []
        tallies = {letter: _empty_tally() for letter in letters}
        for letter, rank, checks, rule, ready in rows:
            outcome = outcomes.get(checks[0]) if len(checks) == 1 else combine(map(outcomes.get, checks), rule)
            results.append(ready[outcome])
            tallies[letter][outcome][rank] += 1
        scores = [_score(letter, tally) for letter, tally in tallies.items()]
        return tuple(results), (*scores, _whole(scores, tallies.values()))

    return score


def level(passed: Sequence[int], failed: Sequence[int]) -> int:
    """Give the level 0-5 from the numbers of essential, important and useful indicators that pass and fail.

    0: an essential one fails; 1 and 2: all essential, and fewer than half or at least half of the important ones;
    3 and 4: all of those, and fewer than half or at least half of the useful ones; 5: all.
    """
    if failed[0]:
        return 0
    if failed[1]:
        return 2 if passed[1] >= failed[1] else 1
    if failed[2]:
        return 4 if passed[2] >= failed[2] else 3
    return 5


def _row(indicator: Indicator) -> tuple[str, int, tuple[str, ...], str, dict[Outcome | None, Result]]:
    ready = {outcome: Result(indicator.id, outcome) for outcome in (*Outcome, None)}
    rank = _PRIORITIES.index(indicator.priority)
    return indicator.letter, rank, indicator.checks, indicator.combine, ready


def _empty_tally() -> dict[Outcome | None, list[int]]:
    return {outcome: [0, 0, 0] for outcome in (*Outcome, None)}


def _score(name: str, tally: Tally) -> Score:
    passed, failed = tally[Outcome.PASS], tally[Outcome.FAIL]
    open_ = tally[Outcome.INDETERMINATE]
    unknown = _sums(open_, tally[None])
    assessed = any(passed) or any(failed)
    concerned = assessed or any(unknown)
    return Score(
        name,
        share=_share(passed, failed, sum(open_)),
        **_reach(passed, failed, open_),
        level=_settled(passed, failed, open_) if assessed else None,
        level_low=level(passed, _sums(failed, unknown)) if concerned else None,
        level_high=level(_sums(passed, unknown), failed) if concerned else None,
        assessed=sum(passed) + sum(failed),
        indeterminate=sum(open_),
        not_assessed=sum(tally[None]),
    )


def _settled(passed: Sequence[int], failed: Sequence[int], open_: Sequence[int]) -> int | None:
    """Give the level that stands however the indeterminate ones come out; None when they decide it."""
    low, high = level(passed, _sums(failed, open_)), level(_sums(passed, open_), failed)
    return low if low == high else None


def _sums(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _whole(scores: Sequence[Score], tallies: Iterable[Tally]) -> Score:
    passed, failed, open_ = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    for tally in tallies:
        passed, failed = _sums(passed, tally[Outcome.PASS]), _sums(failed, tally[Outcome.FAIL])
        open_ = _sums(open_, tally[Outcome.INDETERMINATE])
    indeterminate = sum(open_)
    return Score(
        WHOLE,
        share=_share(passed, failed, indeterminate),
        **_reach(passed, failed, open_),
        level=_whole_level(scores),
        level_low=_least(score.level_low for score in scores),
        level_high=_least(score.level_high for score in scores),
        assessed=sum(passed) + sum(failed),
        indeterminate=indeterminate,
        not_assessed=sum(score.not_assessed for score in scores),
    )


def _least(levels: Iterable[int | None]) -> int | None:
    return min((level for level in levels if level is not None), default=None)


def _whole_level(scores: Sequence[Score]) -> int | None:
    """Give the least level of the letters; while one is open, it is known only when another is at 0 already."""
    concerned = [score for score in scores if score.level_low is not None]
    if any(score.level is None for score in concerned) and not any(score.level == 0 for score in concerned):
        return None
    return _least(score.level for score in concerned)


def _share(passed: Sequence[int], failed: Sequence[int], open_: int) -> float | None:
    if not comparable(sum(passed) + sum(failed), open_):
        return None
    return _weight(passed) / (_weight(passed) + _weight(failed))


def _reach(passed: Sequence[int], failed: Sequence[int], open_: Sequence[int]) -> dict[str, float]:
    """Give the least and the most that the share may come to; nothing where nothing takes part."""
    earned, more = _weight(passed), _weight(open_)
    possible = earned + _weight(failed) + more
    return {"share_low": earned / possible, "share_high": (earned + more) / possible} if possible else {}


def _weight(counts: Sequence[int]) -> int:
    return sum(weight * count for weight, count in zip(WEIGHTS.values(), counts, strict=True))
