"""What repairs gain: the failing checks that one repair mends, flipped to pass and scored again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessors.prescribing import prescribe
from assessors.scoring import score
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Outcomes
from fairsvc.model.metrics import WHOLE, MetricSet
from fairsvc.model.remedy import Prescription

Groups = Mapping[str, Sequence[str]]
# Below it two shares are one.
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Gain:
    """What a metric set says before and after; `indicators` are those that pass only after.

    `points` are those earned, before and after; both are 0 for a set without points.
    """

    metric_set: str
    before: tuple[Score, ...]
    after: tuple[Score, ...]
    points: tuple[float, float] = (0.0, 0.0)
    indicators: tuple[str, ...] = ()

    @property
    def levels(self) -> int:
        """Levels gained over all letters; what is open before or after counts as nothing gained."""
        return sum(
            new.level - old.level
            for old, new in self._letters()
            if old.level is not None and new.level is not None and old.name != WHOLE
        )

    @property
    def share(self) -> float:
        """Share of the whole gained; 0 while it is open before or after."""
        pairs = ((old.share, new.share) for old, new in self._letters() if old.name == WHOLE)
        return sum(new - old for old, new in pairs if old is not None and new is not None)

    @property
    def any(self) -> bool:
        """Tell whether anything is gained."""
        return bool(self.indicators) or self.levels > 0 or self.share > _EPSILON or self.points[1] > self.points[0]

    def _letters(self) -> Iterable[tuple[Score, Score]]:
        return zip(self.before, self.after, strict=True)


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing to do: what, which failing checks it mends, and what that gains in each metric set."""

    prescription: Prescription
    checks: tuple[str, ...]
    gains: tuple[Gain, ...]


def gains(metric_set: MetricSet, outcomes: Outcomes, groups: Groups) -> dict[str, Gain]:
    """Say what mending each group of checks alone gains, by the group's name; a check that does not fail stays."""
    before = score(metric_set, outcomes)
    return {name: _gain(metric_set, outcomes, checks, before) for name, checks in groups.items()}


def gain_together(metric_set: MetricSet, outcomes: Outcomes, groups: Groups) -> Gain:
    """Say what mending all groups at once gains."""
    every = [check for checks in groups.values() for check in checks]
    return _gain(metric_set, outcomes, every, score(metric_set, outcomes))


def group_by_remedy(verdicts: Mapping[str, Verdict]) -> dict[str, tuple[str, ...]]:
    """Group the failing checks by the remedy that they ask for, in the order of their ids."""
    found: dict[str, tuple[str, ...]] = {}
    for check, verdict in sorted(verdicts.items()):
        if verdict.outcome is Outcome.FAIL and verdict.remedy:
            found[verdict.remedy] = (*found.get(verdict.remedy, ()), check)
    return found


def list_repairs(
    evidence: Evidence, verdicts: Mapping[str, Verdict], metric_sets: Sequence[MetricSet]
) -> tuple[Repair, ...]:
    """List what to repair, filled for the dataset, what gains most first."""
    groups = group_by_remedy(verdicts)
    outcomes = {check: verdict.outcome for check, verdict in verdicts.items()}
    by_set = [gains(metric_set, outcomes, groups) for metric_set in metric_sets]
    repairs = [
        Repair(prescription, checks, tuple(gained[name] for gained in by_set))
        for name, checks in groups.items()
        if (prescription := prescribe(evidence, verdicts[checks[0]])) is not None
    ]
    return tuple(sorted(repairs, key=_usefulness))


def _gain(
    metric_set: MetricSet,
    outcomes: Outcomes,
    checks: Iterable[str],
    before: tuple[tuple[Result, ...], tuple[Score, ...]],
) -> Gain:
    mended = {check: Outcome.PASS for check in checks if outcomes.get(check) is Outcome.FAIL}
    after = score(metric_set, {**outcomes, **mended}) if mended else before
    lifted = (
        new.indicator
        for old, new in zip(before[0], after[0], strict=True)
        if new.outcome is Outcome.PASS is not old.outcome
    )
    return Gain(metric_set.name, before[1], after[1], (_earned(before[0]), _earned(after[0])), tuple(lifted))


def _earned(results: Iterable[Result]) -> float:
    return sum(result.earned or 0.0 for result in results)


def _usefulness(repair: Repair) -> tuple[int, float, int, int, str]:
    """Rank by levels, then share over all metric sets, then indicators and checks."""
    levels = sum(gain.levels for gain in repair.gains)
    share = sum(gain.share for gain in repair.gains)
    indicators = sum(len(gain.indicators) for gain in repair.gains)
    return -levels, -round(share, 9), -indicators, -len(repair.checks), repair.checks[0]
