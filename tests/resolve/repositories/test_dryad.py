"""Dryad: pages, versions, files that were taken away, and who may have the bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.dryad import REPOSITORY
from tests.support.walk_cases import CASES, held, trouble
from tests.support.walks import Answer, led_to

CASE = CASES["dryad"]
SITE = "https://datadryad.org"
DATASET = f"{SITE}/api/v2/datasets/doi%3A10.5061%2Fdryad.s1lver"
FILES = f"{SITE}/api/v2/versions/4711/files"


def page(first: int, last: int, total: int) -> Answer:
    files = [
        {"path": f"{number}.csv", "_links": {"stash:file-download": {"href": f"/api/v2/files/{number}/download"}}}
        for number in range(first, last)
    ]
    return 200, {"count": len(files), "total": total, "_embedded": {"stash:files": files}}


def dataset(**changes: Any) -> dict[str, Answer]:
    table = CASE.table
    return {**table, DATASET: (200, {**table[DATASET][1], **changes})}


@pytest.mark.parametrize(
    ("pid", "url", "record"),
    [
        ("10.5061/dryad.j1fd7", "", "doi:10.5061/dryad.j1fd7"),
        (
            "10.5061/DRYAD.J1FD7",
            "https://datadryad.org/stash/dataset/doi:10.5061/dryad.j1fd7",
            "doi:10.5061/dryad.j1fd7",
        ),
        ("10.25338/b8xg7s", "https://datadryad.org/dataset/doi:10.25338/B8XG7S", "doi:10.25338/B8XG7S"),
        ("10.25338/b8xg7s", "https://datadryad.org/landing/show?id=doi%3A10.25338%2FB8XG7S", "doi:10.25338/B8XG7S"),
        ("10.25338/b8xg7s", "https://example.org/dataset/doi:10.25338/B8XG7S", None),
        ("10.5061/other", "https://datadryad.org/about", None),
    ],
)
def test_pages_and_dois(pid: str, url: str, record: str | None) -> None:
    spot = REPOSITORY.recognise(led_to(pid, *([url] if url else [])))
    assert spot == (None if record is None else Spot(SITE, record))


def test_the_files_of_the_newest_version() -> None:
    found = held(CASE)
    assert [(entry.path, entry.size_bytes) for entry in found.listing.entries] == [
        ("run 1.csv", 4096),
        ("README.md", 2048),
        ("empty.txt", 0),
    ]
    first, second, _ = found.listing.entries
    assert (first.digests[0].scheme, second.digests) == ("sha-256", ())
    assert first.alternates == (f"{SITE}/downloads/file_stream/81",)
    assert (found.title, found.licence) == ("Scattering of silver colloids", "CC0-1.0")


def test_a_list_without_a_total_goes_on_until_a_page_is_empty() -> None:
    table = {**CASE.table}
    for number, (first, last) in enumerate(((0, 100), (100, 130), (130, 130)), 1):
        status, body = page(first, last, 0)
        table[f"{FILES}?page={number}&per_page=100"] = (status, {**body, "total": None})
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (130, True)
    del table[f"{FILES}?page=2&per_page=100"]
    assert "not recorded" in trouble(CASE, table)


def test_bytes_need_an_account() -> None:
    found = held(CASE)
    assert found.access.state is AccessState.LOGIN
    assert {entry.access for entry in found.listing.entries} == {"login"}


def test_more_files_than_a_page() -> None:
    table = {
        **CASE.table,
        f"{FILES}?page=1&per_page=100": page(0, 100, 230),
        f"{FILES}?page=2&per_page=100": page(100, 200, 230),
        f"{FILES}?page=3&per_page=100": page(200, 230, 230),
    }
    found = held(CASE, table).listing
    assert [entry.path for entry in found.entries] == [f"{number}.csv" for number in range(230)]
    assert found.complete


@pytest.mark.parametrize("second", [page(0, 100, 230), page(0, 0, 230)])
def test_pages_that_lead_in_circles_or_end_early(second: Answer) -> None:
    table = {**CASE.table, f"{FILES}?page=1&per_page=100": page(0, 100, 230), f"{FILES}?page=2&per_page=100": second}
    found = held(CASE, table).listing
    assert len(found.entries) == 100
    assert (found.complete, found.reason) == (False, "files that the API counts and does not list: 130")


def test_a_dataset_without_files() -> None:
    found = held(CASE, {**CASE.table, f"{FILES}?page=1&per_page=100": page(0, 0, 0)}).listing
    assert (found.entries, found.complete) == ((), True)


def test_the_newest_version_that_the_public_may_see() -> None:
    def version(number: int, identifier: int, status: str) -> dict[str, Any]:
        link = {"self": {"href": f"/api/v2/versions/{identifier}"}}
        return {"versionNumber": number, "curationStatus": status, "_links": link}

    versions = [version(2, 4711, "Published"), version(1, 4000, "Published"), version(3, 9000, "Curation")]
    table = dataset(_links={})
    table[f"{DATASET}/versions"] = (200, {"_embedded": {"stash:versions": versions}})
    assert len(held(CASE, table).listing.entries) == 3
    table[f"{DATASET}/versions"] = (200, {"_embedded": {"stash:versions": []}})
    assert "Dryad names no version of the dataset" in trouble(CASE, table)


@pytest.mark.parametrize(
    ("changes", "state", "until", "count"),
    [
        ({"curationStatus": "Withdrawn"}, AccessState.WITHDRAWN, None, 0),
        ({"curationStatus": "Embargoed", "publicationDate": "2027-05-01"}, AccessState.EMBARGOED, date(2027, 5, 1), 3),
        ({"curationStatus": "Embargoed", "publicationDate": None}, AccessState.EMBARGOED, None, 3),
        ({"curationStatus": None}, AccessState.LOGIN, None, 3),
    ],
)
def test_access(changes: dict[str, Any], state: AccessState, until: date | None, count: int) -> None:
    found = held(CASE, dataset(**changes))
    assert (found.access.state, found.access.until, len(found.listing.entries)) == (state, until, count)
    assert found.listing.complete is (True if count else None)


def test_a_link_to_another_host_is_not_followed() -> None:
    table = CASE.table
    listed = table[f"{FILES}?page=1&per_page=100"][1]["_embedded"]["stash:files"]
    listed[0]["_links"]["stash:download"]["href"] = "https://evil.example/api/v2/files/81/download"
    listed[1]["_links"]["stash:download"]["href"] = "https://evil.example/steal"
    found = held(CASE, table).listing
    assert [entry.url for entry in found.entries] == [f"{SITE}/api/v2/files/{number}/download" for number in (81, 83)]
    assert found.reason == "listed files without an address: 1"
