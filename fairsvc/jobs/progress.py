"""How a job says how far it is."""

from __future__ import annotations

from typing import Protocol


class OnProgress(Protocol):
    """Whoever watches a job; `total` None means that nobody knows."""

    def __call__(self, done: int, total: int | None, note: str = "") -> None:
        """Take notice."""


def unwatched(done: int, total: int | None, note: str = "") -> None:
    """Take no notice."""
