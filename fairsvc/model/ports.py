"""What the core asks of the shell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from fairsvc.model.exchange import Exchange, Failure, Hop, Need


class Fetcher(Protocol):
    """Whoever answers Needs: the network, a recording, a test."""

    def fetch(self, need: Need) -> Exchange:
        """Answer the need; a failure is an Exchange too."""


class Incoming(Protocol):
    """An answer whose body is still on the wire; `hops` ends with the answer, `failure` says why none came."""

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every answer on the way, the final one last; empty when none came."""

    @property
    def failure(self) -> Failure | None:
        """Why no answer came; None when one did."""

    @property
    def status(self) -> int | None:
        """The final status; None when no final answer came."""

    def header(self, name: str) -> str:
        """Read the first field of that name of the final answer; empty when it did not come."""

    def iter_bytes(self) -> Iterator[memoryview]:
        """Iterate over the body as it arrives, undecoded; a piece is valid until the next. Raises FetchFailed."""


class Opener(Protocol):
    """Whoever opens answers that are too long to be held: the network, a test."""

    def open(self, need: Need) -> AbstractContextManager[Incoming]:
        """Ask, and leave the body on the wire; a failure is an Incoming too."""


class HostBudget(Protocol):
    """Politeness towards one host, shared by all who ask it. Times are in seconds from now."""

    def reserve(self, host: str, interval_s: float) -> float:
        """Take the host's next start and return how long to wait for it; starts lie `interval_s` apart."""

    def enter(self, host: str, places: int, lease_s: float) -> bool:
        """Occupy one of the host's places until `leave`, at most `lease_s`; False when all are taken."""

    def leave(self, host: str) -> None:
        """Free the place."""

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody ask the host before that time (Retry-After)."""
