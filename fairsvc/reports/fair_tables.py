"""Every table of the FAIR report as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assessors.progress import TITLES
from fairsvc.formats.spreadsheet import Cell
from fairsvc.model.metrics import WHOLE
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair_model import (
    BINS,
    Example,
    FairReport,
    IndicatorSummary,
    ScoreSummary,
    SetSummary,
    Standing,
)

Row = tuple[Cell, ...]
MakeRows = Callable[[FairReport], Iterator[Row]]

_DECIMALS = 4
_APART = tuple(perspective for perspective in Perspective if perspective is not Perspective.ANY)
_EXAMPLE = ("example_pid", "example_address")


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `name` goes into the file name, None in a row is an empty cell. Rows are made when asked for."""

    name: str
    columns: tuple[str, ...]
    report: FairReport
    make_rows: MakeRows

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, made anew."""
        return self.make_rows(self.report)


def iter_tables(report: FairReport) -> Iterator[Table]:
    """Give the tables in the order of the page; shares are 0-1, a metric set is named `id@version`."""
    for name, columns, make_rows in _TABLES:
        yield Table(name, columns, report, make_rows)
    own = (f"{one.metric_set.name} {column}" for one in report.sets for column in _standing_columns(one))
    yield Table("datasets", ("pid", "title", "address", *own), report, _datasets)


def _sets(report: FairReport) -> Iterator[Row]:
    for one in report.sets:
        named = (one.metric_set.name, one.metric_set.title, one.metric_set.source, one.metric_set.method)
        yield (*named, one.datasets, len(one.indicators), len(one.repairs), one.reckoned)


def _scores(report: FairReport) -> Iterator[Row]:
    return ((name, one.name, *_medians(one)) for name, one in _each_score(report))


def _perspectives(report: FairReport) -> Iterator[Row]:
    for metric_set in report.sets:
        for seen in metric_set.perspectives:
            for one in seen.scores:
                yield metric_set.metric_set.name, seen.perspective.value, seen.datasets, one.name, *_medians(one)


def _levels(report: FairReport) -> Iterator[Row]:
    for name, one in _each_score(report):
        for level, counts in enumerate(zip(one.levels, one.levels_low, one.levels_high, strict=True)):
            yield name, one.name, level, *counts
        if one.levels:
            yield name, one.name, "open", one.unsettled, None, None


def _shares(report: FairReport) -> Iterator[Row]:
    for name, one in _each_score(report):
        for tenth, datasets in enumerate(one.shares):
            yield name, one.name, tenth / BINS, (tenth + 1) / BINS, datasets


def _maturities(report: FairReport) -> Iterator[Row]:
    for name, one in _each_score(report):
        for maturity, datasets in enumerate(one.maturities):
            yield name, one.name, maturity, datasets


def _progress(report: FairReport) -> Iterator[Row]:
    for one in report.sets:
        for row in one.progress.rows if one.progress else ():
            said = row.statement
            stated = (said.progress, said.note, said.since.isoformat()) if said else (None, None, None)
            yield one.metric_set.name, row.indicator.id, *row.datasets, row.open, *stated


def _indicators(report: FairReport) -> Iterator[Row]:
    for one in report.sets:
        for row in one.indicators:
            named = (row.indicator.id, row.indicator.principle, row.indicator.priority, row.indicator.text)
            decided = (row.passed, row.failed, row.indeterminate, row.not_applicable, row.not_assessed)
            yield one.metric_set.name, *named, *decided, row.not_by_standards


def _crosswalk(report: FairReport) -> Iterator[Row]:
    rows = {(one.metric_set.name, row.indicator.id): row for one in report.sets for row in one.indicators}
    for one in report.crosswalk:
        passing = passing_share(rows[one.metric_set, one.indicator])
        for other in one.others:
            theirs = passing_share(rows[other.metric_set, other.indicator])
            named = (other.metric_set, other.indicator, other.basis.value, " ".join(other.checks))
            yield one.metric_set, one.indicator, one.principle, *named, _rounded(passing), _rounded(theirs)


def passing_share(row: IndicatorSummary) -> float | None:
    """Give the share of datasets that pass, of those in which the indicator was decided; None when in none."""
    decided = row.passed + row.failed
    return row.passed / decided if decided else None


def _repairs(report: FairReport) -> Iterator[Row]:
    for one in report.sets:
        for rank, repair in enumerate(one.repairs, 1):
            counts = (repair.failing, repair.lifted, repair.levels_gained)
            gained = (_rounded(repair.share_gained), _rounded(repair.points_gained))
            named = (" ".join(repair.checks), " ".join(repair.indicators))
            what = (one.metric_set.name, rank, repair.remedy, repair.sentence)
            yield *what, *counts, *gained, *named, *_pasted(repair.example)


def _todos(report: FairReport) -> Iterator[Row]:
    for one in report.todos:
        counts = (one.datasets, one.page, one.registry, one.oai, one.both_records, one.together)
        indicators = " ".join(indicator for _, indicator in one.indicators)
        yield one.check, one.title, *counts, indicators, one.remedy, one.sentence, *_pasted(one.example)


def _extremes(report: FairReport) -> Iterator[Row]:
    for place, one in enumerate(report.sets):
        for end, found in (("best", one.best), ("worst", one.worst)):
            for rank, row in enumerate(found, 1):
                standing = row.standings[place]
                where = (standing.rank[0], _rounded(standing.share), _rounded(standing.maturity), standing.failing)
                yield one.metric_set.name, end, rank, row.pid, row.title, row.address, *where


def _reasons(report: FairReport) -> Iterator[Row]:
    return ((one.check, one.title, one.reason, one.datasets, *_place(one.example)) for one in report.reasons)


def _conflicts(report: FairReport) -> Iterator[Row]:
    return ((one.field, one.datasets, one.example.because, *_place(one.example)) for one in report.conflicts)


def _findings(report: FairReport) -> Iterator[Row]:
    for one in report.defects:
        yield one.code, one.means, one.remedy, one.datasets, one.example.because, *_place(one.example)


def _trend(report: FairReport) -> Iterator[Row]:
    for point in report.trend:
        for name, share in point.shares.items():
            yield point.run, point.at.isoformat(), point.datasets, name, _rounded(share)


def _datasets(report: FairReport) -> Iterator[Row]:
    """Datasets of a kind share their standings: the cells of those are made once."""
    made: dict[int, Row] = {}
    for row in report.rows:
        cells = made.get(id(row.standings))
        if cells is None:
            pairs = zip(report.sets, row.standings, strict=True)
            cells = made[id(row.standings)] = tuple(cell for pair in pairs for cell in _standing(*pair))
        yield row.pid, row.title, row.address, *cells


_SCORED = ("median_level", "median_share", "median_share_of_all", "median_maturity")
_GAINED = ("failing", "lifted", "levels_gained", "share_gained", "points_gained")
_OUTCOMES = ("pass", "fail", "indeterminate", "not_applicable", "not_assessed", "not_by_standards")
_TOLD_BY = ("datasets", "page_by_convention", "registry_alone", "oai_alone", "both_records", "together")
_OTHER = ("other_metric_set", "other_indicator", "basis", "checks")
_PASTED = ("because", "lines", "command", *_EXAMPLE)
_TABLES: tuple[tuple[str, tuple[str, ...], MakeRows], ...] = (
    ("sets", ("metric_set", "title", "source", "method", "datasets", "indicators", "repairs", "reckoned"), _sets),
    ("scores", ("metric_set", "score", *_SCORED), _scores),
    ("perspectives", ("metric_set", "perspective", "datasets", "score", *_SCORED), _perspectives),
    ("levels", ("metric_set", "score", "level", "datasets", "datasets_low", "datasets_high"), _levels),
    ("shares", ("metric_set", "score", "share_from", "share_to", "datasets"), _shares),
    ("maturities", ("metric_set", "score", "maturity", "datasets"), _maturities),
    (
        "progress",
        ("metric_set", "indicator", *(title.replace(" ", "_") for title in TITLES), "open", "stated", "note", "since"),
        _progress,
    ),
    ("indicators", ("metric_set", "indicator", "principle", "priority", "text", *_OUTCOMES), _indicators),
    (
        "crosswalk",
        ("metric_set", "indicator", "principle", *_OTHER, "passing", "other_passing"),
        _crosswalk,
    ),
    (
        "repairs",
        ("metric_set", "rank", "remedy", "sentence", *_GAINED, "checks", "indicators", *_PASTED),
        _repairs,
    ),
    ("todo", ("check", "title", *_TOLD_BY, "indicators", "remedy", "sentence", *_PASTED), _todos),
    (
        "extremes",
        ("metric_set", "end", "rank", "pid", "title", "address", "level_sum", "share", "maturity", "failing"),
        _extremes,
    ),
    ("indeterminate", ("check", "title", "reason", "datasets", *_EXAMPLE), _reasons),
    ("conflicts", ("field", "datasets", "example", *_EXAMPLE), _conflicts),
    ("findings", ("code", "means", "remedy", "datasets", "example", *_EXAMPLE), _findings),
    ("trend", ("run", "at", "datasets", "metric_set", "median_share"), _trend),
)


def _standing_columns(one: SetSummary) -> tuple[str, ...]:
    levels = (f"{name} level" for name in _letters(one))
    apart = (f"share {perspective.value}" for perspective in _APART)
    return (*levels, "share", "share of all", "maturity", *apart, "failing")


def _standing(one: SetSummary, standing: Standing) -> Row:
    levels, apart = dict(standing.levels), dict(standing.apart)
    shares = (standing.share, standing.share_of_all, standing.maturity, *map(apart.get, _APART))
    return (*map(levels.get, _letters(one)), *map(_rounded, shares), standing.failing)


def _letters(one: SetSummary) -> tuple[str, ...]:
    return tuple(score.name for score in one.scores if score.levels and score.name != WHOLE)


def _medians(one: ScoreSummary) -> Row:
    shares = (_rounded(one.median_share), _rounded(one.median_share_of_all))
    return one.median_level, *shares, _rounded(one.median_maturity)


def _each_score(report: FairReport) -> Iterator[tuple[str, ScoreSummary]]:
    return ((one.metric_set.name, score) for one in report.sets for score in one.scores)


def _place(example: Example) -> tuple[str, str]:
    return example.pid, example.address


def _pasted(example: Example) -> Row:
    lines = "\n".join(snippet.text for snippet in example.snippets)
    return example.because, lines, example.command, *_place(example)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
