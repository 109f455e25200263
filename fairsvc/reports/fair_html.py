"""The FAIR report as one self-contained page: no script, no request, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from fairsvc.model.metrics import WHOLE
from fairsvc.reports.charts import Bar, write_columns, write_heat_row, write_stacked_bars
from fairsvc.reports.fair_model import BINS, FairReport, IndicatorSummary, Repair, ScoreSummary, SetSummary
from fairsvc.reports.page import make_environment

# What the page shows of long lists; the tables beside it hold all.
REPAIRS_SHOWN = 15
REASONS_SHOWN = 40

LETTER_NAMES = {
    "F": "Findable",
    "A": "Accessible",
    "I": "Interoperable",
    "R": "Reusable",
    WHOLE: "All letters",
}
OUTCOME_NAMES = ("pass", "fail", "indeterminate", "not applicable", "not yet assessed")
LEVEL_NAMES = tuple(f"level {level}" for level in range(6))
MATURITY_NAMES = ("incomplete", "initial", "moderate", "advanced")
_TENTH = 100 // BINS
SHARE_NAMES = tuple(f"{tenth * _TENTH} to {(tenth + 1) * _TENTH} %" for tenth in range(BINS))
SHARE_TICKS = tuple(str(tenth * _TENTH) for tenth in range(BINS))


@dataclass(frozen=True, slots=True)
class _SetView:
    """A metric set with its charts; `place` finds its standing in a dataset's row."""

    id: str
    place: int
    summary: SetSummary
    standing_chart: Markup
    share_chart: Markup
    heat_rows: Mapping[str, Markup]
    only_essential: tuple[str, ...]

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


def write_html(report: FairReport) -> str:
    """Write the page."""
    views = [_view(place, summary) for place, summary in enumerate(report.sets)]
    cards = list(_cards(views))
    return (
        _environment()
        .get_template("fair.html")
        .render(
            report=report,
            views=views,
            cards=cards[:REPAIRS_SHOWN],
            cards_left=len(cards[REPAIRS_SHOWN:]),
            reasons=report.reasons[:REASONS_SHOWN],
            reasons_left=len(report.reasons[REASONS_SHOWN:]),
        )
    )


@cache
def _environment() -> Environment:
    filters: dict[str, Callable[..., str]] = {
        "count": _count,
        "per_cent": _per_cent,
        "plain": _plain,
        "points": _points,
    }
    names = {
        "LETTER_NAMES": LETTER_NAMES,
        "OUTCOME_NAMES": OUTCOME_NAMES,
        "LEVEL_NAMES": LEVEL_NAMES,
        "MATURITY_NAMES": MATURITY_NAMES,
        "SHARE_NAMES": SHARE_NAMES,
        "WHOLE": WHOLE,
    }
    return make_environment(filters, names)


def _view(place: int, summary: SetSummary) -> _SetView:
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
    )


def _cards(views: Iterable[_SetView]) -> Iterable[_Card]:
    """Give each repair once: in the order of the first metric set, then what only the others ask for."""
    found: dict[str, list[tuple[_SetView, Repair]]] = {}
    for view in views:
        for repair in view.summary.repairs:
            found.setdefault(repair.check, []).append((view, repair))
    return (_Card(effects[0][1], tuple(effects)) for effects in found.values())


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
    points = 100 * share_gained / datasets
    return f"{points:.1f}" if points >= 0.05 or points < 1e-7 else "<0.1"
