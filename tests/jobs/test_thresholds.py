"""Thresholds: how they are spelt, and when one dataset or a source misses them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessors.metric_set_file import read_metric_set
from fairsvc.errors import BadMetricSet, BadSettings, FetchFailed, ProblemsFound
from fairsvc.jobs.judging import find_set
from fairsvc.jobs.thresholds import Of, hold_to, read_thresholds
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement
from fairsvc.model.perspective import Perspective

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "assessors"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FSF, FDMM = find_set("fsf"), find_set("rda-fdmm")
CHECKS = sorted(FSF.check_ids | FDMM.check_ids)


def judged(number: int, *, failing: float = 0.0, outcome: Outcome = Outcome.FAIL) -> Judgement:
    """Judge a dataset of which this share of checks, spread over all, has the outcome instead of passing."""
    bad = {name for place, name in enumerate(CHECKS) if (place * failing) % 1 + failing >= 1}
    outcomes = {name: outcome if name in bad else Outcome.PASS for name in CHECKS}
    found = {Perspective.ANY: outcomes}
    return Judgement(f"doi:10.5072/{number}", "", "d", 1, "r", NOON, "standard", found, "1", NOON)


GOOD, POOR, UNCLEAR = judged(1), judged(2, failing=1.0), judged(3, failing=1.0, outcome=Outcome.INDETERMINATE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60", [("rda-fdmm@2020", "FAIR", 0.6, False), ("fsf@0.8", "FAIR", 0.6, False)]),
        ("fsf=60", [("fsf@0.8", "FAIR", 0.6, False)]),
        ("fsf@0.5=62.5", [("fsf@0.5", "FAIR", 0.625, False)]),
        ("rda-fdmm:F=5", [("rda-fdmm@2020", "F", 5.0, True)]),
        ("rda-fdmm:FAIR=1", [("rda-fdmm@2020", "FAIR", 1.0, True)]),
        ("fsf:R=80", [("fsf@0.8", "R", 0.8, False)]),
        (" pan=0 ", [("pan@1.0", "FAIR", 0.0, False)]),
    ],
)
def test_a_threshold_is_read(text: str, expected: list[tuple[object, ...]]) -> None:
    found = read_thresholds([text], (FDMM, FSF))
    assert [(one.metric_set.name, one.name, one.least, one.is_level) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", BadSettings, "no threshold"),
        ("sixty", BadSettings, "no threshold"),
        ("-1", BadSettings, "no threshold"),
        ("nan", BadSettings, "no threshold"),
        ("fsf=", BadSettings, "no threshold"),
        ("fsf:X=3", BadSettings, "no such letter"),
        ("101", BadSettings, "a share, 0-100 %"),
        ("rda-fdmm:F=6", BadSettings, "a level, 0-5"),
        ("nothing=60", BadMetricSet, "no such metric set"),
    ],
)
def test_what_is_no_threshold_is_refused(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        read_thresholds([text], (FDMM, FSF))


def test_a_facilitys_own_set_is_known(tmp_path: Path) -> None:
    own = replace(FDMM, id="our-profile", version="1")
    toml = (SAMPLES / "levels.toml").read_text("utf-8")
    (tmp_path / "ours.toml").write_text(toml, "utf-8")
    name = read_metric_set(toml, "levels.toml").id
    assert [one.metric_set.name for one in read_thresholds(["our-profile=50"], (FSF, own))] == ["our-profile@1"]
    assert [one.metric_set.id for one in read_thresholds([f"{name}=50"], (FSF,), tmp_path)] == [name]
    with pytest.raises(BadMetricSet, match="no such metric set"):
        read_thresholds([f"{name}=50"], (FSF,))


def test_a_shown_version_goes_before_the_last() -> None:
    old = find_set("fsf@0.5")
    assert [one.metric_set for one in read_thresholds(["fsf=60"], (FDMM, old))] == [old]


@pytest.mark.parametrize(
    ("text", "datasets", "of", "error"),
    [
        ("100", [GOOD], Of.LOWEST, None),
        ("fsf=1", [POOR], Of.LOWEST, ProblemsFound),
        ("fsf=0", [POOR], Of.LOWEST, None),
        ("fsf=1", [UNCLEAR], Of.LOWEST, FetchFailed),
        ("rda-fdmm:F=5", [GOOD], Of.LOWEST, None),
        ("rda-fdmm:F=5", [POOR], Of.LOWEST, ProblemsFound),
        ("rda-fdmm:F=5", [UNCLEAR], Of.LOWEST, FetchFailed),
        ("fsf=1", [GOOD, POOR], Of.LOWEST, ProblemsFound),
        ("fsf=1", [GOOD, UNCLEAR], Of.LOWEST, FetchFailed),
        ("fsf=1", [POOR, UNCLEAR], Of.LOWEST, ProblemsFound),
        ("fsf=1", [GOOD, GOOD, POOR], Of.MEDIAN, None),
        ("fsf=1", [GOOD, GOOD, UNCLEAR], Of.MEDIAN, None),
        ("fsf=1", [GOOD, POOR, POOR], Of.MEDIAN, ProblemsFound),
        ("fsf=1", [GOOD, POOR, UNCLEAR], Of.MEDIAN, FetchFailed),
        ("fsf=1", [], Of.LOWEST, FetchFailed),
    ],
)
def test_a_threshold_is_held_missed_or_open(
    text: str, datasets: list[Judgement], of: Of, error: type[Exception] | None
) -> None:
    thresholds = read_thresholds([text], ())
    if error is None:
        hold_to(thresholds, datasets, of, "demo")
        return
    with pytest.raises(error, match="demo"):
        hold_to(thresholds, datasets, of, "demo")


def test_the_worst_datasets_are_named_and_the_rest_counted() -> None:
    many = [replace(judged(number, failing=1 - number / 20)) for number in range(12)]
    with pytest.raises(ProblemsFound) as told:
        hold_to(read_thresholds(["fsf=100", "fsf:F=100"], ()), many, Of.LOWEST, "demo")
    said = str(told.value)
    assert "fsf@0.8 comes to 0 % at the lowest (doi:10.5072/0 0 %, doi:10.5072/" in said
    assert "7 more), below the threshold of 100 %; fsf@0.8 F comes to 0 %" in said
    assert said.endswith(": demo.")


@pytest.mark.parametrize(
    ("share", "said"), [(0.692, "69.2 %"), (0.69199, "69.19 %"), (2 / 3, "66.66 %"), (1.0, "100 %"), (0.29, "29 %")]
)
def test_a_share_is_rounded_down(share: float, said: str) -> None:
    (threshold,) = read_thresholds(["fsf=69.2"], ())
    assert (threshold.spell(share), threshold.bound) == (said, "69.2 %")


def test_the_median_is_told_with_those_below_it() -> None:
    some = [replace(judged(number, failing=1.0), pid=f"doi:10.5072/{number}") for number in range(7)]
    with pytest.raises(ProblemsFound) as told:
        hold_to(read_thresholds(["fsf=60"], ()), [*some, GOOD], Of.MEDIAN, "demo")
    said = str(told.value)
    assert "fsf@0.8 comes to 0 % at the median (7 of 8 below it, the lowest: doi:10.5072/0 0 %, " in said
    assert "more" not in said


def test_nothing_is_read_without_a_threshold() -> None:
    hold_to((), iter(lambda: pytest.fail("was read"), None), Of.LOWEST, "demo")
