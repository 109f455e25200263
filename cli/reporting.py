"""Build the FAIR report of a source from its stored judgements, and put its files into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings, NotFound

if TYPE_CHECKING:
    from assessors.statements import Statement
    from fairsvc.jobs.judging import Panel
    from fairsvc.jobs.progress import OnProgress
    from fairsvc.jobs.standing import Census
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.judgement import Judgement
    from fairsvc.model.metrics import MetricSet
    from fairsvc.reports.fair_examples import Illustration
    from fairsvc.reports.fair_model import FairReport, TrendPoint

# Earlier runs that the trend shows.
MOST_EARLIER_RUNS = 11


def build_report(
    workspace: Workspace, source: str, metric_sets: tuple[str, ...], *, on_progress: OnProgress
) -> FairReport:
    """Count what the stored judgements of a source add up to. Raises NotFound when there are none to count."""
    from fairsvc.jobs.datasets import count_described_elsewhere
    from fairsvc.jobs.judging import panel_of
    from fairsvc.jobs.standing import Standing
    from fairsvc.net.configured import SOFTWARE
    from fairsvc.reports.fair import Rules, build

    panel = panel_of(workspace.settings, metric_sets)
    standing = Standing(workspace, source, panel)
    report = build(
        source,
        _watched(standing, on_progress),
        Rules(panel.metric_sets, {check.id: check for check in panel.checks}, _statements(workspace, panel)),
        lambda pids: _draw(workspace, panel, pids),
        generated_at=datetime.now(UTC),
        software_version=SOFTWARE,
        shared=count_described_elsewhere(workspace, source),
    )
    if not report.rows:
        raise _nothing(workspace, source, standing.census)
    trend, cut = _trend(workspace, report, panel.metric_sets)
    return replace(report, census=standing.census, trend=trend, trend_cut=cut)


def write_report(report: FairReport, folder: Path) -> tuple[Path, ...]:
    """Write fair.html, fair.json and one CSV a table; return their paths, the page first. Raises BadSettings."""
    from fairsvc.reports.fair_files import iter_csv, iter_json
    from fairsvc.reports.fair_html import write_html
    from fairsvc.reports.fair_tables import iter_tables

    texts: dict[str, Iterable[str]] = {"fair.html": (write_html(report),), "fair.json": iter_json(report)}
    texts |= {f"fair-{table.name}.csv": iter_csv(table) for table in iter_tables(report)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, parts in texts.items():
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
    except OSError as error:
        raise BadSettings("the report cannot be written", f"{folder} ({error.strerror})") from None
    return tuple(folder / name for name in texts)


def _watched(judgements: Iterable[Judgement], on_progress: OnProgress) -> Iterator[Judgement]:
    for number, judgement in enumerate(judgements, 1):
        yield judgement
        on_progress(number, None)


def _statements(workspace: Workspace, panel: Panel) -> tuple[Statement, ...]:
    """Load what the facility states; it may speak of every indicator, also of sets that are not shown."""
    from assessors.statements import load_statements

    metric_sets = (*panel.rulebook.metric_sets, *panel.metric_sets)
    indicators = {indicator.id for metric_set in metric_sets for indicator in metric_set.indicators}
    return load_statements(workspace.settings.folder, indicators)


def _draw(workspace: Workspace, panel: Panel, pids: Sequence[str]) -> Iterator[tuple[str, Illustration]]:
    from fairsvc.jobs.standing import iter_current_evidence
    from fairsvc.reports.fair_examples import illustrate

    for evidence in iter_current_evidence(workspace, pids):
        yield str(evidence.pid), illustrate(evidence, panel.checks)


def _nothing(workspace: Workspace, source: str, census: Census) -> NotFound:
    """Say why there is nothing to count, and what to do."""
    workspace.source(source)
    if census.outdated + census.unjudged == 0:
        return NotFound(
            "there is no evidence of this source yet", source, f"Gather it: fairsvc assess --source {source}"
        )
    waiting = f"{source} ({census.outdated:,} judged by older rules, {census.unjudged:,} not yet)"
    next_step = f"Judge what is stored, asking nobody: fairsvc assess --source {source} --stored"
    return NotFound("no dataset was judged by the present rules", waiting, next_step)


def _trend(
    workspace: Workspace, report: FairReport, metric_sets: Sequence[MetricSet]
) -> tuple[tuple[TrendPoint, ...], int]:
    """Sum up the last runs but for the newest, which is now, and count those left out."""
    from fairsvc.jobs.judged import iter_judged_at
    from fairsvc.jobs.standing import list_ended_runs
    from fairsvc.reports.fair_trend import past_points, present_point

    runs = list_ended_runs(workspace, report.source)[:-1]
    earlier = [(run.number, run.ended_at, run.rulebook) for run in runs if run.ended_at]
    shown = earlier[-MOST_EARLIER_RUNS:]
    if not shown:
        return (), 0
    standings = iter_judged_at(workspace, report.source, [(at, digest) for _, at, digest in shown])
    ends = [(number, at) for number, at, _ in shown]
    told = [point for point in past_points(ends, standings, metric_sets) if point.datasets]
    now = present_point(report.generated_at, len(report.rows), report.sets)
    return ((*told, now) if told else ()), len(earlier) - len(shown)
