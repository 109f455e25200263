"""ICAT and its data server: files by queries, where they lie, and that nothing is restored by listing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.pid import read_pid
from fairsvc.model.recipe import Door, PathRule, Recipe
from fairsvc.model.repository import Holding, Spot
from fairsvc.resolve.repositories.icat import PAGE_ROWS, REPOSITORY
from fairsvc.resolve.walking import Walked, walk
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Reply, Served
from tests.support.walks import Answers, led_to

Serve = Callable[[Handler], Served]
DOI = "10.5072/INV.1"
KEY = "0f98fcf2-7bd7-430e-ad20-d47031ca8f71"
JSON_TYPE = [("Content-Type", "application/json")]


def row(number: int, dataset: int = 1, **more: Any) -> dict[str, Any]:
    """Make a row of Datafile as the server sends it."""
    own = {"id": number, "name": f"f{number}.nxs", "location": f"/archive/d{dataset}/f{number}.nxs", "fileSize": number}
    return {"Datafile": {**own, "dataset": {"id": dataset, "name": f"d{dataset}"}, **more}}


class Icat:
    """An ICAT and IDS on loopback; `found` are rows by the beginning of the condition that they fulfil."""

    def __init__(self, found: dict[str, list[Any]], state: str = "ONLINE", session: str = KEY) -> None:
        self.found, self.state, self.session = found, state, session
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/icat/session":
            return 200, JSON_TYPE, f'{{"sessionId":"{self.session}"}}'.encode()
        if query.get("sessionId") != KEY:
            return 403, JSON_TYPE, b"{}"
        if parts.path == "/ids/getStatus":
            return 200, [("Content-Type", "text/plain")], self.state.encode()
        if parts.path == "/ids/getData":
            return 200, [("Content-Type", "application/octet-stream")], b"x"
        return self._rows(query["query"])

    def _rows(self, query: str) -> Reply:
        if "dataPublications" in query:
            return 400, JSON_TYPE, b'{"code":"BAD_PARAMETER","message":"no such entity"}'
        condition = query.partition(" WHERE ")[2]
        named = [rows for start, rows in self.found.items() if condition.startswith(f"{start} IN (")]
        rows = named[0] if named and f"'{DOI}'" in condition else []
        if "COUNT" in query:
            return 200, JSON_TYPE, f"[{len(rows)}]".encode()
        limit = re.search(r"LIMIT (\d+), (\d+)", query)
        assert limit is not None
        first, count = map(int, limit.groups())
        return 200, JSON_TYPE, json.dumps(rows[first : first + count]).encode()


def walked(serve: Serve, icat: Handler, recipe: Recipe | None = None) -> Walked:
    return walk((REPOSITORY, Spot(f"{serve(icat).url}/icat", DOI, recipe=recipe)), PlainFetcher())


def held(serve: Serve, icat: Handler, recipe: Recipe | None = None) -> Holding:
    found = walked(serve, icat, recipe)
    assert found.holding is not None, found.trouble
    return found.holding


@pytest.mark.parametrize("named", ["df.doi", "df.dataset.doi", "df.dataset.investigation.doi"])
def test_whatever_the_doi_names(serve: Serve, named: str) -> None:
    found = held(serve, Icat({named: [row(1), row(2)]}))
    assert [(one.path, one.size_bytes) for one in found.listing.entries] == [("f1.nxs", 1), ("f2.nxs", 2)]
    assert (found.listing.complete, found.listing.reason) == (True, "the catalogue lists all 2 files")


def test_the_door_gives_the_bytes_and_the_session_is_a_parameter(serve: Serve) -> None:
    (entry,) = held(serve, Icat({"df.doi": [row(5)]})).listing.entries
    assert entry.url.endswith(f"/ids/getData?sessionId={KEY}&datafileIds=5")
    assert KEY not in redact(entry.url)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("ONLINE", "online"),
        ("ARCHIVED", "nearline"),
        ("RESTORING", "nearline"),
        ('"ONLINE"\n', "online"),
        ("<html>", "unknown"),
        ("", "unknown"),
    ],
)
def test_where_the_files_lie(serve: Serve, state: str, expected: str) -> None:
    found = held(serve, Icat({"df.doi": [row(1)]}, state))
    assert found.availability == expected


def test_listing_restores_nothing(serve: Serve) -> None:
    icat = Icat({"df.doi": [row(1)]}, "ARCHIVED")
    held(serve, icat)
    assert {urlsplit(one.path).path for one in icat.asked} == {
        "/icat/session",
        "/icat/entityManager",
        "/ids/getStatus",
    }


def test_the_session_is_anonymous(serve: Serve) -> None:
    icat = Icat({"df.doi": [row(1)]})
    held(serve, icat)
    assert icat.asked[0].body == b"json=%7B%22plugin%22%3A%22anon%22%7D"
    assert icat.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("record", ["10.5072/INV.1", "10.5072/inv.1", "10.5072/Inv.1"])
def test_a_doi_knows_no_case(serve: Serve, record: str) -> None:
    found = walk((REPOSITORY, Spot(f"{serve(Icat({'df.doi': [row(1)]})).url}/icat", record)), PlainFetcher())
    assert found.holding is not None, found.trouble


def test_publications_are_asked_for_where_the_doi_names_nothing_else(serve: Serve) -> None:
    class Published(Icat):
        def _rows(self, query: str) -> Reply:
            if "DataCollectionDataset" not in query:
                return 200, JSON_TYPE, b"[0]"
            return 200, JSON_TYPE, b"[1]" if "COUNT" in query else json.dumps([row(1)]).encode()

    assert [one.path for one in held(serve, Published({})).listing.entries] == ["f1.nxs"]
    named = Icat({"df.dataset.investigation.doi": [row(1)]})
    held(serve, named)
    assert not any("dataPublications" in one.path for one in named.asked)


def test_long_lists_come_in_pages(serve: Serve) -> None:
    rows = [row(number, dataset=number % 150) for number in range(PAGE_ROWS + 5)]
    icat = Icat({"df.dataset.doi": rows})
    found = held(serve, icat)
    assert (len(found.listing.entries), found.listing.complete) == (PAGE_ROWS + 5, True)
    assert sum("getStatus" in one.path for one in icat.asked) == 2
    assert {one.path for one in found.listing.entries} >= {"d7/f7.nxs", "d8/f158.nxs"}


def test_a_quote_in_a_doi_ends_no_text(serve: Serve) -> None:
    icat = Icat({})
    served = serve(icat)
    walk((REPOSITORY, Spot(f"{served.url}/icat", "10.5072/x' OR '1'='1")), PlainFetcher())
    assert "df.doi IN ('10.5072/x'' OR ''1''=''1', " in parse_qs(urlsplit(icat.asked[1].path).query)["query"][0]


@pytest.mark.parametrize(
    ("recipe", "urls"),
    [
        (
            Recipe("r/i", "icat", "", door=Door.IDS, door_url="https://ids.example/ids"),
            "https://ids.example/ids/getData?",
        ),
        (
            Recipe("r/i", "icat", "", rules=(PathRule("/archive", "https://f.example/{path}"),)),
            "https://f.example/d1/f",
        ),
        (Recipe("r/i", "icat", "", door=Door.HTTPS), ""),
        (Recipe("r/i", "icat", "", door=Door.NONE), ""),
    ],
)
def test_the_recipe_says_where_the_door_is(serve: Serve, recipe: Recipe, urls: str) -> None:
    found = held(serve, Icat({"df.doi": [row(1)]}), recipe)
    assert [one.url[: len(urls)] for one in found.listing.entries] == ([urls] if urls else [])
    assert found.unreached == (() if urls else ("/archive/d1/f1.nxs",))


@pytest.mark.parametrize(
    ("icat", "sentence"),
    [
        (Icat({}), "the catalogue shows no files of this DOI to everybody"),
        (Icat({}, session="a session"), "the server opened no session that is known"),
        (lambda _: (403, [], b""), "the repository's API answered 403"),
        (lambda _: (500, [], b""), "the repository's API answered 500"),
    ],
)
def test_what_goes_wrong_is_said(serve: Serve, icat: Handler, sentence: str) -> None:
    found = walked(serve, icat)
    assert found.holding is None
    assert sentence in found.trouble
    assert KEY not in found.trouble


@pytest.mark.parametrize("rows", [[None], [{}], [{"Datafile": []}], [{"Datafile": {"id": True, "dataset": [1]}}], [7]])
def test_rows_that_are_none_do_no_harm(serve: Serve, rows: list[Any]) -> None:
    assert held(serve, Icat({"df.doi": rows})).listing.entries == ()


def test_pages_tell_nothing_of_the_server() -> None:
    assert REPOSITORY.recognise(led_to(str(read_pid(DOI)), "https://data.facility.example/doi/1")) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=6) | st.just("/archive/x"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("Datafile", "id", "name", "location", "dataset", "fileSize")), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.integers(-1, 3) | JSON, JSON)
def test_whatever_comes_it_is_a_holding_or_a_sentence(count: Any, rows: Any) -> None:
    class Hostile:
        def fetch(self, need: Need) -> Exchange:
            content = {"sessionId": KEY} if need.method == "POST" else [count] if "COUNT" in need.url else rows
            return Answers({need.url: (200, content)}).fetch(need)

    found = walk((REPOSITORY, Spot("https://i.example/icat", DOI)), Hostile())
    assert (found.holding is None) == bool(found.trouble)
    for entry in found.holding.listing.entries if found.holding else ():
        assert entry.url.startswith(f"https://i.example/ids/getData?sessionId={KEY}&datafileIds=")
        assert ".." not in entry.path.split("/")


def test_more_files_than_can_be_listed_are_not_begun(serve: Serve) -> None:
    class Endless(Icat):
        def _rows(self, query: str) -> Reply:
            assert "COUNT" in query
            return 200, JSON_TYPE, b"[9000000000]"

    assert "more than 1000000 files" in walked(serve, Endless({})).trouble
