"""Figshare and Djehuty: articles, their versions, collections of them, and which pages are theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairsvc.model.repository import Holding, Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.figshare import API, REPOSITORY
from fairsvc.resolve.walking import walk
from tests.support.walk_cases import CASES, sample
from tests.support.walks import Answer, Answers, led_to

CASE = CASES["figshare"]
ARTICLE = f"{API}/articles/20045123"


def holding(table: dict[str, Answer], spot: Spot = CASE.spot) -> Holding:
    found = walk((REPOSITORY, spot), Answers(table))
    assert found.holding is not None, found.trouble
    return found.holding


def described(**changes: Any) -> dict[str, Any]:
    return {**sample("figshare/article.json"), **changes}


def file(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"{number}.tif",
        "size": 1,
        "download_url": f"https://ndownloader.figshare.com/files/{number}",
    }


def test_files_come_from_the_api_which_does_not_turn_programs_away() -> None:
    found = holding(CASE.table)
    first, second, link = found.listing.entries
    assert first.url == f"{API}/file/download/36000001"
    assert first.alternates == ("https://ndownloader.figshare.com/files/36000001",)
    assert (first.path, first.size_bytes, first.media_type) == ("slices/left/slice 01.tif", 1_048_576, "image/tiff")
    assert first.digests[0].value == "900150983cd24fb0d6963f7d28e17f72"
    assert (second.path, second.digests[0].value) == ("notes.txt", "f96b697d7cb7938d525a2f31aaf161d0")
    # A link has the size and digest of nothing.
    assert (link.url, link.size_bytes, link.digests) == ("https://viewer.example/fossil", None, ())
    assert (found.title, found.licence, found.access.state) == ("Tomograms of a fossil", "CC-BY-4.0", AccessState.OPEN)


def test_more_files_than_an_article_itself_names() -> None:
    pages: dict[str, Answer] = {
        ARTICLE: (200, described(files=[file(number) for number in range(10)])),
        f"{ARTICLE}/files?page=1&page_size=1000": (200, [file(number) for number in range(1000)]),
        f"{ARTICLE}/files?page=2&page_size=1000": (200, [file(number) for number in range(1000, 1007)]),
    }
    listing = holding(pages).listing
    assert (len(listing.entries), listing.complete) == (1007, True)
    assert len({entry.url for entry in listing.entries}) == 1007


@pytest.mark.parametrize(
    ("page", "sentence"),
    [([], "the article names more files than its list"), ({}, "the API answered without a list")],
)
def test_a_list_that_is_shorter_than_the_article_itself(page: Any, sentence: str) -> None:
    article = described(files=[file(number) for number in range(10)])
    found = walk((REPOSITORY, CASE.spot), Answers({ARTICLE: (200, article)}, default=(200, page)))
    assert found.holding is None
    assert sentence in found.trouble


def test_a_server_that_knows_no_pages() -> None:
    """The same page again is the end of the list, not the next thousand files."""
    page: Answer = (200, [file(number) for number in range(1000)])
    answers = Answers({ARTICLE: (200, described(files=[file(number) for number in range(10)]))}, default=page)
    found = walk((REPOSITORY, CASE.spot), answers).holding
    assert found is not None
    assert len(found.listing.entries) == 1000
    assert len(answers.asked) == 3


@pytest.mark.parametrize(
    ("changes", "expected", "entries"),
    [
        ({}, (AccessState.OPEN, None), "open"),
        (
            {"is_embargoed": True, "embargo_date": "2030-05-06T00:00:00"},
            (AccessState.EMBARGOED, date(2030, 5, 6)),
            "embargoed",
        ),
        ({"is_embargoed": True, "embargo_date": None}, (AccessState.EMBARGOED, None), "embargoed"),
        ({"is_embargoed": True, "embargo_date": "2010-05-06"}, (AccessState.OPEN, None), "open"),
        ({"is_confidential": True}, (AccessState.RESTRICTED, None), "restricted"),
        ({"download_disabled": True}, (AccessState.RESTRICTED, None), "restricted"),
        (
            {"is_embargoed": True, "embargo_options": [{"id": 1000, "type": "restricted_access"}]},
            (AccessState.RESTRICTED, None),
            "restricted",
        ),
        ({"is_metadata_record": True}, (AccessState.METADATA_ONLY, None), "restricted"),
    ],
)
def test_who_may_have_the_files(
    changes: dict[str, Any], expected: tuple[AccessState, date | None], entries: str
) -> None:
    found = holding({ARTICLE: (200, described(**changes))})
    assert (found.access.state, found.access.until) == expected
    assert {entry.access for entry in found.listing.entries} == {entries}


@pytest.mark.parametrize(
    ("changes", "complete"), [({}, True), ({"is_metadata_record": True}, True), ({"is_embargoed": True}, None)]
)
def test_no_files(changes: dict[str, Any], complete: bool | None) -> None:
    listing = holding({ARTICLE: (200, described(files=[], **changes))}).listing
    assert (listing.entries, listing.complete) == ((), complete)


def test_a_file_without_an_address_makes_the_list_incomplete() -> None:
    listing = holding({ARTICLE: (200, described(files=[file(1), {"id": 2, "download_url": ""}]))}).listing
    assert (len(listing.entries), listing.complete) == (1, False)


def test_a_version() -> None:
    table: dict[str, Answer] = {f"{ARTICLE}/versions/1": (200, described(title="First"))}
    assert holding(table, Spot(API, "articles/20045123", "1")).title == "First"


DJEHUTY = "https://data.4tu.nl/v2"
UUID = "8f2c1b3a-0d4e-4f5a-9b6c-7d8e9f0a1b2c"


def test_djehuty_has_addresses_of_its_own() -> None:
    table: dict[str, Answer] = {f"{DJEHUTY}/articles/{UUID}": (200, sample("figshare/djehuty.json"))}
    found = holding(table, Spot(DJEHUTY, f"articles/{UUID}"))
    (entry,) = found.listing.entries
    assert entry.url == f"https://data.4tu.nl/file/{UUID}/11112222-3333-4444-5555-666677778888"
    assert (entry.path, entry.alternates, found.licence) == ("runoff.nc", (), "CC0-1.0")


COLLECTION = f"{API}/collections/6012345"
LIST = f"{COLLECTION}/articles?page=1&page_size=1000"


def collected(*articles: Any, **answers: Answer) -> dict[str, Answer]:
    table: dict[str, Answer] = {COLLECTION: (200, sample("figshare/collection.json")), LIST: (200, list(articles))}
    return table | {f"{API}/articles/{number.removeprefix('n')}": answer for number, answer in answers.items()}


@pytest.mark.parametrize(
    ("second", "paths", "complete", "state"),
    [
        ((200, described(files=[file(5)])), ["1/5.tif", "2/5.tif"], True, AccessState.OPEN),
        ((200, described(files=[], is_embargoed=True)), ["1/5.tif"], False, AccessState.UNKNOWN),
        ((404, {}), ["1/5.tif"], False, AccessState.OPEN),
        ((200, b"<html>"), ["1/5.tif"], False, AccessState.OPEN),
    ],
)
def test_a_collection(second: Answer, paths: list[str], complete: bool, state: AccessState) -> None:
    first: Answer = (200, described(files=[file(5)]))
    table = collected({"id": 1}, {"id": 2}, {"id": 1}, n1=first, n2=second)
    found = holding(table, Spot(API, "collections/6012345"))
    assert [entry.path for entry in found.listing.entries] == paths
    assert (found.listing.complete, found.access.state, found.title) == (complete, state, "All about the fossil")


def test_a_collection_is_bounded() -> None:
    answers = Answers(collected(*({"id": number} for number in range(900))), default=(404, {}))
    found = walk((REPOSITORY, Spot(API, "collections/6012345")), answers)
    assert found.holding is not None
    assert len(answers.asked) == 202
    assert found.holding.listing.reason == "0 of 900 articles of the collection tell their files"
    assert found.holding.listing.complete is False


PORTAL_DOI = "10.25573/data.10042703.v5"
SEARCH = f"{API}/articles?doi=10.25573%2Fdata.10042703.v5"


def test_a_portal_of_its_own_is_asked_for_by_doi() -> None:
    table: dict[str, Answer] = {
        SEARCH: (200, [{"id": 1, "doi": "10.1/other"}, {"id": 10042703, "doi": "10.25573/DATA.10042703.v6"}]),
        f"{API}/articles/10042703/versions/5": (200, described(title="Fifth")),
    }
    assert holding(table, Spot(API, PORTAL_DOI)).title == "Fifth"


@pytest.mark.parametrize("found", [[], [{"id": 3, "doi": "10.7554/elife.10042703"}], {}, [7]])
def test_a_doi_that_figshare_does_not_know_gives_nobody_elses_files(found: Any) -> None:
    walked = walk((REPOSITORY, Spot(API, PORTAL_DOI)), Answers({SEARCH: (200, found)}))
    assert "no article of that DOI" in walked.trouble


@pytest.mark.parametrize(
    ("pid", "urls", "spot"),
    [
        ("10.6084/m9.figshare.123", (), (API, "articles/123", "")),
        ("10.6084/m9.figshare.20045123.v2", (), (API, "articles/20045123", "2")),
        ("10.6084/m9.figshare.c.6012345", (), (API, "collections/6012345", "")),
        ("10.6084/m9.figshare.c.6012345.v3", (), (API, "collections/6012345", "3")),
        ("10.5072/a", ("https://figshare.com/articles/dataset/A_slug/20045123",), (API, "articles/20045123", "")),
        (
            "10.5072/a",
            ("https://lab.figshare.com/articles/dataset/A_slug/20045123/4",),
            (API, "articles/20045123", "4"),
        ),
        ("10.5072/a", ("https://figshare.com/articles/A_slug_2020/20045123",), (API, "articles/20045123", "")),
        ("10.5072/a", ("https://figshare.com/collections/A_slug/6012345/1",), (API, "collections/6012345", "1")),
        (PORTAL_DOI, ("https://data.lab.example/articles/dataset/Slug/10042703/5",), (API, PORTAL_DOI, "")),
        ("10.4121/a", (f"https://data.4tu.nl/datasets/{UUID}/2",), (DJEHUTY, f"articles/{UUID}", "2")),
        ("10.4121/a", (f"https://data.4tu.nl/collections/{UUID}",), (DJEHUTY, f"collections/{UUID}", "")),
        ("10.4121/a", ("https://data.4tu.nl/articles/dataset/Rain/21981833/1",), (DJEHUTY, "articles/21981833", "1")),
    ],
)
def test_recognised(pid: str, urls: tuple[str, ...], spot: tuple[str, str, str]) -> None:
    found = REPOSITORY.recognise(led_to(pid, *urls))
    assert found is not None
    assert (found.base_url, found.record, found.version) == spot


@pytest.mark.parametrize(
    ("pid", "url"),
    [
        ("10.7554/elife.12345", "https://elifesciences.org/articles/12345"),
        ("10.5072/a", "https://lab.example/articles/dataset/Slug/10042703/5"),
        ("10.5072/a", "https://figshare.com/authors/Somebody/12345678"),
        ("10.5072/a", "https://notfigshare.com.example/articles/dataset/Slug/20045123"),
        ("10.5072/a", "https://data.4tu.nl/portal"),
        ("10.6084/other.1", "https://elsewhere.example/"),
    ],
)
def test_not_recognised(pid: str, url: str) -> None:
    assert REPOSITORY.recognise(led_to(pid, url)) is None
