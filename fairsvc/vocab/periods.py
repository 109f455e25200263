"""Dates as metadata write them, as the days that they cover (W3CDTF; RKMS-ISO8601 for ranges)."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

# Days as (year, month, day): years before 1 and after 9999 occur, and no calendar of Python holds them.
Day = tuple[int, int, int]
Period = tuple[Day, Day]

_DATE = re.compile(r"(?P<year>-?\d{4,6})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?:[T ].*)?\Z")
_BEGINNING: Day = (-(10**9), 1, 1)
_END: Day = (10**9, 12, 31)


def find_period(text: str) -> Period | None:
    """Find the first and last day that a date or range covers, as written there; None when it is no date.

    An open end reaches as far as time goes. The time of day and its zone are left out.
    """
    first, slash, last = text.strip().partition("/")
    if not slash:
        return _covered(first)
    begin = _covered(first) if first.strip(" .") else (_BEGINNING, _BEGINNING)
    end = _covered(last) if last.strip(" .") else (_END, _END)
    return (begin[0], end[1]) if begin and end and begin[0] <= end[1] else None


def contains(one: Period, other: Period) -> bool:
    """Tell whether one period lies within the other."""
    return (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])


@lru_cache(maxsize=4096)
def _covered(text: str) -> Period | None:
    match = _DATE.match(text.strip())
    if match is None:
        return None
    year, month, day = int(match["year"]), match["month"], match["day"]
    if month is None:
        return (year, 1, 1), (year, 12, 31)
    if not 1 <= int(month) <= 12:
        return None
    last = calendar.monthrange(2000 + year % 400, int(month))[1]  # the calendar repeats every 400 years
    if day is None:
        return (year, int(month), 1), (year, int(month), last)
    whole = (year, int(month), int(day))
    return (whole, whole) if 1 <= int(day) <= last else None
