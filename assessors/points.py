"""FAIRsFAIR metrics: points and maturity of tests, metrics, letters and the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from statistics import fmean

from assessors.combining import combine, comparable
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet, MetricTest

Graded = tuple[MetricTest, Outcome | None]


def scoring(
    metric_set: MetricSet, letters: tuple[str, ...]
) -> Callable[[Mapping[str, Outcome]], tuple[tuple[Result, ...], tuple[Score, ...]]]:
    """Make the scoring of a metric set by points."""
    places = {letter: [n for n, i in enumerate(metric_set.indicators) if i.letter == letter] for letter in letters}
    metrics = [_Metric(indicator) for indicator in metric_set.indicators]
    totals = {letter: _total(metric_set.indicators[n] for n in places[letter]) for letter in letters}
    total = _total(metric_set.indicators)

    def score(outcomes: Mapping[str, Outcome]) -> tuple[tuple[Result, ...], tuple[Score, ...]]:
        results = tuple(metric.result(outcomes) for metric in metrics)
        scores = [_letter(letter, [results[n] for n in places[letter]], totals[letter]) for letter in letters]
        return results, (*scores, _whole(scores, results, total))

    return score


def attainable(metric: Indicator) -> float:
    """Give the points that a metric is worth: those of all its tests, or of the best."""
    points = [test.points for test in metric.tests]
    return max(points, default=0.0) if metric.combine == "best" else fsum(points)


def _total(metrics: Iterable[Indicator]) -> float:
    return fsum(map(attainable, metrics))


class _Metric:
    """A metric and the results it gave, by the outcomes of its checks: few combinations, asked again and again."""

    __slots__ = ("checks", "given", "metric")

    def __init__(self, metric: Indicator) -> None:
        self.metric = metric
        self.checks = tuple(check for test in metric.tests for check in test.checks)
        self.given: dict[tuple[Outcome | None, ...], Result] = {}

    def result(self, outcomes: Mapping[str, Outcome]) -> Result:
        """Look the result up, or work it out."""
        key = tuple(map(outcomes.get, self.checks))
        found = self.given.get(key)
        if found is None:
            found = self.given[key] = _result(self.metric, outcomes)
        return found


def _result(metric: Indicator, outcomes: Mapping[str, Outcome]) -> Result:
    """Grade one metric: tests that are unknown or not applicable count neither as earned nor as lost.

    sum: the points of the tests add up, and the metric passes when every scored test does. best: the best test counts,
    one pass is enough, and while none passed an unknown one leaves the metric open.
    """
    graded = [(test, _grade(test, outcomes)) for test in metric.tests]
    scored = [(test, outcome) for test, outcome in graded if test.points] or graded
    outcome = combine((grade for _, grade in scored), "any" if metric.combine == "best" else "all")
    earned, possible = _best(scored, outcome) if metric.combine == "best" else _sum(scored)
    reached = [test.maturity for test, grade in graded if grade is Outcome.PASS]
    settled = outcome in (Outcome.PASS, Outcome.FAIL) or bool(reached)
    maturity = max(reached, default=0) if settled else None
    return Result(metric.id, outcome, earned, possible, maturity, *_reach(metric, graded, (earned, possible)))


def _reach(metric: Indicator, graded: Sequence[Graded], decided: tuple[float, float]) -> tuple[float, float]:
    """Give the most points, and of how many, once the tests without a decision had one."""
    earned, possible = decided
    undecided = [test.points for test, outcome in graded if outcome in (Outcome.INDETERMINATE, None)]
    if metric.combine == "best":
        best = max(undecided, default=0.0)
        settled = [test.points for test, outcome in graded if outcome in (Outcome.PASS, Outcome.FAIL)]
        return max(earned, best), max(possible, best, *settled, 0.0)
    return earned + fsum(undecided), possible + fsum(undecided)


def _grade(test: MetricTest, outcomes: Mapping[str, Outcome]) -> Outcome | None:
    if len(test.checks) == 1:
        return outcomes.get(test.checks[0])
    return combine(map(outcomes.get, test.checks), test.combine)


def _sum(graded: Sequence[Graded]) -> tuple[float, float]:
    earned = fsum(test.points for test, outcome in graded if outcome is Outcome.PASS)
    return earned, fsum(test.points for test, outcome in graded if outcome in (Outcome.PASS, Outcome.FAIL))


def _best(graded: Sequence[Graded], outcome: Outcome | None) -> tuple[float, float]:
    if outcome not in (Outcome.PASS, Outcome.FAIL):
        return 0.0, 0.0
    earned = max((test.points for test, grade in graded if grade is Outcome.PASS), default=0.0)
    return earned, max(test.points for test, grade in graded if grade in (Outcome.PASS, Outcome.FAIL))


def _letter(name: str, results: Sequence[Result], total: float) -> Score:
    reached = [result.maturity for result in results if result.maturity is not None]
    maturity = _rounded(fmean(reached)) if reached else None
    return _score(name, results, maturity, total)


def _whole(letters: Sequence[Score], results: Sequence[Result], total: float) -> Score:
    reached = [score.maturity for score in letters if score.maturity is not None]
    return _score(WHOLE, results, fmean(reached) if reached else None, total)


def _score(name: str, results: Sequence[Result], maturity: float | None, total: float) -> Score:
    possible = fsum(result.points or 0.0 for result in results)
    earned = fsum(result.earned or 0.0 for result in results)
    most, worth = (fsum(getattr(result, name) or 0.0 for result in results) for name in ("most", "worth"))
    outcomes = [result.outcome for result in results]
    assessed = outcomes.count(Outcome.PASS) + outcomes.count(Outcome.FAIL)
    indeterminate = outcomes.count(Outcome.INDETERMINATE)
    not_assessed = outcomes.count(None)
    enough = comparable(assessed, indeterminate)
    return Score(
        name,
        share=earned / possible if possible and enough else None,
        maturity=maturity if enough else None,
        assessed=assessed,
        indeterminate=indeterminate,
        not_assessed=not_assessed,
        share_of_all=earned / total if total and not_assessed < len(outcomes) else None,
        share_low=earned / worth if worth else None,
        share_high=most / worth if worth else None,
    )


def _rounded(mean: float) -> float:
    """Round to a level as F-UJI does: half to even, and what is above nothing is at least 1."""
    return 1.0 if 0 < mean < 1 else float(round(mean))
