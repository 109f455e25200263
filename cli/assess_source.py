"""How `fairsvc assess --source` runs: the time first, then the datasets, then what they came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from cli.output import printable, write_json, write_table
from cli.progress import progress

if TYPE_CHECKING:
    from fairsvc.jobs.estimate import Estimate
    from fairsvc.jobs.selecting import Selection
    from fairsvc.jobs.summary import RunSummary, ScoreSpread
    from fairsvc.jobs.thresholds import Of
    from fairsvc.jobs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What the options ask for; `selection` is None where stored evidence is judged."""

    source: str
    metric_sets: tuple[str, ...]
    selection: Selection | None
    depth: str
    restart: bool
    dry_run: bool
    thresholds: tuple[str, ...]
    of: Of
    as_json: bool


def assess_whole(workspace: Workspace, order: Order) -> int:
    """Assess a source and say how it went; return the exit code. Raises ProblemsFound below a threshold."""
    from fairsvc.jobs.judging import own_sets, panel_of
    from fairsvc.jobs.thresholds import hold_source, read_thresholds

    shown = panel_of(workspace.settings, order.metric_sets).metric_sets
    thresholds = read_thresholds(order.thresholds, shown, own_sets(workspace.settings))
    expected = _estimate(workspace, order)
    if expected and not order.as_json:
        typer.echo(expected.sentence(), err=not (order.dry_run or expected.is_idle))
    if expected and (order.dry_run or expected.is_idle):
        if order.as_json:
            write_json({"estimate": expected, "said": expected.sentence()})
        defects = 0
    else:
        defects = _run(workspace, order, expected)
    if not order.dry_run:
        hold_source(workspace, order.source, thresholds, order.of)
    return 4 if defects else 0


def _estimate(workspace: Workspace, order: Order) -> Estimate | None:
    from fairsvc.jobs.estimate import estimate
    from fairsvc.jobs.selecting import plan_errand

    if order.selection is None:
        return None
    errand = plan_errand(workspace, order.source, order.selection, order.depth, restart=order.restart)
    return estimate(workspace, errand)


def _run(workspace: Workspace, order: Order, expected: Estimate | None) -> int:
    """Assess, and print the summary; return how many datasets our own fault kept from it."""
    from fairsvc.jobs.pipeline import assess_source
    from fairsvc.jobs.reassessing import reassess_source

    source, names = order.source, order.metric_sets
    with progress(f"assess {source}", quiet=order.as_json) as bar:
        if order.selection is None:
            summary = reassess_source(workspace, source, names, on_progress=bar)
        else:
            chosen, again = order.selection, order.restart
            summary = assess_source(
                workspace, source, names, depth=order.depth, selection=chosen, restart=again, on_progress=bar
            )
    write_json({"estimate": expected, **asdict(summary)}) if order.as_json else _print(summary)
    return summary.defects


def _print(summary: RunSummary) -> None:
    typer.echo(f"{summary.source}: {summary.sentence()}")
    write_table(
        ("metric set", "", "measure", "lowest", "median", "highest", "unclear"),
        [_row(score) for score in summary.scores],
    )
    if summary.sampled:
        rows = [(one.group.host, one.group.agency, len(one.pids), one.datasets) for one in summary.sampled]
        write_table(("host", "prefix", "looked at in full", "of datasets"), rows, "full looks")
    for trouble in summary.troubles[:5]:
        typer.echo(printable(f"  not assessed: {trouble}"), err=True)
    typer.echo(f"Next: fairsvc report fair --source {summary.source}")


def _row(score: ScoreSpread) -> tuple[object, ...]:
    form = "{:g}" if score.unit == "level" else "{:.0%}"
    ends = ("" if end is None else form.format(end) for end in (score.lowest, score.median, score.highest))
    return (score.metric_set, score.name, score.unit, *ends, score.indeterminate)
