"""Every table of the FAIR report as values, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from fairsvc.model.metrics import WHOLE
from fairsvc.reports.fair_model import BINS, Example, FairReport, ScoreSummary, SetSummary, Standing

Cell = str | int | float | None

SCHEMA_VERSION = 1
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `name` goes into the file name, None in a row is an empty cell."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def iter_tables(report: FairReport) -> Iterator[Table]:
    """Give the tables in the order of the page; shares are 0-1, a metric set is named `id@version`."""
    yield _sets(report)
    yield _scores(report)
    yield _levels(report)
    yield _shares(report)
    yield _maturities(report)
    yield _indicators(report)
    yield _repairs(report)
    yield _extremes(report)
    yield _reasons(report)
    yield _conflicts(report)
    yield _findings(report)
    yield _datasets(report)


def write_csv(table: Table) -> str:
    """Write the table as RFC 4180: CRLF, the columns' names first.

    A text that a spreadsheet would run as a formula, or that begins with a line break, gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_inert(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def write_json(report: FairReport) -> str:
    """Write every table and number as one JSON object.

    `report` is "fair", `schema_version` rises when a key changes its meaning or goes, `source`, `generated_at` (ISO
    8601) and `software_version` say of what, when and by what, `datasets` counts the datasets, `shared`
    those that other sources describe too. `tables` holds each
    table of `iter_tables` under its name: a list of objects, keyed by column; null is an empty cell.

    - sets: method is levels or points, datasets counts those assessed, repairs the checks that fail somewhere.
    - scores: medians for a letter, or FAIR for the whole: level 0-5, share 0-1 (for levels ours, not FDMM's), maturity
      0-3.
    - levels: datasets at each level, or "open" while indeterminate indicators decide it; datasets_low and
      datasets_high if everything open failed or passed.
    - shares: datasets with share_from <= share < share_to; the last tenth holds 1 too.
    - maturities: datasets that reached each maturity.
    - indicators: datasets by outcome.
    - repairs: by rank; datasets lifted, levels_gained and share_gained (1.0 is one dataset from 0 to 1) if it alone
      were mended.
    - extremes: `end` is best or worst.
    - indeterminate: datasets for each check and reason.
    - conflicts: datasets of which sources (harvested records, the registry) say different things, by field.
    - findings: datasets in which the probe found a defect beside the checks, by code, with its meaning and repair.
    - datasets: one row each; the further columns are `<metric set> <letter> level`, `... share`, `... maturity` and
      `... failing`, the number of failed checks.
    """
    head = {
        "report": "fair",
        "schema_version": SCHEMA_VERSION,
        "source": report.source,
        "generated_at": report.generated_at.isoformat(),
        "software_version": report.software_version,
        "datasets": len(report.rows),
        "shared": report.shared,
    }
    tables = {
        table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in iter_tables(report)
    }
    return json.dumps({**head, "tables": tables}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _sets(report: FairReport) -> Table:
    columns = ("metric_set", "title", "source", "method", "datasets", "indicators", "repairs")
    rows = (
        (
            one.metric_set.name,
            one.metric_set.title,
            one.metric_set.source,
            one.metric_set.method,
            one.datasets,
            len(one.indicators),
            len(one.repairs),
        )
        for one in report.sets
    )
    return Table("sets", columns, tuple(rows))


def _scores(report: FairReport) -> Table:
    columns = ("metric_set", "score", "median_level", "median_share", "median_maturity")
    rows = (
        (name, one.name, one.median_level, _rounded(one.median_share), _rounded(one.median_maturity))
        for name, one in _each_score(report)
    )
    return Table("scores", columns, tuple(rows))


def _levels(report: FairReport) -> Table:
    columns = ("metric_set", "score", "level", "datasets", "datasets_low", "datasets_high")
    rows = ((name, one.name, level, *counts) for name, one in _each_score(report) for level, counts in _each_level(one))
    return Table("levels", columns, tuple(rows))


def _each_level(one: ScoreSummary) -> Iterator[tuple[int | str, tuple[int | None, ...]]]:
    yield from enumerate(zip(one.levels, one.levels_low, one.levels_high, strict=True))
    if one.levels:
        yield "open", (one.unsettled, None, None)


def _shares(report: FairReport) -> Table:
    columns = ("metric_set", "score", "share_from", "share_to", "datasets")
    rows = (
        (name, one.name, tenth / BINS, (tenth + 1) / BINS, datasets)
        for name, one in _each_score(report)
        for tenth, datasets in enumerate(one.shares)
    )
    return Table("shares", columns, tuple(rows))


def _maturities(report: FairReport) -> Table:
    columns = ("metric_set", "score", "maturity", "datasets")
    rows = (
        (name, one.name, maturity, datasets)
        for name, one in _each_score(report)
        for maturity, datasets in enumerate(one.maturities)
    )
    return Table("maturities", columns, tuple(rows))


def _indicators(report: FairReport) -> Table:
    papers = ("metric_set", "indicator", "principle", "priority", "text")
    outcomes = ("pass", "fail", "indeterminate", "not_applicable", "not_assessed")
    rows = (
        (
            one.metric_set.name,
            row.indicator.id,
            row.indicator.principle,
            row.indicator.priority,
            row.indicator.text,
            row.passed,
            row.failed,
            row.indeterminate,
            row.not_applicable,
            row.not_assessed,
        )
        for one in report.sets
        for row in one.indicators
    )
    return Table("indicators", papers + outcomes, tuple(rows))


def _repairs(report: FairReport) -> Table:
    effect = ("metric_set", "rank", "check", "title", "failing", "lifted", "levels_gained", "share_gained")
    rows = (
        (
            one.metric_set.name,
            rank,
            repair.check,
            repair.title,
            repair.failing,
            repair.lifted,
            repair.levels_gained,
            _rounded(repair.share_gained),
            " ".join(repair.indicators),
            repair.example.because,
            repair.example.remedy,
            *_place(repair.example),
        )
        for one in report.sets
        for rank, repair in enumerate(one.repairs, 1)
    )
    return Table("repairs", (*effect, "indicators", "because", "remedy", "example_pid", "example_address"), tuple(rows))


def _extremes(report: FairReport) -> Table:
    columns = ("metric_set", "end", "rank", "pid", "title", "address", "level_sum", "share", "maturity", "failing")
    rows = (
        (one.metric_set.name, end, rank, row.pid, row.title, row.address, *_extreme(row.standings[place]))
        for place, one in enumerate(report.sets)
        for end, found in (("best", one.best), ("worst", one.worst))
        for rank, row in enumerate(found, 1)
    )
    return Table("extremes", columns, tuple(rows))


def _reasons(report: FairReport) -> Table:
    columns = ("check", "title", "reason", "datasets", "example_because", "example_pid", "example_address")
    rows = (
        (one.check, one.title, one.reason, one.datasets, one.example.because, *_place(one.example))
        for one in report.reasons
    )
    return Table("indeterminate", columns, tuple(rows))


def _conflicts(report: FairReport) -> Table:
    columns = ("field", "datasets", "example", "example_pid", "example_address")
    rows = ((one.field, one.datasets, one.example.because, *_place(one.example)) for one in report.conflicts)
    return Table("conflicts", columns, tuple(rows))


def _findings(report: FairReport) -> Table:
    columns = ("code", "means", "remedy", "datasets", "example", "example_pid", "example_address")
    rows = (
        (one.code, one.means, one.remedy, one.datasets, one.example.because, *_place(one.example))
        for one in report.defects
    )
    return Table("findings", columns, tuple(rows))


def _datasets(report: FairReport) -> Table:
    columns = [f"{one.metric_set.name} {column}" for one in report.sets for column in _standing_columns(one)]
    rows = (
        (
            row.pid,
            row.title,
            row.address,
            *(cell for pair in zip(report.sets, row.standings, strict=True) for cell in _standing(*pair)),
        )
        for row in report.rows
    )
    return Table("datasets", ("pid", "title", "address", *columns), tuple(rows))


def _standing_columns(one: SetSummary) -> tuple[str, ...]:
    return (*(f"{name} level" for name in _letters(one)), "share", "maturity", "failing")


def _standing(one: SetSummary, standing: Standing | None) -> tuple[Cell, ...]:
    if standing is None:
        return (None,) * len(_standing_columns(one))
    levels = dict(standing.levels)
    return (*map(levels.get, _letters(one)), _rounded(standing.share), _rounded(standing.maturity), standing.failing)


def _letters(one: SetSummary) -> tuple[str, ...]:
    return tuple(score.name for score in one.scores if score.levels and score.name != WHOLE)


def _extreme(standing: Standing | None) -> tuple[Cell, ...]:
    assert standing is not None
    level_sum = standing.rank[0]
    return level_sum, _rounded(standing.share), _rounded(standing.maturity), standing.failing


def _each_score(report: FairReport) -> Iterator[tuple[str, ScoreSummary]]:
    return ((one.metric_set.name, score) for one in report.sets for score in one.scores)


def _place(example: Example) -> tuple[str, str]:
    return example.pid, example.address


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _inert(cell: Cell) -> Cell:
    if isinstance(cell, str) and (cell.lstrip(" ")[:1] in tuple("=+-@＝＋－＠") or cell[:1] in tuple("\t\r\n")):
        return f"'{cell}"
    return cell
