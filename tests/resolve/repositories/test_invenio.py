"""InvenioRDM and Zenodo: every shape of a record, and which pages are theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fairsvc.model.link import Link
from fairsvc.model.repository import Holding, Spot
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.repositories.invenio import REPOSITORY
from fairsvc.resolve.walking import walk
from tests.support.walk_cases import CASES, sample
from tests.support.walks import Answer, Answers, drive, led_to

HOME = "https://rdm.example"
RECORD = f"{HOME}/api/records/qk3vd-8w115"
CASE = CASES["invenio"]


def holding(table: dict[str, Answer], record: str = "qk3vd-8w115") -> Holding:
    found = walk((REPOSITORY, Spot(HOME, record)), Answers(table))
    assert found.holding is not None, found.trouble
    return found.holding


def described(**changes: Any) -> dict[str, Any]:
    return {**sample("invenio/record.json"), **changes}


def test_files_that_lie_elsewhere() -> None:
    found = holding(CASE.table)
    assert (found.title, found.licence) == ("Small-angle scattering of silica, second run", "CC-BY-4.0")
    assert found.access == Access(AccessState.OPEN, because="the record says so")
    first, second, third = found.listing.entries
    assert (first.path, first.size_bytes, first.media_type) == ("raw/scan 0001.h5", 4096, "application/x-hdf5")
    assert first.url == f"{RECORD}/files/raw%2Fscan%200001.h5/content"
    assert (second.path, second.digests[0].scheme) == ("fit (final)  v2.csv", "sha-256")
    assert second.url == f"{RECORD}/files/fit%20(final)%20%20v2.csv/content"
    # `self` describes the file: the bytes lie below it.
    assert (third.url, third.size_bytes) == (f"{RECORD}/files/empty.txt/content", 0)
    assert {entry.access for entry in found.listing.entries} == {"open"}


@pytest.mark.parametrize("keyed", [True, False])
def test_files_that_the_record_holds_need_one_question(keyed: bool) -> None:
    entries = sample("invenio/files.json")["entries"]
    inline = {one["key"]: one for one in entries} if keyed else entries
    answers = Answers({RECORD: (200, described(files={"enabled": True, "count": 3, "entries": inline}))})
    found = walk((REPOSITORY, CASE.spot), answers).holding
    assert found is not None
    assert len(found.listing.entries) == 3
    assert answers.asked == [RECORD]


def test_a_list_that_is_cut_short_is_asked_for() -> None:
    entries = sample("invenio/files.json")["entries"][:2]
    table = {**CASE.table, RECORD: (200, described(files={"enabled": True, "count": 3, "entries": entries}))}
    assert len(holding(table).listing.entries) == 3


@pytest.mark.parametrize("elsewhere", [(404, {}), (200, {"enabled": True, "count": 3, "entries": []})])
def test_a_list_that_stays_short_is_kept_and_incomplete(elsewhere: Answer) -> None:
    entries = sample("invenio/files.json")["entries"][:2]
    record = described(files={"enabled": True, "count": 3, "entries": entries})
    listing = holding({RECORD: (200, record), f"{RECORD}/files": elsewhere}).listing
    assert (len(listing.entries), listing.complete) == (2, False)


def legacy(**metadata: Any) -> dict[str, Any]:
    return {"id": 77, "links": {"self": f"{HOME}/api/records/77"}, "metadata": {"title": "Old", **metadata}}


BUCKET = "https://rdm.example/api/files/0f-1a"


@pytest.mark.parametrize(
    ("file", "url"),
    [
        ({"key": "a b.txt", "links": {"self": f"{BUCKET}/a b.txt"}}, f"{BUCKET}/a%20b.txt"),
        ({"key": "a.txt", "links": {"download": f"{BUCKET}/a.txt", "self": f"{BUCKET}/b"}}, f"{BUCKET}/a.txt"),
        ({"filename": "a.txt", "filesize": 1, "links": {}}, f"{HOME}/api/records/77/files/a.txt/content"),
        ({"key": "x/a.txt", "links": {"self": "javascript:x"}}, f"{HOME}/api/records/77/files/x/a.txt/content"),
    ],
)
def test_addresses_of_older_shapes(file: dict[str, Any], url: str) -> None:
    record = {**legacy(access_right="open", license={"id": "other-open"}), "files": [{"checksum": "md5:zz", **file}]}
    found = holding({f"{HOME}/api/records/77": (200, record)}, "77")
    (entry,) = found.listing.entries
    assert (entry.url, entry.digests, found.licence) == (url, (), "other-open")


@pytest.mark.parametrize(
    ("metadata", "access", "expected"),
    [
        ({"access_right": "open"}, None, (AccessState.OPEN, None)),
        ({"access_right": "restricted"}, None, (AccessState.RESTRICTED, None)),
        ({"access_right": "closed"}, None, (AccessState.RESTRICTED, None)),
        (
            {"access_right": "embargoed", "embargo_date": "2030-01-02"},
            None,
            (AccessState.EMBARGOED, date(2030, 1, 2)),
        ),
        ({"access_right": "embargoed", "embargo_date": "2019-01-02"}, None, (AccessState.OPEN, None)),
        ({"access_right": "embargoed"}, None, (AccessState.EMBARGOED, None)),
        (
            {},
            {"files": "restricted", "embargo": {"active": True, "until": "2031-12-31"}, "status": "embargoed"},
            (AccessState.EMBARGOED, date(2031, 12, 31)),
        ),
        ({}, {"files": "restricted", "embargo": {"active": False}}, (AccessState.RESTRICTED, None)),
        ({}, {"record": "restricted", "files": "restricted", "status": "restricted"}, (AccessState.RESTRICTED, None)),
        ({}, {"files": "public", "embargo": {"active": False}}, (AccessState.OPEN, None)),
        ({}, {"status": "metadata-only", "files": "public"}, (AccessState.METADATA_ONLY, None)),
        ({}, None, (AccessState.UNKNOWN, None)),
    ],
)
def test_who_may_have_the_files(
    metadata: dict[str, Any], access: Any, expected: tuple[AccessState, date | None]
) -> None:
    record = {**legacy(**metadata), "access": access}
    found = holding({f"{HOME}/api/records/77": (200, record), f"{HOME}/api/records/77/files": (404, {})}, "77")
    assert (found.access.state, found.access.until) == expected
    assert found.listing.entries == ()
    assert found.listing.complete is None


def test_files_of_a_restricted_record_are_not_asked_for() -> None:
    answers = Answers({f"{HOME}/api/records/77": (200, legacy(access_right="restricted"))})
    walk((REPOSITORY, Spot(HOME, "77")), answers)
    assert len(answers.asked) == 1


@pytest.mark.parametrize("inline", [True, False])
def test_a_record_without_files(inline: bool) -> None:
    none = {"enabled": False}
    table = {RECORD: (200, described(files=none if inline else {})), f"{RECORD}/files": (200, none)}
    found = holding(table)
    assert found.access.state is AccessState.METADATA_ONLY
    assert (found.listing.entries, found.listing.complete) == ((), True)


def test_a_list_that_is_refused_is_restricted() -> None:
    found = holding({RECORD: (200, described()), f"{RECORD}/files": (403, {"status": 403})})
    assert (found.access.state, found.listing.complete) == (AccessState.RESTRICTED, None)
    assert found.title


def test_a_concept_answers_with_its_latest_version() -> None:
    concept = f"{HOME}/api/records/7m2xa-0n4ce"
    found = holding({**CASE.table, concept: (301, RECORD)}, "7m2xa-0n4ce")
    assert len(found.listing.entries) == 3
    assert found.title.endswith("second run")


@pytest.mark.parametrize("own", ["https://elsewhere.example/api/records/x", "/api/other/x", "http://[::1", 7, ""])
def test_a_record_that_calls_itself_somebody_else_is_asked_where_it_was(own: Any) -> None:
    answers = Answers({**CASE.table, RECORD: (200, described(links={"self": own}))})
    assert walk((REPOSITORY, CASE.spot), answers).holding is not None
    assert answers.asked == [RECORD, f"{RECORD}/files"]


def test_a_withdrawn_record_has_a_tombstone() -> None:
    tomb = {"status": 410, "message": "The record has been deleted.", "tombstone": {"note": "mistake"}}
    assert holding({RECORD: (410, tomb)}).access.state is AccessState.WITHDRAWN


def test_a_file_that_cannot_be_read_makes_the_list_incomplete() -> None:
    files = {"enabled": True, "entries": [{"key": "a"}, {"size": 3}, "b"]}
    listing = holding({RECORD: (200, described(files=files))}).listing
    assert (len(listing.entries), listing.complete) == (1, False)


@pytest.mark.parametrize(
    ("rights", "licence"),
    [
        ([{"id": "cc0-1.0"}], "CC0-1.0"),
        ([{"title": {"en": "MIT License"}, "link": "https://opensource.org/licenses/MIT"}], "MIT"),
        ([{"title": {"en": "Ask the group"}}], "Ask the group"),
        ([{"id": "mit"}, {"id": "cc-by-4.0"}], ""),
        ("mit", ""),
    ],
)
def test_the_licence(rights: Any, licence: str) -> None:
    record = described(metadata={"title": "T", "rights": rights})
    assert holding({**CASE.table, RECORD: (200, record)}).licence == licence


ZENODO = "10.5281/zenodo.100"


@pytest.mark.parametrize(
    ("pid", "urls", "spot"),
    [
        (
            ZENODO,
            ("https://zenodo.org/doi/10.5281/zenodo.100", "https://zenodo.org/records/101"),
            "https://zenodo.org 101",
        ),
        (ZENODO, ("https://zenodo.org/record/100#.Xy",), "https://zenodo.org 100"),
        (ZENODO, ("https://zenodo.org/doi/10.5281/zenodo.100",), "https://zenodo.org 100"),
        (ZENODO, (), "https://zenodo.org 100"),
        ("10.5072/zenodo.5", (), "https://sandbox.zenodo.org 5"),
        ("10.14278/rodare.7", ("https://rodare.hzdr.de/record/7",), "https://rodare.hzdr.de 7"),
        ("10.14278/rodare.7", (), "https://rodare.hzdr.de 7"),
        ("https://zenodo.org/records/9/files/a.csv?download=1", (), "https://zenodo.org 9"),
        ("10.5072/a", ("https://rdm.example/records/qk3vd-8w115",), f"{HOME} qk3vd-8w115"),
        ("10.5072/a", ("https://rdm.example/records/12?preview=1",), f"{HOME} 12"),
        ("10.5072/a", ("https://b2share.eudat.eu/records/qk3vd-8w115",), "https://b2share.eudat.eu qk3vd-8w115"),
        ("10.5072/a", ("https://rdm.example/lab/api/records/qk3vd-8w115",), f"{HOME}/lab qk3vd-8w115"),
    ],
)
def test_recognised(pid: str, urls: tuple[str, ...], spot: str) -> None:
    found = REPOSITORY.recognise(led_to(pid, *urls))
    assert found is not None
    assert f"{found.base_url} {found.record}" == spot


@pytest.mark.parametrize(
    ("pid", "url"),
    [
        ("10.5072/a", "https://b2share.eudat.eu/records/a1b2c3d4e5f60718293a4b5c6d7e8f90"),
        ("10.5072/a", "https://opendata.cern.ch/record/6021"),
        ("10.17182/hepdata.77", "https://www.hepdata.net/record/77"),
        ("10.5072/a", "https://library.example/record/77"),
        ("10.5072/a", "https://archive.example/vital-records/12"),
        ("10.5072/a", "https://archive.example/records/search?q=1"),
        ("10.5072/a", "https://archive.example/records/550e8400-e29b-41d4-a716-446655440000"),
        ("10.5072/zenodoo.5", "https://elsewhere.example/5"),
    ],
)
def test_not_recognised(pid: str, url: str) -> None:
    assert REPOSITORY.recognise(led_to(pid, url)) is None


@pytest.mark.parametrize(
    ("doi", "record"),
    [("10.5072/qk3vd-8w115", "qk3vd-8w115"), ("10.14278/rodare.77", "77"), ("10.5072/x", "10.5072%2Fx")],
)
def test_a_recipe_knows_the_doi_alone(doi: str, record: str) -> None:
    answers = Answers({})
    walk((REPOSITORY, Spot(HOME, doi)), answers)
    assert answers.asked == [f"{HOME}/api/records/{record}"]


@pytest.mark.parametrize(("host", "recognised"), [("rdm.example", True), ("zenodo.org", False)])
def test_a_link_to_another_repository_is_not_the_record(host: str, recognised: bool) -> None:
    evidence = led_to("10.5072/a", f"{HOME}/some-page")
    linked = replace(evidence, links=(Link(f"https://{host}/api/records/12", "linkset"),))
    assert (REPOSITORY.recognise(linked) is not None) == recognised


def test_from_the_doi_to_the_files() -> None:
    page = f"{HOME}/records/qk3vd-8w115"
    table: dict[str, Answer] = {**CASE.table, "https://doi.org/10.5072/rdm": (302, page), page: (200, {})}
    found = drive(REPOSITORY, "10.5072/rdm", table)
    assert found.holding is not None
    assert len(found.holding.listing.entries) == 3
