"""The evidence folder: only whole appends, a new file each day and GiB, none shared by processes."""

from __future__ import annotations

import os
import re
import threading
from datetime import timedelta

import pytest

from fairsvc.errors import StoreUnusable
from fairsvc.store.warc_files import Place, WarcFiles
from tests.store.samples import NOON


@pytest.fixture
def files(tmp_path):
    opened = WarcFiles(tmp_path, 100, lambda: NOON)
    yield opened
    opened.close()


def test_what_is_appended_can_be_read(files):
    places = files.append([b"first", b"", b"third"])
    assert [(place.offset, place.length) for place in places] == [(0, 5), (5, 0), (5, 5)]
    assert [files.read(place) for place in places] == [b"first", b"", b"third"]
    assert files.append([b"more"])[0] == Place(places[0].name, 10, 4)


def test_the_name_tells_the_day_and_no_host(files):
    (place,) = files.append([b"x"])
    assert re.fullmatch(r"2026/03/fairsvc-20260301-[0-9a-f]{12}\.warc\.gz", place.name)


def test_a_full_file_is_left(files):
    first, second, third = (files.append([b"x" * size])[0] for size in (99, 1, 1))
    assert first.name == second.name != third.name
    assert third.offset == 0


def test_each_day_has_its_file(tmp_path):
    moments = iter([NOON, NOON + timedelta(hours=11), NOON + timedelta(hours=12)])
    files = WarcFiles(tmp_path, now=lambda: next(moments))
    first, second, third = (files.append([b"x"])[0].name for _ in range(3))
    assert first == second != third
    assert "20260302" in third
    files.close()


def test_a_closed_file_is_not_taken_up_again(files):
    first = files.append([b"x"])[0]
    files.close()
    assert files.append([b"x"])[0].name != first.name
    assert files.read(first) == b"x"


def test_threads_do_not_mix(files):
    places: list[tuple[bytes, Place]] = []

    def work(letter: bytes) -> None:
        places.extend((letter, files.append([letter * 7])[0]) for _ in range(20))

    threads = [threading.Thread(target=work, args=(bytes([65 + n]),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 80
    assert all(files.read(place) == letter * 7 for letter, place in places)


@pytest.mark.parametrize("place", [Place("2026/03/gone.warc.gz", 0, 1), Place("here", 2, 5)])
def test_what_is_lost_is_said(files, tmp_path, place):
    (tmp_path / "here").write_bytes(b"1234")
    with pytest.raises(StoreUnusable, match="missing or cut"):
        files.read(place)


def _append(folder, answer):
    files = WarcFiles(folder, now=lambda: NOON)
    first = files.append([b"parent"])[0].name
    if os.fork() == 0:
        answer.put((first, files.append([b"child"])[0].name))
        answer.close()
        answer.join_thread()
        os._exit(0)
    os.wait()
    files.close()


def test_a_fork_gets_a_file_of_its_own(tmp_path, processes):
    answer = processes.Queue()
    process = processes.Process(target=_append, args=(tmp_path, answer))
    process.start()
    parent, child = answer.get(timeout=30)
    process.join()
    assert parent != child
    assert (tmp_path / parent).read_bytes() == b"parent"
