"""What to do when a window cannot be read on: decided purely, from the fault and the answer that brought it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from fairsvc.errors import ProtocolBroken, TokenExpired, Unreadable, UpstreamError
from fairsvc.model.exchange import Exchange, FailureKind
from fairsvc.model.harvest import Checkpoint, Page, Reading, Repository, RunState, Window
from fairsvc.model.record import Record
from harvest.account import close
from harvest.oai_dates import SECONDS

# A run that is divided further than this would never end politely.
MAX_WINDOWS = 2_000
# Where nothing can be read after so many halvings, it is no single record that breaks the list.
MAX_HALVINGS = 8
# Fewer records than this are asked for one by one rather than bisected.
SMALL = 100
# So many missing records are looked for one by one.
FEW = 1_000
SINGLES_PER_WINDOW = 100

# Long before the first catalogue, and none of the dates that software writes when it knows none.
_NOTHING_ON = "1980-01-01"

# Statuses that speak of the server's load, not of what was asked.
_BUSY = frozenset((408, 425, 429, 503))
_FORBIDDEN = frozenset((401, 403, 407, 451))


class Trouble(StrEnum):
    """What a fault means for the window."""

    LOST = "the place in the list is lost"
    UNREADABLE = "the answer is no page"
    POISON = "the server fails at this page"
    BROKEN = "the answer breaks the protocol"
    ABSENT = "the server does not know what is asked for"
    REFUSED = "the server refuses us"
    LATE = "the server did not answer in time"
    OUTAGE = "the server is not there"


_FAILURES = {FailureKind.PROTOCOL: Trouble.UNREADABLE, FailureKind.TIMEOUT: Trouble.LATE}
# What may well be gone when the same is asked again.
_PASSING = frozenset((Trouble.UNREADABLE, Trouble.POISON, Trouble.LATE))


class Step(StrEnum):
    """What may be done next."""

    AGAIN = "ask for the page again"
    ANEW = "begin the window again"
    ACCEPT = "take the list as ended"
    CALENDAR = "divide it by the calendar"
    HALVES = "halve it"
    KEYS = "list its identifiers"
    UNDATED = "list the identifiers of the window that it is a part of"
    WITHHELD = "put the record aside"
    GIVE_UP = "leave the window incomplete"
    STOP = "stop the run, to go on later"


def judge(fault: UpstreamError, exchange: Exchange | None) -> Trouble:
    """Say what the fault means; `exchange` is the last one that was had, None when nothing was asked."""
    if isinstance(fault, TokenExpired):
        return Trouble.LOST
    if isinstance(fault, Unreadable):
        return Trouble.UNREADABLE
    if isinstance(fault, ProtocolBroken):
        return Trouble.BROKEN
    if exchange is None or exchange.status is None:
        kind = exchange.failure.kind if exchange is not None and exchange.failure is not None else None
        return _FAILURES.get(kind, Trouble.OUTAGE) if kind else Trouble.OUTAGE
    if exchange.status in _BUSY:
        return Trouble.OUTAGE
    if exchange.status in _FORBIDDEN:
        return Trouble.REFUSED
    return Trouble.POISON if exchange.status >= 500 else Trouble.ABSENT


def plan_steps(
    trouble: Trouble, checkpoint: Checkpoint, *, attempts: int = 0, asked_again: bool = False, is_part: bool = False
) -> tuple[Step, ...]:
    """List what to do, the best first; whoever follows takes the first that is possible.

    `attempts` counts how often the window began anew, `asked_again` says that this page was asked for twice already,
    `is_part` that other dates of the same list are windows of their own.
    """
    if trouble in _PASSING and not asked_again:
        return (Step.AGAIN,)
    if trouble in (Trouble.OUTAGE, Trouble.LATE):
        return (Step.STOP,)
    if checkpoint.window.reading is Reading.SINGLES:
        return (Step.WITHHELD,)
    if trouble in (Trouble.REFUSED, Trouble.ABSENT) or (trouble is Trouble.BROKEN and is_part):
        return _refused(trouble, checkpoint.window)
    if _is_whole(checkpoint):
        return (Step.ACCEPT,)
    if trouble is Trouble.BROKEN:
        return (Step.STOP,)
    if trouble is Trouble.LOST:
        return _lost(checkpoint, attempts)
    return _poisoned(checkpoint)


def asks_whether_alive(trouble: Trouble, checkpoint: Checkpoint) -> bool:
    """Tell whether the trouble may be the server's rather than the page's: then it is asked who it is."""
    single = checkpoint.window.reading is Reading.SINGLES
    forbidden = trouble in (Trouble.REFUSED, Trouble.ABSENT)
    return trouble in (Trouble.POISON, Trouble.UNREADABLE) or (single and forbidden)


def sound(window: Window, repository: Repository) -> Window:
    """Ask the window's list for dates at which no record is: what fails even there fails whatever it is asked."""
    instants = ("T00:00:00Z", "T00:00:01Z") if repository.granularity == SECONDS else ("", "")
    return replace(window, from_=f"{_NOTHING_ON}{instants[0]}", until=f"{_NOTHING_ON}{instants[1]}")


def falls_short(checkpoint: Checkpoint) -> bool:
    """Tell whether the list has ended and owes records: some end it, politely, when their database fails."""
    if checkpoint.token or checkpoint.window.reading is Reading.SINGLES:
        return False
    return close(checkpoint)[0] is RunState.INCOMPLETE


def fill(checkpoint: Checkpoint, distinct: int) -> tuple[Step, ...]:
    """List what to do when a list of records has ended and a few did not come: look for them by its keys.

    `distinct` is how many different records came: one that moves to another page during the reading comes twice, and
    another not at all.
    """
    stated = max(checkpoint.expected_first or 0, checkpoint.expected_last or 0)
    few = 0 < stated - distinct <= FEW
    return (Step.KEYS,) if few and checkpoint.window.reading is Reading.RECORDS else ()


def withhold(checkpoint: Checkpoint, exchange: Exchange, fault: UpstreamError) -> Page:
    """Make the page of a single that the source lists and does not deliver."""
    window = checkpoint.window
    asked = checkpoint.pages + 1
    record = Record(window.identifiers[asked - 1], "", window.prefix, trouble=str(fault), withheld=True)
    here = replace(checkpoint, pages=asked, done=asked == len(window.identifiers))
    return Page(window, exchange, (record,), here)


def singles(window: Window, identifiers: list[str]) -> tuple[Window, ...]:
    """Ask for these records one by one, so many a window."""
    starts = range(0, len(identifiers), SINGLES_PER_WINDOW)
    bare = Window(window.prefix, window.set_spec, reading=Reading.SINGLES)
    return tuple(replace(bare, identifiers=tuple(identifiers[n : n + SINGLES_PER_WINDOW])) for n in starts)


def _is_whole(checkpoint: Checkpoint) -> bool:
    """Tell whether all that was announced came: Invenio gives a token after a full last page that leads nowhere."""
    stated = checkpoint.expected_last
    return bool(stated) and checkpoint.expected_first == stated and checkpoint.records == stated


def _lost(checkpoint: Checkpoint, attempts: int) -> tuple[Step, ...]:
    """Divide what began anew once; a list that gave no record would give none in parts either."""
    if not attempts:
        return (Step.ANEW,)
    return (Step.CALENDAR, Step.KEYS, Step.GIVE_UP) if checkpoint.records else (Step.KEYS, Step.GIVE_UP)


def _poisoned(checkpoint: Checkpoint) -> tuple[Step, ...]:
    """Close in on the record by dates, and read around it by keys; few records are asked for at once."""
    if checkpoint.window.reading is Reading.KEYS:
        return (Step.HALVES, Step.GIVE_UP)
    small = 0 < (checkpoint.expected_last or 0) <= SMALL
    return (Step.KEYS, Step.GIVE_UP) if small else (Step.HALVES, Step.KEYS, Step.GIVE_UP)


def _refused(trouble: Trouble, window: Window) -> tuple[Step, ...]:
    """Stop where we are not wanted; a provider without ListIdentifiers loses what only that could give."""
    if window.reading is Reading.KEYS and trouble is not Trouble.REFUSED:
        return (Step.GIVE_UP,)
    return (Step.UNDATED, Step.GIVE_UP) if trouble is Trouble.BROKEN else (Step.STOP,)
