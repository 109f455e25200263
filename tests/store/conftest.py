"""An empty store, and quick processes that share one."""

from __future__ import annotations

import multiprocessing
import shutil
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from fairsvc.store.runs import start_run
from tests.store.samples import NOON, SOURCE, WINDOW, open_in


@pytest.fixture(scope="session")
def empty(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "empty"
    open_in(folder).close()
    return folder


@pytest.fixture
def store(tmp_path, empty):
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    with open_in(tmp_path, create=False) as opened:
        yield opened


@pytest.fixture
def run(store) -> int:
    return start_run(store, SOURCE, WINDOW, NOON)


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Processes that start in a few milliseconds and inherit no thread, lock or connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.store.samples", "fairsvc.store.evidence", "fairsvc.store.runs"])
    return context
