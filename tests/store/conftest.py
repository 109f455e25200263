"""An empty store, and quick processes that share one."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

import pytest

from fairsvc.store.runs import start_run
from tests.store.samples import NOON, SOURCE, WINDOW, open_in


@pytest.fixture
def store(tmp_path):
    with open_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def run(store) -> int:
    return start_run(store, SOURCE, WINDOW, NOON)


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Processes that start in a few milliseconds and inherit no thread, lock or connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.samples", "fairsvc.store.evidence", "fairsvc.store.runs"])
    return context
