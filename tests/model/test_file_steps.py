"""Which files are asked for, decided without a network."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Evidence, FileFacts, Hdf5Facts
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.file_steps import FILE_STEPS, NEXUS_STEPS, OTHER_HEAD, choose_more_files, file_kind
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.pid import read_pid
from fairsvc.model.step import choose_file

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "https://data.example.org"


def entry(name: str, size_bytes: int | None = None, media_type: str = "") -> FileEntry:
    return FileEntry(f"{HOME}/{name}", name, size_bytes, media_type=media_type)


def evidence(*entries: FileEntry, first: str = "", second: str = "") -> Evidence:
    asked = [(step, url) for step, url in (("file", first), ("file:2", second)) if url]
    exchanges = tuple(Exchange(Need(url), NOW, (Hop(url, 206),), steps=(step,)) for step, url in asked)
    return Evidence(read_pid("10.5072/x"), NOW, exchanges=exchanges, manifest=Manifest(entries))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), None),
        ((entry("a.h5", 9), entry("b.h5", 3)), "b.h5"),
        ((entry("a.h5"), entry("b.h5", 3)), "b.h5"),
        ((entry("README.txt", 1), entry("a.h5", 9)), "a.h5"),
        ((entry("LICENSE", 1), entry("a.h5", 9)), "a.h5"),
        ((entry("SHA256SUMS", 1), entry("a.h5.md5", 2), entry("a.h5")), "a.h5"),
        ((entry("notes", 1, "text/plain"), entry("a.h5")), "a.h5"),
        ((entry("README.md", 5),), "README.md"),
        ((FileEntry("ftp://x/a.h5", "a.h5", 1), entry("b.h5", 7)), "b.h5"),
        ((entry("readme_of_scan.h5", 1), entry("b.h5", 7)), "readme_of_scan.h5"),
    ],
)
def test_the_first_file(entries: tuple[FileEntry, ...], expected: str | None) -> None:
    chosen = choose_file(evidence(*entries))
    assert (chosen.path if chosen else None) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry("a.h5", 1)], []),
        ([entry("a.h5", 1), entry("b.h5", 2)], ["b.h5"]),
        ([entry("a.h5", 1), entry("b.h5", 2), entry("c.tif", 3)], ["b.h5", "c.tif"]),
        (
            [entry("a.h5", 1), *(entry(f"{n}.h5", 10 + n) for n in range(9)), entry("z.tif", 99), entry("z.csv", 98)],
            ["z.csv", "0.h5", "1.h5", "z.tif"],
        ),
        ([entry("a.h5", 1), *(entry(f"{n}.k{n}", 20 - n) for n in range(9))], ["8.k8", "7.k7", "6.k6", "0.k0"]),
        ([entry("a.h5", 1), entry("README.md", 1), entry("b.csv", 5), entry("c.csv")], ["README.md", "c.csv", "b.csv"]),
    ],
)
def test_the_others_are_of_many_kinds_and_the_largest_is_last(entries: list[FileEntry], expected: list[str]) -> None:
    chosen = choose_more_files(evidence(*entries, first=f"{HOME}/a.h5"))
    assert [one.path for one in chosen] == expected


def test_nothing_more_before_the_first() -> None:
    assert choose_more_files(evidence(entry("a.h5"), entry("b.h5"))) == ()


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        (entry("a.H5"), "h5"),
        (entry("a", media_type="text/csv"), "text/csv"),
        (FileEntry(f"{HOME}/get?file=a.b/c.tif#x"), ""),
        (entry("v1.2/archive", media_type="application/zip"), "application/zip"),
        (entry("a.notanextensionatall", media_type="text/csv"), "text/csv"),
    ],
)
def test_kinds(named: FileEntry, kind: str) -> None:
    assert file_kind(named) == kind


def test_many_files_take_little_time() -> None:
    many = evidence(*(entry(f"{n}.h5", n) for n in range(100_000)), first=f"{HOME}/0.h5")
    started = time.process_time()
    assert len(choose_more_files(many)) == 4
    assert time.process_time() - started < 10


def test_head_is_asked_on_another_host_alone() -> None:
    same = evidence(entry("a.h5"), first=f"{HOME}/a.h5", second=f"{HOME}/b.h5")
    other = evidence(entry("a.h5"), first=f"{HOME}/a.h5", second="https://store.example.org/b.h5")
    assert OTHER_HEAD.ask(same) is None
    need = OTHER_HEAD.ask(other)
    assert need is not None
    assert (need.method, need.url) == ("HEAD", "https://store.example.org/b.h5")


def test_ranges_are_asked_one_after_the_other() -> None:
    wanting = FileFacts(f"{HOME}/a.h5", hdf5=Hdf5Facts("partly read", wants=(65_536, 589_823)))
    asked = Evidence(read_pid("10.5072/x"), NOW, file_facts=wanting)
    needs = [step.ask(asked) for step in NEXUS_STEPS]
    assert needs[0] is not None
    assert needs[0].header("range") == "bytes=65536-589823"
    assert needs[1:] == [None] * 5


def test_steps_have_names_and_ranks_of_their_own() -> None:
    assert len({step.name for step in FILE_STEPS}) == len(FILE_STEPS) == 12
    assert len({step.rank for step in FILE_STEPS}) == len(FILE_STEPS)
