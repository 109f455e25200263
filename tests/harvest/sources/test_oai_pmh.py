"""The source against providers on loopback: the protocol's rules, and what the source says of a provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sickle.oaiexceptions import BadResumptionToken

from fairsvc.errors import FetchFailed, ProtocolBroken, TokenExpired, Unreadable
from fairsvc.model.harvest import Checkpoint, Reading, RunState, SourceConfig, Window
from harvest.account import close
from harvest.oai_client import Client
from harvest.sources.oai_pmh import SOURCE
from tests.support.dated_provider import DatedProvider
from tests.support.harvesting import codes, collect, harvest
from tests.support.oai_provider import (
    IDENTIFY,
    RESPONSE_DATE,
    XML,
    envelope,
    error,
    page,
    provider,
    record,
    records,
    three_pages,
    token,
)
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]


def test_a_whole_list_is_verified(serve: Serve) -> None:
    served = serve(provider(three_pages()))
    pages, fault = harvest(served)
    assert fault is None
    assert [item.identifier for item in collect(pages)] == [f"oai:demo:{n}" for n in range(1, 31)]
    assert all(item.metadata and item.format and item.sets == ("open",) for item in collect(pages))
    assert [page.checkpoint.token for page in pages] == ["page 2", "page|3&x", ""]
    assert pages[-1].checkpoint.server_at == RESPONSE_DATE
    assert close(pages[-1].checkpoint)[0] is RunState.VERIFIED
    assert all(page.exchange.body and not page.deviations for page in pages)


def test_requests_spell_tokens_alone_and_encoded(serve: Serve) -> None:
    served = serve(provider(three_pages()))
    window = Window("oai_dc", "a:b", from_="2026-01-01T00:00:00Z")
    harvest(served, Checkpoint(window))
    assert [asked.path for asked in served.asked] == [
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=a%3Ab&from=2026-01-01T00%3A00%3A00Z",
        "/oai?verb=ListRecords&resumptionToken=page%202",
        "/oai?verb=ListRecords&resumptionToken=page%7C3%26x",
    ]


@pytest.mark.parametrize("stand", [0, 1, 2])
def test_a_killed_harvest_goes_on_where_it_stood(serve: Serve, stand: int) -> None:
    served = serve(provider(three_pages()))
    whole, _ = harvest(served)
    rest, fault = harvest(served, whole[stand].checkpoint)
    assert fault is None
    assert collect(whole[: stand + 1]) + collect(rest) == collect(whole)
    assert (rest or whole)[-1].checkpoint == whole[-1].checkpoint


def test_a_window_without_prefix_takes_the_richest_on_offer(serve: Serve) -> None:
    pages, _ = harvest(serve(provider(three_pages())), Checkpoint(Window("")))
    assert {page.window.prefix for page in pages} == {"oai_dc"}
    assert {item.prefix for item in collect(pages)} == {"oai_dc"}


@pytest.mark.parametrize(
    ("end", "state", "deviations"),
    [
        (token("", 3), RunState.VERIFIED, []),
        (token(""), RunState.PLAUSIBLE, []),
        ("", RunState.PLAUSIBLE, []),
        (token("", 5), RunState.INCOMPLETE, []),
        ("<note/>" + token("", 3), RunState.VERIFIED, ["element.unknown"]),
    ],
)
def test_a_list_of_one_page(serve: Serve, end: str, state: RunState, deviations: list[str]) -> None:
    pages, fault = harvest(serve(provider({"": page(records(1, 3) + end)})))
    assert fault is None
    assert (close(pages[-1].checkpoint)[0], codes(pages)) == (state, deviations)


@pytest.mark.parametrize(
    ("last", "state", "deviations"),
    [
        (records(11, 20), RunState.PLAUSIBLE, ["token.absent"]),
        (records(11, 19), RunState.INCOMPLETE, ["token.absent"]),
        # Invenio gives a token after the last record when the count fills its pages.
        (records(11, 20) + token("more"), RunState.VERIFIED, ["page.empty"]),
    ],
)
def test_a_list_with_an_odd_end(serve: Serve, last: str, state: RunState, deviations: list[str]) -> None:
    answers = {"": page(records(1, 10) + token("p2", 20)), "p2": page(last), "more": page(token("", 20))}
    pages, fault = harvest(serve(provider(answers)))
    assert fault is None
    assert (close(pages[-1].checkpoint)[0], codes(pages)) == (state, deviations)


def test_one_empty_page_is_borne_and_a_second_is_not(serve: Serve) -> None:
    answers = {"": page(token("a", 10)), "a": page(records(1, 10) + token("", 10))}
    pages, fault = harvest(serve(provider(answers)))
    assert (len(collect(pages)), fault, codes(pages)) == (10, None, ["page.empty"])
    answers = {"": page(token("a", 10)), "a": page(token("b", 10)), "b": page(records(1, 10))}
    pages, fault = harvest(serve(provider(answers)))
    assert isinstance(fault, ProtocolBroken)
    assert close(pages[-1].checkpoint, fault)[0] is RunState.INCOMPLETE


@pytest.mark.parametrize("repeated", ["p2", "p3"])
def test_any_earlier_token_is_a_cycle_also_after_a_restart(serve: Serve, repeated: str) -> None:
    answers = {
        "": page(records(1, 10) + token("p2")),
        "p2": page(records(11, 20) + token("p3")),
        "p3": page(records(21, 30) + token(repeated)),
    }
    served = serve(provider(answers))
    pages, fault = harvest(served)
    assert isinstance(fault, TokenExpired)
    assert "repeats a resumption token" in str(fault)
    assert len(pages) <= 6
    assert len(pages[-1].checkpoint.mark) == 33
    assert isinstance(harvest(served, pages[1].checkpoint)[1], TokenExpired)


def test_no_records_match_is_an_empty_list_only_at_the_start(serve: Serve) -> None:
    pages, fault = harvest(serve(provider({"": error("noRecordsMatch")})))
    assert (fault, collect(pages), pages[0].checkpoint.done) == (None, [], True)
    assert pages[0].checkpoint.server_at == RESPONSE_DATE
    answers = {"": page(records(1, 10) + token("p2")), "p2": error("noRecordsMatch", "none left")}
    pages, fault = harvest(serve(provider(answers)))
    assert isinstance(fault, ProtocolBroken)
    assert "noRecordsMatch" in str(fault)
    assert "none left" in str(fault)


def test_an_error_sent_as_http_error_is_read_and_said(serve: Serve) -> None:
    pages, fault = harvest(serve(provider({"": lambda: (404, [XML], error("noRecordsMatch"))})))
    assert (fault, collect(pages), codes(pages)) == (None, [], ["error.http-status"])


def test_an_empty_list_without_no_records_match_is_no_end(serve: Serve) -> None:
    pages, fault = harvest(serve(provider({"": page(token("", 0))})))
    assert fault is None
    assert close(pages[-1].checkpoint)[0] is RunState.INCOMPLETE
    assert harvest(serve(provider({})), pages[-1].checkpoint) == ([], None)


@pytest.mark.parametrize(
    ("status", "body", "fault", "words"),
    [
        (400, error("badArgument", "bad  from"), ProtocolBroken, "badArgument: http://127.0.0.1"),
        (200, error("", "?"), ProtocolBroken, "without a code"),
        (200, error("__doc__"), ProtocolBroken, "__doc__"),
        (404, b"not here", FetchFailed, "answered 404"),
        (404, page(records(1, 1)), FetchFailed, "answered 404"),
        (503, error("badArgument"), FetchFailed, "answered 503"),
        (302, b"", FetchFailed, "answered 302"),
        (200, b"", Unreadable, "nothing"),
        (200, envelope(IDENTIFY), ProtocolBroken, "ListRecords with Identify"),
    ],
)
def test_what_is_no_list(serve: Serve, status: int, body: bytes, fault: type[Exception], words: str) -> None:
    pages, met = harvest(serve(provider({"": lambda: (status, [XML], body)})))
    assert (pages, type(met)) == ([], fault)
    assert words in str(met)
    assert "secret" not in str(met)


def test_errors_tell_no_query_of_the_address(serve: Serve) -> None:
    served = serve(lambda asked: (500, [], b""))
    source = SourceConfig("demo", "oai", f"{served.url}/oai?key=secret", prefix="oai_dc")
    with pytest.raises(FetchFailed) as met:
        list(SOURCE.iter_pages(PlainFetcher(), source, Checkpoint(Window("oai_dc"))))
    assert "secret" not in str(met.value)
    assert served.asked[0].path == "/oai?key=secret&verb=ListRecords&metadataPrefix=oai_dc"


def test_a_body_cut_at_the_limit_is_unreadable(serve: Serve) -> None:
    _, fault = harvest(serve(provider(three_pages())), fetcher=PlainFetcher(limit_bytes=100))
    assert isinstance(fault, Unreadable)
    assert "limit" in str(fault)


def test_a_record_that_cannot_be_read_is_kept_with_its_trouble(serve: Serve) -> None:
    foreign = '<mets xmlns="http://example.org/odd"/>'
    deleted = '<record><header status="deleted"><identifier>gone</identifier></header></record>'
    nameless = f"<record><header/><metadata>{foreign}</metadata></record>"
    inner = record(1) + record(2, foreign) + record(3, "") + deleted + nameless + nameless
    pages, fault = harvest(serve(provider({"": page(inner + token("", 6))})))
    one, two, three, four, five, six = collect(pages)
    assert fault is None
    assert (one.trouble, two.raw, three.raw, four.raw) == ("", foreign.encode(), b"", b"")
    assert all(item.trouble and item.metadata is None for item in (two, three, five))
    assert (four.deleted, four.trouble, four.identifier) == (True, "", "gone")
    assert five.identifier.startswith("no-identifier:")
    assert five == six
    assert codes(pages) == ["identifier.missing"]


def test_identify_reads_what_the_provider_says_of_itself(serve: Serve) -> None:
    served = serve(provider({}))
    repository = SOURCE.identify(PlainFetcher(), SourceConfig("demo", "oai", f"{served.url}/oai"))
    assert (repository.name, repository.deleted_record) == ("Demo", "persistent")
    assert repository.admin_emails == ("a@example.org", "b@example.org")
    assert repository.deviations == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>", "", "granularity.missing"),
        ("YYYY-MM-DDThh:mm:ssZ", "seconds", "granularity.unknown"),
        ("2020-01-01T00:00:00Z", "2017-01-00T03:24:00Z", "earliest-datestamp.unreadable"),
        ("<protocolVersion>2.0", "<protocolVersion>1.1", "protocol-version.unknown"),
        ("http://127.0.0.1/oai", "https://elsewhere.example.org/oai", "base-url.elsewhere"),
        ("http://127.0.0.1/oai", "http://[broken/oai", "base-url.elsewhere"),
    ],
)
def test_identify_names_what_the_standard_does_not_allow(serve: Serve, old: str, new: str, code: str) -> None:
    served = serve(lambda asked: (200, [XML], envelope(IDENTIFY.replace(old, new))))
    repository = SOURCE.identify(PlainFetcher(), SourceConfig("demo", "oai", f"{served.url}/oai"))
    assert [deviation.code for deviation in repository.deviations] == [code]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (error("badVerb", "what?"), "badVerb"),
        (error("oddError", "what?"), "oddError"),
        (page(records(1, 1)), "not what its OAI-PMH verb demands"),
        (envelope("<Identify><raw>x</raw></Identify>"), "not what its OAI-PMH verb demands"),
    ],
)
def test_an_identify_that_is_none_breaks_the_protocol(serve: Serve, body: bytes, words: str) -> None:
    served = serve(lambda asked: (200, [XML], body))
    with pytest.raises(ProtocolBroken, match=words):
        SOURCE.identify(PlainFetcher(), SourceConfig("demo", "oai", f"{served.url}/oai"))


def test_a_list_of_formats_without_end_is_refused(serve: Serve) -> None:
    endless = envelope(f"<ListMetadataFormats><metadataFormat/>{token('again')}</ListMetadataFormats>")
    served = serve(lambda asked: (200, [XML], endless))
    with pytest.raises(ProtocolBroken, match="does not end"):
        SOURCE.list_formats(PlainFetcher(), SourceConfig("demo", "oai", f"{served.url}/oai"))


def test_the_client_speaks_the_other_verbs_in_sickles_words(serve: Serve) -> None:
    one = serve(lambda asked: (200, [XML], envelope(f"<GetRecord>{record(7)}</GetRecord>")))
    found = Client(PlainFetcher(), one.url).GetRecord(metadataPrefix="oai_dc", identifier="oai:demo:7")
    assert (found.header.identifier, found.metadata["title"]) == ("oai:demo:7", ["Diffraction scan 7"])
    sets = serve(lambda asked: (200, [XML], envelope("<ListSets><set><setSpec>a:b</setSpec></set></ListSets>")))
    assert [item.setSpec for item in Client(PlainFetcher(), sets.url).ListSets()] == ["a:b"]
    refusing = serve(lambda asked: (200, [XML], error("badResumptionToken", "old")))
    with pytest.raises(BadResumptionToken, match="old"):
        Client(PlainFetcher(), refusing.url).ListSets()


def test_a_lost_place_says_that_the_window_must_start_again(serve: Serve) -> None:
    served = serve(provider(three_pages()))
    pages, _ = harvest(served)
    lost = replace(pages[0].checkpoint, token="gone")
    none, fault = harvest(served, lost)
    assert (none, type(fault)) == ([], TokenExpired)
    assert "start again" in str(fault)
    assert close(lost, fault)[0] is RunState.INCOMPLETE


def test_a_token_that_wants_company_gets_it(serve: Serve) -> None:
    honest = provider(three_pages())

    def old_zenodo(asked: Asked) -> Reply:
        if "resumptionToken" in asked.path and "metadataPrefix" not in asked.path:
            return 200, [XML], error("badArgument", "metadataPrefix is missing")
        return honest(replace(asked, path=asked.path.replace("&metadataPrefix=oai_dc", "") + _first(asked)))

    def _first(asked: Asked) -> str:
        return "" if "resumptionToken" in asked.path else "&metadataPrefix=oai_dc"

    served = serve(old_zenodo)
    pages, fault = harvest(served)
    assert (fault, len(collect(pages)), codes(pages)) == (None, 30, ["token.not-alone"])
    assert len(served.asked) == 4


def test_pages_that_come_again_under_new_tokens_are_a_circle(serve: Serve) -> None:
    def answer(asked: Asked) -> Reply:
        return 200, [XML], page(records(1, 10) + token(f"t{len(served.asked)}"))

    served = serve(answer)
    pages, fault = harvest(served)
    assert isinstance(fault, TokenExpired)
    assert "repeats a page" in str(fault)
    assert len(pages) == 8


KEYS = Checkpoint(Window("oai_dc", reading=Reading.KEYS))
SINGLES = Checkpoint(Window("oai_dc", reading=Reading.SINGLES, identifiers=tuple(f"oai:demo:{n}" for n in (3, 99, 5))))


def test_identifiers_are_listed_and_deleted_ones_are_records(serve: Serve) -> None:
    gone = '<header status="deleted"><identifier>oai:demo:2</identifier><datestamp>2026-01-01</datestamp></header>'
    live = gone.replace(' status="deleted"', "").replace(":2<", ":1<")
    served = serve(
        lambda asked: (200, [XML], envelope(f"<ListIdentifiers>{live}{gone}{token('', 2)}</ListIdentifiers>"))
    )
    [page_], fault = harvest(served, KEYS)
    assert (fault, page_.listed, page_.checkpoint.records) == (None, ("oai:demo:1",), 2)
    assert [(one.identifier, one.deleted) for one in page_.records] == [("oai:demo:2", True)]
    assert "verb=ListIdentifiers&metadataPrefix=oai_dc" in served.asked[0].path


def test_single_records_come_in_order_until_one_is_refused(serve: Serve) -> None:
    served = serve(DatedProvider())
    pages, fault = harvest(served, SINGLES)
    assert [one.identifier for one in collect(pages)] == ["oai:demo:3"]
    assert isinstance(fault, ProtocolBroken)
    assert "idDoesNotExist" in str(fault)
    [last], fault = harvest(served, replace(pages[0].checkpoint, pages=2))
    assert (fault, last.records[0].identifier, last.checkpoint.done) == (None, "oai:demo:5", True)
    assert harvest(served, last.checkpoint) == ([], None)


def test_another_record_than_the_one_asked_for_is_refused(serve: Serve) -> None:
    served = serve(lambda asked: (200, [XML], envelope(f"<GetRecord>{record(7)}</GetRecord>")))
    pages, fault = harvest(served, SINGLES)
    assert (pages, type(fault)) == ([], ProtocolBroken)
    assert "something else than was asked for: http://127.0.0.1" in str(fault)


@pytest.mark.parametrize(
    ("count", "end", "found"),
    [
        (1000, "", ["list.cut-suspected"]),
        (999, "", []),
        (1000, token(""), []),
        (1000, token("", 1000), []),
    ],
)
def test_a_list_that_may_have_been_cut(serve: Serve, count: int, end: str, found: list[str]) -> None:
    pages, _ = harvest(serve(provider({"": page(records(1, count) + end)})))
    assert codes(pages) == found
