"""The corpus on one server for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.discovery import load_variants
from tests.support.discovery_site import Site, serving_corpus


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("discovery")
    with serving_corpus(load_variants(), folder) as started:
        yield started
