"""Compare judgements of before and now: what changed, and by whose doing, split by judging the old evidence today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from assessors.engine import judge
from fairsvc.jobs.explaining import explain, find_innocent
from fairsvc.jobs.judged import Rulebooks
from fairsvc.jobs.judging import Panel, panel_of
from fairsvc.jobs.scores import Scores
from fairsvc.jobs.standing import is_standing
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.check import Outcome
from fairsvc.model.comparison import (
    Cause,
    CheckChange,
    IndicatorChange,
    Stage,
    Turn,
    compare_checks,
    compare_results,
    mirrored,
    outcomes_of,
    possible_causes,
)
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.metrics import Indicator, MetricSet
from fairsvc.probe.extract import EXTRACTOR_VERSION, archived, extract
from fairsvc.store.evidence import load_evidence
from fairsvc.store.past_evidence import find_past_evidence

# Pairs whose evidence is held at a time.
_BATCH = 50

Pair = tuple[Judgement | None, Judgement | None]
Stored = Mapping[tuple[str, str], tuple[int, Evidence]]


@dataclass(frozen=True, slots=True)
class ShareChange:
    """The overall share of one metric set, before and after; None where too little was decided."""

    metric_set: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class DatasetChange:
    """What changed of one dataset; `turn` is new or gone, or None where it stands on both sides."""

    pid: str
    title: str
    turn: Turn | None
    checks: tuple[CheckChange, ...]
    indicators: tuple[IndicatorChange, ...]
    shares: tuple[ShareChange, ...]

    @property
    def is_change(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.turn or self.checks or self.indicators)

    @property
    def worsened(self) -> int:
        """Count the checks that got worse for sure by what the world did."""
        return sum(one.turn is Turn.WORSE and one.certain and Cause.WORLD in one.causes for one in self.checks)


@dataclass(frozen=True)
class Comparer:
    """Compares pairs of judgements of one dataset by the rules that each was made by."""

    workspace: Workspace
    metric_sets: tuple[MetricSet, ...]
    scores: Scores = field(default_factory=Scores)
    _defined: dict[tuple[str, str], MetricSet] = field(default_factory=dict)

    @cached_property
    def panel(self) -> Panel:
        """The judges of today."""
        return panel_of(self.workspace.settings, ())

    def compare(
        self, pairs: Iterable[Pair], defined_by: tuple[str, str] = ("", "")
    ) -> Iterator[tuple[Pair, DatasetChange]]:
        """Give what changed, pair by pair, in their order; what exactly is different is left to `explain`.

        `defined_by` are digests of the rulebooks that define the metric sets on either side; empty, it is each
        judgement's own.
        """
        remaining = iter(pairs)
        while batch := list(islice(remaining, _BATCH)):
            past = self._find_evidence(pair for pair in batch if self._is_split(pair))
            for pair in batch:
                yield pair, self._compare(pair, past, defined_by)

    def explain(self, compared: Iterable[tuple[Pair, DatasetChange]]) -> Iterator[DatasetChange]:
        """Say of each change what is different, as far as the evidence is still stored."""
        remaining = iter(compared)
        while batch := list(islice(remaining, _BATCH)):
            past = self._find_evidence(pair for pair, change in batch if change.checks)
            for (old, new), change in batch:
                if old is None or new is None or not change.checks:
                    yield change
                else:
                    yield self._explain(old, new, change, past)

    def _explain(self, old: Judgement, new: Judgement, change: DatasetChange, past: Stored) -> DatasetChange:
        before, after = _views(old, past), _views(new, past)
        rules = self._rulebook(old), self._rulebook(new)
        told = (
            explain(one, (old, new), rules, (before, after), self._steps.get(one.check, ())) for one in change.checks
        )
        return replace(change, checks=tuple(told))

    @cached_property
    def _steps(self) -> dict[str, tuple[str, ...]]:
        return {check.id: tuple(step.name for step in check.needs) for check in self.panel.checks}

    def _rulebook(self, judgement: Judgement) -> Rulebook:
        return self._books.of(judgement)

    @cached_property
    def _books(self) -> Rulebooks:
        return Rulebooks(self.workspace)

    def _find_evidence(self, pairs: Iterable[Pair]) -> Stored:
        wanted = {(one.pid, one.evidence_digest) for pair in pairs for one in pair if one is not None}
        return find_past_evidence(self.workspace.store, wanted) if wanted else {}

    def _is_split(self, pair: Pair) -> bool:
        """Tell whether some outcome changed that more than one could have changed."""
        old, new = pair
        if old is None or new is None or old is new:
            return False
        before, after = outcomes_of(old), outcomes_of(new)
        if before == after:
            return False
        rules = self._rulebook(old), self._rulebook(new)
        changed = (name for name in {*before, *after} if before.get(name) is not after.get(name))
        return any(len(possible_causes(old, new, rules, name)) > 1 for name in changed)

    def _is_of_today(self, judgement: Judgement) -> bool:
        return is_standing(judgement, self._rulebook(judgement), self.panel.rulebook)

    def _compare(self, pair: Pair, past: Stored, defined_by: tuple[str, str]) -> DatasetChange:
        old, new = pair
        one = new or old
        assert one is not None
        if old is None or new is None:
            known = self._shares(one, defined_by[old is None])
            shares = tuple(
                ShareChange(name, *((None, share) if old is None else (share, None))) for name, share in known.items()
            )
            return DatasetChange(one.pid, one.title, Turn.NEW if old is None else Turn.GONE, (), (), shares)
        checks = () if old is new else self._compare_checks(old, new, past)
        before, after = self._shares(old, defined_by[0]), self._shares(new, defined_by[1])
        shares = tuple(ShareChange(name, before[name], after[name]) for name in before)
        indicators = tuple(
            change
            for metric_set in self.metric_sets
            for change in self._compare_set(metric_set, (old, new), checks, defined_by)
        )
        return DatasetChange(new.pid, new.title, None, checks, indicators, shares)

    def _compare_checks(self, old: Judgement, new: Judgement, past: Stored) -> tuple[CheckChange, ...]:
        before, after = _views(old, past), _views(new, past)

        def innocent(check: str) -> Cause | None:
            return find_innocent(before, after, self._steps.get(check, ()))

        rules = self._rulebook(old), self._rulebook(new)
        if self._is_of_today(old) and not self._is_of_today(new):
            back = compare_checks(new, old, (rules[1], rules[0]), self._stages(new, old, past), innocent)
            return tuple(mirrored(change) for change in back)
        return compare_checks(old, new, rules, self._stages(old, new, past), innocent)

    def _stages(self, old: Judgement, new: Judgement, past: Stored) -> tuple[Stage, ...]:
        """Judge the old evidence by today's rules, read as it was read and as it is read today."""
        found = past.get((old.pid, old.evidence_digest))
        if found is None or not self._is_of_today(new):
            return ()
        number, views = found
        stages: list[Stage] = []
        causes: tuple[Cause, ...] = (Cause.CHECKS,)
        if old.extractor_version != EXTRACTOR_VERSION:
            if views.extractor_version == old.extractor_version:
                stages.append(Stage(causes, self._judge(views)))
                causes = (Cause.EXTRACTOR,)
            else:
                causes = (Cause.CHECKS, Cause.EXTRACTOR)
        if old.evidence_digest != new.evidence_digest:
            stages.append(Stage(causes, self._judge(self._read_today(number, views))))
        return tuple(stages)

    def _judge(self, views: Evidence) -> dict[str, Outcome]:
        return {name: verdict.outcome for name, verdict in judge(views, self.panel.checks).items()}

    def _read_today(self, number: int, views: Evidence) -> Evidence:
        if views.extractor_version == EXTRACTOR_VERSION:
            return views
        whole = load_evidence(self.workspace.store, str(views.pid), at=number, with_bodies=True)
        return archived(extract(whole))

    def _compare_set(
        self,
        metric_set: MetricSet,
        judged: tuple[Judgement, Judgement],
        checks: Sequence[CheckChange],
        defined_by: tuple[str, str],
    ) -> tuple[IndicatorChange, ...]:
        old, new = judged
        before, after = (
            self.defined(metric_set, digest or one.rulebook) for one, digest in zip(judged, defined_by, strict=True)
        )
        if not checks and before == after:
            return ()
        scored = self.scores.of(old, before), self.scores.of(old, after), self.scores.of(new, after)
        results = scored[0].results, scored[1].results, scored[2].results
        return compare_results(after.name, results, {one.check: one for one in checks}, _checks_of(before, after))

    def defined(self, metric_set: MetricSet, digest: str) -> MetricSet:
        """Find the set as the rulebook of that digest has it: by name, by id alone, or else as it is today."""
        key = metric_set.name, digest
        if key not in self._defined:
            rulebook = self._books.load(digest)
            of_id = [one for one in rulebook.metric_sets if one.id == metric_set.id]
            self._defined[key] = rulebook.metric_set(metric_set.name) or (of_id[-1] if of_id else metric_set)
        return self._defined[key]

    def _shares(self, judgement: Judgement, defined_by: str) -> dict[str, float | None]:
        found = {}
        for metric_set in self.metric_sets:
            score = self.scores.of(judgement, self.defined(metric_set, defined_by or judgement.rulebook)).find()
            found[metric_set.name] = score.share if score else None
        return found


def make_comparer(workspace: Workspace, metric_sets: tuple[str, ...]) -> Comparer:
    """Make a comparer for these metric sets, by default those of the settings. Raises BadMetricSet."""
    return Comparer(workspace, panel_of(workspace.settings, metric_sets).metric_sets)


def _views(judgement: Judgement, past: Stored) -> Evidence | None:
    found = past.get((judgement.pid, judgement.evidence_digest))
    return found[1] if found else None


def _checks_of(*definitions: MetricSet) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for indicator in (one for definition in definitions for one in definition.indicators):
        found[indicator.id] = found.get(indicator.id, frozenset()) | _checks(indicator)
    return found


def _checks(indicator: Indicator) -> frozenset[str]:
    return frozenset(indicator.checks).union(*(test.checks for test in indicator.tests))
