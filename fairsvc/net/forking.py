"""What a process that was forked must not share with the one that it was forked from."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """Whoever holds threads, locks or connections: a fork copies what stands for them, not them."""

    def start_anew(self) -> None:
        """Do without what was copied; what another thread may have locked is not touched."""


_ALIVE: WeakSet[Forked] = WeakSet()


def start_anew_after_fork(one: Forked) -> None:
    """Have it start anew in every child process, for as long as it lives."""
    _ALIVE.add(one)


def _start_anew() -> None:
    for one in list(_ALIVE):
        one.start_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
