"""One running demo for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from fairsvc.demo.facility import Facility, running


@pytest.fixture(scope="session")
def facility() -> Iterator[Facility]:
    with pytest.MonkeyPatch.context() as environment, running() as started:
        environment.setenv("NO_PROXY", "127.0.0.1")
        yield started


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session
