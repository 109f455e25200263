"""A client that may reach the servers of one test, and servers that are a function over a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from tests.net.sockets import Spoken, speaking

UNHURRIED = HostRate(100_000, 64)


@pytest.fixture
def speak() -> Iterator[Callable[..., Spoken]]:
    """Start socket servers that stop with the test."""
    with ExitStack() as stack:
        yield lambda speaker, tls=None: stack.enter_context(speaking(speaker, tls))


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """Make clients that are allowed the given servers and in no hurry to be polite."""
    with ExitStack() as stack:

        def make(*servers: Any, budget: Any = None, robots: bool = False, **wishes: Any) -> Client:
            allowed = frozenset(f"127.0.0.1:{server.port}" for server in servers) | wishes.pop("allowed", frozenset())
            usual = {"contact": "tests@example.org", "backoff_s": 0.001, "default_rate": UNHURRIED}
            policy = Policy(**{**usual, "allowed": allowed, **wishes})
            return stack.enter_context(Client(policy, budget or LocalBudget(), robots=robots))

        yield make
