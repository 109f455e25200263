"""What datasets pass any way and fail by standards alone: the facility's list of things to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assessors.crosswalk import checks_of
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_examples import Album, list_hidden
from fairsvc.reports.fair_kinds import Kind
from fairsvc.reports.fair_model import Todo

# Kinds that are looked through for an illustration.
_MOST_PIDS = 200
_PLACES = ("page", "registry", "oai", "both_records", "together")


@dataclass(slots=True)
class _Total:
    """Datasets by who says it, and the first of them that has an illustration."""

    by_place: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_PLACES, 0))
    pids: list[str] = field(default_factory=list)


def list_todos(
    kinds: Iterable[Kind], metric_sets: Sequence[MetricSet], album: Album, titles: Mapping[str, str]
) -> tuple[Todo, ...]:
    """List what programs that know open standards alone do not find, most datasets first."""
    totals: dict[str, _Total] = {}
    for kind in kinds:
        by_place = kind.outcomes()
        for check in list_hidden(by_place):
            total = totals.setdefault(check, _Total())
            passing = {place for place, outcomes in by_place.items() if outcomes.get(check) is Outcome.PASS}
            total.by_place[_told_by(passing)] += kind.datasets
            if len(total.pids) < _MOST_PIDS:
                total.pids.append(kind.first_pid)
    fed = {check: tuple(_fed_by(check, metric_sets)) for check in totals}
    todos = (_todo(check, total, fed[check], album, titles.get(check, check)) for check, total in totals.items())
    return tuple(sorted(todos, key=lambda one: (-one.datasets, not one.indicators, one.check)))


def _todo(check: str, total: _Total, indicators: tuple[tuple[str, str], ...], album: Album, title: str) -> Todo:
    remedy = album.remedy_by_standards(check)
    examples = [album.todo(pid, check) for pid in total.pids]
    example = next((one for one in examples if one.snippets), next((one for one in examples if one.because), None))
    return Todo(
        check,
        title,
        sum(total.by_place.values()),
        **total.by_place,
        indicators=indicators,
        remedy=remedy,
        sentence=album.sentence(remedy),
        example=example or examples[0],
    )


def _told_by(passing: set[Perspective]) -> str:
    """Name who says it: the page before the records, for there it is only said in another way."""
    if Perspective.PAGE in passing:
        return "page"
    records = passing & {Perspective.REGISTRY, Perspective.OAI}
    if len(records) == 2:
        return "both_records"
    return next((place.value for place in records), "together")


def _fed_by(check: str, metric_sets: Sequence[MetricSet]) -> Iterable[tuple[str, str]]:
    return (
        (one.name, indicator.id) for one in metric_sets for indicator in one.indicators if check in checks_of(indicator)
    )
