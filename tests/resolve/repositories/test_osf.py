"""The OSF: what a GUID stands for, storage providers, folders, pages, and what is not public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.osf import REPOSITORY
from tests.support.walk_cases import CASES, held, trouble
from tests.support.walks import Answer, led_to

CASE = CASES["osf"]
API = "https://api.osf.io/v2"
GUID, NODE = f"{API}/guids/ab1cd/", f"{API}/nodes/ab1cd/"
SIZE = "page%5Bsize%5D=100"


def files(folder: str, page: str = "") -> str:
    return f"{NODE}files/{folder}/?{page}{SIZE}"


STORAGE, DAY, GITHUB = files("osfstorage"), files("osfstorage/5f04"), files("github")
SECOND = files("osfstorage", "page=2&")


def stands_for(kind: str, **attributes: Any) -> dict[str, Answer]:
    """Make the GUID stand for something else; its files are listed at the same place."""
    table = CASE.table
    data = {**table[NODE][1]["data"], "type": kind}
    data["attributes"] = {**data["attributes"], **attributes}
    return {**table, GUID: (200, {"data": data})}


@pytest.mark.parametrize(
    ("pid", "url", "record"),
    [
        ("10.17605/OSF.IO/P5RVJ", "https://osf.io/p5rvj/", "p5rvj"),
        ("10.31234/osf.io/ab1cd_v2", "", "ab1cd"),
        ("10.5072/x", "https://osf.io/P5RVJ", "p5rvj"),
        ("10.5072/x", "https://osf.io/preprints/psyarxiv/ab1cd_v1", "ab1cd"),
        ("10.5072/x", "https://osf.io/preprints/ab1cd/", "ab1cd"),
        ("10.5072/x", "https://osf.io/ab1cd/files/osfstorage", "ab1cd"),
        ("10.5072/x", "https://osf.io/institutions/x", None),
        ("10.5072/x", "https://example.org/ab1cd", None),
        ("10.17605/osf.io/toolong", "", None),
    ],
)
def test_pages_and_dois(pid: str, url: str, record: str | None) -> None:
    spot = REPOSITORY.recognise(led_to(pid, *([url] if url else [])))
    assert spot == (None if record is None else Spot(API, record))


def test_every_provider_folder_and_page() -> None:
    found = held(CASE)
    assert {entry.path: (entry.size_bytes, entry.url) for entry in found.listing.entries} == {
        "notes.txt": (120, "https://osf.io/download/5f02/"),
        "plot (final).png": (4096, "https://osf.io/download/5f03/"),
        "raw/day 1/scan.h5": (1048576, "https://osf.io/download/5f05/"),
        "github/fit.py": (900, "https://osf.io/download/ab1cd:github:/fit.py/"),
    }
    notes = next(entry for entry in found.listing.entries if entry.path == "notes.txt")
    assert [digest.scheme for digest in notes.digests] == ["sha-256", "md5"]
    assert (found.access.state, notes.access) == (AccessState.OPEN, "open")


@pytest.mark.parametrize("kind", ["nodes", "registrations", "preprints"])
def test_what_holds_files(kind: str) -> None:
    assert len(held(CASE, stands_for(kind)).listing.entries) == 4


def test_where_the_files_are_listed_is_known_without_a_link() -> None:
    table = CASE.table
    del table[NODE][1]["data"]["relationships"]
    assert len(held(CASE, table).listing.entries) == 4


def test_a_file_of_its_own() -> None:
    table = CASE.table
    file = table[STORAGE][1]["data"][1]
    found = held(CASE, {GUID: (302, f"{API}/files/5f02/"), f"{API}/files/5f02/": (200, {"data": file})})
    assert [entry.path for entry in found.listing.entries] == ["notes.txt"]


@pytest.mark.parametrize("kind", ["users", "", None])
def test_what_holds_none(kind: Any) -> None:
    assert "the GUID stands for nothing that holds files" in trouble(CASE, stands_for(kind))


@pytest.mark.parametrize(
    ("attributes", "state", "until", "count"),
    [
        ({"withdrawn": True, "public": True}, AccessState.WITHDRAWN, None, 0),
        ({"embargoed": True, "embargo_end_date": "2027-02-03T00:00:00"}, AccessState.EMBARGOED, date(2027, 2, 3), 4),
        ({"embargoed": True, "embargo_end_date": "2020-02-03"}, AccessState.OPEN, None, 4),
        ({"public": None}, AccessState.UNKNOWN, None, 4),
    ],
)
def test_registrations(attributes: dict[str, Any], state: AccessState, until: date | None, count: int) -> None:
    found = held(CASE, stands_for("registrations", **attributes))
    assert (found.access.state, found.access.until, len(found.listing.entries)) == (state, until, count)


def test_a_provider_that_fails_leaves_the_rest() -> None:
    table = {**CASE.table, GITHUB: (503, b"")}
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (3, False)
    assert found.reason == "folders or pages that could not be read: 1"


@pytest.mark.parametrize("link", [STORAGE, files("osfstorage/5f01"), SECOND])
def test_pages_that_lead_in_circles_end(link: str) -> None:
    table = CASE.table
    table[SECOND][1]["links"]["next"] = link
    table[DAY][1]["data"].append(table[STORAGE][1]["data"][0])
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (4, True)


@pytest.mark.parametrize("link", ["https://evil.example/v2/nodes/ab1cd/files/", "http://[::1", "javascript:x", 7])
def test_links_to_elsewhere_are_not_followed(link: Any) -> None:
    table = CASE.table
    table[STORAGE][1]["links"]["next"] = link
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (3, False)


def test_an_empty_project() -> None:
    empty: Answer = (200, {"data": [], "links": {"next": None}})
    table = {**CASE.table, STORAGE: empty, GITHUB: empty}
    found = held(CASE, table).listing
    assert (found.entries, found.complete) == ((), True)
