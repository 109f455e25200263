from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.settings import load_settings


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A new workspace that may ask any loopback port that a test adds to `allow`."""
    path = make_workspace(tmp_path / "workspace", 'contact = "steward@facility.example"\noai_requests_per_s = 500\n')
    with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
        yield workspace
