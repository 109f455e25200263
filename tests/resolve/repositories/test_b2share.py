"""B2SHARE: open, closed and embargoed records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairsvc.model.repository import Holding
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.b2share import REPOSITORY
from fairsvc.resolve.walking import walk
from tests.support.walk_cases import CASES, sample
from tests.support.walks import Answers, led_to

CASE = CASES["b2share"]
HOME, NUMBER = CASE.spot.base_url, CASE.spot.record
RECORD = f"{HOME}/api/records/{NUMBER}"


def holding(record: Any) -> Holding:
    found = walk((REPOSITORY, CASE.spot), Answers({RECORD: (200, record)}))
    assert found.holding is not None, found.trouble
    return found.holding


def described(files: Any, **metadata: Any) -> dict[str, Any]:
    whole = sample("b2share/record.json")
    return {**whole, "metadata": {**whole["metadata"], **metadata}, "files": files}


def test_files_lie_in_a_bucket() -> None:
    found = holding(sample("b2share/record.json"))
    first, second = found.listing.entries
    assert first.url == f"{HOME}/api/files/5f0a2b1c-7d8e-4f90-8a1b-2c3d4e5f6071/profile%201.dat"
    assert first.alternates == ("http://hdl.handle.net/0000/11304-77",)
    assert (first.path, first.size_bytes) == ("profile 1.dat", 2048)
    # The algorithm stands before the digest, and is no part of it.
    assert [(one.scheme, one.value) for one in first.digests] == [("md5", "900150983cd24fb0d6963f7d28e17f72")]
    assert (second.path, second.alternates, second.access) == ("readme.md", (), "open")
    assert (found.title, found.licence) == ("Neutron depth profiles of a battery", "CC-BY-4.0")


@pytest.mark.parametrize(
    ("metadata", "expected", "complete"),
    [
        ({"open_access": True}, (AccessState.OPEN, None), True),
        ({"open_access": False}, (AccessState.RESTRICTED, None), None),
        (
            {"open_access": False, "embargo_date": "2032-03-04T00:00:00+00:00"},
            (AccessState.EMBARGOED, date(2032, 3, 4)),
            None,
        ),
        ({"open_access": False, "embargo_date": "2012-03-04"}, (AccessState.OPEN, None), True),
        ({"open_access": "yes"}, (AccessState.UNKNOWN, None), None),
    ],
)
def test_who_may_have_the_files(
    metadata: Any, expected: tuple[AccessState, date | None], complete: bool | None
) -> None:
    found = holding(described([], **metadata))
    assert (found.access.state, found.access.until) == expected
    assert (found.listing.entries, found.listing.complete) == ((), complete)


@pytest.mark.parametrize(
    ("file", "urls"),
    [
        ({"key": "a", "links": {"self": f"{HOME}/api/files/b/a"}}, [f"{HOME}/api/files/b/a"]),
        ({"key": "a", "ePIC_PID": "https://hdl.handle.net/1/2"}, ["https://hdl.handle.net/1/2"]),
        ({"key": "a"}, []),
        ({"bucket": 3, "key": "../a"}, [f"{HOME}/api/files/3/../a"]),
        ("a", []),
    ],
)
def test_addresses(file: Any, urls: list[str]) -> None:
    listing = holding(described([file])).listing
    assert [entry.url for entry in listing.entries] == urls
    assert listing.complete == bool(urls)


@pytest.mark.parametrize(
    ("pid", "urls", "base_url"),
    [
        (f"10.23728/b2share.{NUMBER}", (), "https://b2share.eudat.eu"),
        ("10.5072/a", (f"https://b2share.fz-juelich.de/records/{NUMBER}",), "https://b2share.fz-juelich.de"),
        ("11304/77", (f"{HOME}/records/{NUMBER}?x=1",), HOME),
    ],
)
def test_recognised(pid: str, urls: tuple[str, ...], base_url: str) -> None:
    spot = REPOSITORY.recognise(led_to(f"hdl:{pid}" if pid[:2] == "11" else pid, *urls))
    assert spot is not None
    assert (spot.base_url, spot.record) == (base_url, NUMBER)


@pytest.mark.parametrize(
    "urls",
    [
        ("https://zenodo.org/records/12",),
        (f"{HOME}/records/{NUMBER}", f"{HOME}/records/qk3vd-8w115"),
        (f"{HOME}/records/{NUMBER}/extra".replace("/records/", "/reports/"),),
    ],
)
def test_not_recognised(urls: tuple[str, ...]) -> None:
    assert REPOSITORY.recognise(led_to("10.5072/a", *urls)) is None
