"""Hours of the day in which a source is left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.model.harvest import SourceConfig

_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)\Z", re.ASCII)


def read_quiet(text: str) -> tuple[time, time] | None:
    """Read `08:00-18:00` (UTC) as first minute and first minute after it; None when empty.

    The second may be earlier in the day, `22:00-06:00`: the quiet then lasts over midnight. Raises BadSettings.
    """
    if not text:
        return None
    if _HOURS.match(text):
        first, end = (time.fromisoformat(part) for part in text.replace("24:00", "00:00").split("-"))
        if first != end:
            return first, end
    next_step = 'Write it as "08:00-18:00" in UTC, or "22:00-06:00" over midnight; leave it out for no quiet hours'
    raise BadSettings("these are no quiet hours", repr(text), next_step)


def is_quiet(config: SourceConfig, at: datetime) -> datetime | None:
    """Tell when the source may be asked again (UTC); None when it may be asked at this instant."""
    hours = read_quiet(config.quiet)
    if hours is None:
        return None
    first, end = hours
    now = at.astimezone(UTC)
    moment = now.time()
    quiet = first <= moment < end if first < end else not end <= moment < first
    if not quiet:
        return None
    day = now.date() if moment < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, UTC)
