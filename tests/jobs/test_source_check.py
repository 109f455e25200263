"""The health check against providers that misbehave in one way: it must find that, and nothing else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import FetchFailed
from fairsvc.jobs.source_check import INTERRUPTED, check
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.harvest import SourceConfig
from harvest.health.kinds import Severity
from harvest.health.plan import MAX_PAGES, NONSENSE
from harvest.health.report import HealthReport
from tests.support import provider_software as software
from tests.support.alterations import on_page, on_verb, swap, without
from tests.support.bad_provider import Alter, Call, Fault, misbehaving
from tests.support.faults import FAULTS
from tests.support.honest_provider import DAYS, HONEST, SECONDS
from tests.support.oai_provider import XML
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Served

Serve = Callable[[Handler], Served]

UNCHECKED = {"dates.mixed-accepted", "dates.nonsense-accepted", "dates.reversed-accepted"}
DATELESS = {"dates.ignored", "dates.until-ignored"} | UNCHECKED
SCICAT = {
    "dates.until-alone-refused",
    "earliest-datestamp.unreadable",
    "datestamp.granularity",
    "dates.ignored",
    "sets.order",
    "sets.unlisted",
    "identifier.no-uri",
    "dates.reversed-accepted",
    "dates.mixed-accepted",
}
VIRINGO = {"dates.until-ignored", "error.wrong-code", "token.not-exclusive", "dates.nonsense-accepted"}

KNOWN = {
    "none": set(),
    "metadataPrefix demanded with the token": {"token.not-alone", "request.attributes", "error.wrong-code"},
    "last token absent": {"token.absent"},
    "token emptied after page 1": {"list.cut"},
    "token lost after page 1": {"list.cut"},
    "previous token on the last page": {"token.repeated"},
    "token beside the verb": {"token.misplaced"},
    "token dies once": {"token.dead"},
    "token dies on page 3": {"token.dead"},
    "token dies on page 2 with 400": {"token.dead", "error.http-status"},
    "full last page with a token, then an empty page": {"page.empty"},
    "full last page with a token, then badResumptionToken": {"token.past-end"},
    "empty page 2 with total 0": {"list.cut", "page.empty", "total.changing", "total.wrong"},
    "noRecordsMatch on page 2": {"token.dead"},
    "no total": {"total.missing"},
    "total too high": {"total.wrong"},
    "total too low": {"total.wrong"},
    "total moves up": {"total.changing"},
    "total is no number": {"total.unreadable", "total.missing"},
    "503 for ever": {"answer.unavailable"},
    "connection cut": {"answer.unavailable"},
    "403 on page 2": {"answer.unusable"},
    "404 for all": {"answer.unusable"},
    "HTML for Identify": {"answer.unusable"},
    "no responseDate": {"answer.unusable"},
    "undeclared gzip": {"gzip.undeclared"},
    "control character and bare &": {"xml.repaired"},
    "wrong encoding declaration": {"xml.repaired"},
    "byte order mark": set(),
    "page cut": {"answer.unusable"},
    "entity bomb": {"answer.unusable"},
    "empty metadata": {"record.empty-metadata"},
    "responseDate of 1970": {"response-date.clock"},
    "record that ListRecords cannot hold": {"answer.unavailable"},
    "record that breaks the XML": {"answer.unusable"},
    "record twice": {"identifier.duplicate", "total.wrong", "cursor.wrong"},
    "record that moves during the run": {"identifier.duplicate"},
    "record without identifier": {"identifier.missing"},
    "from and until ignored": DATELESS,
    "days": set(),
    "granularity unknown": {"granularity.unknown"},
    "granularity missing": {"granularity.missing"},
    "earliestDatestamp unreadable": {"earliest-datestamp.unreadable"},
    "earliestDatestamp missing": {"earliest-datestamp.unreadable"},
    "earliestDatestamp of 1000-01-01": {"earliest-datestamp.implausible"},
    "earliestDatestamp too late": {"earliest-datestamp.late"},
    "deletions": set(),
    "deletions shown though denied": {"deleted-record.denied"},
    "SciCat": SCICAT,
    "ICAT": {"sets.spec", "token.not-exclusive", "total.missing"},
    "ICAT, empty": {"sets.spec", "list.empty", "earliest-datestamp.implausible"},
    "viringo": VIRINGO,
    "viringo, database fails on page 2": VIRINGO | {"list.cut", "page.empty", "total.changing", "total.wrong"},
}


def header(name: str, value: str) -> Alter:
    return lambda call, body: (200, [(name, value)], body)


def only(title: str, alter: Alter) -> Alter:
    """Alter the answers to requests that hold this text among their values."""
    return lambda call, body: alter(call, body) if title in call.arguments.values() else body


def cut_out(pattern: bytes) -> Alter:
    return lambda call, body: re.sub(pattern, b"", body)


def expiring(after: timedelta) -> Alter:
    def alter(call: Call, body: bytes) -> bytes:
        at = f"{call.provider.now() + after:%Y-%m-%dT%H:%M:%SZ}".encode()
        return body.replace(b"<resumptionToken complete", b'<resumptionToken expirationDate="' + at + b'" complete')

    return alter


def any_token(call: Call, body: bytes) -> bytes:
    return call.nth_page(1) if call.arguments.get("resumptionToken") == NONSENSE else body


def other_record(call: Call, body: bytes) -> bytes:
    return body.replace(b"<identifier>", b"<identifier>other-") if b"<GetRecord>" in body else body


def exclusive(call: Call, body: bytes) -> bytes:
    bounds = call.arguments.get("from", ""), call.arguments.get("until")
    return call.error("noRecordsMatch") if bounds[0] and bounds[0] == bounds[1] else body


SMALL = {
    "content type": (header("Content-Type", "application/xml"), {"answer.content-type"}),
    "no content type": (lambda call, body: (200, [], body), {"answer.content-type"}),
    "another encoding": (
        lambda call, body: body.replace(b"UTF-8", b"ISO-8859-1", 1),
        {"answer.encoding"},
    ),
    "foreign element in a list": (swap(b"</ListRecords>", b"<extra/></ListRecords>"), {"element.unknown"}),
    "fractions of seconds": (swap(b"Z</responseDate>", b".5Z</responseDate>"), {"response-date.form"}),
    "no request": (cut_out(rb"<request.*?</request>"), {"frame.order", "request.missing"}),
    "no schema": (cut_out(rb'xsi:schemaLocation="[^"]*"'), {"frame.schema-location"}),
    "inner address": (swap(b"/oai</request>", b":8080/oai</request>"), {"request.base-url"}),
    "verb": (on_verb("ListSets", swap(b"ListSets>", b"Identify>")), {"answer.wrong-verb"}),
    "protocol version": (swap(b">2.0<", b">1.1<"), {"protocol-version.unknown"}),
    "field missing": (without("adminEmail"), {"identify.missing"}),
    "mail": (swap(b"oai@facility.example", b"the librarian"), {"admin-email.invalid"}),
    "own field": (swap(b"</granularity>", b"</granularity><toolkit/>"), {"identify.unknown"}),
    "other host": (swap(b"<baseURL>http://127.0.0.1", b"<baseURL>http://10.0.0.1"), {"base-url.elsewhere"}),
    "other path": (swap(b"/oai</baseURL>", b"/oai2</baseURL>"), {"base-url.differs"}),
    "deletion policy": (swap(b">persistent<", b">yes<"), {"deleted-record.unknown"}),
    "earliest in days": (
        swap(b"2023-01-10T09:00:00Z</earl", b"2023-01-10</earl"),
        {"earliest-datestamp.granularity"},
    ),
    "no oai_dc on offer": (
        swap(b">oai_dc</metadataPrefix>", b">dc</metadataPrefix>"),
        {"formats.no-oai-dc", "list.refused", "error.wrong-code"},
    ),
    "no schema of a format": (on_verb("ListMetadataFormats", without("schema")), {"formats.incomplete"}),
    "namespace of records": (
        on_verb("ListRecords", swap(b"OAI/2.0/oai_dc/", b"OAI/1.1/oai_dc/")),
        {"formats.namespace"},
    ),
    "no sets": (on_verb("ListSets", lambda call, body: call.error("noSetHierarchy")), {"sets.denied"}),
    "set of a header": (
        swap(b"<setSpec>open</setSpec></header>", b"<setSpec>shut</setSpec></header>"),
        {"sets.unlisted", "set.refused"},
    ),
    "future": (swap(b"2026-03-20T09", b"2126-03-20T09"), {"datestamp.future"}),
    "no such day": (swap(b"2025-01-11T09", b"2025-02-31T09"), {"datestamp.unreadable"}),
    "GetRecord": (
        on_verb("GetRecord", lambda call, body: call.error("idDoesNotExist")),
        {"get.fails", "error.wrong-code"},
    ),
    "other record": (other_record, {"get.other"}),
    "other datestamp": (on_verb("GetRecord", swap(b"<datestamp>20", b"<datestamp>21")), {"get.datestamp"}),
    "formats of a record": (
        lambda call, body: call.error("idDoesNotExist") if b"<ListMeta" in body and len(call.arguments) > 1 else body,
        {"formats.of-identifier"},
    ),
    "short life": (expiring(timedelta(minutes=5)), {"token.short-life"}),
    "long life": (expiring(timedelta(hours=24)), set()),
    "token once": (
        on_page(2, lambda call, body: call.error("badResumptionToken") if call.times > 1 else body),
        {"token.once"},
    ),
    "token goes on": (
        on_page(2, lambda call, body: call.nth_page(3) if call.times > 1 else body),
        {"token.not-idempotent", "request.attributes"},
    ),
    "any token": (any_token, {"token.nonsense-accepted", "request.attributes"}),
    "cursor in pages": (swap(b'cursor="10"', b'cursor="1"'), {"cursor.wrong"}),
    "refused set": (only("open", lambda call, body: call.error("badArgument")), {"set.refused", "request.attributes"}),
    "set ignored": (only("open", swap(b"<setSpec>open<", b"<setSpec>closed<")), {"set.ignored"}),
    "exclusive": (exclusive, {"dates.exclusive"}),
    "empty list": (
        lambda call, body: body.replace(b'<error code="noRecordsMatch">refused</error>', b"<ListRecords/>"),
        {"no-records-match.missing"},
    ),
    "errors with 404": (lambda call, body: (404 if b"<error" in body else 200, [XML], body), {"error.http-status"}),
    "identifiers": (on_verb("ListIdentifiers", swap(b'="30"', b'="29"')), {"identifiers.differ"}),
}


class Direct:
    """A Fetcher that has the provider in the same process: thousands of requests in little time."""

    def __init__(self, fault: Fault) -> None:
        self.asked: list[Need] = []
        self._handler = misbehaving(fault)

    def fetch(self, need: Need) -> Exchange:
        self.asked.append(need)
        path = need.url.removeprefix("http://127.0.0.1")
        status, headers, body = self._handler(Asked(need.method, path, {"host": "127.0.0.1"}, need.body.encode()))
        if int(dict(headers).get("Content-Length", len(body))) != len(body):
            return Exchange(need, datetime.now(UTC), failure=Failure(FailureKind.PROTOCOL))
        hops = (Hop(need.url, status, tuple(headers)),)
        return Exchange(need, datetime.now(UTC), hops, body=body, size_bytes=len(body))


def report_of(fault: Fault, pages: int = 3) -> HealthReport:
    return check(Direct(fault), SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=pages)


def codes(report: HealthReport) -> set[str]:
    return {finding.kind.code for finding in report.findings}


@pytest.mark.parametrize("name", KNOWN)
def test_a_fault_is_found_and_no_other(name: str) -> None:
    assert codes(report_of(FAULTS[name])) == KNOWN[name]


@pytest.mark.parametrize("name", SMALL)
def test_a_detail_is_found_and_no_other(name: str) -> None:
    alter, expected = SMALL[name]
    assert codes(report_of(Fault(alter))) == expected


def test_a_cut_at_a_round_number_is_suspected() -> None:
    cut = replace(software.SCICAT, items=software.many(1005), page_size=1000)
    more = {"list.cut-suspected", "datestamp.uniform", "answer.uncompressed"}
    assert codes(report_of(Fault(provider=cut))) == SCICAT | more


def test_post_is_asked_for(serve: Serve) -> None:
    honest = misbehaving(FAULTS["none"])
    served = serve(lambda asked: (405, [], b"no") if asked.method == "POST" else honest(asked))
    report = check(PlainFetcher(), SourceConfig("demo", "oai", f"{served.url}/oai"), pages=3)
    assert codes(report) == {"post.refused"}
    assert [asked.body for asked in served.asked if asked.method == "POST"] == [b"verb=Identify"]


def test_a_finding_can_be_handed_on() -> None:
    (finding,) = report_of(FAULTS["record without identifier"]).findings
    assert (finding.kind.severity, finding.kind.clause, finding.times) == (Severity.BREAKS, "2.4, 2.5", 2)
    assert finding.request.startswith("GET http://127.0.0.1/oai?verb=ListRecords&resumptionToken=")
    assert finding.excerpt.startswith("<header><datestamp>2025-01-12T09:00:00Z</datestamp>")


@pytest.mark.parametrize("granularity", [SECONDS, DAYS])
def test_no_check_asks_more_than_forty_times(granularity: str) -> None:
    direct = Direct(Fault(provider=replace(HONEST, page_size=2, granularity=granularity)))
    report = check(direct, SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=MAX_PAGES)
    assert len(direct.asked) == report.figures.requests <= 40
    assert report.findings == ()


def test_a_host_that_goes_silent_is_left_alone() -> None:
    served = Direct(FAULTS["none"])

    class Silent:
        def fetch(self, need: Need) -> Exchange:
            failed = Exchange(need, datetime.now(UTC), failure=Failure(FailureKind.TIMEOUT))
            return served.fetch(need) if len(served.asked) < 5 else failed

    report = check(Silent(), SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=3)
    assert report.stopped == "The provider gave no answer 3 times in a row"
    assert report.figures.requests == 8


def test_ctrl_c_gives_what_is_known() -> None:
    direct = Direct(FAULTS["SciCat"])

    class Interrupted:
        def fetch(self, need: Need) -> Exchange:
            if len(direct.asked) == 5:
                raise KeyboardInterrupt
            return direct.fetch(need)

    report = check(Interrupted(), SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=3)
    assert report.stopped == INTERRUPTED
    assert {"sets.order", "identifier.no-uri"} <= codes(report)


@pytest.mark.parametrize("kind", [FailureKind.DNS, FailureKind.TIMEOUT, FailureKind.TLS])
def test_a_host_that_does_not_answer_is_no_finding(kind: FailureKind) -> None:
    class Away:
        def fetch(self, need: Need) -> Exchange:
            return Exchange(need, datetime.now(UTC), failure=Failure(kind))

    with pytest.raises(FetchFailed, match="the provider does not answer"):
        check(Away(), SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=3)


@given(body=st.binary(max_size=300), status=st.sampled_from([200, 400, 404, 500]), at=st.integers(1, 30))
@settings(max_examples=40)
def test_whatever_comes_is_judged(body: bytes, status: int, at: int) -> None:
    direct = Direct(FAULTS["none"])

    class Garbled:
        def fetch(self, need: Need) -> Exchange:
            exchange = direct.fetch(need)
            if len(direct.asked) != at:
                return exchange
            return replace(exchange, hops=(Hop(need.url, status, ()),), body=body)

    with contextlib.suppress(FetchFailed):
        report = check(Garbled(), SourceConfig("demo", "oai", "http://127.0.0.1/oai"), pages=3)
        assert at > report.figures.requests or report.findings
