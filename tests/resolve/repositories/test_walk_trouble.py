"""What an adapter makes of answers that help nobody, of refusals, and of answers that were altered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding
from fairsvc.model.resolution import AccessState
from fairsvc.resolve.walking import MOST_QUESTIONS, walk
from tests.support.walk_cases import CASES, WalkCase, held, trouble
from tests.support.walks import Answer, Answers, led_to

EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
PAGE = b"<!DOCTYPE html><html><body>Just a moment, we check that you are human</body></html>"


@EVERY
def test_every_file_has_a_path_and_an_address_of_its_own(case: WalkCase) -> None:
    entries = held(case).listing.entries
    assert len({entry.url for entry in entries}) == len({entry.path for entry in entries}) == len(entries) > 1
    assert all(entry.path and entry.url.startswith("https://") for entry in entries)
    assert held(case).listing.complete


@EVERY
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((404, {"message": "no such record"}), "answered 404"),
        ((429, b""), "answered 429"),
        ((500, PAGE), "answered 500"),
        ((200, PAGE), "the JSON is not well formed"),
        ((202, b""), "the JSON is not well formed"),
    ],
)
def test_an_answer_of_no_use_is_a_sentence(case: WalkCase, answer: Answer, sentence: str) -> None:
    assert sentence in trouble(case, dict.fromkeys(case.table, answer))


@EVERY
@pytest.mark.parametrize("value", [{}, [], None, 7, "none", {"data": 1, "response": [], "_embedded": "x", "type": {}}])
def test_an_answer_of_another_shape_is_never_a_complete_list(case: WalkCase, value: Any) -> None:
    found = walk((case.repository, case.spot), Answers(dict.fromkeys(case.table, (200, value))))
    if case.repository.id == "mendeley" and value == []:
        # Its lists are bare: no file and no folder.
        assert found.holding is not None
        return
    assert found.holding is None or not found.holding.listing.complete
    assert found.trouble or (found.holding and found.holding.listing.reason)


@pytest.mark.parametrize("name", [name for name in CASES if name != "dataone"])
@pytest.mark.parametrize(
    ("status", "state"),
    [(401, AccessState.LOGIN), (403, AccessState.RESTRICTED), (410, AccessState.WITHDRAWN)],
)
def test_a_refusal_says_who_may_have_the_files(name: str, status: int, state: AccessState) -> None:
    case = CASES[name]
    found = held(case, dict.fromkeys(case.table, (status, {"message": "not for you"})))
    # On the OSF 401 means a project that is its contributors' alone.
    wanted = AccessState.RESTRICTED if name == "osf" and status == 401 else state
    assert (found.access.state, found.listing.entries, found.listing.complete) == (wanted, (), None)
    assert str(status) in found.access.because


@EVERY
def test_the_page_of_a_wall_says_nothing_of_the_record(case: WalkCase) -> None:
    assert "answered 403" in trouble(case, dict.fromkeys(case.table, (403, PAGE)))


@EVERY
def test_each_answer_that_is_missing_makes_the_list_incomplete_or_is_said(case: WalkCase) -> None:
    whole = held(case).listing
    for url in case.table:
        table = {address: answer for address, answer in case.table.items() if address != url}
        found = walk((case.repository, case.spot), Answers(table))
        listing = found.holding.listing if found.holding else None
        spared = listing is not None and listing.complete and listing.entries == whole.entries
        # The status of access, the look-up of an identifier and a handle that was not asked for are not needed.
        assert not spared or any(part in url for part in ("accessStatus", "identifier:", "pid/find"))
        assert listing is None or addresses(listing) <= addresses(whole)


def addresses(listing: Listing) -> set[str]:
    return {entry.url for entry in listing.entries}


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every member and item as its container and key."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [place for key in keys for place in ((value, key), *places(value[key]))]


STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["../../etc/passwd", "javascript:alert(1)", "http://[::1", "9999-99-99", "\u202e", "//b/c"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def sound(holding: Holding) -> bool:
    return all(
        entry.url.startswith(("https://", "http://"))
        and not entry.path.startswith("/")
        and ".." not in entry.path.split("/")
        and (entry.size_bytes is None or entry.size_bytes >= 0)
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
    walked = walk((case.repository, case.spot), Answers(table))
    assert (walked.holding is None) == bool(walked.trouble)
    assert walked.holding is None or sound(walked.holding)
    assert len(walked.exchanges) <= MOST_QUESTIONS
    hosts = {exchange.need.url.split("/")[2] for exchange in walked.exchanges}
    assert hosts == {case.spot.base_url.split("/")[2]}


@EVERY
@settings(max_examples=40)
@given(body=st.binary(max_size=60) | STRANGE.map(lambda value: json.dumps(value).encode()))
def test_any_body_gives_a_holding_or_a_sentence(case: WalkCase, body: bytes) -> None:
    walked = walk((case.repository, case.spot), Answers(dict.fromkeys(case.table, (200, body))))
    assert (walked.holding is None) == bool(walked.trouble)


PARTS = [
    "doi:10.5072/x",
    "/handle/1/2",
    "/items/",
    "/view/",
    "ab1cd",
    "/datasets/",
    "PANGAEA.1",
    "%",
    "#",
    "?",
    "//",
    ":x",
]
HOSTS = ["https://osf.io/", "https://datadryad.org", "https://doi.pangaea.de/10.1594/", "http://[::1", "//", "x:"]


@EVERY
@settings(max_examples=60)
@given(host=st.sampled_from(HOSTS), tail=st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=5))
def test_any_lead_is_recognised_or_not(case: WalkCase, host: str, tail: list[str]) -> None:
    spot = case.repository.recognise(led_to("10.5072/x", "".join((host, *tail))))
    assert spot is None or (spot.base_url.startswith(("http://", "https://")) and spot.record)
