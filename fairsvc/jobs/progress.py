"""How a job says how far it is, how fast it goes, and how long it will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class OnProgress(Protocol):
    """Whoever watches a job; `total` None means that nobody knows."""

    def __call__(self, done: int, total: int | None, note: str = "") -> None:
        """Take notice."""


def unwatched(done: int, total: int | None, note: str = "") -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a job is; `first` was done before `elapsed_s` began, by a run that was cut."""

    first: int
    done: int
    total: int | None
    elapsed_s: float

    @property
    def rate_per_s(self) -> float | None:
        """What was done per second; None while too little was to tell."""
        fresh = self.done - self.first
        return fresh / self.elapsed_s if fresh > 0 and self.elapsed_s >= 0.1 else None

    def sentence(self) -> str:
        """Say it: done and total, rate, and the time left."""
        total = "" if self.total is None else f" of {self.total}"
        rate = self.rate_per_s
        speed = "" if rate is None else f", {rate:.0f}/s" if rate >= 10 else f", {rate:.1f}/s"
        left_s = eta_s(self)
        left = "" if left_s is None else f", about {span(left_s)} left"
        return f"{self.done}{total}{speed}{left}"


def eta_s(pace: Pace) -> float | None:
    """Tell the seconds left at this pace; None while nobody can. A total that is exceeded says nothing."""
    rate = pace.rate_per_s
    if rate is None or pace.total is None or pace.total < pace.done:
        return None
    return (pace.total - pace.done) / rate


def span(seconds: float) -> str:
    """Spell a time span as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
