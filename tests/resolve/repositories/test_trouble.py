"""What every adapter makes of answers that help nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fairsvc.model.resolution import AccessState
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.resolve.walking import Walked, walk
from tests.support.repository_cases import CASES, Case
from tests.support.walks import Answer, Answers

EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.repository.id)
PAGE = b"<!DOCTYPE html><html><body>Please enable JavaScript</body></html>"


def walked(case: Case, table: dict[str, Answer] | None = None) -> Walked:
    return walk((case.repository, case.spot), Answers(case.table if table is None else table))


@EVERY
def test_the_record_is_read(case: Case) -> None:
    found = walked(case)
    assert found.holding is not None, found.trouble
    assert len(found.holding.listing.entries) == case.files
    assert found.holding.listing.complete
    assert found.holding.title
    assert found.holding.licence
    assert len({entry.path for entry in found.holding.listing.entries}) == case.files
    assert all(entry.url.startswith("https://") for entry in found.holding.listing.entries)
    assert len(found.exchanges) <= 2


@EVERY
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((404, {"status": 404, "message": "no such record"}), "answered 404"),
        ((404, PAGE), "answered 404"),
        ((401, PAGE), "answered 401"),
        ((403, PAGE), "answered 403"),
        ((500, b""), "answered 500"),
        ((429, b""), "answered 429"),
        ((200, PAGE), "the JSON is not well formed"),
        ((200, b""), "the JSON"),
        ((202, b""), "the JSON"),
        ((200, {}), "the answer is"),
        ((200, []), "the answer is"),
        ((200, None), "the answer is"),
        ((200, 7), "the answer is"),
        ((200, {"metadata": [], "data": "none", "files": 3, "title": None, "links": ""}), "the answer is"),
    ],
)
def test_an_answer_of_no_use_is_a_sentence(case: Case, answer: Answer, sentence: str) -> None:
    found = walk((case.repository, case.spot), Answers({}, default=answer))
    assert found.holding is None
    assert sentence in found.trouble


@EVERY
@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (401, b"{}", AccessState.LOGIN),
        (403, b"{}", AccessState.RESTRICTED),
        (403, b"", AccessState.RESTRICTED),
        (410, b"{}", AccessState.WITHDRAWN),
        (410, PAGE, AccessState.WITHDRAWN),
    ],
)
def test_a_record_that_is_not_shown_is_still_there(case: Case, status: int, body: bytes, state: AccessState) -> None:
    found = walked(case, dict.fromkeys(case.table, (status, body)))
    assert found.holding is not None
    assert (found.holding.access.state, found.holding.listing.entries) == (state, ())
    assert str(status) in found.holding.access.because


@EVERY
def test_nobody_answers(case: Case) -> None:
    found = walked(case, {})
    assert found.holding is None
    assert "not recorded" in found.trouble


def moved(value: Any, old: str, new: str) -> bytes:
    return json.dumps(value).replace(old, new).encode()


@EVERY
def test_a_busy_api_is_asked_again(serve: Any, case: Case) -> None:
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
