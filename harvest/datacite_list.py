"""The rules of a DataCite list: from where we stand and an answer to what comes next, purely.

A list by cursor is sorted by `created` and DOI, whatever is asked; the cursor names a place in that order and does not
expire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from fairsvc.errors import ProtocolBroken, TokenExpired
from fairsvc.model.harvest import DATES_IGNORED, Checkpoint, Deviation, Reading, Repository, SourceConfig, Window
from harvest.datacite_answer import Answer, Item, find_position
from harvest.datacite_selection import PREFIX, Selection, read_selection
from harvest.oai_dates import find_instant, is_outside

FIRST_CURSOR = "1"
PAGE_SIZES = (1000, 250, 100)
OVERLAP = timedelta(hours=1)
# The search index lags behind the records.
INDEX_LAG = timedelta(minutes=10)
# DataCite began in December 2009; no entry of its database is older.
EARLIEST = "2009-12-01T00:00:00Z"
_AGAIN = "The window must start again"


def next_window(config: SourceConfig, repository: Repository, last: Checkpoint | None) -> Window:
    """Ask for all, or for what was updated since the last settled run of the same selection.

    An increment begins an hour before that run did by DataCite's clock, and ends ten minutes before now by the same
    clock. A clock that went back asks for all.
    """
    full = Window(PREFIX, read_selection(config).text)
    began_at = find_instant(last.server_at) if last else None
    now = find_instant(repository.server_at)
    if last is None or began_at is None or now is None or _list_of(last.window) != _list_of(full):
        return full
    closed_at = find_instant(last.window.until) or began_at
    since, until = min(began_at, closed_at) - OVERLAP, now - INDEX_LAG
    return replace(full, from_=_spell(since), until=_spell(until)) if since < until else full


def arguments(selection: Selection, checkpoint: Checkpoint) -> dict[str, str]:
    """Spell the arguments of `/dois` for the page at the checkpoint, but its size.

    Nothing is taken from the API's own link but the cursor: that link drops arguments.
    """
    window = checkpoint.window
    given = selection.arguments
    if window.from_ or window.until:
        dates = f"updated:[{window.from_ or '*'} TO {window.until or '*'}]"
        given["query"] = f"({selection.query}) AND {dates}" if selection.query else dates
    given |= {"page[cursor]": checkpoint.token or FIRST_CURSOR, "disable-facets": "true"}
    if window.reading is Reading.KEYS:
        return given | {"fields[dois]": "created,updated"}
    return given | {"affiliation": "true", "publisher": "true"}


def advance(before: Checkpoint, answer: Answer, size: int, server_at: str) -> Checkpoint:
    """Move the checkpoint over a page of `size`. Raises TokenExpired and ProtocolBroken.

    It is done after a page that is short and links no next one: a full page without such a link is no end.
    """
    _refuse_restart(before, answer)
    total, records = answer.total, before.records + len(answer.items)
    if answer.cursor and not answer.items:
        raise ProtocolBroken("DataCite sends an empty page and a link to the next", _place(before))
    if total is not None and records > 2 * total + size:
        raise ProtocolBroken(f"DataCite's list goes on after twice its total of {total}", _place(before))
    return replace(
        before,
        token=answer.cursor,
        done=not answer.cursor and len(answer.items) < size,
        pages=before.pages + 1,
        records=records,
        expected_first=total if before.expected_first is None else before.expected_first,
        expected_last=before.expected_last if total is None else total,
        server_at=before.server_at or server_at,
    )


def list_deviations(before: Checkpoint, answer: Answer, size: int, identifiers: Sequence[str]) -> tuple[Deviation, ...]:
    """List what the page does that the API's documentation does not allow, and what we did about it."""
    page = f"page {before.pages + 1}"
    repeated = len(identifiers) - len(set(identifiers))
    updated = [str(_attribute(item, "updated")) for item in answer.items]
    full = len(answer.items) >= size and not answer.cursor
    found = (
        (answer.total is None, Deviation("total.missing")),
        (bool(answer.cursor) and find_position(answer.cursor) is None, Deviation("cursor.unknown")),
        (full, Deviation("next.missing", f"{page} is full and links no next one")),
        (repeated > 0, Deviation("record.repeated", f"{repeated} on {page}")),
        (size < PAGE_SIZES[0], Deviation("page.reduced", f"{size} records a page")),
        (is_outside(before.window, updated), Deviation(DATES_IGNORED)),
    )
    return tuple(deviation for applies, deviation in found if applies)


def read_clock(date: str) -> datetime | None:
    """Read a Date header (RFC 9110 section 5.6.7); None when it names no instant."""
    try:
        return find_instant(parsedate_to_datetime(date).isoformat())
    except (ValueError, TypeError, OverflowError):
        return None


def spell_clock(date: str) -> str:
    """Write a Date header as UTCdatetime; empty when it names no instant."""
    instant = read_clock(date)
    return _spell(instant) if instant else ""


def _refuse_restart(before: Checkpoint, answer: Answer) -> None:
    """Refuse a page that goes back in the list: an unreadable cursor makes the API begin again without a word."""
    if not before.token:
        return
    stood, next_one = find_position(before.token), find_position(answer.cursor)
    turned = answer.cursor == before.token or (stood is not None and next_one is not None and next_one <= stood)
    if turned or (stood is not None and _is_older(answer.items[:1], stood[0])):
        raise TokenExpired("DataCite restarted the list in the middle", _place(before), _AGAIN)


def _is_older(items: Sequence[Item], created_ms: int) -> bool:
    created = find_instant(str(_attribute(items[0], "created"))) if items else None
    # `created` is written in whole seconds.
    return created is not None and created.timestamp() + 1 < created_ms / 1000


def _attribute(item: Item, name: str) -> Any:
    attributes = item.value.get("attributes") if isinstance(item.value, dict) else None
    return attributes.get(name) if isinstance(attributes, dict) else None


def _list_of(window: Window) -> tuple[str, str]:
    return window.prefix, window.set_spec


def _place(before: Checkpoint) -> str:
    return f"after {before.records} records, cursor {before.token or FIRST_CURSOR}"


def _spell(instant: datetime) -> str:
    return f"{instant.isoformat()[:19]}Z"
