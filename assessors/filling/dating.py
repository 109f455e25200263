"""When data were taken and issued, for lines to paste: what any view knows and can be true, else an example."""

from __future__ import annotations

from assessors.memory import remembered
from assessors.reading.views import said, views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Date
from fairsvc.vocab.periods import Period, find_period

_PAST = ("Created", "Collected", "Coverage", "Issued", "Submitted")
_FIRST_YEAR = 1850
_MOST = 50
_LONGEST = 100


@remembered
def choose_year(evidence: Evidence) -> int:
    """Choose the year of publication; that of the evidence where none is stated that can be true."""
    return next((period[1][0] for period in _issued(evidence)), evidence.gathered_at.year)


def choose_issued(evidence: Evidence) -> str:
    """Choose the day of publication, else its year."""
    return find_stated(evidence, "Issued", before=_today(evidence)) or str(choose_year(evidence))


def choose_collected(evidence: Evidence) -> str:
    """Choose the day or period in which the data were taken: not after they were issued, and not in the future."""
    latest = max((period[1] for period in _issued(evidence)), default=_today(evidence))
    stated = find_stated(evidence, "Collected", "Coverage", "Created", before=latest)
    return stated or f"{min((period[1][0] for period in _issued(evidence)), default=_today(evidence)[0]) - 1}-01-31"


def can_be_true(evidence: Evidence, date: Date) -> bool:
    """Tell whether a date of what has happened lies in the past, and is one; others always can."""
    if date.kind not in _PAST:
        return True
    period = find_period(date.value[:_LONGEST])
    return period is not None and period[1][0] >= _FIRST_YEAR and period[0] <= _today(evidence)


def find_stated(evidence: Evidence, *kinds: str, before: tuple[int, int, int] | None = None) -> str:
    """Find the first date of these kinds, in the order of the kinds, that can be true; empty when none is stated."""
    stated = [one for _, one in said(evidence, "dates", lambda view: view.dates[:_MOST])]
    for kind in kinds:
        for one in stated:
            period = find_period(one.value[:_LONGEST]) if one.kind == kind else None
            if period is not None and period[1][0] >= _FIRST_YEAR and period[0] <= (before or (9999, 12, 31)):
                return " ".join(one.value.split())
    return ""


@remembered
def _issued(evidence: Evidence) -> list[Period]:
    """List the periods in which views say that the data were issued, years of publication first."""
    years = [str(view.publication_year) for _, view in views(evidence) if view.publication_year]
    days = [one.value for _, one in said(evidence, "dates", lambda view: view.dates[:_MOST]) if one.kind == "Issued"]
    periods = (find_period(text[:_LONGEST]) for text in (*years, *days))
    return [one for one in periods if one and one[0] <= _today(evidence) and one[1][0] > _FIRST_YEAR]


def _today(evidence: Evidence) -> tuple[int, int, int]:
    today = evidence.gathered_at
    return today.year, today.month, today.day
