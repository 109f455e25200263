"""Whatever an API sends, an adapter gives a holding or a sentence; whatever leads a PID has, it recognises or not."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.manifest import FileEntry
from fairsvc.model.repository import Holding, Repository
from fairsvc.resolve.walking import walk
from tests.support.repository_cases import CASES, Case
from tests.support.walks import Answers, led_to

EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.repository.id)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["../../etc/passwd", "javascript:alert(1)", "http://[::1", "md5:", "9999-99-99", "\u202e", "/a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every member and item as its container and key."""
    pairs = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [place for key, inner in pairs for place in ((value, key), *places(inner))]


def sound(holding: Holding) -> None:
    for entry in holding.listing.entries:
        assert isinstance(entry, FileEntry)
        assert entry.url == "" or urlsplit(entry.url).scheme in ("http", "https", "root") or "://" not in entry.url
        assert not entry.path.startswith("/")
        assert ".." not in entry.path.split("/")
        assert entry.size_bytes is None or entry.size_bytes >= 0
        assert all(len(digest.value) % 2 == 0 for digest in entry.digests)


@EVERY
@settings(max_examples=60)
@given(data=st.data())
def test_altered_answers(case: Case, data: st.DataObject) -> None:
    table = copy.deepcopy(case.table)
    for _ in range(data.draw(st.integers(1, 4))):
        answer = table[data.draw(st.sampled_from(sorted(table)))][1]
        if found := places(answer):
            container, key = data.draw(st.sampled_from(found))
            if isinstance(container, dict) and data.draw(st.booleans()):
                del container[key]
            else:
                container[key] = data.draw(JSON)
    result = walk((case.repository, case.spot), Answers(table))
    assert (result.holding is None) == bool(result.trouble)
    if result.holding is not None:
        sound(result.holding)


@EVERY
@settings(max_examples=40)
@given(
    body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 206, 404, 599]),
)
def test_any_answer(case: Case, body: bytes, status: int) -> None:
    result = walk((case.repository, case.spot), Answers(dict.fromkeys(case.table, (status, body))))
    assert (result.holding is None) == bool(result.trouble)


PARTS = [
    "records/",
    "record/",
    "/api/",
    "articles/",
    "citation?persistentId=",
    "dataset.xhtml",
    "doi:10.5072/x",
    "12345",
]


@pytest.mark.parametrize("repository", [case.repository for case in CASES], ids=lambda one: one.id)
@settings(max_examples=60)
@given(tail=st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=6).map("".join))
def test_any_lead(repository: Repository, tail: str) -> None:
    for host in ("https://zenodo.org/", "https://figshare.com/", "https://opendata.cern.ch/", "http://[::1", "//"):
        spot = repository.recognise(led_to("10.5072/x", f"{host}{tail}"))
        assert spot is None or spot.base_url.startswith(("http://", "https://"))
