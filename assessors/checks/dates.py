"""F2: the dates of the experiment are there, in order and not in the future."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessors.memory import remembered
from assessors.reading.absence import absent, falls_short, unheard
from assessors.reading.sentences import shown
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA
from fairsvc.vocab.periods import Day, Period, find_period

# What has happened when it is written down; Coverage is what readers make of schema.org's temporalCoverage.
_PAST = ("Created", "Collected", "Issued", "Submitted")
_COLLECTED = ("Collected", "Coverage")
_FIRST_YEAR = 1850
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?\Z")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of one kind as a view writes it; `period` is None when it is no date."""

    pointer: str
    kind: str
    text: str
    period: Period | None


@check(
    "dates-collected-and-available",
    title="The metadata say when the data were collected, and when they became or become available",
    source="PaN profile PAN-F2-05; DataCite Metadata Schema 4.7, appendix 1, dateType",
    example='<date dateType="Collected">2026-01-31</date> and <date dateType="Available">2029-01-31</date>',
    counterexample="A year of publication alone, or data that were available before they were collected",
    needs=METADATA,
)
def dates_collected_and_available(evidence: Evidence) -> Verdict:
    """Ask for one readable date of each kind; the collection begins before the data are available."""
    collected, available = _first(evidence, *_COLLECTED), _first(evidence, "Available")
    what = "the dates Collected and Available"
    if collected is None and available is None:
        return absent(evidence, what, remedy="state-dates")
    if collected is None or available is None:
        known = collected or available
        missing = "Collected" if collected is None else "Available"
        because = f"{known.kind if known else ''} is stated, {missing} is not."
        return falls_short(evidence, what, because, known.pointer if known else "", remedy="state-dates")
    spelt = f"collected {shown(collected.text)}, available {shown(available.text)}"
    if collected.period and available.period and collected.period[0] > available.period[1]:
        return failed(f"The dates are out of order: {spelt}.", collected.pointer, remedy="state-dates")
    return passed(f"Both dates are stated: {spelt}.", collected.pointer, available.pointer)


@check(
    "dates-plausible",
    title="The dates of what has happened are dates, and lie in the past",
    source="DataCite Metadata Schema 4.7, properties 5 and 8; W3CDTF",
    example='publicationYear 2026 and <date dateType="Collected">2026-01-31</date>, seen in 2026',
    counterexample='publicationYear 2099, or <date dateType="Created">0001-01-01</date>',
    needs=METADATA,
    version=2,
)
def dates_plausible(evidence: Evidence) -> Verdict:
    """Judge dates of creation, collection, submission and publication; "today" is the day of the evidence."""
    stated = [one for one in _dates(evidence) if one.kind in (*_PAST, "publicationYear")]
    today = evidence.gathered_at.date()
    for one in stated:
        if fault := _fault(one, (today.year, today.month, today.day)):
            return failed(f"{one.kind} {fault}: {shown(one.text)}.", one.pointer, remedy="mend-dates")
    if late := _published_before_collected(stated):
        return failed(
            f"The data were issued before they were collected: {late}.", stated[0].pointer, remedy="mend-dates"
        )
    if not stated:
        return unheard(evidence, "a date") or not_applicable("No date of what has happened is stated.")
    return unheard(evidence, "another date") or passed(
        "Every date of what has happened lies in the past.", *dict.fromkeys(one.pointer for one in stated)
    )


def _fault(one: Dated, today: Day) -> str:
    if one.period is None:
        return "is no date"
    if one.period[0] > today:
        return "lies in the future"
    return f"lies before {_FIRST_YEAR}" if one.period[1][0] < _FIRST_YEAR else ""


def _published_before_collected(stated: list[Dated]) -> str:
    """Show a collection that begins after the last day on which any view says that the data were issued."""
    issued = [one for one in stated if one.kind in ("Issued", "publicationYear") and one.period]
    begun = [one for one in stated if one.kind == "Collected" and one.period]
    for one in begun:
        if issued and all(other.period and one.period and one.period[0] > other.period[1] for other in issued):
            return f"{shown(issued[0].text)}, {shown(one.text)}"
    return ""


def _first(evidence: Evidence, *kinds: str) -> Dated | None:
    """Find the first readable date of these kinds, in the order of the kinds."""
    readable = [one for one in _dates(evidence) if one.period]
    return next((one for kind in kinds for one in readable if one.kind == kind), None)


def _spelt(text: str) -> str:
    """Spell a day or month with hyphens: the meta tags that Google Scholar reads have slashes (2026/3/14)."""
    match = _SLASHES.match(text.strip())
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else text


@remembered
def _dates(evidence: Evidence) -> list[Dated]:
    return list(_iter_dates(evidence))


def _iter_dates(evidence: Evidence) -> Iterator[Dated]:
    for pointer, stated in said(evidence, "dates", lambda view: view.dates):
        yield Dated(pointer, stated.kind, stated.value, find_period(_spelt(stated.value[:100])))
    for name, view in views(evidence):
        if view.publication_year is not None:
            year = str(view.publication_year)
            yield Dated(f"view/{name}/publication_year", "publicationYear", year, find_period(year))
