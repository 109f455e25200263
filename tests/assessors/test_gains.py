"""What repairs gain, by hand-made metric sets and by the packaged ones."""

from __future__ import annotations

import pytest

from assessors.catalogue import load_checks
from assessors.engine import judge
from assessors.gains import gain_together, gains, group_by_remedy, list_repairs
from assessors.metric_sets import load_metric_sets
from assessors.scoring import score
from fairsvc.model.check import Outcome, failed, indeterminate, not_applicable, passed
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest
from tests.support import evidence_builder as build

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
LEVELS = MetricSet(
    "l",
    "1",
    "",
    "",
    "levels",
    (
        Indicator("F-1", "F1", "", "essential", ("a", "b")),
        Indicator("F-2", "F1", "", "important", ("c",)),
        Indicator("A-1", "A1", "", "essential", ("d",)),
    ),
)
POINTS = MetricSet(
    "p",
    "1",
    "",
    "",
    "points",
    (
        Indicator("F1", "F1", "", combine="sum", tests=(MetricTest("F1-1", "", ("a",), points=1, maturity=1),)),
        Indicator("R1", "R1", "", combine="best", tests=(MetricTest("R1-1", "", ("c",), points=2, maturity=3),)),
    ),
)


@pytest.mark.parametrize(
    ("outcomes", "checks", "levels", "share", "indicators"),
    [
        ({"a": F, "b": P, "c": P, "d": P}, "a", 5, 3 / 8, ("F-1",)),
        ({"a": F, "b": F, "c": P, "d": P}, "a", 0, 0, ()),
        ({"a": F, "b": F, "c": P, "d": P}, "ab", 5, 3 / 8, ("F-1",)),
        ({"a": P, "b": P, "c": F, "d": P}, "c", 4, 2 / 8, ("F-2",)),
        # A failure less, though not a pass more: the rest of the indicator is open.
        ({"a": F, "b": U, "c": P, "d": P}, "a", 0, 3 / 8, ()),
        # What does not fail is not mended.
        ({"a": U, "b": P, "c": P, "d": P}, "a", 0, 0, ()),
        ({"a": N, "b": P, "c": P, "d": P}, "ax", 0, 0, ()),
        ({}, "a", 0, 0, ()),
    ],
)
def test_gains_by_levels(
    outcomes: dict[str, Outcome], checks: str, levels: int, share: float, indicators: tuple[str, ...]
) -> None:
    gain = gains(LEVELS, outcomes, {"mend": tuple(checks)})["mend"]
    assert (gain.levels, gain.indicators, gain.points) == (levels, indicators, (0, 0))
    assert gain.share == pytest.approx(share)
    assert gain.any == bool(levels or share)


def test_gains_by_points() -> None:
    found = gains(POINTS, {"a": F, "c": F}, {"one": ("a",), "other": ("c",)})
    assert {name: gain.points for name, gain in found.items()} == {"one": (0, 1), "other": (0, 2)}
    assert found["one"].share == pytest.approx(1 / 3)
    assert gain_together(POINTS, {"a": F, "c": F}, {"one": ("a",), "other": ("c",)}).points == (0, 3)


def test_groups_are_the_failing_checks_of_one_remedy() -> None:
    verdicts = {
        "z": failed("", remedy="mend"),
        "a": failed("", remedy="mend"),
        "b": failed("", remedy="other"),
        "c": passed(""),
        "d": indeterminate(""),
        "e": not_applicable(""),
    }
    assert group_by_remedy(verdicts) == {"mend": ("a", "z"), "other": ("b",)}


@pytest.mark.parametrize("world", ["silent", "junk", "invalid_json_ld", "withdrawn", "embargoed"])
def test_what_gains_most_comes_first_and_nothing_is_lost(world: str) -> None:
    evidence = getattr(build, world)()
    verdicts = judge(evidence, load_checks().values())
    metric_sets = tuple(load_metric_sets().values())
    repairs = list_repairs(evidence, verdicts, metric_sets)
    failing = {name for name, verdict in verdicts.items() if verdict.outcome is F}
    assert {check for repair in repairs for check in repair.checks} == failing
    assert sum(len(repair.checks) for repair in repairs) == len(failing)
    ranks = [(-sum(g.levels for g in r.gains), -round(sum(g.share for g in r.gains), 9)) for r in repairs]
    assert ranks == sorted(ranks)
    for repair in repairs:
        assert [gain.metric_set for gain in repair.gains] == [metric_set.name for metric_set in metric_sets]
        assert all(gain.levels >= 0 and gain.share >= -1e-9 for gain in repair.gains)
        assert repair.prescription.sentence


def test_everything_together_is_everything_passed() -> None:
    verdicts = judge(build.silent(), load_checks().values())
    outcomes = {name: verdict.outcome for name, verdict in verdicts.items()}
    groups = group_by_remedy(verdicts)
    for metric_set in load_metric_sets().values():
        mended = {name: P if outcome is F else outcome for name, outcome in outcomes.items()}
        assert gain_together(metric_set, outcomes, groups).after == score(metric_set, mended)[1]
