"""Pages on the metric sets: what each indicator asks, what its checks look at, what passes and fails, how to repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessors.catalogue import load_checks, load_remedies
from assessors.crosswalk import Basis, Counterparts, crosswalk
from assessors.metric_sets import load_metric_sets
from assessors.points import attainable
from docs.markdown import code, table
from docs.remedy_names import named_remedies
from fairsvc.model.check import Check
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest
from fairsvc.model.remedy import Remedy

_METHODS = {
    "levels": "Each letter has a level 0-5 by FDMM's pass-or-fail method; an indicator passes as its checks say.",
    "points": "Tests earn points and a level 0-3. A metric adds its tests' points up, or its best test counts.",
}
_COUNTED = (
    "What could not be tested is indeterminate and left out of the share, as is what does not apply; the share of all"
    " points, as F-UJI counts, stands beside it."
)


def metric_set_pages() -> dict[str, str]:
    """Make a page for each set, their index, the deviations, the crosswalk and the remedies, by file name."""
    metric_sets, checks, remedies = load_metric_sets().values(), load_checks(), load_remedies()
    pages = {page_name(one): metric_set_page(one, checks, remedies) for one in metric_sets}
    return {
        **pages,
        "metric-sets.md": _index(metric_sets),
        "deviations.md": _deviations(metric_sets),
        "crosswalk.md": _crosswalk(list(metric_sets)),
        "remedies.md": remedies_page(checks, remedies),
    }


def page_name(metric_set: MetricSet) -> str:
    """Name the file of a set's page."""
    return f"metric-sets/{metric_set.id}-{metric_set.version}.md"


def metric_set_page(metric_set: MetricSet, checks: Mapping[str, Check], remedies: Mapping[str, Remedy]) -> str:
    """Write all that a set asks."""
    about = [f"# {metric_set.title}", f"{code(metric_set.name)}. Source: {metric_set.source}."]
    about += [_METHODS[metric_set.method], *([_COUNTED] if metric_set.method == "points" else [])]
    parts = [part for one in metric_set.indicators for part in _indicator(one, checks, remedies)]
    return "\n\n".join((*about, *parts))


def remedies_page(checks: Mapping[str, Check], remedies: Mapping[str, Remedy]) -> str:
    """Write what can be done, and which checks ask for it."""
    asking: dict[str, list[str]] = {}
    for check in checks.values():
        for name in named_remedies(check, remedies):
            asking.setdefault(name, []).append(check.id)
    intro = (
        "# Remedies\n\n`fairsvc fix PID` prints them with lines to paste that are made of the dataset's own metadata."
    )
    parts = [
        f"## {one.id}\n\n{one.sentence}\n\nAsked for by {_links(asking.get(one.id, ()), 'checks.md')}."
        for one in remedies.values()
    ]
    return "\n\n".join((intro, *parts))


def check_lines(check: Check, remedies: Mapping[str, Remedy]) -> list[str]:
    """Say in a list what a check looks at, by which clause, what passes and fails, and what repairs it."""
    steps = "; ".join(step.title for step in check.needs) or "The identifier alone"
    fails = [f"- Fails: {code(check.counterexample)}"] if check.counterexample else []
    repairs = [f"- To repair: {remedies[name].sentence}" for name in named_remedies(check, remedies)]
    return [f"- Looks at: {steps}", f"- Source: {check.source}", f"- Passes: {code(check.example)}", *fails, *repairs]


def _index(metric_sets: Iterable[MetricSet]) -> str:
    rows = [
        (f"[{one.name}]({page_name(one)})", one.title, one.method, len(one.indicators), len(one.check_ids))
        for one in metric_sets
    ]
    return (
        "# Metric sets\n\n"
        + table(("metric set", "title", "method", "indicators", "checks"), rows)
        + "\nSee also: [crosswalk](crosswalk.md), [deviations from F-UJI](deviations.md), [remedies](remedies.md).\n"
    )


def _indicator(indicator: Indicator, checks: Mapping[str, Check], remedies: Mapping[str, Remedy]) -> Iterator[str]:
    yield f"## {indicator.id}\n\n{indicator.text}"
    yield f"Principle {indicator.principle}; {_weight(indicator)}."
    yield from _deviation(indicator)
    yield from _decided(indicator.checks, indicator.combine, checks, remedies) if not indicator.tests else ()
    for test in indicator.tests:
        yield f"### {test.id}\n\n{test.text or indicator.text}"
        yield f"{_points(test.points)}, level {test.maturity}."
        yield from _deviation(test)
        yield from _decided(test.checks, test.combine, checks, remedies)


def _weight(indicator: Indicator) -> str:
    if not indicator.tests:
        return indicator.priority
    rule = "the best test counts" if indicator.combine == "best" else "its tests add up"
    return f"worth {_points(attainable(indicator))}, {rule}"


def _points(points: float) -> str:
    return f"{points:g} point" if points == 1 else f"{points:g} points"


def _deviation(row: Indicator | MetricTest) -> Iterator[str]:
    if row.deviation:
        yield f"> Otherwise than F-UJI: {row.deviation}"


def _decided(
    names: Sequence[str], combine: str, checks: Mapping[str, Check], remedies: Mapping[str, Remedy]
) -> Iterator[str]:
    if len(names) > 1:
        yield "One of these passes:" if combine == "any" else "All of these pass:"
    for name in names:
        lines = "\n".join(check_lines(checks[name], remedies))
        yield f"**[{name}](../checks.md#{name})**: {checks[name].title}.\n\n{lines}"


def _deviations(metric_sets: Iterable[MetricSet]) -> str:
    rows = [(one.name, *row) for one in metric_sets for row in _deviating(one) if row[1]]
    intro = "# Where we decide otherwise than F-UJI\n\nNumbers are issues of pangaea-data-publisher/fuji.\n\n"
    return intro + table(("metric set", "metric or test", "deviation"), rows)


def _deviating(metric_set: MetricSet) -> Iterator[tuple[str, str]]:
    for indicator in metric_set.indicators:
        yield indicator.id, indicator.deviation
        yield from ((test.id, test.deviation) for test in indicator.tests)


def _crosswalk(metric_sets: Sequence[MetricSet]) -> str:
    intro = (
        "Indicators that rest on a common check; in bold: on the very same ones. In brackets: on the principle alone."
    )
    parts = [f"# Crosswalk\n\n{intro}"]
    rows = crosswalk(metric_sets)
    for one in metric_sets:
        others = [other.name for other in metric_sets if other.name != one.name]
        own = [row for row in rows if row.metric_set == one.name]
        lines = [(row.indicator, *(_counterparts(row, other) for other in others)) for row in own]
        parts.append(f"## {one.name}\n\n" + table((one.name, *others), lines))
    return "\n\n".join(parts)


def _counterparts(row: Counterparts, other: str) -> str:
    found = row.of(other)
    if any(one.basis is Basis.PRINCIPLE for one in found):
        return f"({row.principle})"
    return ", ".join(f"**{one.indicator}**" if one.basis is Basis.SAME else one.indicator for one in found)


def _links(names: Iterable[str], page: str) -> str:
    return ", ".join(f"[{name}]({page}#{name})" for name in names) or "no check"
