"""Whose DOI prefix it is."""

from __future__ import annotations

import pytest

from fairsvc.errors import FairsvcError, FetchFailed, ProblemsFound, Unreadable
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.resolve.agency import find_prefix, read_agency
from tests.support.concluded import AT


def answer(status: int, body: str) -> Exchange:
    return Exchange(Need("https://doi.org/ra/10.1"), AT, (Hop("https://doi.org/ra/10.1", status),), body=body.encode())


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("10.1016", "10.1016"),
        (" doi:10.1016 ", "10.1016"),
        ("https://doi.org/10.1000.10", "10.1000.10"),
        ("https://dx.doi.org/10.1016/", "10.1016"),
        ("10.1016/x", ""),
        ("10.12", ""),
        ("10.1016 10.1017", ""),
        ("10.٣٣٣٣", ""),
        ("", ""),
    ],
)
def test_a_prefix_stands_alone(text: str, prefix: str) -> None:
    assert find_prefix(text) == prefix


def test_the_resolver_names_the_agency() -> None:
    assert read_agency("10.1016", answer(200, '[{"DOI": "10.1016", "RA": "Crossref"}]')) == "Crossref"


@pytest.mark.parametrize(
    ("exchange", "error", "words"),
    [
        (answer(200, '[{"DOI": "10.99", "status": "DOI does not exist"}]'), ProblemsFound, "DOI does not exist"),
        (answer(400, '[{"DOI": "10.99", "status": "Invalid DOI"}]'), ProblemsFound, "Invalid DOI"),
        (answer(200, "[]"), Unreadable, "names no registration agency"),
        (answer(200, '{"RA": 7}'), Unreadable, "names no registration agency"),
        (answer(200, "<html>"), Unreadable, "not well formed"),
        (answer(503, ""), FetchFailed, "answered 503"),
        (Exchange(Need("x"), AT, failure=Failure(FailureKind.DNS)), FetchFailed, "name not found"),
    ],
)
def test_every_other_answer_is_a_sentence(exchange: Exchange, error: type[FairsvcError], words: str) -> None:
    with pytest.raises(error, match=words):
        read_agency("10.99", exchange)
