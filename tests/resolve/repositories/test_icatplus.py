"""ICAT+: files by an open session, whose secret is shown nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.link_expiry import has_secret
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.recipe import Door, PathRule, Recipe
from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.icatplus import REPOSITORY
from fairsvc.resolve.walking import Walked, walk
from tests.support.recordings import RECORDED_AT
from tests.support.walks import Answer, Answers, led_to

BASE = "https://icatplus.facility.example"
DOI = "10.5072/ES-1"
KEY = "0f98fcf2-7bd7-430e-ad20-d47031ca8f71"
SESSION: Answer = (200, {"sessionId": KEY, "lifeTimeMinutes": 120, "username": "db/reader"})
DATASETS = [{"id": 7, "name": "scan", "location": "/data/visitor/es1/id01/scan"}]
DATAFILES = [
    {"Datafile": {"id": 71, "name": "a.h5", "location": "/data/visitor/es1/id01/scan/raw/a.h5", "fileSize": 10}},
    {"Datafile": {"id": 72, "name": "b.edf", "fileSize": "20", "checksum": "8d777f385d3dfec8815d20f7496026dc"}},
]


def table(session: Answer = SESSION, datasets: Answer = (200, DATASETS), **files: Answer) -> dict[str, Answer]:
    return {
        f"{BASE}/session": session,
        f"{BASE}/doi/{DOI}/datasets?sessionId={KEY}": datasets,
        **{f"{BASE}/catalogue/{KEY}/dataset/id/{key[1:]}/datafile": answer for key, answer in files.items()},
    }


def walked(answers: dict[str, Answer], recipe: Recipe | None = None) -> Walked:
    return walk((REPOSITORY, Spot(BASE, DOI, recipe=recipe)), Answers(answers))


def test_files_by_an_open_session() -> None:
    found = walked(table(_7=(200, DATAFILES)))
    assert found.holding is not None, found.trouble
    first, second = found.holding.listing.entries
    assert (first.path, first.size_bytes) == ("raw/a.h5", 10)
    assert (second.path, second.size_bytes) == ("b.edf", 20)
    assert [one.scheme for one in second.digests] == ["md5"]
    assert found.holding.listing.complete
    assert first.expires_at == RECORDED_AT + timedelta(minutes=120)


def test_the_account_is_sent_as_json_in_the_body() -> None:
    asked = walked(table(_7=(200, DATAFILES))).exchanges[0].need
    assert (asked.method, asked.header("content-type")) == ("POST", "application/json")
    assert asked.body == '{"plugin": "db", "username": "reader", "password": "reader"}'


def test_the_session_is_blanked_wherever_an_address_is_shown() -> None:
    found = walked(table(_7=(200, DATAFILES)))
    assert found.holding is not None
    urls = [entry.url for entry in found.holding.listing.entries]
    urls += [exchange.need.url for exchange in found.exchanges[1:]]
    assert all(KEY in url and has_secret(url) and KEY not in redact(url) for url in urls)
    assert KEY not in repr(walked(table(_7=(500, {}))).holding)


def test_a_recipe_outranks_the_catalogues_own_address() -> None:
    rules = (PathRule("/data/visitor", "https://files.facility.example/{path}"),)
    found = walked(table(_7=(200, DATAFILES)), Recipe("r/i", "icatplus", BASE, rules=rules)).holding
    assert found is not None
    assert found.listing.entries[0].url == "https://files.facility.example/es1/id01/scan/raw/a.h5"
    assert found.listing.entries[0].expires_at is None
    closed = walked(table(_7=(200, DATAFILES)), Recipe("r/i", "icatplus", BASE, door=Door.NONE)).holding
    assert closed is not None
    assert (closed.listing.entries, len(closed.unreached)) == ((), 2)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (table((401, {})), "the repository's API answered 401"),
        (table((200, {"sessionId": "../admin"})), "the server opened no session that is known"),
        (table((200, [])), "the server opened no session that is known"),
        (table((200, b"<html>")), "the JSON is not well formed"),
        (table(datasets=(404, {})), "the repository's API answered 404"),
        (table(datasets=(200, [])), "shows no datasets of this DOI to everybody"),
    ],
)
def test_what_goes_wrong_is_said(answers: dict[str, Answer], sentence: str) -> None:
    found = walked(answers)
    assert found.holding is None
    assert sentence in found.trouble
    assert KEY not in found.trouble


def test_a_dataset_without_a_list_makes_it_incomplete() -> None:
    two = [*DATASETS, {"id": 8, "name": "closed"}]
    found = walked(table(datasets=(200, two), _7=(200, DATAFILES), _8=(403, {}))).holding
    assert found is not None
    assert [entry.path for entry in found.listing.entries] == ["scan/raw/a.h5", "scan/b.edf"]
    assert found.listing.complete is False
    assert found.listing.reason.startswith("1 of 2 datasets gave no list: the repository's API answered 403")
    assert KEY not in found.listing.reason


def test_files_for_members_only_want_a_login() -> None:
    found = walked(table(_7=(403, {}))).holding
    assert found is not None
    assert found.access.state is AccessState.LOGIN


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://doi.esrf.fr/10.5072/ES-1", "https://icatplus.esrf.fr"),
        ("https://data.esrf.fr/doi/10.5072/ES-1", "https://icatplus.esrf.fr"),
        ("https://data.facility.example/doi/10.5072/ES-1", ""),
    ],
)
def test_the_account_is_tried_only_where_it_is_published(url: str, base: str) -> None:
    spot = REPOSITORY.recognise(led_to(DOI, url))
    assert (spot.base_url if spot else "") == base


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=6) | st.just("/a/b"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("id", "name", "location", "Datafile", "fileSize", "checksum")), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(JSON, JSON)
def test_whatever_comes_it_is_a_holding_or_a_sentence(datasets: Any, files: Any) -> None:
    class Hostile:
        def fetch(self, need: Need) -> Exchange:
            content = SESSION[1] if need.method == "POST" else files if "/catalogue/" in need.url else datasets
            return Answers({need.url: (200, content)}).fetch(need)

    found = walk((REPOSITORY, Spot(BASE, DOI)), Hostile())
    assert (found.holding is None) == bool(found.trouble)
    for entry in found.holding.listing.entries if found.holding else ():
        assert entry.url.startswith(f"{BASE}/ids/{KEY}/data/download?datafileIds=")
        assert ".." not in entry.path.split("/")
