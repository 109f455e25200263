"""A facility's own metric sets, by path and in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessors.metric_sets import find_metric_set, load_metric_set, load_metric_sets
from fairsvc.errors import BadMetricSet

OWN = """
id = "{id}"
version = "{version}"
title = "Own"
source = "Own"
method = "levels"

[[indicator]]
id = "OWN-1"
principle = "F1"
priority = "essential"
text = "It resolves."
checks = ["pid-resolves"]
"""


def write(folder: Path, name: str, id: str = "own", version: str = "1") -> Path:
    path = folder / name
    path.write_text(OWN.format(id=id, version=version), "utf-8")
    return path


def test_a_set_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "facility.toml")
    found = find_metric_set(str(path))
    assert found is not None
    assert found.name == "own@1"
    monkeypatch.chdir(tmp_path)
    assert find_metric_set("facility.toml") == found
    assert find_metric_set("own") is None


def test_sets_are_found_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "old.toml", version="1")
    write(tmp_path, "new.toml", version="2")
    write(tmp_path, "notes.txt")
    assert set(load_metric_sets(tmp_path)) == {*load_metric_sets(), "own@1", "own@2"}
    names = {name: find_metric_set(name, tmp_path) for name in ("own", "own@1", "own@2", "own@3", "fsf")}
    found = {name: one.name if one else None for name, one in names.items()}
    assert found == {"own": "own@2", "own@1": "own@1", "own@2": "own@2", "own@3": None, "fsf": "fsf@0.8"}
    assert find_metric_set("fsf", tmp_path) is find_metric_set("fsf")


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert load_metric_sets(tmp_path / "none") == load_metric_sets()


@pytest.mark.parametrize(("id", "version"), [("fsf", "0.8"), ("fsf", "9"), ("rda-fdmm", "2020"), ("pan", "1.0")])
def test_no_packaged_set_is_shadowed(tmp_path: Path, id: str, version: str) -> None:
    path = write(tmp_path, "own.toml", id, version)
    for attempt in (lambda: find_metric_set(str(path)), lambda: load_metric_sets(tmp_path)):
        with pytest.raises(BadMetricSet, match=f"a packaged metric set has this id: .*own.toml: {id}"):
            attempt()


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.toml")
    write(tmp_path, "b.toml")
    with pytest.raises(BadMetricSet, match=r"used twice: .*b.toml: own@1"):
        load_metric_sets(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"\xff\xfe", "no UTF-8 text"),
        (b"# " + b"x" * 1_000_001, "too large"),
        (b"id = " + b"[" * 5000, "this is no TOML"),
        (b"id = " + b"9" * 5000, "this is no TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadMetricSet, match=reason) as refusal:
        load_metric_set(path)
    assert "own.toml" in str(refusal.value)
