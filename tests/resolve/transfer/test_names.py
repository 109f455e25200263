from __future__ import annotations

import re
import time
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.manifest import FileEntry
from fairsvc.resolve.transfer.names import LONGEST_PART_BYTES, assign_names, spell_path
from fairsvc.resolve.transfer.patterns import fits


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("scan.h5", "scan.h5"),
        ("raw/2026/scan 1.h5", "raw/2026/scan 1.h5"),
        ("./raw//scan.h5", "raw/scan.h5"),
        ("raw\\scan.h5", "raw/scan.h5"),
        ("cafe\u0301.h5", "caf\u00e9.h5"),
        ("a\x00b\x1b[31m.h5", "ab[31m.h5"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("CON", "_CON"),
        ("raw/aux.h5/x", "raw/_aux.h5/x"),
        ("com\u00b9.txt", "_com\u00b9.txt"),
        ("console.h5", "console.h5"),
        ("a. . /b ", "a/b"),
        (".hidden", ".hidden"),
        ("...h5", "...h5"),
        (".fairsvc/files.jsonl", "_.fairsvc/files.jsonl"),
        (".FairSvc", "_.FairSvc"),
        ("\ud800scan.h5", "scan.h5"),
        ("scan_12:30.h5", "scan_12:30.h5"),
    ],
)
def test_a_name_becomes_a_safe_path(name: str, path: str) -> None:
    assert spell_path(name) == path


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "\\x", "~/x", "C:x", "c:\\x", "../x", "a/../x", "a\\..\\x", ". ./..", "a/.. /b"]
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"its name (is an absolute path|leads out of the folder)"):
        spell_path(name)


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("", "no name"),
        (". .", "no name"),
        ("\x00", "no name"),
        ("a/" * 1100 + "b", "more folders"),
        (("a" * 250 + "/") * 9, "longer than"),
    ],
)
def test_a_name_that_is_none_is_refused(name: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        spell_path(name)


@pytest.mark.parametrize("name", ["x" * 300 + ".h5", "\u00e9" * 200 + ".nxs", "y" * 256])
def test_a_long_name_is_cut_and_stays_its_own(name: str) -> None:
    cut, other = spell_path(name), spell_path(f"z{name}")
    assert len(cut.encode()) <= LONGEST_PART_BYTES
    assert cut.rpartition(".")[2] == name.rpartition(".")[2] or "." not in name
    assert cut != other


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (("a", "b"), ("a", "b")),
        (("a.h5", "A.h5", "a.h5"), ("a.h5", "A (2).h5", "a (3).h5")),
        (("x.tar.gz", "X.tar.gz"), ("x.tar.gz", "X (2).tar.gz")),
        (("caf\u00e9", "cafe\u0301"), ("caf\u00e9", "caf\u00e9 (2)")),
        (("stra\u00dfe", "STRASSE"), ("stra\u00dfe", "STRASSE (2)")),
        (("raw", "raw/a"), ("raw (2)", "raw/a")),
        (("raw/a", "RAW"), ("raw/a", "RAW (2)")),
        (("a", "a (2)", "a"), ("a", "a (2)", "a (3)")),
        (("nul", "_nul"), ("_nul", "_nul (2)")),
        (("a", "a\u200d"), ("a", "a\u200d (2)")),
        ((".fair\u200csvc/lock",), ("_.fair\u200csvc/lock",)),
        (("a/" * 1_000 + "b", "a/" * 63 + "b"), ("", "a/" * 63 + "b")),
    ],
)
def test_no_two_files_have_one_name(names: tuple[str, ...], paths: tuple[str, ...]) -> None:
    named = assign_names([FileEntry(f"https://example.org/{n}", name) for n, name in enumerate(names)])
    assert tuple(one.path for one in named) == paths


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/files/scan%201.h5?download=1", "scan 1.h5"),
        ("https://example.org/files/", "files"),
        ("https://example.org", "file"),
        ("https://example.org/a%2F..%2Fb", "file"),
        ("https://example.org/..", ""),
        ("https://[", "file"),
    ],
)
def test_a_file_without_a_name_is_called_after_its_address(url: str, path: str) -> None:
    assert assign_names([FileEntry(url)])[0].path == path


def test_very_many_files_of_one_name_are_named_at_once() -> None:
    named = assign_names([FileEntry(f"https://example.org/{n}", "data.csv") for n in range(20_000)])
    assert named[-1].path == "data (20000).csv"


_NAMES = st.text(
    st.one_of(st.sampled_from("./\\: ~aA\u00e9e\u0301\u202e\x00"), st.characters(codec=None, categories=None)),
    max_size=30,
)


@settings(max_examples=100)
@given(st.lists(st.one_of(_NAMES, st.sampled_from(["con", "a", "A", "a/b", "..", "x" * 300])), max_size=12))
def test_whatever_the_names_are_the_paths_are_safe(names: list[str]) -> None:
    named = assign_names([FileEntry("https://example.org/x", name) for name in names])
    paths = [one.path for one in named if not one.refusal]
    keys = [normalize("NFC", normalize("NFD", path).casefold()) for path in paths]
    assert len(set(keys)) == len(keys)
    folders = {"/".join(key.split("/")[:count]) for key in keys for count in range(1, key.count("/") + 1)}
    assert folders.isdisjoint(keys)
    for path in paths:
        assert not path.startswith(("/", "~/"))
        assert not re.search(r"[\x00-\x1f\\\u202e]", path)
        for part in path.split("/"):
            assert part not in ("", ".", "..")
            assert len(part.encode()) <= LONGEST_PART_BYTES
            assert part == part.rstrip(". ") or part.endswith(")")


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("raw/a/scan.h5", "*.h5", True),
        ("raw/a/scan.h5", "raw/*.h5", False),
        ("raw/a/scan.h5", "raw/**/*.h5", True),
        ("raw/scan.h5", "raw/**/*.h5", True),
        ("raw/a/scan.h5", "*a*/*/s*a*.h*", True),
        ("raw/a/scan.h5", "*w/*a**/*.h5", True),
        ("raw/a/scan.h5", "*w/*a*/*b.h5", False),
        ("xa/ab", "*a**b", True),
        ("aaaa", "*a**/a", True),
        ("raw/a/scan.h5", "raw/", True),
        ("raw/a/scan.h5", "raw/**", True),
        ("raw/a/scan.h5", "./raw/**", True),
        ("raw/a/scan.h5", "a/", False),
        ("raw/a/scan.h5", "**/a/*", True),
        ("raw/a/scan.h5", "scan.h?", True),
        ("raw/a/scan.h5", "[a-s]can.h5", True),
        ("raw/a/scan.h5", "[!a]can.h5", True),
        ("raw/a/scan.h5", "[!s]can.h5", False),
        ("raw/a/scan.h5", "SCAN.h5", False),
        ("raw/a/scan.h5", "raw", False),
        ("a[1].h5", "a[[]1].h5", True),
        ("a].h5", "a[]].h5", True),
        ("a+b.h5", "a+b.h5", True),
        ("[x.h5", "[x.h5", True),
        ("a-b", "a[b-a]b", True),
        ("scan.h5", "**", True),
        ("scan.h5", "", False),
    ],
)
def test_patterns_are_globs_on_paths(path: str, pattern: str, expected: bool) -> None:
    assert fits(path, [pattern]) is expected


def test_many_stars_take_no_time() -> None:
    began = time.monotonic()
    assert not fits("a" * 250, ["*a*a*a*a*a*a*b"])
    assert time.monotonic() - began < 1


def test_without_patterns_everything_fits() -> None:
    assert fits("a", ())
    assert fits("a", ("b", "a"))


@settings(max_examples=100)
@given(st.text("ab/*?[]!-^\\", max_size=12), st.text("ab/[]", max_size=12))
def test_every_text_is_a_pattern(pattern: str, path: str) -> None:
    assert fits(path, [pattern]) in (True, False)
