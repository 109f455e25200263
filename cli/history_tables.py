"""What the trend of a source looks like: a table a metric set, with a line drawn of its median on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cli.output import write_table, write_text
from cli.verdict_tables import per_cent

if TYPE_CHECKING:
    from fairsvc.jobs.trend import RunStanding, Standing

CSV_COLUMNS = (
    "run",
    "ended_at",
    "datasets",
    "metric_set",
    "letter",
    "median_share",
    "mean_share",
    "lowest_share",
    "highest_share",
    "undecided",
    *(f"level_{level}" for level in range(6)),
)
_BARS = "▁▂▃▄▅▆▇█"


def print_trend(trend: Sequence[RunStanding], *, drawn: bool) -> None:
    """Print a table for each metric set; `drawn` adds a small line of the medians over the runs."""
    names = dict.fromkeys(one.metric_set for run in trend for one in run.standings)
    for metric_set in names:
        rows = [_row(run, one) for run in trend for one in run.standings if one.metric_set == metric_set]
        columns = ("run", "ended", "datasets", "", "median", "mean", "levels", "open")
        write_table(columns, rows, metric_set)
        if drawn:
            medians = [_median(run, metric_set) for run in trend]
            write_text(f"median of {metric_set}: {sparkline(medians)}\n")


def sparkline(shares: Iterable[float | None]) -> str:
    """Draw shares 0-1 as bars of one line; a blank is one that is not known."""
    return "".join(" " if one is None else _BARS[min(int(one * len(_BARS)), len(_BARS) - 1)] for one in shares)


def csv_rows(trend: Iterable[RunStanding]) -> Iterable[Sequence[str | int | float | None]]:
    """Lay out a row for each run, metric set and letter."""
    for run in trend:
        ended = run.run.ended_at.isoformat() if run.run.ended_at else None
        for one in run.standings:
            shares = (one.median, one.mean, one.lowest, one.highest)
            levels = (one.levels.get(level, 0) if one.levels else None for level in range(6))
            yield run.run.number, ended, run.datasets, one.metric_set, one.name, *shares, one.undecided, *levels


def _row(run: RunStanding, one: Standing) -> tuple[object, ...]:
    levels = " ".join(f"{level}:{count}" for level, count in one.levels.items())
    shares = (per_cent(share) for share in (one.median, one.mean))
    ended = f"{run.run.ended_at:%Y-%m-%d}" if run.run.ended_at else ""
    return run.run.number, ended, run.datasets, one.name, *shares, levels, one.undecided or ""


def _median(run: RunStanding, metric_set: str) -> float | None:
    named = (one.median for one in run.standings if (one.metric_set, one.name) == (metric_set, "FAIR"))
    return next(named, None)
