"""What to ask beside a list that states no total: a list that was cut short without a word names more at its ends.

Some software empties the resumption token after the first page (OJS 3.3): each pass is then as short as the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from fairsvc.model.harvest import CUT, Checkpoint, Deviation, Reading, Repository, Window
from harvest.oai_dates import DATELESS, SECONDS, find_instant
from harvest.oai_list import OLDEST_YEAR
from harvest.oai_split import EARLY

# What is written just now shows later in lists than in its datestamp: that is no cut.
_LAG = timedelta(minutes=10)
# Page sizes and limits are multiples of these.
_ROUND = (10, 25)


def asks_for_proof(checkpoint: Checkpoint, repository: Repository, *, is_part: bool) -> bool:
    """Tell whether the end of a list is to be looked behind: nothing but its own word says that it is one.

    A part by dates is believed until a list of this source was caught being cut.
    """
    if checkpoint.window.reading is not Reading.RECORDS or not checkpoint.records:
        return False
    unsaid = (checkpoint.expected_first, checkpoint.expected_last) == (None, None)
    return unsaid and (not is_part or is_cut(repository.deviations))


def ask_for_proof(
    keys: Window, repository: Repository, server_at: str, span: tuple[str, str] | None
) -> tuple[Window, ...]:
    """List windows of identifiers that name nothing new unless the list was cut.

    `keys` asks for the identifiers of the same list, `span` is the oldest and the newest datestamp that came. Where
    dates mean nothing, all its identifiers are the only other witness there is.
    """
    oldest, newest = (find_instant(text) for text in span) if span else (None, None)
    if oldest is None or newest is None or is_dateless(repository.deviations):
        return (keys,)
    last = _find_last(keys, repository, server_at)
    before = replace(keys, from_=keys.from_ or _spell(EARLY, repository), until=_spell(oldest, repository))
    if last is not None and last < newest:
        return (before,)
    return replace(keys, from_=_spell(newest, repository), until=_spell(last, repository) if last else ""), before


def is_cut(deviations: Iterable[Deviation]) -> bool:
    """Tell whether a list of the source was cut without a word, or may have been."""
    return any(deviation.code == CUT for deviation in deviations)


def is_dateless(deviations: Iterable[Deviation]) -> bool:
    """Tell whether the source's dates select nothing that could be relied on."""
    return any(deviation.code in DATELESS for deviation in deviations)


def may_be_a_page(count: int) -> bool:
    """Tell whether a list of so many records may be one page, or one limit, of a longer one."""
    return any(count % size == 0 for size in _ROUND)


def _find_last(keys: Window, repository: Repository, server_at: str) -> datetime | None:
    """Find until when the list had to have everything: its own bound, or its server's clock when it began."""
    until, began_at = find_instant(keys.until), find_instant(server_at)
    if began_at is None or began_at.year < OLDEST_YEAR:
        return until
    closed_at = began_at - (_LAG if repository.granularity == SECONDS else timedelta(days=1))
    return closed_at if until is None else min(until, closed_at)


def _spell(instant: datetime, repository: Repository) -> str:
    text = instant.isoformat()
    return f"{text[:19]}Z" if repository.granularity == SECONDS else text[:10]
