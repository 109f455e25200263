"""fairsvc metric-sets: what the sets ask, a facility's own among them, and which indicators mean the same."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from fairsvc.errors import BadMetricSet, BadSettings

if TYPE_CHECKING:
    from assessors.crosswalk import Counterparts
    from fairsvc.model.metrics import Indicator, MetricSet

_CSV_COLUMNS = ("metric_set", "indicator", "principle", "other_metric_set", "other_indicator", "basis", "checks")
Named = Annotated[str, typer.Argument(help="Id, id@version, or the path of a TOML file")]


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(list_all)
    group.command("show", short_help="Show what a set asks, and what decides it.")(show)
    group.command("check", short_help="Validate a set of your own, and say what it would ask.")(check)
    group.command("crosswalk", short_help="Show which indicators of the sets answer the same question.")(crosswalk)
    app.add_typer(group, name="metric-sets", short_help="Show what the metric sets ask; check one of your own.")


def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the metric sets: the packaged ones, and those in the folder metricsets beside fairsvc.toml.

    \b
    Examples:
      fairsvc metric-sets
      fairsvc metric-sets show pan
      fairsvc metric-sets --json
    """
    from assessors.metric_sets import load_metric_sets

    if context.invoked_subcommand is not None:
        return
    metric_sets = load_metric_sets(_folder(context.obj))
    if as_json:
        write_json(list(metric_sets.values()))
        return
    rows = [(one.name, one.title, one.method, len(one.indicators), len(one.check_ids)) for one in metric_sets.values()]
    write_table(("metric set", "title", "method", "indicators", "checks"), rows)


def show(context: typer.Context, name: Named, as_json: AsJson = False) -> None:
    """Show the indicators of a metric set, and which checks decide each.

    \b
    Examples:
      fairsvc metric-sets show fsf@0.5
      fairsvc metric-sets show our/profile.toml
      fairsvc metric-sets show pan --json
    """
    chosen = choose(context.obj, name)
    write_json(chosen) if as_json else _print(chosen)


def check(path: Annotated[Path, typer.Argument(help="TOML file of a metric set")]) -> None:
    """Validate a metric set of your own, and say what it would ask of a dataset.

    \b
    Examples:
      fairsvc metric-sets check metricsets/own.toml
    """
    from assessors.catalogue import load_checks
    from assessors.engine import needs
    from assessors.metric_sets import load_metric_set

    metric_set = load_metric_set(path)
    _print(metric_set)
    own = [check for name, check in load_checks().items() if name in metric_set.check_ids]
    write_table(("check", "looks at"), [(check.id, check.title) for check in own])
    steps = ", ".join(step.name for step in needs(own)) or "nothing but the identifier"
    write_text(f"{metric_set.name} is well formed: {len(metric_set.indicators)} indicators, {len(own)} checks.")
    write_text(f"It rests on these steps of the probe: {steps}.")
    write_text(f"Next: fairsvc assess PID --metric-set {path}")


def crosswalk(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these sets [default: all]")
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each pair on standard output")] = False,
) -> None:
    """Show which indicators of the metric sets answer the same question.

    Those that share checks do; where none does, those of the same principle stand in.

    \b
    Examples:
      fairsvc metric-sets crosswalk rda-fdmm fsf
      fairsvc metric-sets crosswalk --csv > crosswalk.csv
    """
    from assessors.crosswalk import crosswalk as walk
    from assessors.metric_sets import load_metric_sets

    if as_json and as_csv:
        raise BadSettings("--json and --csv exclude each other", "", "Choose one")
    call: Context = context.obj
    chosen = [choose(call, name) for name in names or ()] or list(load_metric_sets(_folder(call)).values())
    rows = walk(chosen)
    if as_json:
        write_json(rows)
    elif as_csv:
        _write_csv(rows)
    else:
        _print_crosswalk(chosen, rows)


def choose(call: Context, name: str) -> MetricSet:
    """Find a set by id, by id@version or by path. Raises BadMetricSet when there is none."""
    from assessors.metric_sets import find_metric_set, load_metric_sets

    found = find_metric_set(name, _folder(call))
    if found is None:
        known = ", ".join(load_metric_sets(_folder(call)))
        raise BadMetricSet("there is no such metric set", name, f"Known: {known}; or name a TOML file")
    return found


def _folder(call: Context) -> Path:
    """Give the folder beside the settings, which need not be there."""
    from assessors.metric_sets import FOLDER

    return call.path.resolve().parent / FOLDER


def _print(metric_set: MetricSet) -> None:
    write_text(f"{metric_set.name}\n{metric_set.title}\n{metric_set.source}")
    weight = "priority" if metric_set.method == "levels" else "points"
    rows = (row for indicator in metric_set.indicators for row in _rows(indicator))
    write_table(("indicator", weight, "asks", "decided by"), rows)


def _rows(indicator: Indicator) -> Iterable[tuple[str, str, str, str]]:
    from assessors.points import attainable

    if not indicator.tests:
        yield indicator.id, indicator.priority, indicator.text, _deciding(indicator.checks, indicator.combine)
        return
    rule = "the best test" if indicator.combine == "best" else "the sum of the tests"
    yield indicator.id, f"{attainable(indicator):g}", indicator.text, rule
    for test in indicator.tests:
        yield f"  {test.id}", f"{test.points:g}", test.text, _deciding(test.checks, test.combine)


def _deciding(checks: Iterable[str], combine: str) -> str:
    return (" or " if combine == "any" else " and ").join(checks) or "no check yet"


def _write_csv(rows: Iterable[Counterparts]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS)
    for row in rows:
        for one in row.others:
            shared = " ".join(one.checks)
            pair = (row.metric_set, row.indicator, row.principle, one.metric_set, one.indicator, one.basis, shared)
            writer.writerow(pair)


def _print_crosswalk(metric_sets: list[MetricSet], rows: Iterable[Counterparts]) -> None:
    by_set: dict[str, list[Counterparts]] = {}
    for row in rows:
        by_set.setdefault(row.metric_set, []).append(row)
    for metric_set in metric_sets:
        others = [other.name for other in metric_sets if other.name != metric_set.name]
        cells = [(row.indicator, *(_cell(row, other) for other in others)) for row in by_set[metric_set.name]]
        write_table((metric_set.name, *others), cells)
    write_text("(F1): no check is shared; the set's indicators of that principle stand in.")


def _cell(row: Counterparts, other: str) -> str:
    from assessors.crosswalk import Basis

    found = row.of(other)
    if any(one.basis is Basis.PRINCIPLE for one in found):
        return f"({row.principle})"
    return "\n".join(one.indicator for one in found)
