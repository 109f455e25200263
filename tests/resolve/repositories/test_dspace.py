"""DSpace 7: items by page and handle, bundles, pages, embargo, and links to elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fairsvc.model.link import Link
from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.dspace import REPOSITORY
from tests.support.walk_cases import CASES, held, trouble
from tests.support.walks import Answer, led_to

CASE = CASES["dspace"]
HOST = "https://repository.example.edu"
API = f"{HOST}/server/api"
UUID = "00000000-0000-4000-8000-000000000001"
ITEM, STATUS = f"{API}/core/items/{UUID}", f"{API}/core/items/{UUID}/accessStatus"
BUNDLES = f"{ITEM}/bundles?embed=format&size=100&page=0"
FILES = f"{API}/core/bundles/00000000-0000-4000-8000-000000000003/bitstreams?embed=format&size=100&page="


def item(**changes: Any) -> dict[str, Answer]:
    table = CASE.table
    return {**table, ITEM: (200, {**table[ITEM][1], **changes})}


def page(first: int, last: int, total: int) -> Answer:
    files = [
        {"name": f"{number}.h5", "_links": {"content": {"href": f"{API}/{number}/content"}}}
        for number in range(first, last)
    ]
    return 200, {"_embedded": {"bitstreams": files}, "page": {"totalElements": total}}


@pytest.mark.parametrize(
    ("url", "spot"),
    [
        (f"{HOST}/items/{UUID}", Spot(API, UUID)),
        (f"{HOST}/entities/publication/{UUID}/full", Spot(API, UUID)),
        (f"{HOST}/handle/10900/1234", Spot(API, "10900/1234")),
        (f"{HOST}//handle/1516514412012/168894", Spot(API, "1516514412012/168894")),
        (f"{HOST}/server/api/core/items/{UUID}", Spot(API, UUID)),
        (f"{HOST}/jspui/handle/10900/1234", None),
        (f"{HOST}/xmlui/handle/10900/1234", None),
        (f"{HOST}/items/12", None),
        ("http://hdl.handle.net/10400.9/3944", None),
    ],
)
def test_pages(url: str, spot: Spot | None) -> None:
    assert REPOSITORY.recognise(led_to("10.5072/x", url)) == spot


@pytest.mark.parametrize(
    "target",
    [
        f"https://api.example.edu/rest/server/signposting/linksets/{UUID}",
        f"https://api.example.edu/rest/server/api/core/items/{UUID}",
    ],
)
def test_links_tell_where_the_api_lies(target: str) -> None:
    evidence = replace(led_to("10.5072/x", f"{HOST}/items/{UUID}"), links=(Link(target, "linkset"),))
    assert REPOSITORY.recognise(evidence) == Spot("https://api.example.edu/rest/server/api", UUID)


@pytest.mark.parametrize("record", [UUID, "10900/1234", "10.5072/x"])
def test_the_bitstreams_of_the_bundle_original(record: str) -> None:
    table = {**CASE.table, f"{API}/pid/find?id=doi%3A10.5072%2Fx": (302, ITEM)}
    found = held(CASE, table, Spot(API, record))
    first, second = found.listing.entries
    assert (first.path, first.size_bytes, first.media_type) == ("sample A.h5", 8528, "application/x-hdf5")
    assert [first.digests[0].scheme, second.digests[0].scheme] == ["md5", "sha-256"]
    assert (second.path, second.size_bytes) == ("readme.txt", 0)
    assert (found.title, found.licence) == ("Neutron reflectivity of lipids", "CC-BY-4.0")
    assert (found.access.state, first.access) == (AccessState.OPEN, "open")


def test_more_bitstreams_than_a_page() -> None:
    table = {**CASE.table, f"{FILES}0": page(0, 100, 150), f"{FILES}1": page(100, 150, 150)}
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (150, True)


def test_pages_that_lead_in_circles_end() -> None:
    table = {**CASE.table, f"{FILES}0": page(0, 100, 150), f"{FILES}1": page(0, 100, 150)}
    found = held(CASE, table).listing
    assert (len(found.entries), found.complete) == (100, False)


@pytest.mark.parametrize(
    ("status", "state", "until"),
    [
        ({"status": "embargo", "embargoDate": "2027-01-31"}, AccessState.EMBARGOED, date(2027, 1, 31)),
        ({"status": "embargo"}, AccessState.EMBARGOED, None),
        ({"status": "restricted"}, AccessState.RESTRICTED, None),
        ({"status": "metadata.only"}, AccessState.METADATA_ONLY, None),
        ({"status": None}, AccessState.UNKNOWN, None),
        ([], AccessState.UNKNOWN, None),
    ],
)
def test_access(status: Any, state: AccessState, until: date | None) -> None:
    found = held(CASE, {**CASE.table, STATUS: (200, status)})
    assert (found.access.state, found.access.until) == (state, until)


def test_an_item_that_was_withdrawn() -> None:
    found = held(CASE, item(withdrawn=True))
    assert (found.access.state, found.listing.entries) == (AccessState.WITHDRAWN, ())


@pytest.mark.parametrize("kind", ["collection", "community", None])
def test_what_is_no_item(kind: Any) -> None:
    assert "this is no item of DSpace" in trouble(CASE, item(type=kind))


def test_an_item_without_files() -> None:
    empty: Answer = (200, {"_links": {}, "page": {"totalElements": 0}})
    found = held(CASE, {**CASE.table, BUNDLES: empty}).listing
    assert (found.entries, found.complete) == ((), True)


@pytest.mark.parametrize("link", ["https://evil.example/bundles", "http://[::1", None, 7])
def test_links_to_elsewhere_are_not_followed(link: Any) -> None:
    assert len(held(CASE, item(_links={"bundles": {"href": link}})).listing.entries) == 2


def test_content_may_lie_elsewhere() -> None:
    table = CASE.table
    first, second = table[f"{FILES}0"][1]["_embedded"]["bitstreams"]
    first["_links"]["content"]["href"] = "https://cdn.example.edu/content"
    del second["_links"]
    found = held(CASE, table).listing
    own = f"{API}/core/bitstreams/00000000-0000-4000-8000-000000000006/content"
    assert [entry.url for entry in found.entries] == ["https://cdn.example.edu/content", own]
