"""What each repair alone would change under one metric set, over kinds of datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessors.crosswalk import checks_of
from assessors.gains import Gain, gains
from assessors.scoring import plan
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Outcomes
from fairsvc.model.metrics import MetricSet
from fairsvc.reports.fair_examples import Album
from fairsvc.reports.fair_kinds import Kind
from fairsvc.reports.fair_model import Repair

# Kinds whose gains are worked out, the commonest first: each costs milliseconds.
MOST_RECKONED = 2_000
_EPSILON = 1e-9

Groups = dict[str, tuple[str, ...]]


class RepairCounter:
    """Counts what repairs gain under one metric set; kinds are added with the commonest first."""

    def __init__(self, metric_set: MetricSet, album: Album, titles: Mapping[str, str]) -> None:
        self.metric_set = metric_set
        self.reckoned = 0
        self._album, self._titles = album, titles
        self._checks = metric_set.check_ids
        self._fed = {
            check: tuple(one.id for one in metric_set.indicators if check in checks_of(one)) for check in self._checks
        }
        self._gains: dict[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], dict[str, _Effect]] = {}
        self._totals: dict[str, _Total] = {}

    def add(self, kind: Kind) -> None:
        """Count a kind."""
        groups = self._groups(kind)
        effects = self._reckon(kind.whole, groups)
        for remedy, checks in groups.items():
            total = self._totals.setdefault(remedy, _Total())
            total.failing += kind.datasets
            total.checks.update(checks)
            if effects is not None:
                total.gain(effects[remedy], kind)
            total.show(kind.first_pid, remedy, self._album, lifted=bool(effects and effects[remedy].lifted))
        if effects is not None:
            self.reckoned += kind.datasets

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs, most useful first."""
        return tuple(sorted((self._repair(*pair) for pair in self._totals.items()), key=_usefulness))

    def _groups(self, kind: Kind) -> Groups:
        """Group the kind's failed checks by remedy; a check of which none is known stands for itself."""
        found: Groups = {}
        for check in kind.checks(Outcome.FAIL):
            if check in self._checks:
                remedy = self._album.remedy(kind, check) or check
                found[remedy] = (*found.get(remedy, ()), check)
        return found

    def _reckon(self, outcomes: Outcomes, groups: Groups) -> dict[str, _Effect] | None:
        ids = plan(self.metric_set).check_ids
        key = (",".join([outcomes.get(name, "") for name in ids]), tuple(groups.items()))
        if key not in self._gains:
            if len(self._gains) >= MOST_RECKONED:
                return None
            gained = gains(self.metric_set, outcomes, groups)
            self._gains[key] = {remedy: _effect(gain) for remedy, gain in gained.items()}
        return self._gains[key]

    def _repair(self, remedy: str, total: _Total) -> Repair:
        checks = tuple(sorted(total.checks))
        fed = {name for check in checks for name in self._fed[check]}
        sentence = self._album.sentence(remedy) or f"{self._titles.get(remedy, remedy)}."
        return Repair(
            remedy,
            sentence,
            checks,
            total.failing,
            total.lifted,
            total.levels,
            total.share,
            total.points,
            tuple(one.id for one in self.metric_set.indicators if one.id in fed),
            self._album.repair(total.shown, remedy, checks),
        )


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a repair gains for each dataset of a kind."""

    lifted: bool
    levels: int
    share: float
    points: float


@dataclass(slots=True)
class _Total:
    """What a repair gains over all kinds, and the dataset that shows it best."""

    failing: int = 0
    lifted: int = 0
    levels: int = 0
    share: float = 0.0
    points: float = 0.0
    checks: set[str] = field(default_factory=set)
    shown: str = ""
    _aptness: tuple[bool, bool] | None = None

    def gain(self, one: _Effect, kind: Kind) -> None:
        self.lifted += kind.datasets * one.lifted
        self.levels += kind.datasets * one.levels
        self.share += kind.datasets * one.share
        self.points += kind.datasets * one.points

    def show(self, pid: str, remedy: str, album: Album, *, lifted: bool) -> None:
        """Take the first dataset of the best kind: one with lines to paste, and one that the repair lifts."""
        aptness = (album.shows(pid, remedy), lifted)
        if self._aptness is None or aptness > self._aptness:
            self.shown, self._aptness = pid, aptness


def _effect(gain: Gain) -> _Effect:
    leveled = any(one.level_low is not None for one in gain.after)
    rises = any(
        new.level > old.level
        for old, new in zip(gain.before, gain.after, strict=True)
        if old.level is not None and new.level is not None
    )
    points = gain.points[1] - gain.points[0]
    return _Effect(rises if leveled else gain.share > _EPSILON or points > _EPSILON, gain.levels, gain.share, points)


def rank_together(by_set: Iterable[tuple[Repair, ...]]) -> dict[str, list[Repair]]:
    """List each repair once, with what it gains in each set: in the order of the first, then of the others."""
    found: dict[str, list[Repair]] = {}
    for repairs in by_set:
        for repair in repairs:
            found.setdefault(repair.remedy, []).append(repair)
    return found


def _usefulness(repair: Repair) -> tuple[int, int, float, int, str]:
    return -repair.lifted, -repair.levels_gained, -round(repair.share_gained, 9), -repair.failing, repair.remedy
