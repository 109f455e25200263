"""What the core asks of the shell."""

from __future__ import annotations

from typing import Protocol

from fairsvc.model.exchange import Exchange, Need


class Fetcher(Protocol):
    """Whoever answers Needs: the network, a recording, a test."""

    def fetch(self, need: Need) -> Exchange:
        """Answer the need; a failure is an Exchange too."""


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
