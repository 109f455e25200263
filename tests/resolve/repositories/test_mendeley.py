"""Mendeley Data: folders by id, versions, and what a file says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from fairsvc.model.repository import Spot
from fairsvc.resolve.repositories.mendeley import REPOSITORY
from tests.support.walk_cases import CASES, held, trouble
from tests.support.walks import Answer, led_to

CASE = CASES["mendeley"]
SITE = "https://data.mendeley.com"
DATASET = f"{SITE}/public-api/datasets/cp3473x7xv"


def files_of(folder: str) -> str:
    return f"{DATASET}/files?folder_id={folder}&version=3"


def with_folders(*folders: dict[str, Any]) -> dict[str, Answer]:
    return {**CASE.table, f"{DATASET}/folders/3": (200, list(folders))}


@pytest.mark.parametrize(
    ("pid", "url", "spot"),
    [
        ("10.17632/CP3473X7XV.3", "https://data.mendeley.com/datasets/cp3473x7xv/3", Spot(SITE, "cp3473x7xv", "3")),
        ("10.17632/cp3473x7xv", "", Spot(SITE, "cp3473x7xv")),
        ("10.5072/x", "https://data.mendeley.com/datasets/cp3473x7xv/3", Spot(SITE, "cp3473x7xv", "3")),
        ("10.5072/x", "https://data.mendeley.com/datasets/cp3473x7xv", Spot(SITE, "cp3473x7xv")),
        (
            "10.17632/cp3473x7xv.3",
            "https://elsevier.digitalcommonsdata.com/datasets/cp3473x7xv/3",
            Spot("https://elsevier.digitalcommonsdata.com", "cp3473x7xv", "3"),
        ),
        ("10.17632/cp3473x7xv.3", "https://data.mendeley.com/login", Spot(SITE, "cp3473x7xv", "3")),
        ("10.5072/x", "https://digitalcommonsdata.com.example/datasets/cp3473x7xv/3", None),
        ("10.5072/x", "https://example.org/datasets/cp3473x7xv/3", None),
        ("10.5072/x", "https://data.mendeley.com/research-data", None),
    ],
)
def test_pages_and_dois(pid: str, url: str, spot: Spot | None) -> None:
    assert REPOSITORY.recognise(led_to(pid, *([url] if url else []))) == spot


def test_folders_by_their_ids() -> None:
    first, second = held(CASE).listing.entries
    assert (first.path, first.size_bytes, first.media_type) == ("read me.txt", 12, "text/csv")
    assert (second.path, second.digests[0].scheme) == ("cells/25 degC/cycle.csv", "sha-256")
    assert second.url == f"{SITE}/public-files/datasets/cp3473x7xv/files/f-2/file_downloaded"


def test_the_newest_version_of_a_doi_without_one() -> None:
    table = {**CASE.table, f"{DATASET}/versions": (200, [{"version": 1}, {"version": 3}, {"version": "x"}])}
    assert len(held(CASE, table, Spot(SITE, "cp3473x7xv")).listing.entries) == 2
    table[f"{DATASET}/versions"] = (200, [])
    assert "Mendeley Data names no version of the dataset" in trouble(CASE, table, Spot(SITE, "cp3473x7xv"))


def test_folders_that_lie_in_each_other_end() -> None:
    table = with_folders({"id": "d-1", "name": "a", "parent_id": "d-2"}, {"id": "d-2", "name": "b", "parent_id": "d-1"})
    found = held(CASE, table).listing
    assert [entry.path for entry in found.entries] == ["read me.txt", "a/b/cycle.csv"]


def test_a_folder_that_fails_leaves_the_rest() -> None:
    found = held(CASE, {**CASE.table, files_of("d-2"): (500, b"")}).listing
    assert [entry.path for entry in found.entries] == ["read me.txt"]
    assert (found.complete, found.reason) == (False, "folders that could not be read: 1")


@pytest.mark.parametrize("answer", [(404, b""), (200, {}), (200, b"<html>")])
def test_folders_that_are_not_told(answer: Answer) -> None:
    found = held(CASE, {**CASE.table, f"{DATASET}/folders/3": answer}).listing
    assert (len(found.entries), found.complete) == (1, False)


@pytest.mark.parametrize(
    ("file", "url"),
    [
        ({"id": "f-9", "filename": "x"}, f"{SITE}/public-files/datasets/cp3473x7xv/files/f-9/file_downloaded"),
        ({"id": "../9", "filename": "x"}, None),
        ({"filename": "x", "content_details": []}, None),
    ],
)
def test_a_file_without_details(file: dict[str, Any], url: str | None) -> None:
    found = held(CASE, {**with_folders(), files_of("root"): (200, [file])}).listing
    assert [entry.url for entry in found.entries] == ([url] if url else [])
    assert found.complete is bool(url)


def test_an_empty_dataset() -> None:
    found = held(CASE, {**with_folders(), files_of("root"): (200, [])}).listing
    assert (found.entries, found.complete) == ((), True)


def test_names_that_leave_their_folder() -> None:
    table = with_folders({"id": "d-2", "name": "../up"})
    assert [entry.path for entry in held(CASE, table).listing.entries] == ["read me.txt", ".._up/cycle.csv"]
