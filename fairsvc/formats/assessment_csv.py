"""An assessment as a table: one row an indicator of each metric set."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.formats.assessed_dataset import AssessedDataset, JudgedIndicator, JudgedSet
from fairsvc.formats.spreadsheet import Cell, write_rows
from fairsvc.model.check import Outcome

COLUMNS = (
    "pid",
    "title",
    "metric_set",
    "indicator",
    "principle",
    "priority",
    "text",
    "outcome",
    "earned",
    "points",
    "maturity",
    "because",
    "failing_checks",
    "remedies",
    "deviation",
    "evidence_digest",
    "gathered_at",
    "assessed_at",
)


def write_csv(dataset: AssessedDataset) -> str:
    """Write the table (RFC 4180), the columns' names first."""
    return write_rows([COLUMNS, *_rows(dataset)])


def _rows(dataset: AssessedDataset) -> Iterator[tuple[Cell, ...]]:
    made_of = (dataset.evidence_digest, dataset.gathered_at.isoformat(), dataset.assessed_at.isoformat())
    for one in dataset.sets:
        for judged in one.indicators:
            yield dataset.pid, dataset.title, *_row(one, judged), *made_of


def _row(one: JudgedSet, judged: JudgedIndicator) -> tuple[Cell, ...]:
    indicator, result = judged.indicator, judged.result
    failing = [check for check in judged.checks if check.outcome is Outcome.FAIL]
    remedies = (check.prescription.sentence for check in failing if check.prescription)
    deviations = dict.fromkeys((indicator.deviation, *(test.test.deviation for test in judged.tests)))
    return (
        one.metric_set.name,
        indicator.id,
        indicator.principle,
        indicator.priority,
        indicator.text,
        "not assessed" if result.outcome is None else result.outcome.value,
        result.earned,
        result.points,
        result.maturity,
        judged.because,
        " ".join(check.id for check in failing),
        " ".join(dict.fromkeys(remedies)),
        " ".join(filter(None, deviations)),
    )
