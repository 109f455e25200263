"""Faults that make other clients lose records in silence: here each ends verified or incomplete, and says why."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping

import pytest

from fairsvc.errors import FetchFailed, TokenExpired, Unreadable
from fairsvc.model.harvest import RunState
from harvest.account import close
from tests.support.harvesting import START, codes, collect, harvest
from tests.support.oai_provider import XML, error, page, provider, record, records, three_pages, token
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Handler, Reply, Served

Answers = Mapping[str, bytes | Callable[[], Reply]]
SECOND, THIRD = "page 2", "page|3&x"
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]><OAI-PMH>&c;</OAI-PMH>'
)


def with_second(body: bytes | Callable[[], Reply]) -> Answers:
    return {**three_pages(), SECOND: body}


def _cut() -> bytes:
    body = three_pages()[SECOND]
    return body[: len(body) * 2 // 3]


def _dirty() -> bytes:
    return three_pages()[SECOND].replace(b"scan 12", b"scan\x0b 12 & more &nbsp;&#1;")


def _slow() -> Reply:
    time.sleep(1)
    return 200, [XML], b""


VERIFIED, INCOMPLETE = RunState.VERIFIED, RunState.INCOMPLETE
FAULTS = {
    "page cut at two thirds": (with_second(_cut()), Unreadable, 10, INCOMPLETE, "stops before its end"),
    "control character and bare &": (with_second(_dirty()), None, 30, VERIFIED, "30 records"),
    "same token for ever": (
        {"": page(records(1, 10) + token("t", 30)), "t": page(records(11, 20) + token("t", 30))},
        TokenExpired,
        10,
        INCOMPLETE,
        "repeats a resumption token",
    ),
    "expired token": (with_second(error("badResumptionToken")), TokenExpired, 10, INCOMPLETE, "start again"),
    "HTML with 200": (
        {"": b"<!DOCTYPE html><html><head><title>Maintenance</title><body><p>Back soon</html>"},
        Unreadable,
        0,
        INCOMPLETE,
        "a web page (HTML)",
    ),
    "HTML that is XML": (
        with_second(b"<html><body>Back soon</body></html>"),
        Unreadable,
        10,
        INCOMPLETE,
        "a web page (HTML)",
    ),
    "empty last page when the database fails": (
        with_second(page(token("", 0))),
        None,
        10,
        INCOMPLETE,
        "total of 0 after 10 records",
    ),
    "undeclared gzip": (with_second(gzip.compress(three_pages()[SECOND])), None, 30, VERIFIED, "30 records"),
    "empty metadata": (
        with_second(page(records(11, 19) + record(20, "") + token(THIRD, 30))),
        None,
        30,
        VERIFIED,
        "30 records",
    ),
    "text node of 11 MB": (
        with_second(page(record(11) + record(12, f"<a>{'x' * 11_000_000}</a>") + token(THIRD, 30))),
        Unreadable,
        10,
        INCOMPLETE,
        "no well-formed XML",
    ),
    "entity bomb": (with_second(BOMB), Unreadable, 10, INCOMPLETE, "document type declaration"),
    "503 with a date": (
        with_second(lambda: (503, [("Retry-After", "Fri, 31 Dec 2027 23:59:59 GMT")], b"")),
        FetchFailed,
        10,
        INCOMPLETE,
        "answered 503",
    ),
    "no answer in time": (with_second(_slow), FetchFailed, 10, INCOMPLETE, "timeout"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_is_a_silent_loss(serve: Callable[[Handler], Served], name: str) -> None:
    answers, fault_type, count, state, words = FAULTS[name]
    pages, fault = harvest(serve(provider(answers)), fetcher=PlainFetcher(timeout_s=0.3))
    assert type(fault) is (fault_type or type(None))
    assert len(collect(pages)) == count
    assert len({item.identifier for item in collect(pages)}) == count
    found, because = close(pages[-1].checkpoint if pages else START, fault)
    assert (found, words in because) == (state, True), because


@pytest.mark.parametrize(
    ("name", "code"), [("control character and bare &", "xml.repaired"), ("undeclared gzip", "gzip.undeclared")]
)
def test_what_was_mended_is_said(serve: Callable[[Handler], Served], name: str, code: str) -> None:
    pages, _ = harvest(serve(provider(FAULTS[name][0])))
    assert codes(pages) == [code]


def test_mended_text_keeps_what_it_meant(serve: Callable[[Handler], Served]) -> None:
    pages, _ = harvest(serve(provider(FAULTS["control character and bare &"][0])))
    assert b"scan 12 &amp; more &#160;<" in collect(pages)[11].raw


def test_empty_metadata_are_kept_with_their_trouble(serve: Callable[[Handler], Served]) -> None:
    pages, _ = harvest(serve(provider(FAULTS["empty metadata"][0])))
    assert [item.trouble for item in collect(pages) if item.trouble] == ["The record carries no metadata."]
