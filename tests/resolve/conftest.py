"""A client that may ask the servers of one test, and resolutions that name files on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy

UNHURRIED = HostRate(100_000, 8)


@pytest.fixture
def client_to() -> Iterator[Callable[..., Client]]:
    """Make clients that are allowed the given servers and in no hurry to be polite."""
    with ExitStack() as stack:

        def make(*servers: Any, **wishes: Any) -> Client:
            allowed = frozenset(f"127.0.0.1:{server.port}" for server in servers)
            usual = {"contact": "tests@example.org", "backoff_s": 0.001, "download_rate": UNHURRIED, "allowed": allowed}
            return stack.enter_context(Client(Policy(**{**usual, **wishes}), LocalBudget()))

        yield make


@pytest.fixture
def unpaused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file be tried again at once."""
    monkeypatch.setattr("fairsvc.resolve.transfer.fetching.PAUSE_S", 0.001)
