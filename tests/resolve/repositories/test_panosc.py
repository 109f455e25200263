"""The PaNOSC search API: files of a document's datasets, by internal paths."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.recipe import PathRule, Recipe
from fairsvc.model.repository import Spot
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.repositories.panosc import REPOSITORY
from fairsvc.resolve.walking import Walked, walk
from tests.support.walks import Answer, Answers, led_to

BASE = "https://search.facility.example/api"
DOI = "10.5072/document1"
RECIPE = Recipe("r/p", "panosc", BASE, rules=(PathRule("/static/experiment", "https://f.example/{path}"),))


def documents(key: str) -> str:
    asked = {"where": {key: DOI}, "include": [{"relation": "datasets"}]}
    return f"{BASE}/Documents?{urlencode({'filter': json.dumps(asked, separators=(',', ':'))})}"


def document(*pids: str, **more: Any) -> dict[str, Any]:
    datasets = [{"pid": pid, "title": pid} for pid in pids]
    return {"pid": DOI, "doi": DOI, "title": "A document", "isPublic": True, "datasets": datasets, **more}


def walked(*found: Any, files: Answer = (200, []), **more: Answer) -> Walked:
    table = {documents("doi"): (200, list(found)), documents("pid"): (200, list(found))}
    table |= {f"{BASE}/Datasets/20.500%2Fa/files": files, f"{BASE}/Datasets/b/files": more.get("second", (404, {}))}
    return walk((REPOSITORY, Spot(BASE, DOI, recipe=RECIPE)), Answers(table))


@pytest.mark.parametrize(
    ("file", "url", "name"),
    [
        ({"name": "x.hdf", "path": "/static/experiment/", "size": 9}, "https://f.example/x.hdf", "x.hdf"),
        ({"name": "x.hdf", "path": "/static/experiment/1/x.hdf"}, "https://f.example/1/x.hdf", "x.hdf"),
        ({"path": "/static/experiment/1/y.hdf"}, "https://f.example/1/y.hdf", "y.hdf"),
        ({"name": "x.hdf", "path": "https://door.example/1/x.hdf"}, "https://door.example/1/x.hdf", "x.hdf"),
        ({"name": "x 1.hdf", "path": "https://door.example/1"}, "https://door.example/1/x%201.hdf", "x 1.hdf"),
        ({"name": "x.hdf", "path": "ftp://door.example/1"}, "", ""),
        ({"name": "x.hdf", "path": "/elsewhere/"}, "", ""),
        ({"name": "x.hdf"}, "", ""),
    ],
)
def test_files_have_a_folder_and_a_name(file: dict[str, Any], url: str, name: str) -> None:
    found = walked(document("20.500/a"), files=(200, [file, {}, None])).holding
    assert found is not None
    assert [(one.url, one.path) for one in found.listing.entries] == ([(url, name)] if url else [])
    assert len(found.unreached) == (0 if url else 1)


def test_a_document_may_be_found_by_its_pid_alone() -> None:
    files: Answer = (200, [{"name": "x", "path": "/static/experiment"}])
    table: dict[str, Answer] = {documents("doi"): (400, {}), documents("pid"): (200, [document("20.500/a", doi=None)])}
    found = walk((REPOSITORY, Spot(BASE, DOI)), Answers(table | {f"{BASE}/Datasets/20.500%2Fa/files": files})).holding
    assert found is not None
    assert found.unreached == ("/static/experiment/x",)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ((), "knows no document of this DOI"),
        (({"pid": "10.5072/other"},), "knows no document of this DOI"),
        ((document(),), "names no datasets"),
        ((None, 7, "x"), "knows no document of this DOI"),
    ],
)
def test_what_goes_wrong_is_said(found: tuple[Any, ...], sentence: str) -> None:
    assert sentence in walked(*found).trouble


def test_a_dataset_without_a_list_makes_it_incomplete() -> None:
    files: Answer = (200, [{"name": "x", "path": "/static/experiment"}])
    found = walked(document("20.500/a", "b"), files=files).holding
    assert found is not None
    assert (len(found.listing.entries), found.listing.complete) == (1, False)
    assert found.listing.reason.startswith("1 of 2 datasets gave no list: the repository's API answered 404")


def test_what_is_not_public_is_restricted() -> None:
    found = walked(document("20.500/a", isPublic=False)).holding
    assert found is not None
    assert found.access.state is AccessState.RESTRICTED
    assert found.listing.reason == "the catalogue lists no files of the record"


def test_pages_tell_nothing_of_the_api() -> None:
    assert REPOSITORY.recognise(led_to(DOI, "https://data.facility.example/document1")) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.text(max_size=6)
    | st.sampled_from((DOI, "/static/experiment/x")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("pid", "doi", "datasets", "name", "path", "size", "isPublic")), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(JSON, JSON)
def test_whatever_comes_it_is_a_holding_or_a_sentence(datasets: Any, files: Any) -> None:
    class Hostile:
        def fetch(self, need: Need) -> Exchange:
            content = files if need.url.endswith("/files") else [document(datasets=datasets)]
            return Answers({need.url: (200, content)}).fetch(need)

    found = walk((REPOSITORY, Spot(BASE, DOI, recipe=RECIPE)), Hostile())
    assert (found.holding is None) == bool(found.trouble)
    for entry in found.holding.listing.entries if found.holding else ():
        assert entry.url.startswith(("https://f.example/", "http://", "https://"))
        assert ".." not in entry.path.split("/")


@pytest.mark.parametrize(
    ("answer", "pid"),
    [([document("a")], DOI), ([{"pid": DOI}], DOI), ([], ""), ({}, ""), ([None], "")],
)
def test_the_first_document_is_one_to_try(answer: Any, pid: str) -> None:
    assert REPOSITORY.find_first is not None
    quest = REPOSITORY.find_first(BASE)
    answers = Answers({f"{BASE}/Documents?filter=%7B%22limit%22%3A1%7D": (200, answer)})
    with pytest.raises(StopIteration) as end:
        quest.send(tuple(map(answers.fetch, next(quest))))
    assert end.value.value == pid
