"""What every adapter makes of its record, of answers that help nobody, and of refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fairsvc.model.mechanism import Listing
from fairsvc.model.resolution import AccessState
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.resolve.plan import MOST, OPENING
from fairsvc.resolve.walking import load_repositories, walk
from tests.support.walk_cases import CASES, WalkCase, held, trouble, walked
from tests.support.walks import Answer, Answers

EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
PAGE = b"<!DOCTYPE html><html><body>Just a moment, we check that you are human</body></html>"


def test_every_adapter_has_a_case() -> None:
    assert set(CASES) == set(load_repositories())


@EVERY
def test_the_record_is_read(case: WalkCase) -> None:
    found = walked(case)
    assert found.holding is not None, found.trouble
    entries = found.holding.listing.entries
    assert len(entries) == case.files
    assert len({entry.url for entry in entries}) == len({entry.path for entry in entries}) == case.files
    assert all(entry.path and entry.url.startswith("https://") for entry in entries)
    assert found.holding.listing.complete
    assert len(found.exchanges) == case.questions


@EVERY
def test_an_ordinary_record_takes_no_more_requests_than_a_manifest_may(case: WalkCase) -> None:
    assert OPENING.max_requests + case.questions - case.beyond <= MOST


@EVERY
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((404, PAGE), "answered 404"),
        ((401, PAGE), "answered 401"),
        ((403, PAGE), "answered 403"),
        ((429, b""), "answered 429"),
        ((500, b""), "answered 500"),
        ((500, PAGE), "answered 500"),
        ((200, PAGE), "the JSON is not well formed"),
    ],
)
def test_an_answer_of_no_use_is_a_sentence(case: WalkCase, answer: Answer, sentence: str) -> None:
    found = walk((case.repository, case.spot), Answers({}, default=answer))
    assert found.holding is None
    assert sentence in found.trouble


@EVERY
def test_a_record_that_is_not_there(case: WalkCase) -> None:
    found = walk((case.repository, case.spot), Answers({}, default=(404, {"message": "no such record"})))
    assert found.holding is None
    assert case.absent in found.trouble


@EVERY
@pytest.mark.parametrize("body", [b"", b"null", b"7", b'"none"', b"{}", b"[]", b"[{}]", b"[7]"])
@pytest.mark.parametrize("status", [200, 202])
def test_an_answer_of_another_shape_is_never_a_complete_list(case: WalkCase, body: bytes, status: int) -> None:
    found = walk((case.repository, case.spot), Answers({}, default=(status, body)))
    if case.repository.id == "mendeley" and body == b"[]":
        # Its lists are bare: no file and no folder.
        assert found.holding is not None
        return
    assert found.holding is None or not found.holding.listing.complete
    assert found.trouble or (found.holding and found.holding.listing.reason)


@EVERY
@pytest.mark.parametrize("value", [{}, [], None, 7, {"data": 1, "response": [], "_embedded": "x", "type": {}}])
def test_one_answer_of_another_shape_hides_no_file(case: WalkCase, value: Any) -> None:
    """Whatever one of the answers is replaced by, fewer files are never a complete list."""
    whole = addresses(held(case).listing)
    for url in case.table:
        found = walked(case, {**case.table, url: (200, value)}).holding
        if found is None or not found.listing.complete or (case.repository.id == "mendeley" and value == []):
            continue
        assert addresses(found.listing) == whole or nothing_listed(case, url, value), url


def nothing_listed(case: WalkCase, url: str, value: Any) -> bool:
    """Tell answers that say in their API's own shape that there is nothing."""
    empty = {"icatplus": "/datafile", "panosc": "/files"}
    return value == [] and empty.get(case.repository.id, "nowhere") in url


@EVERY
@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (401, {"message": "not for you"}, AccessState.LOGIN),
        (403, {"message": "not for you"}, AccessState.RESTRICTED),
        (403, b"", AccessState.RESTRICTED),
        (410, {"message": "gone"}, AccessState.WITHDRAWN),
        (410, PAGE, AccessState.WITHDRAWN),
    ],
)
def test_a_refusal_says_who_may_have_the_files(case: WalkCase, status: int, body: Any, state: AccessState) -> None:
    table: dict[str, Answer] = dict.fromkeys(case.table, (status, body))
    if not case.refused:
        assert any(said in trouble(case, table) for said in (f"answered {status}", case.absent))
        return
    found = held(case, table)
    # On the OSF 401 means a project that is its contributors' alone.
    wanted = AccessState.RESTRICTED if case.repository.id == "osf" and status == 401 else state
    assert (found.access.state, found.listing.entries, found.listing.complete) == (wanted, (), None)
    assert str(status) in found.access.because


@EVERY
def test_nobody_answers(case: WalkCase) -> None:
    assert "not recorded" in trouble(case, {})


@EVERY
def test_each_answer_that_is_missing_makes_the_list_incomplete_or_is_said(case: WalkCase) -> None:
    whole = held(case).listing
    for url in case.table:
        found = walked(case, {address: answer for address, answer in case.table.items() if address != url})
        listing = found.holding.listing if found.holding else None
        spared = listing is not None and listing.complete and listing.entries == whole.entries
        assert not spared or any(part in url for part in case.needless), url
        assert listing is None or addresses(listing) <= addresses(whole)


def addresses(listing: Listing) -> set[str]:
    return {entry.url for entry in listing.entries}


def moved(value: Any, old: str, new: str) -> bytes:
    return json.dumps(value).replace(old, new).encode()


@pytest.mark.parametrize(
    "case", [CASES[name] for name in ("invenio", "dataverse", "dryad")], ids=lambda one: one.folder
)
def test_a_busy_api_is_asked_again(serve: Any, case: WalkCase) -> None:
    busy: set[str] = set()
    bodies: dict[str, bytes] = {}

    def answer(asked: Any) -> Any:
        if asked.path not in busy:
            busy.add(asked.path)
            return 429, [("Retry-After", "0")], b""
        return 200, [("Content-Type", "application/json")], bodies[asked.path]

    served = serve(answer)
    for url, (_, value) in case.table.items():
        bodies[url.removeprefix(case.spot.base_url)] = moved(value, case.spot.base_url, served.url)
    policy = Policy(
        contact="tests@example.org",
        backoff_s=0.001,
        default_rate=HostRate(100_000, 64),
        allowed=frozenset((f"127.0.0.1:{served.port}",)),
    )
    spot = type(case.spot)(served.url, case.spot.record)
    with Client(policy, LocalBudget()) as client:
        found = walk((case.repository, spot), client)
    assert found.holding is not None, found.trouble
    assert len(found.holding.listing.entries) == case.files
    assert len(busy) == len(case.table)
