"""Every packaged table says where it is from; what is another's is as it was."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.resources import files

import pytest

from fairsvc.vocab import load_toml

DATA = files("fairsvc.vocab").joinpath("data")
SOURCES = load_toml("SOURCES.toml")


def test_every_file_has_its_source_and_every_source_its_file() -> None:
    assert {path.name for path in DATA.iterdir()} - {"SOURCES.toml"} == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_complete(name: str) -> None:
    row = SOURCES[name]
    assert row["title"]
    assert row.get("url", "https://").startswith("https://")
    assert date.fromisoformat(row["date"])
    if row["licence"] != "Apache-2.0":
        assert row["sha256"] == hashlib.sha256(DATA.joinpath(name).read_bytes()).hexdigest()
