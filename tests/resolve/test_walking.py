"""Adapters are driven within bounds, and recognised where a facility's recipe does not lead."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.pid import read_pid
from fairsvc.model.recipe import PathRule, Recipe
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.probe.replay import Recording
from fairsvc.resolve.adapting.asking import ask_all, ask_json
from fairsvc.resolve.walking import MOST_QUESTIONS, Walked, find_places, walk
from tests.support.recordings import RECORDED_AT

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def answered(url: str, body: bytes, status: int = 200) -> Exchange:
    need = Need(url, headers=(("Accept", "application/json"),))
    return Exchange(need, NOW, (Hop(url, status, (("Content-Type", "application/json"),)),), body=body)


def walked(steps: Walk, *answers: Exchange) -> Walked:
    repository = Repository("one", "One", "here", "", lambda _: None, lambda _: steps)
    return walk((repository, Spot("https://one.example", "1")), Recording(answers, RECORDED_AT))


def pages() -> Walk:
    first = yield from ask_json("https://one.example/1")
    rest = yield from ask_all([node.text for node in first["pages"].items])
    files = tuple(FileEntry(node["url"].text) for node in (first, *rest))
    return Holding(Listing(files, True, "all of them"))


def endless() -> Walk:
    number = 0
    while True:
        yield (Need(f"https://one.example/{number}"),)
        number += 1


def test_answers_come_back_in_the_order_of_the_questions() -> None:
    found = walked(
        pages(),
        answered("https://one.example/1", b'{"url": "a", "pages": ["https://one.example/3", "https://one.example/2"]}'),
        answered("https://one.example/2", b'{"url": "c"}'),
        answered("https://one.example/3", b'{"url": "b"}'),
    )
    assert found.holding is not None
    assert [entry.url for entry in found.holding.listing.entries] == ["a", "b", "c"]
    assert len(found.exchanges) == 3


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (answered("https://one.example/1", b"{}", 503), "the repository's API answered 503: https://one.example/1."),
        (answered("https://one.example/1", b"<html>"), "the JSON is not well formed"),
        (answered("https://elsewhere.example/1", b"{}"), "the repository's API gave no answer: not recorded"),
    ],
)
def test_an_answer_of_no_use_ends_the_walk_with_a_sentence(answer: Exchange, sentence: str) -> None:
    found = walked(pages(), answer)
    assert found.holding is None
    assert sentence in found.trouble


def test_a_list_that_never_ends_is_ended() -> None:
    found = walked(endless())
    assert str(MOST_QUESTIONS) in found.trouble
    assert len(found.exchanges) == MOST_QUESTIONS


def test_an_adapter_that_asks_the_same_for_ever_is_ended() -> None:
    def circling() -> Walk:
        while True:
            yield (Need("https://one.example/1"),)

    found = walked(circling())
    assert str(MOST_QUESTIONS) in found.trouble
    assert len(found.exchanges) == 1


def test_what_was_asked_is_asked_once() -> None:
    def twice() -> Walk:
        yield (Need("https://one.example/1"), Need("https://one.example/1"))
        yield (Need("https://one.example/1"),)
        return Holding(Listing())

    assert len(walked(twice()).exchanges) == 1


def led_to(url: str) -> Evidence:
    need = Need("https://doi.org/10.5072/x")
    page = Exchange(need, NOW, (Hop(need.url, 302, (("Location", url),)), Hop(url, 200)), steps=("page",))
    return Evidence(read_pid("10.5072/x"), NOW, exchanges=(page,))


@pytest.mark.parametrize(
    ("recipe", "record"),
    [
        (Recipe("own", "invenio", "https://api.example", doi_prefixes=("10.5072",)), "10.5072/x"),
        (Recipe("own", "invenio", "https://api.example", landing_hosts=("data.example",)), "10.5072/x"),
        (Recipe("own", "invenio", "https://api.example", doi_prefixes=("10.507",)), "77"),
        (Recipe("own", "no-such-software", "https://api.example", doi_prefixes=("10.5072",)), "77"),
    ],
)
def test_a_recipe_that_fits_outranks_recognition(recipe: Recipe, record: str) -> None:
    places = find_places(led_to("https://data.example/records/77"), (recipe,))
    assert [(place.id, spot.record) for place, spot in places if place.id == "invenio"] == [("invenio", record)]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/gpfs/open/2023/run 1.h5", "https://data.example/open/2023/run%201.h5"),
        ("/gpfs/open/raw/a.h5", "https://raw.example/a.h5"),
        ("/gpfs/opened/a.h5", ""),
        ("/gpfs/open/../etc/passwd", ""),
        ("/elsewhere/a.h5", ""),
    ],
)
def test_an_internal_path_has_the_address_of_its_longest_prefix(path: str, address: str) -> None:
    rules = (
        PathRule("/gpfs/open", "https://data.example/open/{path}"),
        PathRule("/gpfs/open/raw/", "https://raw.example/{path}"),
    )
    assert Recipe("own", "scicat", "https://api.example", rules=rules).address_of(path) == address


def test_a_walk_may_be_driven_by_many_threads() -> None:
    seen: list[str] = []
    answers = [answered(f"https://one.example/{n}", b'{"url": "%d"}' % n) for n in range(20)]
    recording = Recording(answers, RECORDED_AT)

    class Counting:
        def fetch(self, need: Need) -> Exchange:
            seen.append(threading.current_thread().name)
            return recording.fetch(need)

    def many() -> Walk:
        nodes = yield from ask_all([f"https://one.example/{n}" for n in range(20)])
        return Holding(Listing(tuple(FileEntry(node["url"].text) for node in nodes)))

    repository = Repository("one", "One", "here", "", lambda _: None, lambda _: many())
    with ThreadPoolExecutor(4) as pool:
        found = walk((repository, Spot("https://one.example", "1")), Counting(), pool.map)
    assert found.holding is not None
    assert [entry.url for entry in found.holding.listing.entries] == [str(n) for n in range(20)]


def test_a_refused_answer_names_no_secret() -> None:
    def secret() -> Walk:
        yield from ask_json("https://one.example/files?sessionId=abc123")
        return Holding(Listing())

    found = walked(secret())
    assert "abc123" not in found.trouble
