"""A facility's own metric sets, by path and in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessors.metric_sets import find_metric_set, load_metric_set, load_metric_sets
from fairsvc.errors import BadMetricSet
from fairsvc.log import logger

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


@pytest.fixture
def warned(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What was warned of, wherever commands of other tests sent it."""
    monkeypatch.setattr(logger, "propagate", True)
    return caplog


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
    with pytest.raises(BadMetricSet, match=f"a packaged metric set has this id: .*own.toml: {id}"):
        find_metric_set(str(path))
    assert load_metric_sets(tmp_path) == load_metric_sets()
    assert find_metric_set(id, tmp_path) is find_metric_set(id)


def test_of_two_files_with_one_name_the_first_counts(tmp_path: Path, warned: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "a.toml")
    write(tmp_path, "b.toml")
    assert "own@1" in load_metric_sets(tmp_path)
    assert "used twice" in warned.text
    assert "b.toml: own@1" in warned.text
    with pytest.raises(BadMetricSet, match=r"used twice: .*b.toml: own@1"):
        find_metric_set("own", tmp_path)


@pytest.mark.parametrize(("name", "content"), [("other.toml", 'id = "broken"\n['), ("broken.toml", "no TOML")])
def test_a_broken_set_stops_nobody_who_does_not_ask_for_it(
    tmp_path: Path, warned: pytest.LogCaptureFixture, name: str, content: str
) -> None:
    write(tmp_path, "own.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / name).write_text(content, "utf-8")
    for _ in range(2):
        assert set(load_metric_sets(tmp_path)) == {*load_metric_sets(), "own@1"}
    (line,) = warned.messages
    assert "a metric set is left out: this is no TOML" in line
    assert name in line
    assert find_metric_set("own", tmp_path) is not None
    assert find_metric_set("none", tmp_path) is None
    for asked in ("broken", "broken@1"):
        with pytest.raises(BadMetricSet, match=f"this is no TOML: .*{name}"):
            find_metric_set(asked, tmp_path)


def test_a_broken_version_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "own.toml")
    (tmp_path / "newer.toml").write_text('id = "own"\nversion = "2"\n', "utf-8")
    assert find_metric_set("own@1", tmp_path) is not None
    with pytest.raises(BadMetricSet, match="a metric set lacks a key"):
        find_metric_set("own", tmp_path)


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
