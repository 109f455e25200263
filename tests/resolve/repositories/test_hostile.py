"""Whatever an API sends, an adapter gives a holding or a sentence; whatever leads a PID has, it recognises or not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.repository import Holding
from fairsvc.resolve.walking import MOST_QUESTIONS, load_repositories, walk
from tests.support.walk_cases import CASES, WalkCase, walked
from tests.support.walks import Answers, led_to

EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)

STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["../../etc/passwd", "javascript:alert(1)", "http://[::1", "md5:", "9999-99-99", "\u202e", "//b/c"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every member and item as its container and key."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [place for key in keys for place in ((value, key), *places(value[key]))]


def sound(holding: Holding) -> bool:
    return all(
        entry.url.startswith(("https://", "http://"))
        and not entry.path.startswith("/")
        and ".." not in entry.path.split("/")
        and (entry.size_bytes is None or entry.size_bytes >= 0)
        and all(len(digest.value) % 2 == 0 for digest in entry.digests)
        for entry in holding.listing.entries
    )


@EVERY
@settings(max_examples=60)
@given(data=st.data())
def test_altered_answers_give_a_holding_or_a_sentence(case: WalkCase, data: st.DataObject) -> None:
    table = case.table
    for _ in range(data.draw(st.integers(1, 4))):
        found = places(table[data.draw(st.sampled_from(sorted(table)))][1])
        if not found:
            continue
        container, key = data.draw(st.sampled_from(found))
        if isinstance(container, dict) and data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(STRANGE)
    found_by = walked(case, table)
    assert (found_by.holding is None) == bool(found_by.trouble)
    assert found_by.holding is None or sound(found_by.holding)
    assert len(found_by.exchanges) <= MOST_QUESTIONS
    # Nobody's answer leads to another host.
    assert {one.need.url.split("/")[2] for one in found_by.exchanges} == {case.spot.base_url.split("/")[2]}


@EVERY
@settings(max_examples=40)
@given(
    body=st.binary(max_size=60) | STRANGE.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 206, 404, 599]),
)
def test_any_body_gives_a_holding_or_a_sentence(case: WalkCase, body: bytes, status: int) -> None:
    found = walk((case.repository, case.spot), Answers({}, default=(status, body)))
    assert (found.holding is None) == bool(found.trouble)


HOSTS = [
    "https://zenodo.org/",
    "https://figshare.com/",
    "https://opendata.cern.ch/",
    "https://osf.io/",
    "https://datadryad.org",
    "https://doi.pangaea.de/10.1594/",
    "https://scicat.facility.example/",
    "https://doi.esrf.fr/",
    "https://data.example/",
    "http://[::1",
    "//",
    "x:",
]
PARTS = [
    "records/",
    "record/",
    "/api/",
    "articles/",
    "citation?persistentId=",
    "dataset.xhtml",
    "doi:10.5072/x",
    "12345",
    "/handle/1/2",
    "/items/",
    "/view/",
    "ab1cd",
    "/datasets/",
    "publishedDatasets/",
    "detail/10.5072%2Fx",
    "PANGAEA.1",
    "%",
    "#",
    "?",
    "//",
    ":x",
]


@settings(max_examples=300)
@given(host=st.sampled_from(HOSTS), tail=st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=6))
def test_any_lead_is_recognised_or_not(host: str, tail: list[str]) -> None:
    evidence = led_to("10.5072/x", "".join((host, *tail)))
    for repository in load_repositories().values():
        spot = repository.recognise(evidence)
        assert spot is None or (spot.base_url.startswith(("http://", "https://")) and spot.record)
