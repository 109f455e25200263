"""The source as it stood at several instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.store.evidence import save_evidence
from fairsvc.store.judgements import save_judgements
from fairsvc.store.judgements_at import iter_judgements_at
from fairsvc.store.past_evidence import find_past_evidence
from fairsvc.store.records import save_page
from fairsvc.store.unassessed import iter_unassessed
from tests.store.samples import NOON, RULES, SOURCE, some_evidence, some_judgement, some_page, some_record


def day(number):
    return NOON + timedelta(days=number)


@pytest.fixture
def judged(store, run):
    """Datasets 1-3 are judged on days 1 and 3, but for the last one; 2 is deleted on day 2."""
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(1, 5))))
    gone = some_page(some_record(2, deleted=True, datestamp="2026-03-03"), number=2 * 86400)
    save_page(store, run, SOURCE.name, gone)
    for when in (1, 3):
        given = [replace(some_judgement(n, f"d{when}"), assessed_at=day(when)) for n in range(1, 4 if when == 1 else 3)]
        save_judgements(store, given, RULES)
    return store


def stood(store, *instants):
    return [
        tuple(one and (one.pid[-1], one.evidence_digest) for one in standings)
        for standings in iter_judgements_at(store, SOURCE.name, instants)
    ]


@pytest.mark.parametrize(
    ("instants", "expected"),
    [
        ((day(0),), []),
        ((day(1),), [(("1", "d1"),), (("2", "d1"),), (("3", "d1"),)]),
        ((day(3),), [(("1", "d3"),), (("3", "d1"),)]),
        (
            (day(0), day(1), day(3)),
            [(None, ("1", "d1"), ("1", "d3")), (None, ("2", "d1"), None), (None, ("3", "d1"), ("3", "d1"))],
        ),
        ((day(3), day(1)), [(("1", "d3"), ("1", "d1")), (None, ("2", "d1")), (("3", "d1"), ("3", "d1"))]),
    ],
)
def test_each_instant_has_its_own(judged, instants, expected):
    assert stood(judged, *instants) == expected


def test_what_stood_is_the_same_object(judged):
    *_, (before, after) = iter_judgements_at(judged, SOURCE.name, (day(1), day(3)))
    assert before is after


def test_many_come_in_order_across_batches(store, run):
    numbers = range(1, 1203)
    pages = [some_page(*(some_record(n) for n in numbers[start : start + 200]), number=start + 1)
             for start in range(0, 1202, 200)]  # fmt: skip
    for one in pages:
        save_page(store, run, SOURCE.name, one)
    save_judgements(store, [some_judgement(n) for n in numbers], RULES)
    pids = [one.pid for (one,) in iter_judgements_at(store, SOURCE.name, (day(1),)) if one]
    assert pids == sorted(f"doi:10.5072/ill-{n}" for n in numbers)


def test_evidence_of_before_is_found_by_its_digest(store):
    old, new = some_evidence(1), some_evidence(1, b"<html>other</html>", day=1)
    numbers = save_evidence(store, [old, new], "fairsvc/0")
    keys = [(str(one.pid), one.digest) for one in (old, new)]
    found = find_past_evidence(store, [*keys, (keys[0][0], "none"), ("doi:10.5072/none", keys[0][1])])
    assert {key: (number, one.gathered_at) for key, (number, one) in found.items()} == {
        key: (number, one.gathered_at) for key, number, one in zip(keys, numbers, (old, new), strict=True)
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "34"),
        ({"gathered_before": day(2)}, "134"),
        ({"changed": False, "gathered_before": day(2)}, "13"),
        ({"changed": False, "gathered_before": day(9)}, "123"),
        ({"changed": False}, ""),
    ],
)
def test_what_is_new_changed_or_old_is_unassessed(store, run, options, expected):
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(1, 5))))
    save_evidence(store, [some_evidence(1, day=1), some_evidence(2, day=5), some_evidence(3, day=-1)], "fairsvc/0")
    assert "".join(pid[-1] for pid in iter_unassessed(store, SOURCE.name, **options)) == expected


def answering(number, step, status):
    """Evidence of day 3 in which this step, asked together with another, got such an answer; None is a time-out."""
    asked = Exchange(Need("https://data.example.org/x"), NOON, (Hop("https://data.example.org/x", status or 200),))
    failure = Failure(FailureKind.TIMEOUT) if status is None else None
    one = some_evidence(number, day=3)
    kept = tuple(other for other in one.exchanges if step not in other.steps)
    return replace(one, exchanges=(*kept, replace(asked, failure=failure, steps=("metalink", step))))


@pytest.mark.parametrize(
    ("step", "status", "unread"),
    [
        ("page", None, True),
        ("page", 503, True),
        ("page", 404, False),
        ("handle", 429, True),
        ("registry", 500, True),
        ("registry", 200, False),
        ("page-head", 503, False),
        ("file", 503, False),
    ],
)
def test_what_gave_no_answer_is_asked_again(store, run, step, status, unread):
    save_page(store, run, SOURCE.name, some_page(some_record(1), some_record(2)))
    save_evidence(store, [answering(1, step, status), some_evidence(2, day=3)], "fairsvc/0")
    first = ["doi:10.5072/ill-1"] if unread else []
    assert list(iter_unassessed(store, SOURCE.name)) == first
    assert list(iter_unassessed(store, SOURCE.name, unread_before=day(4))) == first
    assert list(iter_unassessed(store, SOURCE.name, unread_before=day(3))) == []
    assert list(iter_unassessed(store, SOURCE.name, changed=False)) == []
    save_evidence(store, [some_evidence(1, day=4)], "fairsvc/0")
    assert list(iter_unassessed(store, SOURCE.name)) == []
