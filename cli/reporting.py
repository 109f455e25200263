"""Build the FAIR report of a source from its stored evidence, and put its files into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings, NotFound

if TYPE_CHECKING:
    from fairsvc.jobs.judging import Assessed
    from fairsvc.jobs.progress import OnProgress
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.reports.fair_model import Dataset, FairReport


def build_report(
    workspace: Workspace, source: str, metric_sets: tuple[str, ...], *, on_progress: OnProgress
) -> FairReport:
    """Judge the stored evidence of a source and count what it adds up to. Raises NotFound when there is none."""
    from fairsvc.jobs.datasets import count_described_elsewhere
    from fairsvc.jobs.holdings import iter_assessed
    from fairsvc.jobs.judging import panel_of
    from fairsvc.jobs.workspace import SOFTWARE
    from fairsvc.reports.fair import build

    panel = panel_of(workspace.settings, metric_sets)
    report = build(
        source,
        _datasets(iter_assessed(workspace, source, metric_sets), on_progress),
        panel.metric_sets,
        {check.id: check for check in panel.checks},
        generated_at=datetime.now(UTC),
        software_version=SOFTWARE,
        shared=count_described_elsewhere(workspace, source),
    )
    if not report.rows:
        workspace.source(source)
        raise NotFound(
            "there is no evidence of this source yet", source, f"Gather it: fairsvc assess --source {source}"
        )
    return report


def write_report(report: FairReport, folder: Path) -> tuple[Path, ...]:
    """Write fair.html, fair.json and one CSV a table; return their paths, the page first. Raises BadSettings."""
    from fairsvc.reports.fair_html import write_html
    from fairsvc.reports.fair_tables import iter_tables, write_csv, write_json

    texts = {"fair.html": write_html(report), "fair.json": write_json(report)}
    texts |= {f"fair-{table.name}.csv": write_csv(table) for table in iter_tables(report)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise BadSettings("the report cannot be written", f"{folder} ({error.strerror})") from None
    return tuple(folder / name for name in texts)


def _datasets(all_assessed: Iterable[Assessed], on_progress: OnProgress) -> Iterator[Dataset]:
    from fairsvc.model.dataset import list_conflicts
    from fairsvc.probe.findings import list_findings
    from fairsvc.reports.fair_model import Dataset

    for number, assessed in enumerate(all_assessed, 1):
        evidence = assessed.evidence
        title = next((text.value for text in evidence.union.titles), "")
        conflicts = list_conflicts(evidence.findings)
        judged = assessed.assessments, assessed.verdicts
        yield Dataset(str(evidence.pid), title, evidence.pid.uri, *judged, conflicts, list_findings(evidence))
        on_progress(number, None)
