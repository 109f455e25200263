"""The FAIR report as one self-contained page: no script, no request, no font from elsewhere."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from assessors.crosswalk import Basis, Counterparts
from assessors.progress import TITLES
from fairsvc.model.metrics import WHOLE
from fairsvc.model.perspective import Perspective
from fairsvc.model.remedy import Place, Snippet
from fairsvc.reports.charts import Bar, write_columns, write_heat_row, write_stacked_bars
from fairsvc.reports.fair_charts import Moment, Spoke, write_radar, write_trend
from fairsvc.reports.fair_model import (
    BINS,
    DatasetRow,
    FairReport,
    IndicatorSummary,
    Repair,
    ScoreSummary,
    SetSummary,
    Todo,
)
from fairsvc.reports.fair_repairs import rank_together
from fairsvc.reports.fair_tables import passing_share
from fairsvc.reports.fix import WHERE, in_script
from fairsvc.reports.page import make_environment

# What the page shows of long lists; the tables beside it hold all.
REPAIRS_SHOWN = 15
RANKED_SHOWN = 20
TODOS_SHOWN = 30
TODO_LINES_SHOWN = 10
REASONS_SHOWN = 40
DATASETS_SHOWN = 100

LETTER_NAMES = {
    "F": "Findable",
    "A": "Accessible",
    "I": "Interoperable",
    "R": "Reusable",
    WHOLE: "All letters",
}
PERSPECTIVE_NAMES = {
    Perspective.ANY: "Any way",
    Perspective.STANDARDS: "By standards alone",
    Perspective.PAGE: "Landing page",
    Perspective.REGISTRY: "Registry's record",
    Perspective.OAI: "OAI-PMH record",
}
OUTCOME_NAMES = ("pass", "fail", "indeterminate", "not applicable", "not yet assessed")
PROGRESS_NAMES = (*TITLES, "open")
LEVEL_NAMES = tuple(f"level {level}" for level in range(6))
MATURITY_NAMES = ("incomplete", "initial", "moderate", "advanced")
_TENTH = 100 // BINS
SHARE_NAMES = tuple(f"{tenth * _TENTH} to {(tenth + 1) * _TENTH} %" for tenth in range(BINS))
SHARE_TICKS = tuple(str(tenth * _TENTH) for tenth in range(BINS))


@dataclass(frozen=True, slots=True)
class _SetView:
    """A metric set with its charts; `place` finds its standing in a dataset's row. Empty charts are left out."""

    id: str
    place: int
    summary: SetSummary
    standing_chart: Markup
    share_chart: Markup
    heat_rows: Mapping[str, Markup]
    only_essential: tuple[str, ...]
    radar: Markup
    trend: Markup

    @property
    def levels(self) -> bool:
        return self.summary.metric_set.method == "levels"

    @property
    def title(self) -> str:
        return self.summary.metric_set.title


@dataclass(frozen=True, slots=True)
class _Card:
    """A repair with what it changes in each metric set that it feeds."""

    repair: Repair
    effects: tuple[tuple[_SetView, Repair], ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """An indicator of the first set beside its counterparts in the others, a cell each; `loose` is by principle."""

    row: IndicatorSummary
    cells: tuple[tuple[IndicatorSummary, ...], ...]
    loose: tuple[bool, ...]


def write_html(report: FairReport) -> str:
    """Write the page."""
    views = [_view(place, summary, report) for place, summary in enumerate(report.sets)]
    cards = _cards(views)
    return (
        _environment()
        .get_template("fair.html")
        .render(
            report=report,
            views=views,
            cards=cards[:REPAIRS_SHOWN],
            cards_left=len(cards[REPAIRS_SHOWN:]),
            todos=_grouped(report.todos[:TODOS_SHOWN]),
            todos_left=len(report.todos[TODOS_SHOWN:]),
            matches=_matches(report),
            datasets=_lowest(report),
            reasons=report.reasons[:REASONS_SHOWN],
            reasons_left=len(report.reasons[REASONS_SHOWN:]),
        )
    )


@cache
def _environment() -> Environment:
    filters: dict[str, Callable[..., object]] = {
        "count": _count,
        "per_cent": _per_cent,
        "plain": _plain,
        "points": _points,
        "passing": lambda row: _per_cent(passing_share(row)),
        "by_place": _by_place,
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
    }
    names = {
        "LETTER_NAMES": LETTER_NAMES,
        "OUTCOME_NAMES": OUTCOME_NAMES,
        "PROGRESS_NAMES": PROGRESS_NAMES,
        "PERSPECTIVE_NAMES": PERSPECTIVE_NAMES,
        "LEVEL_NAMES": LEVEL_NAMES,
        "MATURITY_NAMES": MATURITY_NAMES,
        "SHARE_NAMES": SHARE_NAMES,
        "RANKED_SHOWN": RANKED_SHOWN,
        "TODO_LINES_SHOWN": TODO_LINES_SHOWN,
        "STANDARDS": Perspective.STANDARDS,
        "WHOLE": WHOLE,
    }
    return make_environment(filters, names)


def _view(place: int, summary: SetSummary, report: FairReport) -> _SetView:
    name = f"set-{place + 1}"
    rows = enumerate(summary.indicators, 1)
    return _SetView(
        name,
        place,
        summary,
        _standing_chart(f"{name}-standing", summary),
        _share_chart(f"{name}-shares", summary.score()),
        {row.indicator.id: _heat_row(f"{name}-row-{number}", row) for number, row in rows},
        _only_essential(summary),
        _radar(f"{name}-radar", summary),
        _trend(f"{name}-trend", summary, report),
    )


def _cards(views: Sequence[_SetView]) -> list[_Card]:
    """Give each repair once: in the order of the first metric set, then what only the others ask for."""
    places = {id(repair): view for view in views for repair in view.summary.repairs}
    cards = []
    for repairs in rank_together(view.summary.repairs for view in views).values():
        checks = dict.fromkeys(check for repair in repairs for check in repair.checks)
        effects = tuple((places[id(repair)], repair) for repair in repairs)
        cards.append(_Card(max(repairs, key=lambda one: one.failing), effects, tuple(sorted(checks))))
    return cards


def _grouped(todos: Sequence[Todo]) -> list[list[Todo]]:
    """Group by what repairs them, in their order."""
    found: dict[str, list[Todo]] = {}
    for todo in todos:
        found.setdefault(todo.remedy or todo.check, []).append(todo)
    return list(found.values())


def _matches(report: FairReport) -> list[tuple[str, list[_Match]]]:
    """Lay the sets side by side: the first one's indicators by principle, and what answers them in the others."""
    if len(report.sets) < 2:
        return []
    first, *others = report.sets
    own = [row for row in report.crosswalk if row.metric_set == first.metric_set.name]
    by_principle = groupby(own, key=lambda row: row.principle)
    return [(principle, [_match(row, first, others) for row in rows]) for principle, rows in by_principle]


def _match(row: Counterparts, first: SetSummary, others: Sequence[SetSummary]) -> _Match:
    found = [row.of(other.metric_set.name) for other in others]
    cells = tuple(
        tuple(other.indicator(one.indicator) for one in ones) for other, ones in zip(others, found, strict=True)
    )
    loose = tuple(any(one.basis is Basis.PRINCIPLE for one in ones) for ones in found)
    return _Match(first.indicator(row.indicator), cells, loose)


def _lowest(report: FairReport) -> list[DatasetRow]:
    """List the lowest by the first set, for a page holds only so many."""
    if not report.sets:
        return list(report.rows[:DATASETS_SHOWN])
    return heapq.nsmallest(DATASETS_SHOWN, report.rows, key=lambda row: (row.standings[0].rank, row.pid))


def _standing_chart(name: str, summary: SetSummary) -> Markup:
    if summary.metric_set.method == "levels":
        bars = [Bar(LETTER_NAMES[one.name], (*one.levels, one.unsettled)) for one in summary.scores]
        return Markup(write_stacked_bars(name, "Datasets by level", bars, (*LEVEL_NAMES, "open"), "levels"))  # noqa: S704
    bars = [Bar(LETTER_NAMES[one.name], one.maturities) for one in summary.scores]
    return Markup(write_stacked_bars(name, "Datasets by maturity", bars, MATURITY_NAMES, "maturities"))  # noqa: S704


def _share_chart(name: str, score: ScoreSummary) -> Markup:
    title = "Datasets by share of the whole"
    return Markup(write_columns(name, title, score.shares, SHARE_NAMES, SHARE_TICKS, "shares"))  # noqa: S704


def _heat_row(name: str, row: IndicatorSummary) -> Markup:
    counts = (row.passed, row.failed, row.indeterminate, row.not_applicable, row.not_assessed)
    return Markup(write_heat_row(name, f"Outcomes of {row.indicator.id}", counts, OUTCOME_NAMES, "outcomes"))  # noqa: S704


def _radar(name: str, summary: SetSummary) -> Markup:
    letters = summary.progress.letters if summary.progress else ()
    if not letters:
        return Markup()
    spokes = [Spoke(LETTER_NAMES[one.letter], one.shown, one.stated) for one in letters]
    return Markup(write_radar(name, "Mean progress by letter, 1 to 4", spokes))  # noqa: S704


def _trend(name: str, summary: SetSummary, report: FairReport) -> Markup:
    points = [point for point in report.trend if summary.metric_set.name in point.shares]
    if len(points) < 2:
        return Markup()
    moments = [Moment(f"{point.at:%Y-%m-%d}", point.shares[summary.metric_set.name]) for point in points]
    return Markup(write_trend(name, "Median share after each assessment", moments))  # noqa: S704


def _only_essential(summary: SetSummary) -> tuple[str, ...]:
    """List the letters of which every indicator is essential: FDMM gives them level 0 or 5, nothing between."""
    others = {row.indicator.letter for row in summary.indicators if row.indicator.priority != "essential"}
    return tuple(one.name for one in summary.scores if one.name not in (WHOLE, *others))


def _count(number: int, one: str = "dataset", many: str = "datasets") -> str:
    return f"{number:,} {one if number == 1 else many}"


def _per_cent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}".removesuffix(".0")


def _points(share_gained: float, datasets: int) -> str:
    """Say by how many per cent points the mean over the datasets rises."""
    points = 100 * share_gained / datasets if datasets else 0.0
    return f"{points:.1f}" if points >= 0.05 or points < 1e-7 else "<0.1"


def _by_place(snippets: Sequence[Snippet]) -> list[tuple[str, str]]:
    """Say where the lines go, and join those that go to the same place."""
    found: dict[Place, list[str]] = {}
    for one in snippets:
        text = in_script(one.text) if one.place is Place.JSON_LD else one.text
        found.setdefault(one.place, []).append(text.strip("\n"))
    return [(WHERE[place], "\n".join(texts)) for place, texts in found.items()]
