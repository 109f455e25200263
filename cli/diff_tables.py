"""What a comparison of two runs looks like: the summary, a paragraph a dataset, rows and documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cli.output import write_table, write_text
from cli.verdict_tables import per_cent
from fairsvc.model.comparison import Turn

if TYPE_CHECKING:
    from fairsvc.jobs.comparing import DatasetChange
    from fairsvc.jobs.run_comparison import RunComparison, Turns
    from fairsvc.model.check import Outcome
    from fairsvc.model.comparison import CheckChange, IndicatorChange
    from fairsvc.model.judgement import AssessmentRun

CSV_COLUMNS = (
    "pid",
    "dataset",
    "metric_set",
    "check_or_indicator",
    "before",
    "after",
    "turn",
    "causes",
    "certain",
    "because",
)
_TURNS = tuple(name.value for name in Turn)


def print_summary(summary: RunComparison) -> None:
    """Print the runs, the counts by cause and by indicator, and what the medians gained."""
    write_text(f"{summary.new.source}: {_run(summary.old)}\nto {_run(summary.new)}")
    counts = f"{summary.changed} changed, {summary.appeared} new, {summary.gone} gone"
    write_text(f"{summary.datasets} datasets: {counts}")
    for clause in summary.rules:
        write_text(f"rules: {clause}")
    if summary.causes:
        rows = [(count.cause, *_cells(count.turns)) for count in summary.causes]
        write_table(("checks, by cause", *_TURNS), rows)
    if summary.indicators:
        rows = [(one.metric_set, one.indicator, *_cells(one.turns)) for one in summary.indicators]
        write_table(("metric set", "indicator", *_TURNS), rows)
    medians = [(one.metric_set, per_cent(one.before), per_cent(one.after), _points(one.net)) for one in summary.medians]
    write_table(("metric set", "median before", "after", "net"), medians)


def dataset_text(change: DatasetChange) -> str:
    """Spell what changed of one dataset, a line for each indicator and each check."""
    lines = [f"{change.pid}  {change.title}"]
    if change.turn:
        lines.append(f"  {change.turn}")
    lines += [f"  {_share(one.metric_set, one.before, one.after)}" for one in change.shares if one.before != one.after]
    lines += [f"  {one.metric_set} {one.indicator}: {_indicator(one)}" for one in change.indicators]
    lines += [f"  {one.check}: {_turned(one.before, one.after)} - {_cause(one)}" for one in change.checks]
    return "\n".join(" ".join(line.split("\n")) for line in lines) + "\n"


def causes_text(causes: Sequence[str], *, certain: bool) -> str:
    """Join causes: by `and` where all of them did it, by `or` where it could be any."""
    return (" and " if certain else " or ").join(causes)


def csv_rows(change: DatasetChange) -> Iterable[Sequence[str]]:
    """Lay out a row for the dataset that is new or gone, for each changed check and each changed indicator."""
    if change.turn:
        yield change.pid, change.title, "", "", "", "", change.turn, "", "", ""
    for check in change.checks:
        yield _csv_row(change, "", check.check, check, "; ".join(check.because))
    for indicator in change.indicators:
        yield _csv_row(change, indicator.metric_set, indicator.indicator, indicator, "; ".join(indicator.checks))


def as_document(change: DatasetChange) -> dict[str, Any]:
    """Put together what `--json` says of one dataset."""
    from pydantic_core import to_jsonable_python

    document: dict[str, Any] = to_jsonable_python(change)
    for spelt, check in zip(document["checks"], change.checks, strict=True):
        spelt["turn"] = check.turn.value
    return document


def as_json_text(value: object) -> str:
    """Spell a value as JSON in one line."""
    from pydantic_core import to_jsonable_python

    return json.dumps(to_jsonable_python(value), ensure_ascii=False)


def _csv_row(
    change: DatasetChange, metric_set: str, name: str, one: CheckChange | IndicatorChange, because: str
) -> Sequence[str]:
    turned = (one.before or "", one.after or "", one.turn)
    causes = causes_text(one.causes, certain=one.certain)
    return change.pid, change.title, metric_set, name, *turned, causes, "yes" if one.certain else "no", because


def _run(run: AssessmentRun) -> str:
    ended = f"{run.ended_at:%Y-%m-%d %H:%M} UTC" if run.ended_at else "not ended"
    depth = f", depth {run.depth}" if run.depth else ""
    chosen = f", {run.selection}" if run.selection else ""
    return f"run {run.number} ({ended}, {run.kind}{depth}{chosen})"


def _cells(turns: Turns) -> list[object]:
    return [turns.get(name, "") for name in Turn]


def _points(net: float | None) -> str:
    return "" if net is None else f"{net * 100:+.1f}"


def _share(metric_set: str, before: float | None, after: float | None) -> str:
    return f"{metric_set}: {per_cent(before) or 'open'} to {per_cent(after) or 'open'}"


def _indicator(one: IndicatorChange) -> str:
    told = _turned(one.before, one.after)
    if one.before is one.after:
        told = f"{per_cent(one.share_before) or 'open'} to {per_cent(one.share_after) or 'open'} of its points"
    return f"{told} ({causes_text(one.causes, certain=one.certain)})"


def _turned(before: Outcome | None, after: Outcome | None) -> str:
    return f"{before or 'nothing'} to {after or 'nothing'}"


def _cause(one: CheckChange) -> str:
    because = f": {'; '.join(one.because)}" if one.because else ""
    return f"{causes_text(one.causes, certain=one.certain)}{because}"
