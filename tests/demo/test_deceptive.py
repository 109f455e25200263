"""Datasets that look like more than they are: none is rewarded by any metric set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from assessors.metric_sets import load_metric_sets
from fairsvc.demo.loading import load_catalogue
from fairsvc.jobs.judging import call_panel
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Evidence

DECEPTIVE = [dataset for dataset in load_catalogue().datasets if dataset.tier == "deceptive"]
SETS = [name for name in load_metric_sets() if name.startswith(("fsf", "rda-fdmm"))]
PANEL = call_panel(SETS)
TOO_MUCH = 0.4


def test_there_are_many_and_each_plays_another_trick() -> None:
    assert len(DECEPTIVE) >= 30
    assert len({dataset.note for dataset in DECEPTIVE}) == len(DECEPTIVE)


@pytest.fixture(scope="module")
def assessed(gathered: Mapping[str, Evidence]) -> dict[str, tuple[Assessment, ...]]:
    at = datetime.now(UTC)
    return {dataset.id: PANEL.assess(gathered[dataset.id], at).assessments for dataset in DECEPTIVE}


@pytest.mark.parametrize("name", SETS)
def test_no_metric_set_rewards_one(assessed: dict[str, tuple[Assessment, ...]], name: str) -> None:
    rewarded = [
        f"{short_id} {share:.0%}: {_earned(assessment)}"
        for short_id, assessments in assessed.items()
        for assessment in assessments
        if assessment.metric_set == name and (share := _share(assessment)) >= TOO_MUCH
    ]
    assert rewarded == [], "\n".join(["", *rewarded])


def _share(assessment: Assessment) -> float:
    """Read the whole's share; what could not be told is no reward."""
    score = assessment.score()
    return score.share or 0.0 if score else 0.0


def _earned(assessment: Assessment) -> str:
    passed = [result for result in assessment.results if result.earned or _passed_level(result.outcome, result.earned)]
    return ", ".join(f"{one.indicator} {one.earned:g}" if one.earned else one.indicator for one in passed)


def _passed_level(outcome: Outcome | None, earned: float | None) -> bool:
    return earned is None and outcome is Outcome.PASS
