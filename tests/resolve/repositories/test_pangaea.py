"""PANGAEA: tables, archives, collections, and data that are not free yet."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairsvc.model.pid import read_pid
from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.probe.gather import Subject, gather_live
from fairsvc.probe.replay import Recording
from fairsvc.resolve.plan import OPENING
from fairsvc.resolve.repositories.pangaea import REPOSITORY
from tests.support.recordings import RECORDED_AT, iter_recorded
from tests.support.walk_cases import CASES, held
from tests.support.walks import Answer, led_to

CASE = CASES["pangaea"]
SITE = "https://doi.pangaea.de"
TABLE = Spot(SITE, "PANGAEA.101")


def described(number: int) -> str:
    return f"{SITE}/10.1594/PANGAEA.{number}?format=metadata_jsonld"


def changed(number: int, **changes: Any) -> dict[str, Answer]:
    table = CASE.table
    return {**table, described(number): (200, {**table[described(number)][1], **changes})}


@pytest.mark.parametrize(
    ("pid", "url", "record"),
    [
        ("10.1594/PANGAEA.318586", "https://doi.pangaea.de/10.1594/PANGAEA.318586", "PANGAEA.318586"),
        ("10.5072/x", "https://doi.pangaea.de/10.1594/PANGAEA.318586", "PANGAEA.318586"),
        ("10.5072/x", "https://example.org/10.1594/PANGAEA.318586", None),
        ("10.1594/wdcc/x", "https://doi.pangaea.de/", None),
    ],
)
def test_pages_and_dois(pid: str, url: str, record: str | None) -> None:
    spot = REPOSITORY.recognise(led_to(pid, url))
    assert spot == (None if record is None else Spot(SITE, record))


def test_a_table_is_also_shown_as_a_page() -> None:
    (entry,) = held(CASE, spot=TABLE).listing.entries
    assert (entry.path, entry.media_type) == ("PANGAEA.101.tab", "text/tab-separated-values")
    assert entry.url == f"{SITE}/10.1594/PANGAEA.101?format=textfile"
    assert entry.other_forms == (f"{SITE}/10.1594/PANGAEA.101?format=html",)


def test_a_collection_has_the_files_of_its_parts() -> None:
    found = held(CASE)
    assert [entry.path for entry in found.listing.entries] == ["PANGAEA.101.tab", "cores 2020.zip", "PANGAEA.104.tab"]
    assert found.listing.complete
    assert (found.title, found.licence, found.access.state) == ("Boreholes of a glacier", "CC-BY-4.0", "open")


def test_parts_that_lead_in_circles_end() -> None:
    parts = [{"@id": f"https://doi.org/10.1594/PANGAEA.{number}"} for number in (100, 103)]
    table = changed(103, hasPart=[*parts, "https://doi.org/10.1594/PANGAEA.104"])
    assert len(held(CASE, table).listing.entries) == 3


def test_a_part_that_fails_leaves_the_rest() -> None:
    found = held(CASE, {**CASE.table, described(102): (503, b"")}).listing
    assert [entry.path for entry in found.entries] == ["PANGAEA.101.tab", "PANGAEA.104.tab"]
    assert (found.complete, found.reason) == (False, "parts of the collection that could not be read: 1")


def test_more_parts_than_are_read() -> None:
    parts = [{"@id": f"https://doi.org/10.1594/PANGAEA.{number}"} for number in range(200, 1300)]
    found = held(CASE, changed(100, hasPart=parts)).listing
    assert (found.entries, found.complete) == ((), False)
    assert found.reason == "parts of the collection that could not be read: 1100"


@pytest.mark.parametrize(
    ("changes", "state", "until"),
    [
        ({"conditionsOfAccess": "access rights needed", "isAccessibleForFree": False}, AccessState.LOGIN, None),
        ({"conditionsOfAccess": None, "isAccessibleForFree": False}, AccessState.LOGIN, None),
        ({"conditionsOfAccess": "moratorium until 2027-05-31"}, AccessState.EMBARGOED, date(2027, 5, 31)),
        ({"conditionsOfAccess": "Under moratorium until 2027-99-99"}, AccessState.EMBARGOED, None),
        ({"conditionsOfAccess": "unrestricted"}, AccessState.OPEN, None),
        ({"conditionsOfAccess": None, "isAccessibleForFree": None}, AccessState.UNKNOWN, None),
    ],
)
def test_access(changes: dict[str, Any], state: AccessState, until: date | None) -> None:
    found = held(CASE, changed(101, **changes), TABLE)
    assert (found.access.state, found.access.until) == (state, until)
    assert [entry.access for entry in found.listing.entries] == [state.value]


def test_a_part_that_is_not_free() -> None:
    found = held(CASE, changed(104, conditionsOfAccess="access rights needed", isAccessibleForFree=False))
    assert [entry.access for entry in found.listing.entries] == ["open", "open", "login"]


@pytest.mark.parametrize("distribution", [None, [], {}, {"contentUrl": "ftp://x/y"}, "x"])
def test_a_description_without_files_is_no_complete_list(distribution: Any) -> None:
    found = held(CASE, changed(101, distribution=distribution), TABLE).listing
    assert (found.entries, found.complete) == ((), None)


def test_the_recorded_description_of_an_archive(shared: Path) -> None:
    exchanges = iter_recorded(shared / "doi" / "doi-exchanges.jsonl")
    page = next(one for one in exchanges if "doi.pangaea.de" in one.need.url)
    block = re.search(rb'<script type="application/ld\+json">(.*?)</script>', page.body or b"", re.DOTALL)
    assert block is not None
    spot = Spot(SITE, "PANGAEA.836178")
    found = held(CASE, {described(836178): (200, json.loads(block[1]))}, spot)
    (entry,) = found.listing.entries
    assert entry.url == "https://store.pangaea.de/Publications/JohanssonE_et_al_2014/johansson_etal-2014.zip"
    assert (entry.path, entry.media_type) == ("johansson_etal-2014.zip", "application/zip")
    assert (found.access.state, found.licence) == ("open", "CC-BY-3.0")


def test_a_page_that_links_to_every_file_needs_no_question(shared: Path) -> None:
    recording = Recording(iter_recorded(shared / "doi" / "doi-exchanges.jsonl"), RECORDED_AT)
    evidence = gather_live(Subject(read_pid("10.1594/PANGAEA.836178")), recording, RECORDED_AT, OPENING)
    assert REPOSITORY.recognise(evidence) is None
