"""Divide a window by its dates (OAI-PMH 2.0 sections 2.7.1 and 3.3): both bounds are included, in one granularity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fairsvc.model.harvest import Checkpoint, Reading, Repository, SourceConfig, Split, Window
from harvest.oai_dates import DATELESS, SECONDS, find_instant

# Before any catalogue: datestamps may be older than the earliestDatestamp that a provider states.
EARLY = datetime(1970, 1, 1, tzinfo=UTC)
# Where no earliestDatestamp can be believed, years are told apart from here on; the protocol is of 2001.
_FIRST_YEAR = datetime(2000, 1, 1, tzinfo=UTC)
_SECOND, _HOUR, _DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def split(
    config: SourceConfig,  # noqa: ARG001 - other kinds of source divide what is configured
    repository: Repository,
    checkpoint: Checkpoint,
    by: Split,
) -> tuple[Window, ...]:
    """Divide the checkpoint's window; empty when there is nothing finer, or dates mean nothing to the provider.

    What begins open begins early, and what ends open stays open, so that no record falls out. Every other bound is
    given: some providers ignore `until` alone, others refuse it.
    """
    window = checkpoint.window
    if by is Split.KEYS:
        return (replace(window, reading=Reading.KEYS),) if window.reading is Reading.RECORDS else ()
    span = None if _dateless(repository) else _find_span(window, repository, checkpoint)
    if span is None:
        return ()
    starts = _halves(span) if by is Split.HALVES else _units(span)
    return _parts(window, span, starts)


@dataclass(frozen=True, slots=True)
class _Span:
    """What lies between the bounds; `first` is where to begin asking, `inner` where records are to be expected."""

    first: datetime
    inner: datetime
    last: datetime
    tick: timedelta
    reading: Reading = Reading.RECORDS

    @property
    def finest(self) -> timedelta:
        """The shortest part that is made: keys are listed down to what a datestamp tells apart."""
        if self.tick == _DAY:
            return _DAY
        is_within_an_hour = self.last - self.inner < _HOUR
        return _SECOND if is_within_an_hour and self.reading is Reading.KEYS else _HOUR


def _dateless(repository: Repository) -> bool:
    return any(deviation.code in DATELESS for deviation in repository.deviations)


def _find_span(window: Window, repository: Repository, checkpoint: Checkpoint) -> _Span | None:
    tick = _SECOND if repository.granularity == SECONDS else _DAY
    last = find_instant(window.until or checkpoint.server_at or repository.server_at)
    first = find_instant(window.from_)
    if last is None or (window.from_ and first is None):
        return None
    if first is not None:
        inner = first
    else:
        earliest = find_instant(repository.earliest_datestamp) or EARLY
        first = min(earliest, EARLY)
        inner = earliest if EARLY < earliest < last else _FIRST_YEAR
    return _Span(first, inner, last, tick, window.reading) if inner < last else None


def _halves(span: _Span) -> list[datetime]:
    unit = _FLOORS[span.finest]
    middle = unit(span.inner + (span.last - span.inner) / 2)
    if middle <= span.inner:
        middle = unit(span.inner) + span.finest
    return [span.first, middle] if middle <= span.last else []


def _units(span: _Span) -> list[datetime]:
    """Choose the coarsest unit that divides what is between the bounds."""
    for floor, step in _UNITS if span.tick == _SECOND else _UNITS[:-1]:
        starts = [start for start in _iter_starts(floor, step, span) if start > span.first]
        if starts:
            return [span.first, *starts]
    return []


def _iter_starts(floor: Callable[[datetime], datetime], step: timedelta, span: _Span) -> Iterator[datetime]:
    start = floor(span.inner)
    while start <= span.last:
        yield start
        start = floor(start + step)


def _parts(window: Window, span: _Span, starts: list[datetime]) -> tuple[Window, ...]:
    ends = [_spell(start - span.tick, span) for start in starts[1:]]
    bounds = zip(starts, [*ends, window.until], strict=True) if starts else ()
    parts = [replace(window, from_=_spell(start, span), until=end) for start, end in bounds]
    return tuple(parts) if len(parts) > 1 else ()


def _spell(instant: datetime, span: _Span) -> str:
    text = instant.isoformat()
    return f"{text[:19]}Z" if span.tick == _SECOND else text[:10]


def _floor_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def _floor_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _floor_day(instant: datetime) -> datetime:
    return _floor_hour(instant).replace(hour=0)


def _floor_month(instant: datetime) -> datetime:
    return _floor_day(instant).replace(day=1)


def _floor_year(instant: datetime) -> datetime:
    return _floor_month(instant).replace(month=1)


# Each step leads from the start of a unit into the next one.
_UNITS = (
    (_floor_year, timedelta(days=366)),
    (_floor_month, timedelta(days=31)),
    (_floor_day, _DAY),
    (_floor_hour, _HOUR),
)
_FLOORS = {_SECOND: _floor_second, _HOUR: _floor_hour, _DAY: _floor_day}
