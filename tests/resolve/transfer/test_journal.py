from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import UsageError
from fairsvc.resolve.transfer.folder import Folder
from fairsvc.resolve.transfer.journal import Journal, Record, read_records, write_record

PART = Record("raw/a.h5", "doi:10.5072/x", 10, validator='"1"')
DONE = Record("raw/a.h5", "doi:10.5072/x", 10, 7, "sha-256", "ab")


def opened(path: Path) -> Journal:
    return Journal(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND))


def test_what_was_noted_is_known_the_next_time(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path / "x") as journal:
            journal.note(PART)
            journal.note(DONE)
            assert (journal.find("raw/a.h5"), journal.find_part("raw/a.h5")) == (DONE, PART)
            assert journal.find("raw/b.h5") is None
    assert (tmp_path / "x").read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("cut", [1, 20, len(write_record(DONE)) - 2])
def test_a_line_that_was_cut_counts_for_nothing(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x"
    path.write_bytes(write_record(PART) + write_record(DONE)[:cut])
    with opened(path) as journal:
        assert (journal.find("raw/a.h5"), journal.find_part("raw/a.h5")) == (None, PART)
        journal.note(DONE)
    assert read_records(path.read_bytes()) == {("raw/a.h5", False): PART, ("raw/a.h5", True): DONE}


def test_a_journal_that_grew_is_shortened(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"".join(write_record(Record("a", "p", number)) for number in range(1000)))
    with opened(path) as journal:
        assert journal.find_part("a") == Record("a", "p", 999)
    assert path.read_bytes() == write_record(Record("a", "p", 999))


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_a_journal(content: bytes) -> None:
    assert all(isinstance(record, Record) for record in read_records(content).values())


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b'{"path": 1}', b'{"path": "a", "pid": []}', b'{"path": "a", "digest": {}}', b"[" * 100_000]
)
def test_a_line_of_another_kind_is_left_away(line: bytes) -> None:
    assert read_records(line + b"\n" + write_record(DONE)) == {("raw/a.h5", True): DONE}


def test_one_download_at_a_time_works_in_a_folder(tmp_path: Path) -> None:
    with Folder(tmp_path), pytest.raises(UsageError) as caught:
        Folder(tmp_path)
    assert "another download is at work in the folder" in str(caught.value)
    with Folder(tmp_path):
        pass
