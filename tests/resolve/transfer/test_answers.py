from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.exchange import Failure, FailureKind, Hop
from fairsvc.resolve.transfer.answers import Meaning, find_validator, judge

DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


@dataclass
class Answer:
    """An Incoming without a body."""

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    failure: Failure | None = None

    @property
    def hops(self) -> tuple[Hop, ...]:
        return (Hop("https://example.org/x", self.status or 0, self.headers),)

    def header(self, name: str) -> str:
        return next((value for field, value in self.headers if field.lower() == name), "")

    def iter_bytes(self) -> Iterator[memoryview]:
        yield from ()


def span(text: str, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (("Content-Range", text), *more)


@pytest.mark.parametrize(
    ("answer", "first", "size", "validator", "meaning", "total"),
    [
        (Answer(200, (("Content-Length", "10"),)), 0, None, "", Meaning.WHOLE, 10),
        (Answer(200, (("Content-Length", "10"),)), 4, 10, '"1"', Meaning.WHOLE, 10),
        (Answer(200, (("Content-Length", "9"),)), 0, 10, "", Meaning.NOT_IT, None),
        (Answer(200, (("Content-Length", "9"), ("Content-Encoding", "gzip"))), 0, 10, "", Meaning.WHOLE, None),
        (Answer(200), 0, 10, "", Meaning.WHOLE, None),
        (Answer(206, span("bytes 4-9/10")), 4, 10, "", Meaning.REST, 10),
        (Answer(206, span("bytes 4-9/10")), 4, None, "", Meaning.REST, 10),
        (Answer(206, span("bytes 4-9/*")), 4, 10, "", Meaning.REST, 10),
        (Answer(206, span("bytes 4-9/11")), 4, 10, "", Meaning.ANEW, None),
        (Answer(206, span("bytes 0-9/10")), 4, 10, "", Meaning.ANEW, None),
        (Answer(206, span("bytes 4-9/5")), 4, None, "", Meaning.ANEW, None),
        (Answer(206, span("items 4-9/10")), 4, 10, "", Meaning.ANEW, None),
        (Answer(206), 4, 10, "", Meaning.ANEW, None),
        (Answer(206, span("bytes 4-9/10", ("ETag", '"1"'))), 4, 10, '"1"', Meaning.REST, 10),
        (Answer(206, span("bytes 4-9/10", ("ETag", '"2"'))), 4, 10, '"1"', Meaning.ANEW, None),
        (Answer(206, span("bytes 4-9/10")), 4, 10, '"1"', Meaning.REST, 10),
        (Answer(206, span("bytes 4-9/10")), 0, 10, "", Meaning.NOT_IT, None),
        (Answer(416, span("bytes */10")), 10, 10, "", Meaning.ALREADY_WHOLE, 10),
        (Answer(416, span("bytes */10")), 12, None, "", Meaning.ANEW, None),
        (Answer(416), 10, 10, "", Meaning.ANEW, None),
        (Answer(416), 0, 10, "", Meaning.NOT_IT, None),
        (Answer(202), 0, None, "", Meaning.NOT_IT, None),
        (Answer(304), 4, None, "", Meaning.NOT_IT, None),
        (Answer(None, (), Failure(FailureKind.DNS)), 0, None, "", Meaning.NOT_IT, None),
    ],
)
def test_what_an_answer_means(
    answer: Answer, first: int, size: int | None, validator: str, meaning: Meaning, total: int | None
) -> None:
    judged = judge(answer, first, size, validator)
    assert (judged.meaning, judged.size_bytes) == (meaning, total)
    assert bool(judged.because) is (meaning in (Meaning.NOT_IT, Meaning.ANEW))


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ((("ETag", '"abc"'),), '"abc"'),
        ((("ETag", 'W/"abc"'),), ""),
        ((("ETag", "abc"),), ""),
        ((("ETag", f'"{"x" * 2_000}"'),), ""),
        ((("ETag", '"a"b"'),), ""),
        ((("Last-Modified", "Sat, 21 Nov 2026 11:00:00 GMT"), ("Date", DATE)), "Sat, 21 Nov 2026 11:00:00 GMT"),
        ((("Last-Modified", "Sat, 21 Nov 2026 11:59:30 GMT"), ("Date", DATE)), ""),
        ((("Last-Modified", "Sat, 21 Nov 2026 11:00:00 GMT"),), ""),
        ((("Last-Modified", "yesterday"), ("Date", DATE)), ""),
        (
            (("ETag", 'W/"1"'), ("Last-Modified", "Sat, 21 Nov 2026 11:00:00 GMT"), ("Date", DATE)),
            "Sat, 21 Nov 2026 11:00:00 GMT",
        ),
        ((), ""),
    ],
)
def test_only_strong_validators_count(headers: tuple[tuple[str, str], ...], validator: str) -> None:
    assert find_validator(Answer(200, headers)) == validator


@settings(max_examples=100)
@given(
    st.sampled_from((200, 206, 416, 404)),
    st.text("bytes */-0123456789", max_size=30),
    st.text('W/"abc, GMT0123456789', max_size=20),
    st.integers(0, 5),
)
def test_no_header_breaks_the_judgement(status: int, field: str, value: str, first: int) -> None:
    names = ("Content-Range", "ETag", "Last-Modified", "Date", "Content-Length")
    answer = Answer(status, tuple((name, field if name == "Content-Range" else value) for name in names))
    assert judge(answer, first, None, '"1"').meaning in Meaning
    assert isinstance(find_validator(answer), str)
