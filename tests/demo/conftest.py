"""One running demo for all tests of this room, and what was gathered about all of its datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import requests

from fairsvc.demo.facility import Facility, running
from fairsvc.model.evidence import Evidence
from tests.support.demo_evidence import gather_full, gather_standard


@pytest.fixture(scope="session")
def facility() -> Iterator[Facility]:
    with pytest.MonkeyPatch.context() as environment, running() as started:
        environment.setenv("NO_PROXY", "127.0.0.1")
        yield started


@pytest.fixture(scope="session")
def gathered() -> Mapping[str, Evidence]:
    return gather_standard()


@pytest.fixture(scope="session")
def looked_into() -> Mapping[str, Evidence]:
    return gather_full()


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session
