"""What changed between two judgements of a dataset, and whether the world, the extractor or our checks did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from fairsvc.model.assessment import Result
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.perspective import Perspective


class Cause(StrEnum):
    """Who changed. WORLD: what was met; DEPTH: how much was asked; EXTRACTOR: how it was read; CHECKS: our rules."""

    WORLD = "world"
    DEPTH = "depth"
    EXTRACTOR = "extractor"
    CHECKS = "checks"


class Turn(StrEnum):
    """Which way an outcome went. OTHER: to or from not applicable."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "now unclear"
    CLEAR = "now clear"
    NEW = "new"
    GONE = "gone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check whose outcome is another one; None where there was none.

    `causes` is who did it: all of them where it was split, all that could be it where it is not `certain`. `because`
    are clauses that name what is different, as far as it is known.
    """

    check: str
    before: Outcome | None
    after: Outcome | None
    causes: tuple[Cause, ...]
    certain: bool = True
    because: tuple[str, ...] = ()

    @property
    def turn(self) -> Turn:
        """Tell which way it went."""
        return turn(self.before, self.after)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator whose outcome, or what it earned, is another; `checks` are the changed ones among its own.

    `share_before` and `share_after` are what it earned of its points; None for a set without points.
    """

    metric_set: str
    indicator: str
    before: Outcome | None
    after: Outcome | None
    turn: Turn
    causes: tuple[Cause, ...]
    certain: bool = True
    checks: tuple[str, ...] = ()
    share_before: float | None = None
    share_after: float | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A way-point between two judgements: what the checks say when only `causes` have changed since the last one."""

    causes: tuple[Cause, ...]
    outcomes: Mapping[str, Outcome]


def turn(before: Outcome | None, after: Outcome | None) -> Turn:
    """Tell which way an outcome went; both are not the same.

    A failure that comes with a page is not worse than the page's absence, where the question did not arise.
    """
    if before is None or after is None:
        return Turn.NEW if before is None else Turn.GONE
    if Outcome.INDETERMINATE in (before, after):
        return Turn.UNCLEAR if after is Outcome.INDETERMINATE else Turn.CLEAR
    if Outcome.NOT_APPLICABLE in (before, after):
        return Turn.OTHER
    return Turn.WORSE if after is Outcome.FAIL else Turn.BETTER


def possible_causes(old: Judgement, new: Judgement, rules: tuple[Rulebook, Rulebook], check: str) -> tuple[Cause, ...]:
    """List what could have changed the check's outcome, by what the two judgements rest on.

    Where nothing that has a version differs, time passed between the gatherings, or else our code is another.
    """
    found = []
    if old.evidence_digest != new.evidence_digest:
        found.append(Cause.WORLD)
        found += [Cause.DEPTH] if old.depth != new.depth else []
    if old.extractor_version != new.extractor_version:
        found.append(Cause.EXTRACTOR)
    if rules_differ(rules, check):
        found.append(Cause.CHECKS)
    if not found:
        found.append(Cause.WORLD if old.gathered_at != new.gathered_at else Cause.CHECKS)
    return tuple(found)


def rules_differ(rules: tuple[Rulebook, Rulebook], check: str) -> bool:
    """Tell whether the check itself, or the tables that checks read, are others."""
    before, after = rules
    return before.tables != after.tables or version_of(before, check) != version_of(after, check)


def version_of(rulebook: Rulebook, check: str) -> int | None:
    """Find the check's version; None when the rulebook has no such check."""
    return next((version for name, version in rulebook.checks if name == check), None)


def compare_checks(
    old: Judgement,
    new: Judgement,
    rules: tuple[Rulebook, Rulebook],
    stages: Sequence[Stage] = (),
    innocent: Callable[[str], Cause | None] = lambda _: None,
) -> tuple[CheckChange, ...]:
    """List the checks with another outcome, in order of id, each with who did it.

    `stages` lead from the old judgement to the new one; the last step, to the new one, is what no stage names.
    `innocent` gives, for a check, the one of world and depth that is known not to have done it.
    """
    before, after = outcomes_of(old), outcomes_of(new)
    if before == after:
        return ()
    changed = [name for name in sorted({*before, *after}) if before.get(name) is not after.get(name)]
    return tuple(
        _attributed(name, (before.get(name), after.get(name)), _suspects(old, new, rules, name, innocent), stages)
        for name in changed
    )


def _suspects(
    old: Judgement,
    new: Judgement,
    rules: tuple[Rulebook, Rulebook],
    check: str,
    innocent: Callable[[str], Cause | None],
) -> tuple[Cause, ...]:
    possible = possible_causes(old, new, rules, check)
    cleared = innocent(check) if {Cause.WORLD, Cause.DEPTH} <= set(possible) else None
    return tuple(cause for cause in possible if cause is not cleared)


def outcomes_of(judgement: Judgement) -> Mapping[str, Outcome]:
    """Give the outcomes by everything that was gathered."""
    return judgement.outcomes[Perspective.ANY]


def _attributed(
    check: str, outcomes: tuple[Outcome | None, Outcome | None], possible: tuple[Cause, ...], stages: Sequence[Stage]
) -> CheckChange:
    """Walk the stages: each step on which the outcome changes is its causes' doing."""
    before, after = outcomes
    if len(possible) == 1:
        return CheckChange(check, before, after, possible)
    causes: list[Cause] = []
    certain, last, left = True, before, list(possible)
    for stage in stages:
        own = [cause for cause in stage.causes if cause in possible]
        left = [cause for cause in left if cause not in stage.causes]
        here = stage.outcomes.get(check)
        if here is not last:
            causes += own or stage.causes
            certain = certain and len(own) <= 1
        last = here
    if last is not after:
        causes += left or possible
        certain = certain and len(left) == 1
    return CheckChange(check, before, after, tuple(dict.fromkeys(causes)), certain)


def mirrored(change: CheckChange) -> CheckChange:
    """Give the change of the way back."""
    return replace(change, before=change.after, after=change.before)


def compare_results(
    metric_set: str,
    results: tuple[Iterable[Result], Iterable[Result], Iterable[Result]],
    changes: Mapping[str, CheckChange],
    checks_of: Mapping[str, frozenset[str]],
) -> tuple[IndicatorChange, ...]:
    """List the indicators with another result, in the order of the set.

    `results` are the old ones, the old outcomes by the new definition - what differs there is our doing -, and the new
    ones. `checks_of` names the checks of each indicator by both definitions.
    """
    before, between, after = ({one.indicator: one for one in some} for some in results)
    found = []
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name), after.get(name)
        if _standing(one) == _standing(other):
            continue
        own = tuple(check for check in sorted(checks_of.get(name, ())) if check in changes)
        defined = _standing(one) != _standing(between.get(name))
        found.append(_indicator_change(metric_set, name, one, other, [changes[check] for check in own], defined))
    return tuple(found)


def _indicator_change(
    metric_set: str, name: str, one: Result | None, other: Result | None, own: Sequence[CheckChange], defined: bool
) -> IndicatorChange:
    before, after = one.outcome if one else None, other.outcome if other else None
    share_before, share_after = _share(one), _share(other)
    way = turn(before, after)
    if before is after:
        way = _by_share(share_before, share_after)
    causes = [cause for change in own for cause in change.causes] + ([Cause.CHECKS] if defined or not own else [])
    return IndicatorChange(
        metric_set,
        name,
        before,
        after,
        way,
        tuple(dict.fromkeys(causes)),
        all(change.certain for change in own),
        tuple(change.check for change in own),
        share_before,
        share_after,
    )


def _by_share(before: float | None, after: float | None) -> Turn:
    if before == after:
        return Turn.OTHER
    if before is None or after is None:
        return Turn.CLEAR if before is None else Turn.UNCLEAR
    return Turn.BETTER if after > before else Turn.WORSE


def _standing(result: Result | None) -> tuple[Outcome | None, float | None]:
    return (None, None) if result is None else (result.outcome, _share(result))


def _share(result: Result | None) -> float | None:
    return result.earned / result.points if result and result.earned is not None and result.points else None
