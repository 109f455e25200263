"""Judgements as rows of a table: long, one row a dataset and indicator; wide, one row a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessors.scoring import letters, plan, score
from fairsvc.formats.export_table import Column, Kind, Value
from fairsvc.formats.legible import one_line
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.judgement import Judgement, Outcomes
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet
from fairsvc.model.perspective import Perspective

_LONGEST_TITLE = 1_000
_LONGEST_REASON = 1_000
_DECIMALS = 4
_HEAD = (Column("pid"), Column("title"))
_MADE_OF = (
    Column("depth"),
    Column("gathered_at", Kind.INSTANT),
    Column("assessed_at", Kind.INSTANT),
    Column("evidence_digest"),
    Column("extractor_version", Kind.INTEGER),
    Column("rulebook"),
    Column("software_version"),
)
LONG_COLUMNS = (
    *_HEAD,
    Column("metric_set"),
    Column("indicator"),
    Column("principle"),
    Column("priority"),
    Column("outcome"),
    Column("earned", Kind.NUMBER),
    Column("points", Kind.NUMBER),
    Column("maturity", Kind.INTEGER),
    Column("failing_checks"),
    Column("unclear_checks"),
    Column("unclear_because"),
    *_MADE_OF,
)
_MEASURES = (("level", Kind.INTEGER), ("share", Kind.NUMBER), ("maturity", Kind.NUMBER))


def iter_long(judgement: Judgement, metric_sets: Sequence[MetricSet]) -> Iterator[tuple[Value, ...]]:
    """Give one row for each indicator, in the order of LONG_COLUMNS."""
    head, made_of = _head(judgement), _made_of(judgement)
    outcomes = judgement.outcomes[Perspective.ANY]
    for one in metric_sets:
        results, _ = score(one, outcomes)
        for indicator, result in zip(one.indicators, results, strict=True):
            papers = (one.name, indicator.id, indicator.principle, indicator.priority)
            yield *head, *papers, *_result(result), *_checks(judgement, indicator, outcomes), *made_of


def wide_columns(metric_sets: Sequence[MetricSet]) -> tuple[Column, ...]:
    """List the columns of a wide row: `SET LETTER level`, `... share`, `... maturity`, and `SET INDICATOR`."""
    own = (column for one in metric_sets for column in _wide_columns(one))
    return (*_HEAD, *own, Column("failing_checks"), Column("unclear_checks"), *_MADE_OF)


def wide_row(judgement: Judgement, metric_sets: Sequence[MetricSet]) -> tuple[Value, ...]:
    """Give the dataset's only row, in the order of `wide_columns`."""
    outcomes = judgement.outcomes[Perspective.ANY]
    own = (value for one in metric_sets for value in _wide_values(one, outcomes))
    asked = {name for one in metric_sets for name in plan(one).check_ids}
    named = {name: outcome for name, outcome in outcomes.items() if name in asked}
    listed = (_listed(named, Outcome.FAIL), _listed(named, Outcome.INDETERMINATE))
    return (*_head(judgement), *own, *listed, *_made_of(judgement))


def _wide_columns(one: MetricSet) -> Iterator[Column]:
    for letter in (*letters(one), WHOLE):
        yield from (Column(f"{one.name} {letter} {measure}", kind) for measure, kind in _MEASURES)
    yield from (Column(f"{one.name} {indicator.id}") for indicator in one.indicators)


def _wide_values(one: MetricSet, outcomes: Outcomes) -> Iterator[Value]:
    results, scores = score(one, outcomes)
    by_name = {score.name: score for score in scores}
    for letter in (*letters(one), WHOLE):
        found = by_name.get(letter, Score(letter, None))
        yield from (_rounded(getattr(found, measure)) for measure, _ in _MEASURES)
    yield from map(_outcome, results)


def _result(result: Result) -> tuple[Value, ...]:
    return _outcome(result), _rounded(result.earned), _rounded(result.points), result.maturity


def _outcome(result: Result) -> str:
    return "not assessed" if result.outcome is None else result.outcome.value


def _checks(judgement: Judgement, indicator: Indicator, outcomes: Outcomes) -> tuple[Value, ...]:
    """List the indicator's checks that fail and that are unclear, and why these are."""
    named = dict.fromkeys((*indicator.checks, *(check for test in indicator.tests for check in test.checks)))
    own = {name: outcomes[name] for name in named if name in outcomes}
    reasons = dict.fromkeys(judgement.unclear.get(name, "") for name in own)
    because = one_line(" ".join(filter(None, reasons)), _LONGEST_REASON)
    return _listed(own, Outcome.FAIL), _listed(own, Outcome.INDETERMINATE), because


def _listed(outcomes: Outcomes, wanted: Outcome) -> str:
    return " ".join(sorted(name for name, outcome in outcomes.items() if outcome is wanted))


def _head(judgement: Judgement) -> tuple[Value, ...]:
    return one_line(judgement.pid, _LONGEST_TITLE), one_line(judgement.title, _LONGEST_TITLE)


def _made_of(judgement: Judgement) -> tuple[Value, ...]:
    return (
        judgement.depth,
        judgement.gathered_at,
        judgement.assessed_at,
        judgement.evidence_digest,
        judgement.extractor_version,
        judgement.rulebook,
        judgement.software_version,
    )


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, _DECIMALS)
