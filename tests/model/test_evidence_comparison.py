"""What is different between two evidences: what was asked, what came, what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.model.evidence_comparison import list_differences
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.metadata import Metadata, Rights, Text
from fairsvc.model.pid import Pid

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://data.example/1"


def answer(status: int = 200, url: str = URL, body: str = "b1", **headers: str) -> Exchange:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(Need(URL), NOON, (Hop(url, status, fields),), body_sha256=body, size_bytes=9, steps=("page",))


def evidence(*exchanges: Exchange, page: Metadata | None = None) -> Evidence:
    return Evidence(Pid("doi", "10.5072/x"), NOON, exchanges=exchanges, page=page)


DOWN = replace(answer(), hops=(), failure=Failure(FailureKind.TIMEOUT))
CC = Metadata(titles=(Text("Iron"),), rights=(Rights("CC BY 4.0"),))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (evidence(answer()), evidence(answer()), []),
        (evidence(), evidence(), []),
        (evidence(answer()), evidence(replace(answer(), started_at=NOON.replace(year=2027))), []),
        (evidence(), evidence(answer()), ["page was not asked before"]),
        (evidence(answer()), evidence(), ["page was not asked again"]),
        (evidence(answer()), evidence(answer(404)), ["page answered 404, before: answered 200"]),
        (evidence(answer()), evidence(DOWN), ["page timeout, before: answered 200"]),
        (evidence(answer()), evidence(answer(url=f"{URL}2")), [f"page ends at {URL}2, before at {URL}"]),
        (
            evidence(answer(content_type="text/html")),
            evidence(answer(content_type="text/plain; charset=utf-8")),
            ["page is text/plain, before text/html"],
        ),
        (evidence(answer()), evidence(answer(link="<x>")), ["page has another link header"]),
        (
            evidence(answer(), page=CC),
            evidence(answer(body="b2"), page=replace(CC, rights=())),
            ["page has another body (9 bytes, before 9)", "page rights: nothing, before CC BY 4.0"],
        ),
        (
            evidence(answer(), page=CC),
            evidence(answer(404)),
            ["page answered 404, before: answered 200", "page is not described any more"],
        ),
        (evidence(answer(), page=CC), evidence(answer(), page=None), []),
    ],
)
def test_differences_are_named(old: Evidence, new: Evidence, expected: list[str]) -> None:
    assert [str(one) for one in list_differences(old, new, ("page", "registry"))] == expected


def test_other_steps_are_left_alone() -> None:
    assert list_differences(evidence(answer()), evidence(answer(404)), ("registry",)) == ()


def test_clauses_are_few_and_short() -> None:
    many = Metadata(titles=(Text("x" * 10_000),), rights=tuple(Rights(str(n)) for n in range(999)), formats=("a",))
    found = list_differences(evidence(answer()), evidence(answer(500, body="b2"), page=many), ("page",))
    assert max(len(str(one)) for one in found) < 250
    assert len(found) <= 6
