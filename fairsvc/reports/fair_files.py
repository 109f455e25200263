"""The tables of the FAIR report as CSV and as JSON, written row by row: catalogues are large."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from fairsvc.formats.spreadsheet import inert
from fairsvc.reports.fair_model import FairReport
from fairsvc.reports.fair_tables import Table, iter_tables

SCHEMA_VERSION = 2
# Rows that are written in one go.
_BATCH = 500


def iter_csv(table: Table) -> Iterator[str]:
    """Write the table as RFC 4180, some rows at a time: CRLF, the columns' names first.

    A text that a spreadsheet would run as a formula, or that begins with a line break, gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for number, row in enumerate(table.rows, 1):
        writer.writerow([inert(cell) for cell in row])
        if number % _BATCH == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def iter_json(report: FairReport) -> Iterator[str]:
    """Write every table and number as one JSON object, some rows at a time.

    `report` is "fair", `schema_version` rises when a key changes its meaning or goes, `source`, `generated_at` (ISO
    8601) and `software_version` say of what, when and by what, `datasets` counts the datasets, `shared`
    those that other sources describe too. `judged` counts those whose judgement stood (`current`), was of older rules
    (`outdated`) or lacked (`unjudged`), and tells whether the latter are `left_out`. `tables` holds each table of
    `iter_tables` under its name: a list of objects, keyed by column; null is an empty cell.

    - sets: method is levels or points, datasets counts those assessed, repairs what can be done, reckoned the datasets
      over which their gains were worked out.
    - scores: medians for a letter, or FAIR for the whole: level 0-5, share 0-1 (for levels ours, not FDMM's), share of
      all as F-UJI would show it, maturity 0-3.
    - perspectives: the same as seen from one place, over the datasets that have anything to see there.
    - levels: datasets at each level, or "open" while indeterminate indicators decide it; datasets_low and
      datasets_high if everything open failed or passed.
    - shares: datasets with share_from <= share < share_to; the last tenth holds 1 too.
    - maturities: datasets that reached each maturity.
    - progress: datasets at each progress of an indicator (FDMM), with the facility's statement.
    - indicators: datasets by outcome; not_by_standards pass any way and fail by standards alone.
    - crosswalk: indicators of two sets that answer the same question, with the share of datasets that pass.
    - repairs: by rank; datasets lifted, levels_gained, share_gained (1.0 is one dataset from 0 to 1) and points_gained
      if it alone were done.
    - todo: datasets that pass any way and fail by standards alone, by who says it.
    - extremes: `end` is best or worst.
    - indeterminate: datasets for each check and reason.
    - conflicts: datasets of which sources (harvested records, the registry) say different things, by field.
    - findings: datasets in which the probe found a defect beside the checks, by code, with its meaning and repair.
    - trend: median share after each earlier run, and now; run is null for now.
    - datasets: one row each; the further columns are `<metric set> <letter> level`, `... share`, `... share of all`,
      `... maturity`, `... share <perspective>` and `... failing`, the number of failed checks.
    """
    judged = report.census
    head = {
        "report": "fair",
        "schema_version": SCHEMA_VERSION,
        "source": report.source,
        "generated_at": report.generated_at.isoformat(),
        "software_version": report.software_version,
        "datasets": len(report.rows),
        "shared": report.shared,
        "judged": {
            "current": judged.current,
            "outdated": judged.outdated,
            "unjudged": judged.unjudged,
            "left_out": judged.left_out,
        },
    }
    yield f"{json.dumps(head, ensure_ascii=False)[:-1]},\n"
    yield '"tables": {'
    for place, table in enumerate(iter_tables(report)):
        comma = "," if place else ""
        yield f'{comma}\n"{table.name}": ['
        yield from _json_rows(table)
        yield "]"
    yield "}}\n"


def _json_rows(table: Table) -> Iterator[str]:
    """Write a row a line; the encoder is kept, and columns are spelt once."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    batch: list[str] = []
    comma = ""
    for row in table.rows:
        batch.append(encode(dict(zip(table.columns, row, strict=True))))
        if len(batch) == _BATCH:
            yield f"{comma}\n" + ",\n".join(batch)
            comma, batch = ",", []
    if batch:
        yield f"{comma}\n" + ",\n".join(batch)
