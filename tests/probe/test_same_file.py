from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.manifest import FileEntry
from fairsvc.probe.same_file import canonical_url, group_files, name_of

A = "https://x.example.org/f/a.h5"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (A, A),
        ("HTTPS://X.Example.ORG/f/a.h5", A),
        ("https://x.example.org:443/f/a.h5", A),
        ("http://x.example.org:80/", "http://x.example.org/"),
        ("https://x.example.org:8443/f", "https://x.example.org:8443/f"),
        ("http://x.example.org:443/f", "http://x.example.org:443/f"),
        ("https://x.example.org", "https://x.example.org/"),
        ("https://x.example.org/f/%61.h5", A),
        ("https://x.example.org/f/a%2eh5", A),
        ("https://x.example.org/a%2fb", "https://x.example.org/a%2Fb"),
        ("https://x.example.org/a b", "https://x.example.org/a%20b"),
        ("https://x.example.org/f/./g/../a.h5", A),
        ("https://x.example.org/f/..", "https://x.example.org/"),
        (f"{A}#part", A),
        (f" {A} ", A),
        (f"{A}?x=%7e1", f"{A}?x=~1"),
        ("https://x.example.org/F/A.h5", "https://x.example.org/F/A.h5"),
        ("https://x.example.org/ä", "https://x.example.org/%C3%A4"),
        ("s3://Bucket/a", "s3://bucket/a"),
        ("https://[::1", "https://[::1"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_spells_equal_addresses_alike(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(canonical_url(url)) == expected


@settings(max_examples=100)
@given(st.text(max_size=40), st.text("abAB%/.:?#@[]0123456789 é", max_size=40))
def test_the_canonical_form_stays(noise: str, path: str) -> None:
    for url in (noise, f"https://x.example.org/{path}", f"https://{path}"):
        assert canonical_url(canonical_url(url)) == canonical_url(url)


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        ([("one", FileEntry(A)), ("two", FileEntry("https://X.example.org:443/f/a.h5"))], [2]),
        ([("one", FileEntry(A)), ("two", FileEntry(f"{A}?v=2"))], [1, 1]),
        # A mirror
        (
            [
                ("one", FileEntry(A, alternates=("https://m.example.org/a",))),
                ("two", FileEntry("https://m.example.org/a")),
            ],
            [2],
        ),
        # Path and size stand in where the addresses differ
        ([("one", FileEntry(A, "r/a.h5", 7)), ("two", FileEntry("https://dl.example.org/1", "r/a.h5", 7))], [2]),
        ([("one", FileEntry(A, "r/a.h5", 7)), ("two", FileEntry("https://dl.example.org/1", "r/a.h5", 8))], [1, 1]),
        ([("one", FileEntry(A, "r/a.h5")), ("two", FileEntry("https://dl.example.org/1", "r/a.h5"))], [1, 1]),
        # Within one list, equal path and size are two files, and then tell nobody which
        (
            [
                ("one", FileEntry(A, "a", 7)),
                ("one", FileEntry(f"{A}2", "a", 7)),
                ("two", FileEntry("https://dl.example.org/1", "a", 7)),
            ],
            [1, 1, 1],
        ),
    ],
)
def test_puts_together_what_is_said_of_one_file(said: list[tuple[str, FileEntry]], sizes: list[int]) -> None:
    assert [len(group) for group in group_files(said)] == sizes


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (FileEntry(A), "a.h5"),
        (FileEntry("https://x.example.org/a%20b.h5?download=1"), "a b.h5"),
        (FileEntry("https://dl.example.org/1", "raw/a.h5"), "a.h5"),
    ],
)
def test_a_file_has_a_name(entry: FileEntry, name: str) -> None:
    assert name_of(entry) == name


def test_lists_of_the_same_names_are_joined_by_name() -> None:
    said = [("one", FileEntry(A)), ("one", FileEntry(f"{A}.b")), ("two", FileEntry("https://dl.example.org/a.h5"))]
    assert [len(group) for group in group_files(said)] == [1, 1, 1]
    assert [len(group) for group in group_files(said, frozenset({"one", "two"}))] == [2, 1]
