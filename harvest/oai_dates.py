"""Dates as providers write them (OAI-PMH 2.0 section 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from fairsvc.model.harvest import DATES_IGNORED, Window

SECONDS, DAYS = "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DD"
# What tells that a provider's dates cannot be trusted: such ones ignore `from` or stamp all records alike.
DATELESS = frozenset(("granularity.missing", "earliest-datestamp.unreadable", DATES_IGNORED))


def find_instant(text: str) -> datetime | None:
    """Read a UTCdatetime of either granularity as an aware instant; None when it spells none."""
    try:
        instant = datetime.fromisoformat(text.strip())
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_outside(window: Window, datestamps: Sequence[str]) -> bool:
    """Tell whether most datestamps lie outside the window by their day: then the provider ignores its dates."""
    if not window.from_:
        return False
    first, last = window.from_[:10], window.until[:10] or "9999-99-99"
    days = [datestamp[:10] for datestamp in datestamps if find_instant(datestamp) is not None]
    return sum(not first <= day <= last for day in days) > len(days) // 2
