"""Runs against a provider that fails in the middle: divided, read around, put aside, gone on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fairsvc.errors import FetchFailed
from fairsvc.jobs.accounts import explain, list_quarantine, save_quarantined
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Reading, RunState, WindowState
from fairsvc.store.records import iter_records
from tests.support.dated_provider import DatedProvider, Query, dated
from tests.support.harvested_source import Serve, Source
from tests.support.oai_provider import XML, envelope, error
from tests.support.server import Reply

DEAD = (200, [XML], error("badResumptionToken", "expired"))
BROKEN = (500, [], b"a record broke me")
BAD_XML = (200, [XML], b"<OAI-PMH><record></OAI-PMH>")


@pytest.fixture
def make(workspace: Workspace, serve: Serve) -> Callable[..., Source]:
    return lambda **facts: Source(workspace, serve, DatedProvider(**facts))


def numbered(*numbers: int) -> set[str]:
    return {f"oai:demo:{number}" for number in numbers}


def tokens_die(query: Query, numbers: list[int]) -> Reply | None:
    return DEAD if "resumptionToken" in query else None


def poison(*verbs: str, number: int = 17, reply: Reply = BROKEN) -> Callable[[Query, list[int]], Reply | None]:
    return lambda query, numbers: reply if number in numbers and query["verb"] in verbs else None


ALL = numbered(*range(1, 31))
REST = ALL - numbered(17)
LISTS, SINGLE = ("ListRecords", "ListIdentifiers"), "GetRecord"


@pytest.mark.parametrize(
    ("facts", "state", "held", "withheld", "words"),
    [
        ({"fault": tokens_die}, RunState.VERIFIED, ALL, 0, "came in parts: 30 records in"),
        ({"fault": tokens_die, "states_total": False}, RunState.PLAUSIBLE, ALL, 0, "states no total"),
        ({"fault": poison("ListRecords")}, RunState.VERIFIED, ALL, 0, "all that the provider's total states"),
        ({"fault": poison("ListRecords", reply=BAD_XML)}, RunState.VERIFIED, ALL, 0, "all that the provider's total"),
        ({"fault": poison("ListRecords"), "states_total": False}, RunState.PLAUSIBLE, ALL, 0, "states no total"),
        ({"fault": poison("ListRecords", SINGLE)}, RunState.INCOMPLETE, REST, 1, "1 record that the source lists"),
        ({"fault": poison("ListRecords"), "heeds_dates": False}, RunState.VERIFIED, ALL, 0, "all that"),
        ({"fault": poison(*LISTS, SINGLE)}, RunState.INCOMPLETE, REST, 0, "29 records of 30 came"),
        (
            {"fault": tokens_die, "heeds_dates": False},
            RunState.INCOMPLETE, numbered(*range(1, 11)), 0, "10 records of 30 came: the provider no longer knows",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_the_middle(
    make: Callable[..., Source], facts: dict[str, object], state: RunState, held: set[str], withheld: int, words: str
) -> None:
    source = make(**facts)
    account = source.harvest()
    assert (account.state, account.withheld, words in account.because) == (state, withheld, True), account.because
    assert source.identifiers() == held
    assert account.records == len(held)


def test_a_record_that_is_withheld_stays_as_it_was_and_is_asked_for_again(make: Callable[..., Source]) -> None:
    source = make()
    assert source.harvest().state is RunState.VERIFIED
    source.provider.fault = poison("ListRecords", SINGLE)
    account = source.harvest(full=True)
    assert (account.state, account.withheld, account.missing) == (RunState.INCOMPLETE, 1, 0)
    assert source.identifiers() == ALL
    [held] = list_quarantine(source.workspace, "demo")
    assert (held.identifier, held.status, "answered 500" in held.trouble) == ("oai:demo:17", 500, True)
    again = source.harvest()
    assert (again.window.from_ != "", again.withheld) == (True, 1)
    source.provider.fault = lambda query, numbers: None
    healed = source.harvest()
    assert (healed.withheld, list_quarantine(source.workspace, "demo")) == (0, ())
    assert healed.state is not RunState.INCOMPLETE


def test_an_answer_that_stays_unreadable_can_be_looked_at(make: Callable[..., Source], tmp_path) -> None:
    source = make(fault=poison(*LISTS, SINGLE, reply=BAD_XML))
    assert source.harvest().state is RunState.INCOMPLETE
    [held, *_] = list_quarantine(source.workspace, "demo")
    save_quarantined(source.workspace, "demo", held.number, tmp_path / "answer.xml")
    assert (tmp_path / "answer.xml").read_bytes() == BAD_XML[2]
    source.provider.fault = lambda query, numbers: None
    assert source.harvest().state is RunState.VERIFIED
    assert list_quarantine(source.workspace, "demo") == ()


def test_an_outage_keeps_the_windows_and_the_next_run_goes_on(make: Callable[..., Source]) -> None:
    source, asked = make(), list[str]()

    def down(query: Query, numbers: list[int]) -> Reply | None:
        asked.append(query["verb"])
        if "resumptionToken" in query:
            return DEAD if len(asked) < 8 else (503, [("Retry-After", "9999")], b"")
        return None

    source.provider.fault = down
    source.provider.page_size = 3
    account = source.harvest()
    assert (account.state, account.resumed, "answered 503" in account.because) == (RunState.INCOMPLETE, False, True)
    assert (WindowState.OPEN, Reading.RECORDS) in source.states()
    assert (WindowState.WAITING, Reading.RECORDS) in source.states()
    with source.workspace.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM host_budget")
    source.provider.fault = lambda query, numbers: None
    again = source.harvest()
    assert (again.state, again.run, again.resumed) == (RunState.VERIFIED, account.run, True)
    assert source.identifiers() == ALL


def test_a_run_whose_token_died_meanwhile_begins_its_window_anew_without_duplicates(
    make: Callable[..., Source],
) -> None:
    source = make(fault=lambda query, numbers: (503, [], b"") if "resumptionToken" in query else None)
    cut = source.harvest()
    assert (cut.state, cut.records) == (RunState.INCOMPLETE, 10)
    asked = iter([DEAD])
    source.provider.fault = lambda query, numbers: next(asked, None) if "resumptionToken" in query else None
    source.provider.server_at = "2026-03-31T12:00:00Z"
    account = source.harvest()
    assert (account.state, account.run, account.records, account.new) == (RunState.VERIFIED, cut.run, 30, 30)
    assert len(list(iter_records(source.workspace.store, "demo"))) == 30
    [window] = explain(source.workspace, "demo")[1]
    assert (window.attempts, window.checkpoint.server_at) == (1, "2026-03-31T12:00:00Z")


def test_a_server_that_fails_altogether_is_an_outage_not_a_poison(make: Callable[..., Source]) -> None:
    source = make()
    source.provider.fault = lambda query, numbers: BROKEN if "resumptionToken" in query else None
    identify = source.provider.fault
    source.provider.fault = lambda query, numbers: (
        BROKEN if query["verb"] == "Identify" and len(source.served.asked) > 1 else identify(query, numbers)
    )
    account = source.harvest()
    assert (account.state, account.windows, list_quarantine(source.workspace, "demo")) == (RunState.INCOMPLETE, 1, ())
    source.provider.fault = lambda query, numbers: None
    assert (source.harvest().run, source.identifiers()) == (account.run, ALL)


def test_a_source_that_cannot_be_asked_leaves_a_run_that_can_be_explained(make: Callable[..., Source]) -> None:
    source = make(fault=lambda query, numbers: (404, [], b""))
    with pytest.raises(FetchFailed):
        source.harvest()
    account, windows = explain(source.workspace, "demo")
    assert (account.state, len(windows)) == (RunState.INCOMPLETE, 1)
    assert "could not be asked who it is" in account.because
    source.provider.fault = lambda query, numbers: None
    assert source.harvest().state is RunState.VERIFIED


def test_what_a_wrong_address_answers_changes_no_known_source(make: Callable[..., Source]) -> None:
    source = make()
    source.harvest()
    wrong = replace(source.config, url=f"http://127.0.0.1:{source.served.port}/nowhere")
    source.provider.fault = lambda query, numbers: (404, [], b"")
    with pytest.raises(FetchFailed):
        harvest(source.workspace, wrong)
    assert source.workspace.source("demo").url == source.config.url


@pytest.mark.parametrize(
    ("asked", "state"),
    [("open", RunState.PLAUSIBLE), ("nowhere", RunState.INCOMPLETE), ("open~cXVlcnk", RunState.PLAUSIBLE)],
)
def test_an_empty_set_is_believed_when_it_is_listed(make: Callable[..., Source], asked: str, state: RunState) -> None:
    sets = (200, [XML], envelope("<ListSets><set><setSpec>open</setSpec><setName>x</setName></set></ListSets>"))
    source = make(records={}, fault=lambda query, numbers: sets if query["verb"] == "ListSets" else None)
    source.config = replace(source.config, set_spec=asked)
    assert source.harvest().state is state


def test_dates_that_select_nothing_are_remembered_until_a_full_harvest(make: Callable[..., Source]) -> None:
    source = make(records=dated(5), heeds_dates=False)
    source.harvest()
    second = source.harvest()
    assert "dates.ignored" in [one.code for one in second.deviations]
    assert (second.window.from_ != "", source.harvest().window.from_) == (True, "")
    source.provider.heeds_dates = True
    source.harvest(full=True)
    assert source.harvest().window.from_ != ""
