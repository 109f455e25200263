"""Addresses, folders and ranges as values."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import Failure, Hop
from fairsvc.model.manifest import FileEntry
from fairsvc.resolve.remote.address import exact_root, iter_candidates
from fairsvc.resolve.remote.byte_ranges import Version, ranged_need, read_version
from fairsvc.resolve.remote.folders import Folders
from fairsvc.resolve.remote.range_batches import MOST_MERGED_BYTES, Range, merge, read_batch


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.5072/abc", [("10.5072/abc", "10.5072/abc", "")]),
        (
            "10.5072/abc/d.csv",
            [("10.5072/abc", "10.5072/abc", "d.csv"), ("10.5072/abc/d.csv", "10.5072/abc/d.csv", "")],
        ),
        ("10.7910%2FDVN%2FABC/a/b", [("10.7910%2FDVN%2FABC", "10.7910/DVN/ABC", "a/b")]),
        ("hdl:20.500%2f1/a", [("hdl:20.500%2f1", "hdl:20.500/1", "a")]),
        ("urn%3Anbn%3Ade%3A101%3A1-2/a", [("urn%3Anbn%3Ade%3A101%3A1-2", "urn:nbn:de:101:1-2", "a")]),
        ("10.5072", []),
        ("", []),
    ],
)
def test_readings_of_an_address(address: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.root, one.pid, one.path) for one in iter_candidates(address)] == expected


def test_the_readings_of_a_long_address_are_few() -> None:
    assert [one.path for one in iter_candidates("10.1/a/b/c/d/e/f")] == ["b/c/d/e/f", "c/d/e/f", "d/e/f", "e/f"]


@given(st.builds("{}/{}".format, st.text(), st.text()))
@settings(max_examples=50)
def test_an_exact_root_has_one_reading(pid: str) -> None:
    assert [(one.pid, one.path) for one in iter_candidates(f"{exact_root(pid)}/x/y")] == [(pid, "x/y")]


@pytest.mark.parametrize(
    ("listed", "paths"),
    [
        ([("a.csv", ""), ("b/c.csv", "")], ["a.csv", "b/c.csv"]),
        ([("a.csv", "1"), ("a.csv", "2"), ("a-2.csv", "3")], ["a.csv", "a-2.csv", "a-2-2.csv"]),
        ([("x", ""), ("x/y", "")], ["x-2", "x/y"]),
        ([("x/y", ""), ("x", ""), (".x", ""), (".x", "2")], ["x/y", "x-2", ".x", ".x-2"]),
        ([("", "https://h.example/d/a%20b.csv?x=1")], ["a b.csv"]),
        ([("", "https://h.example/")], ["file"]),
        ([("", "https://h.example/..")], ["file"]),
        ([("", "https://h.example/a%2Fb")], ["a_b"]),
        ([("../../etc/passwd", "https://h.example/1"), ("/abs", "https://h.example/2")], ["1", "2"]),
        ([("", "http://[broken/x")], ["file"]),
        ([("a/" * 1_000 + "b", "https://h.example/c")], ["c"]),
    ],
)
def test_each_file_has_a_path_of_its_own(listed: list[tuple[str, str]], paths: list[str]) -> None:
    entries = [FileEntry(url, path) for path, url in listed]
    folders = Folders(entries)
    assert list(folders.paths) == paths
    assert [folders.file(path) for path in paths] == entries


def test_very_many_files_of_one_name_are_named_at_once() -> None:
    began = time.monotonic()
    folders = Folders([FileEntry(f"https://h.example/{number}/content") for number in range(20_000)])
    assert folders.paths[-1] == "content-20000"
    assert time.monotonic() - began < 3


def test_folders_list_what_lies_in_them() -> None:
    folders = Folders([FileEntry("u", path) for path in ("b/d/e", "b/c", "a")])
    assert [name for name, _ in folders.children("")] == ["a", "b"]
    assert [(name, entry is None) for name, entry in folders.children("b")] == [("c", False), ("d", True)]
    assert folders.children("nothing") == ()
    assert folders.find_path("/b//./d/") == "b/d"
    assert folders.find_path("") == ""
    assert folders.find_path("b/x") is None
    assert Folders(()).find_path("") is None


@given(st.lists(st.text(max_size=8), max_size=8), st.text(max_size=12))
@settings(max_examples=100)
def test_any_names_make_folders(names: list[str], asked: str) -> None:
    folders = Folders([FileEntry(f"https://h.example/{name}", name) for name in names])
    assert len(folders.paths) == len(names)
    assert all(folders.find_path(path) == path for path in folders.paths)
    folders.find_path(asked)


class Answered:
    """An Incoming that has nothing but header fields."""

    def __init__(self, status: int, **fields: str) -> None:
        headers = tuple((name.replace("_", "-"), value) for name, value in fields.items())
        self.hops = (Hop("http://h.example/x", status, headers),)
        self.failure: Failure | None = None
        self.status: int | None = status

    def header(self, name: str) -> str:
        return next(iter(self.hops[0].fields(name)), "")

    def iter_bytes(self) -> Iterator[memoryview]:
        yield memoryview(b"")


@pytest.mark.parametrize(
    ("answer", "size_bytes"),
    [
        (Answered(206, content_range="bytes 0-0/7", content_length="1"), 7),
        (Answered(206, content_length="1"), None),
        (Answered(200, content_length="7"), 7),
        (Answered(200, content_length="7", content_encoding="gzip"), None),
        (Answered(200, content_length="-7"), None),
        (Answered(416, content_range="bytes */7"), 7),
        (Answered(416), None),
    ],
)
def test_sizes(answer: Answered, size_bytes: int | None) -> None:
    assert read_version(answer).size_bytes == size_bytes


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (Version('"a"', "", 1), Version('"a"', "", 1), False),
        (Version('"a"'), Version('"b"'), True),
        (Version('W/"a"'), Version('"a"'), False),
        (Version('"a"', "Mon"), Version('"a"', "Tue"), False),
        (Version("", "Mon"), Version("", "Tue"), True),
        (Version("", "", 1), Version("", "", 2), True),
        (Version('"a"', "", None), Version("", "Mon", 2), False),
    ],
)
def test_versions(one: Version, other: Version, differs: bool) -> None:
    assert bool(one.change_to(other)) == bool(other.change_to(one)) == differs


def test_only_a_strong_etag_makes_a_condition() -> None:
    assert ranged_need("u", 0, 9, Version('"a"')).header("if-range") == '"a"'
    assert ranged_need("u", 0, 9, Version('W/"a"')).header("if-range") == ""
    assert ranged_need("u", 0, 9).headers == (("Range", "bytes=0-9"),)


_RANGES = st.builds(
    lambda path, first, length: Range(path, first, first + length),
    st.sampled_from("ab"),
    st.integers(0, 200),
    st.integers(0, 40),
)


@given(st.lists(_RANGES, max_size=12), st.integers(0, 20))
@settings(max_examples=100)
def test_merged_ranges_give_what_each_would(ranges: list[Range], gap: int) -> None:
    held = {"a": bytes(range(250)), "b": bytes(range(249, -1, -1))}
    found = read_batch(ranges, gap, lambda one: held[one.path][one.first : one.end])
    assert found == [held[one.path][one.first : one.end] for one in ranges]
    assert len(merge(ranges, gap)) <= len(set(ranges))


def test_merging_stays_within_what_is_held_at_once() -> None:
    half = MOST_MERGED_BYTES // 2
    assert len(merge([Range("a", number * half, (number + 1) * half) for number in range(6)], 0)) == 3
