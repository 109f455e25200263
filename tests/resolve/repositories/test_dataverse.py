"""Dataverse: datasets, files, tables in two forms, what is closed and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairsvc.model.repository import Holding, Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.dataverse import REPOSITORY
from fairsvc.resolve.walking import walk
from tests.support.walk_cases import CASES, sample
from tests.support.walks import Answer, Answers, drive, led_to

HOME = "https://dv.example"
PID = "doi:10.5072/FK2/TABLES"
LATEST = f"{HOME}/api/datasets/:persistentId/versions/:latest-published?persistentId={PID}"
ALSO_DEACCESSIONED = f"{LATEST}&includeDeaccessioned=true"
FILE = f"{HOME}/api/files/:persistentId?persistentId={PID}"
BYTES = f"{HOME}/api/access/datafile"
CASE = CASES["dataverse"]


def holding(table: dict[str, Answer], version: str = "") -> Holding:
    found = walk((REPOSITORY, Spot(HOME, PID, version)), Answers(table))
    assert found.holding is not None, found.trouble
    return found.holding


def version(files: Any = (), **changes: Any) -> dict[str, Any]:
    whole = sample("dataverse/version.json")["data"]
    return {"status": "OK", "data": {**whole, "files": list(files), **changes}}


def file(number: int = 1, *, restricted: Any = False, **about: Any) -> dict[str, Any]:
    return {"label": f"{number}.txt", "restricted": restricted, "dataFile": {"id": number, **about}}


def test_a_table_is_fetched_as_it_was_deposited() -> None:
    """The digest is that of the original; what the repository made of it is another form, with neither claim."""
    table, older, *_ = holding(CASE.table).listing.entries
    assert table.url == f"{BYTES}/4101?format=original"
    assert (table.path, table.size_bytes) == ("fits/2024/peaks_of_ice.dta", 9870)
    assert table.media_type == "application/x-stata-14"
    assert [(one.scheme, one.value) for one in table.digests] == [("md5", "187ef4436122d1cc2f40dc2b92f0eba0")]
    assert table.other_forms == (f"{BYTES}/4101",)
    assert table.alternates == ()
    # Without originalFileSize nobody knows how long the original is: `filesize` counts the other form.
    assert (older.path, older.size_bytes, older.url) == ("cells.csv", None, f"{BYTES}/4102?format=original")
    assert older.digests[0].scheme == "md5"


def test_other_files_are_fetched_as_they_are() -> None:
    _, _, frames, log, _ = holding(CASE.table).listing.entries
    assert (frames.path, frames.url, frames.size_bytes) == ("frames.h5", f"{BYTES}/4103", 5_000_000_000)
    assert (frames.digests[0].scheme, log.digests[0].scheme) == ("sha-512", "sha-1")
    assert frames.other_forms == ()


def test_each_file_has_its_own_access() -> None:
    found = holding(CASE.table)
    said = [entry.access for entry in found.listing.entries]
    assert said == ["open", "open", "restricted", "embargoed", "open"]
    assert found.access.state is AccessState.UNKNOWN
    assert (found.title, found.licence) == ("Diffraction of ice, tables", "CC0-1.0")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([file(1), file(2)], (AccessState.OPEN, None)),
        ([file(1, restricted=True), file(2, restricted="true")], (AccessState.RESTRICTED, None)),
        (
            [file(1, embargo={"dateAvailable": "2030-01-01"}), file(2, embargo={"dateAvailable": "2031-01-01"})],
            (AccessState.EMBARGOED, date(2031, 1, 1)),
        ),
        ([file(1, embargo={"dateAvailable": "soon"})], (AccessState.EMBARGOED, None)),
        ([file(1, retention={"dateUnavailable": "2020-01-01"})], (AccessState.RESTRICTED, None)),
        ([file(1, retention={"dateUnavailable": "2040-01-01"})], (AccessState.OPEN, None)),
        ([file(1, restricted=True), file(2)], (AccessState.UNKNOWN, None)),
        ([], (AccessState.UNKNOWN, None)),
    ],
)
def test_access_of_the_whole(files: list[Any], expected: tuple[AccessState, date | None]) -> None:
    found = holding({LATEST: (200, version(files))})
    assert (found.access.state, found.access.until) == expected
    assert found.listing.complete


@pytest.mark.parametrize(
    ("stated", "digest"),
    [
        ({"checksum": {"type": "SHA-256", "value": "ab" * 32}}, ("sha-256", "ab" * 32)),
        ({"checksum": {"type": "SHA-512", "value": "AB" * 64}}, ("sha-512", "ab" * 64)),
        ({"checksum": {"type": "SHA-1", "value": "ab" * 20}}, ("sha-1", "ab" * 20)),
        ({"checksum": {"type": "MD5", "value": "short"}, "md5": "ab" * 16}, ("md5", "ab" * 16)),
        ({"md5": "ab" * 16}, ("md5", "ab" * 16)),
        ({"md5": ""}, None),
        ({"checksum": "MD5"}, None),
    ],
)
def test_digests(stated: dict[str, Any], digest: tuple[str, str] | None) -> None:
    (entry,) = holding({LATEST: (200, version([file(1, **stated)]))}).listing.entries
    assert [(one.scheme, one.value) for one in entry.digests] == ([digest] if digest else [])


@pytest.mark.parametrize(
    ("about", "label", "name"),
    [
        ({"originalFileFormat": "application/x-spss-sav"}, "a.tab", "a.sav"),
        ({"originalFileFormat": "application/x-rlang-transport"}, "a.tab", "a.RData"),
        ({"originalFileFormat": "text/csv", "originalFileName": "b.CSV"}, "a.tab", "b.CSV"),
        ({"originalFileFormat": "text/csv"}, "a.csv", "a.csv"),
        ({"originalFileFormat": "application/x-unheard-of"}, "a.tab", "a.tab"),
        ({"tabularData": True}, "a.tab", "a.tab"),
    ],
)
def test_names_of_originals(about: dict[str, Any], label: str, name: str) -> None:
    one = {"label": label, "dataFile": {"id": 1, **about}}
    (entry,) = holding({LATEST: (200, version([one]))}).listing.entries
    assert (entry.path, entry.url) == (name, f"{BYTES}/1?format=original")


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("NONE", ""),
        ("CC0", "CC0-1.0"),
        ({"name": "CC BY 4.0", "uri": "http://creativecommons.org/licenses/by/4.0"}, "CC-BY-4.0"),
        ({"name": "House rules"}, "House rules"),
        (None, ""),
    ],
)
def test_the_licence(licence: Any, expected: str) -> None:
    assert holding({LATEST: (200, version(license=licence))}).licence == expected


def test_a_deaccessioned_version_is_withdrawn() -> None:
    gone = version([file(1)], versionState="DEACCESSIONED", deaccessionNote="wrong sample")
    found = holding({LATEST: (404, {"status": "ERROR"}), ALSO_DEACCESSIONED: (200, gone)})
    assert found.access.state is AccessState.WITHDRAWN
    assert [entry.access for entry in found.listing.entries] == ["restricted"]
    assert found.title


def test_the_pid_of_a_file() -> None:
    found = holding({FILE: (200, sample("dataverse/file.json"))}, "file")
    (entry,) = found.listing.entries
    assert (entry.url, entry.path) == (f"{BYTES}/4101?format=original", "fits/2024/peaks_of_ice.dta")
    assert (found.listing.complete, found.access.state, found.title) == (True, AccessState.OPEN, "peaks.tab")


def test_the_pid_of_a_file_behind_an_address_of_datasets() -> None:
    missing: Answer = (404, {"status": "ERROR"})
    found = holding({LATEST: missing, ALSO_DEACCESSIONED: missing, FILE: (200, sample("dataverse/file.json"))})
    assert len(found.listing.entries) == 1


def test_a_version_that_the_address_names() -> None:
    table: dict[str, Answer] = {LATEST.replace(":latest-published", "1.2"): (200, version([file(1)]))}
    assert len(holding(table, "1.2").listing.entries) == 1


@pytest.mark.parametrize("named", ["DRAFT", ":draft", "1.2.3", "../../admin"])
def test_a_version_that_is_no_number_is_the_latest(named: str) -> None:
    assert len(holding({LATEST: (200, version([file(1)]))}, named).listing.entries) == 1


def test_a_list_too_long_for_one_answer_comes_in_pages() -> None:
    below = LATEST.replace("?", "/files?")
    table: dict[str, Answer] = {
        LATEST: (200, version([file(number) for number in range(1200)])),
        f"{LATEST}&excludeFiles=true": (200, version()),
        f"{below}&limit=1000&offset=0": (200, {"status": "OK", "data": [file(number) for number in range(1000)]}),
        f"{below}&limit=1000&offset=1000": (200, {"data": [file(number) for number in range(1000, 1200)]}),
    }
    found = walk((REPOSITORY, CASE.spot), Answers(table, limit_bytes=90_000)).holding
    assert found is not None
    assert len(found.listing.entries) == 1200
    assert (found.listing.complete, found.title) == (True, "Diffraction of ice, tables")


def test_a_version_that_names_no_list_has_none() -> None:
    told = version([])
    del told["data"]["files"]
    found = walk((REPOSITORY, CASE.spot), Answers({LATEST: (200, told)}))
    assert "the API answered without a list" in found.trouble


def test_a_file_without_a_number_makes_the_list_incomplete() -> None:
    listing = holding({LATEST: (200, version([file(1), {"label": "x", "dataFile": {}}, "y"]))}).listing
    assert (len(listing.entries), listing.complete) == (1, False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{HOME}/dataset.xhtml?persistentId=doi:10.5072/FK2/AbC", ("doi:10.5072/FK2/AbC", "")),
        (f"{HOME}/dataset.xhtml;jsessionid=0f?persistentId=doi%3A10.5072%2FFK2%2FAbC", ("doi:10.5072/FK2/AbC", "")),
        (f"{HOME}/dataset.xhtml?persistentId=doi:10.5072/a&version=3.1", ("doi:10.5072/a", "3.1")),
        (f"{HOME}/citation?persistentId=hdl:1902.1/21919", ("hdl:1902.1/21919", "")),
        (f"{HOME}/file.xhtml?persistentId=doi:10.5072/FK2/AbC/F1&version=2.0", ("doi:10.5072/FK2/AbC/F1", "file")),
        (f"{HOME}/api/datasets/:persistentId/versions/1/linkset?persistentId=doi:10.5072/a", ("doi:10.5072/a", "")),
        (f"{HOME}/api/access/datafile/:persistentId?persistentId=perma:abc", ("perma:abc", "file")),
    ],
)
def test_recognised(url: str, expected: tuple[str, str]) -> None:
    spot = REPOSITORY.recognise(led_to("10.5072/fk2/abc", url))
    assert spot is not None
    assert (spot.base_url, spot.record, spot.version) == (HOME, *expected)


def test_a_recipe_knows_the_doi_alone() -> None:
    found = walk((REPOSITORY, Spot(HOME, PID.removeprefix("doi:"))), Answers(CASE.table))
    assert found.holding is not None


def test_an_installation_below_a_folder() -> None:
    spot = REPOSITORY.recognise(led_to("10.5072/a", "https://lab.example/dvn/dataset.xhtml?persistentId=doi:10.5072/a"))
    assert spot is not None
    assert spot.base_url == "https://lab.example/dvn"


@pytest.mark.parametrize(
    "url",
    [
        "https://lab.example/dataset.xhtml",
        "https://lab.example/dataset.xhtml?persistentId=",
        "https://lab.example/dataset.xhtml?persistentId=7",
        "https://lab.example/view?persistentId=doi:10.5072/a",
        "https://lab.example/citation?id=doi:10.5072/a",
        f"https://lab.example/citation?{'a=1&' * 40}persistentId=doi:10.5072/a",
    ],
)
def test_not_recognised(url: str) -> None:
    assert REPOSITORY.recognise(led_to("10.5072/a", url)) is None


def test_from_the_doi_to_the_files() -> None:
    page = f"{HOME}/dataset.xhtml?persistentId={PID}"
    table: dict[str, Answer] = {**CASE.table, "https://doi.org/10.5072/fk2/tables": (302, page), page: (200, {})}
    found = drive(REPOSITORY, PID, table)
    assert found.holding is not None
    assert len(found.holding.listing.entries) == 5
