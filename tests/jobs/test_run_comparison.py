"""Counting what changed between two runs, and keeping the datasets that lost most."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from fairsvc.jobs.comparing import DatasetChange, ShareChange
from fairsvc.jobs.run_comparison import Counting, Worst
from fairsvc.model.check import Outcome
from fairsvc.model.comparison import Cause, CheckChange, IndicatorChange, Turn
from fairsvc.model.judgement import AssessmentRun, RunKind

RUN = AssessmentRun(1, "demo", RunKind.STORED, "", "", "1", datetime(2026, 3, 1, tzinfo=UTC))


def change(number: int, worse: int = 0, *, turn: Turn | None = None, certain: bool = True) -> DatasetChange:
    causes = (Cause.WORLD,) if certain else (Cause.WORLD, Cause.CHECKS)
    checks = tuple(CheckChange(f"c{n}", Outcome.PASS, Outcome.FAIL, causes, certain) for n in range(worse))
    own = IndicatorChange("own@1", "i", Outcome.PASS, Outcome.FAIL, Turn.WORSE, causes)
    shares = (ShareChange("own@1", 0.5 + number / 100, 0.4), ShareChange("new@1", None, 0.1))
    return DatasetChange(f"doi:10.5072/{number}", "", turn, checks, (own,) if worse else (), shares)


def test_datasets_causes_indicators_and_medians_are_counted() -> None:
    counting = Counting()
    for one in (
        change(0),
        change(1, 2),
        change(2, 1, certain=False),
        change(3, turn=Turn.NEW),
        change(4, turn=Turn.GONE),
    ):
        counting.add(one)
    summary = counting.close(RUN, RUN, ())
    assert (summary.datasets, summary.changed, summary.appeared, summary.gone, summary.worsened) == (5, 2, 1, 1, 1)
    assert [(one.cause, one.turns) for one in summary.causes] == [
        ("world", {Turn.WORSE: 2}),
        ("world or checks", {Turn.WORSE: 1}),
    ]
    assert [(one.indicator, one.turns) for one in summary.indicators] == [("i", {Turn.WORSE: 2})]
    own, new = summary.medians
    assert (own.before, own.after, round(own.net or 0, 4)) == (0.52, 0.4, -0.12)
    assert (new.before, new.after, new.net) == (None, 0.1, None)


def test_those_that_lost_most_are_kept_in_any_order() -> None:
    given = [change(number, number % 50) for number in range(200)]
    random.Random(5).shuffle(given)
    worst = Worst(8)
    for one in given:
        worst.add(((None, None), one))
    assert [len(one.checks) for _, one in worst.listed()] == [49, 49, 49, 49, 48, 48, 48, 48]
    assert Worst(3).listed() == []
