"""CERN Open Data: files, indices of files, and what lies on tape."""

from __future__ import annotations

from typing import Any

import pytest

from fairsvc.model.repository import Holding, Spot
from fairsvc.model.resolution import AccessState, Availability
from fairsvc.resolve.repositories.cern_open_data import PORTAL, REPOSITORY
from fairsvc.resolve.walking import walk
from tests.support.walk_cases import CASES, sample
from tests.support.walks import Answer, Answers, led_to

CASE = CASES["cern-open-data"]
RECORD = f"{PORTAL}/api/records/6021"
STORE = "root://eospublic.cern.ch//eos/opendata/cms"


def holding(table: dict[str, Answer], record: str = "6021") -> Holding:
    found = walk((REPOSITORY, Spot(PORTAL, record)), Answers(table))
    assert found.holding is not None, found.trouble
    return found.holding


def described(**metadata: Any) -> dict[str, Answer]:
    whole = sample("cern_open_data/record.json")["metadata"]
    return {RECORD: (200, {"metadata": {**whole, "distribution": {}, **metadata}})}


def test_files_and_those_of_an_index() -> None:
    found = holding(CASE.table)
    lumi, first, second = found.listing.entries
    assert lumi.url == f"{PORTAL}/eos/opendata/cms/Run2010B/MinimumBias/AOD/v1/lumi.txt"
    assert lumi.alternates == ("root://eospublic.cern.ch//eos/opendata/cms/Run2010B/MinimumBias/AOD/v1/lumi.txt",)
    # Adler-32 comes without its leading zeros.
    assert [(one.scheme, one.value) for one in lumi.digests] == [("adler32", "000009f3")]
    assert [one.value for one in first.digests] == ["00be4f01"]
    assert (first.path, first.size_bytes, first.availability) == ("0001.root", 3_000_000_000, "online")
    assert (second.path, second.availability) == ("0002.root", "nearline")
    assert (found.access.state, found.availability) == (AccessState.OPEN, Availability.NEARLINE)
    assert (found.title, found.licence) == ("/MinimumBias/Run2010B-v1/AOD", "CC0-1.0")


def test_an_index_that_the_record_holds_is_not_asked_for() -> None:
    index = {"key": "CMS_v1_0000_file_index.json", "number_files": 2, "files": sample("cern_open_data/index.json")}
    table = described(_file_indices=[index])
    answers = Answers(table)
    found = walk((REPOSITORY, CASE.spot), answers).holding
    assert found is not None
    assert [entry.path for entry in found.listing.entries] == ["lumi.txt", "0001.root", "0002.root"]
    assert answers.asked == [RECORD]


@pytest.mark.parametrize(
    ("text", "availability"),
    [
        ("online", Availability.ONLINE),
        ("ondemand", Availability.NEARLINE),
        ("on demand", Availability.NEARLINE),
        ("partial", Availability.UNKNOWN),
        (None, Availability.UNKNOWN),
    ],
)
def test_on_disk_or_on_tape(text: Any, availability: Availability) -> None:
    file = {"uri": f"{STORE}/a.root", "size": 1, "checksum": "adler32:1", "availability": text}
    found = holding(described(availability=text, files=[file]))
    assert found.availability is availability
    assert [entry.availability for entry in found.listing.entries] == [availability.value]


@pytest.mark.parametrize(
    ("uris", "paths"),
    [
        (["x/1/a.root", "x/2/b.root"], ["a.root", "b.root"]),
        (["x/1/a.root", "x/2/a.root", "x/10/b.root"], ["1/a.root", "2/a.root", "10/b.root"]),
        (["x/1/a.root", "x/1/a.root"], ["a.root", "a.root"]),
    ],
)
def test_names_that_repeat_keep_their_folders(uris: list[str], paths: list[str]) -> None:
    files = [{"uri": f"{STORE}/{uri}", "size": 1} for uri in uris]
    assert [entry.path for entry in holding(described(files=files)).listing.entries] == paths


@pytest.mark.parametrize(
    ("stated", "complete"),
    [({"number_files": 1}, True), ({"number_files": 9}, False), ({}, True), (None, True)],
)
def test_completeness_by_the_number_that_is_stated(stated: Any, complete: bool) -> None:
    table = described(files=[{"uri": f"{STORE}/a.root"}], distribution=stated)
    assert holding(table).listing.complete is complete


def test_a_file_without_an_address_makes_the_list_incomplete() -> None:
    listing = holding(described(files=[{"uri": f"{STORE}/a.root"}, {"size": 3}])).listing
    assert (len(listing.entries), listing.complete) == (1, False)


def test_a_record_without_files() -> None:
    listing = holding(described(files=[])).listing
    assert (listing.entries, listing.complete) == ((), True)


def test_an_index_elsewhere_is_not_asked_for() -> None:
    index = {"uri": "https://elsewhere.example/x_file_index.json", "type": "index.json"}
    answers = Answers(described(files=[index]))
    found = walk((REPOSITORY, CASE.spot), answers).holding
    assert found is not None
    assert found.listing.complete is False
    assert answers.asked == [RECORD]


def test_an_index_that_is_gone_is_said() -> None:
    found = walk((REPOSITORY, CASE.spot), Answers({RECORD: CASE.table[RECORD]}, default=(404, b"")))
    assert "answered 404" in found.trouble


DOI = "10.7483/opendata.cms.test.6021"
SEARCH = f"{PORTAL}/api/records?page=1&size=1&q=doi%3A%2210.7483%2FOPENDATA.CMS.TEST.6021%22"


def test_a_doi_whose_page_refuses_is_searched() -> None:
    table: dict[str, Answer] = {**CASE.table, SEARCH: (200, {"hits": {"total": 1, "hits": [{"id": 6021}]}})}
    assert len(holding(table, DOI).listing.entries) == 3


def test_a_doi_that_is_not_found() -> None:
    found = walk((REPOSITORY, Spot(PORTAL, DOI)), Answers({SEARCH: (200, {"hits": {"total": 0, "hits": []}})}))
    assert found.trouble.startswith("the portal knows no record of that DOI")


@pytest.mark.parametrize(
    ("pid", "urls", "record"),
    [
        (DOI, ("http://opendata.cern.ch/record/6021",), "6021"),
        (DOI, (), DOI),
        ("https://opendata.cern.ch/record/atlas-160006", (), "atlas-160006"),
        ("10.5072/a", ("https://opendata.cern.ch/docs/about",), None),
        ("10.5072/a", ("https://elsewhere.example/record/6021",), None),
    ],
)
def test_recognised(pid: str, urls: tuple[str, ...], record: str | None) -> None:
    spot = REPOSITORY.recognise(led_to(pid, *urls))
    assert (spot.record if spot else None) == record
    assert spot is None or spot.base_url == PORTAL
