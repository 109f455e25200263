"""No fault of a provider is a silent loss: each run says how it ended, what it holds and why that may not be all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete

from fairsvc.errors import FetchFailed, Unreadable, UpstreamError
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.harvest import Account, RunState, SourceConfig
from fairsvc.settings import load_settings
from fairsvc.store import runs
from fairsvc.store.tables import host_budget
from tests.support.bad_provider import misbehaving
from tests.support.faults import FAULTS
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]

VERIFIED, PLAUSIBLE, INCOMPLETE = RunState.VERIFIED, RunState.PLAUSIBLE, RunState.INCOMPLETE
ALL = "30 records, all that the provider's total states"
PARTS = "The list came in parts: 30 records"
NO_TOTAL = "the provider states no total to compare with"

# What a run ends as, how many live records are held then, and words of the sentence that says why.
ROWS: dict[str, tuple[RunState, int, str]] = {
    "none": (VERIFIED, 30, ALL),
    "metadataPrefix demanded with the token": (VERIFIED, 30, ALL),
    "last token absent": (PLAUSIBLE, 30, "does not say that it is the last"),
    "token lost after page 1": (PLAUSIBLE, 30, PARTS),
    "token emptied after page 1": (PLAUSIBLE, 30, PARTS),
    "token emptied after page 1, newest first": (PLAUSIBLE, 30, PARTS),
    "token emptied after page 1, days": (PLAUSIBLE, 30, PARTS),
    "token emptied after page 1, dates ignored": (PLAUSIBLE, 10, NO_TOTAL),
    "token emptied after page 1 of whole records, dates ignored": (
        PLAUSIBLE,
        30,
        "after 10 records, but by identifiers the source names 20 more; 30 records came",
    ),
    "same token for ever": (INCOMPLETE, 10, "repeats a resumption token"),
    "tokens in a circle": (VERIFIED, 30, ALL),
    "new tokens for ever": (INCOMPLETE, 20, "20 records of 30 came: the provider repeats a page"),
    "previous token on the last page": (VERIFIED, 30, PARTS),
    "empty pages for ever": (INCOMPLETE, 0, "empty pages and more tokens"),
    "token beside the verb": (VERIFIED, 30, ALL),
    "token dies once": (VERIFIED, 30, ALL),
    "token dies on page 2": (VERIFIED, 30, PARTS),
    "token dies on page 3": (VERIFIED, 30, PARTS),
    "token dies on page 2 with 400": (VERIFIED, 30, PARTS),
    "token dies on page 2 with 410": (VERIFIED, 30, PARTS),
    "token dies on page 2, dates ignored": (INCOMPLETE, 10, "10 records of 30 came"),
    "token dies on page 2, days": (VERIFIED, 30, PARTS),
    "full last page with a token, then an empty page": (VERIFIED, 30, ALL),
    "full last page with a token, then badResumptionToken": (VERIFIED, 30, ALL),
    "full last page with a token, then noRecordsMatch": (VERIFIED, 30, ALL),
    "empty page 2 with total 0": (INCOMPLETE, 10, "10 records of 30 came: The list ended with a total of 0"),
    "empty first page": (INCOMPLETE, 0, "no word that no record matches"),
    "noRecordsMatch on page 2": (VERIFIED, 30, PARTS),
    "noRecordsMatch for all": (PLAUSIBLE, 0, "no record matches"),
    "no total": (PLAUSIBLE, 30, NO_TOTAL),
    "total too high": (INCOMPLETE, 30, "the provider's total is 40: 10 are missing"),
    "total too low": (PLAUSIBLE, 30, "30 records where the provider's total is 20"),
    "total moves up": (PLAUSIBLE, 30, "went from 28 to 30"),
    "total moves down": (INCOMPLETE, 30, "the provider's total is 32: 2 are missing"),
    "total is no number": (PLAUSIBLE, 30, NO_TOTAL),
    "503 with seconds": (VERIFIED, 30, ALL),
    "503 with a date": (VERIFIED, 30, ALL),
    "503 for ever": (INCOMPLETE, 10, "10 records on 1 page of 30"),
    "503 until a far date": (INCOMPLETE, 10, "it asks for a pause (Retry-After: "),
    "429": (VERIFIED, 30, ALL),
    "500 once": (VERIFIED, 30, ALL),
    "502 once": (VERIFIED, 30, ALL),
    "403 on page 2": (INCOMPLETE, 10, "answered 403"),
    "redirect": (VERIFIED, 30, ALL),
    "no answer in time, once": (VERIFIED, 30, ALL),
    "no answer in time": (INCOMPLETE, 10, "10 records on 1 page of 30"),
    "connection cut, once": (VERIFIED, 30, ALL),
    "connection cut": (VERIFIED, 30, PARTS),
    "several errors": (VERIFIED, 30, PARTS),
    "error without a known code": (INCOMPLETE, 10, "the provider answers internalError"),
    "undeclared gzip": (VERIFIED, 30, ALL),
    "undeclared zstd": (INCOMPLETE, 0, "compressed as nobody asked for"),
    "page cut once": (VERIFIED, 30, ALL),
    "page cut": (VERIFIED, 30, PARTS),
    "HTML with 200, once": (VERIFIED, 30, ALL),
    "HTML with 200": (INCOMPLETE, 0, "a web page (HTML) came"),
    "ListRecords always fails": (VERIFIED, 30, PARTS),
    "lists always fail": (INCOMPLETE, 0, "0 records came: the OAI-PMH endpoint gave no usable answer"),
    "HTML that is XML": (VERIFIED, 30, PARTS),
    "nothing with 200": (VERIFIED, 30, PARTS),
    "control character and bare &": (VERIFIED, 30, ALL),
    "&nbsp;": (VERIFIED, 30, ALL),
    "wrong encoding declaration": (VERIFIED, 30, ALL),
    "byte order mark": (VERIFIED, 30, ALL),
    "blank lines before the declaration": (VERIFIED, 30, ALL),
    "empty metadata": (VERIFIED, 30, ALL),
    "text node of 11 MB": (INCOMPLETE, 29, "1 record that the source lists it does not deliver"),
    "entity bomb": (VERIFIED, 30, PARTS),
    "wrong namespace": (INCOMPLETE, 0, "the XML is no OAI-PMH answer"),
    "responseDate of 1970": (VERIFIED, 30, ALL),
    "record that no answer can hold": (
        INCOMPLETE,
        29,
        "to their end (2025-03-05T10:00:02Z to 2025-03-05T10:00:02Z); 29 records of 30 came",
    ),
    "record that ListRecords and GetRecord cannot hold": (INCOMPLETE, 29, "lists it does not deliver; 29 records came"),
    "record that ListRecords cannot hold": (VERIFIED, 30, PARTS),
    "record that breaks the XML": (INCOMPLETE, 29, "lists it does not deliver; 29 records came"),
    "record that breaks the XML of lists": (VERIFIED, 30, PARTS),
    "record that ListRecords cannot hold, dates ignored": (VERIFIED, 30, PARTS),
    "record that ListRecords cannot hold, days": (VERIFIED, 30, PARTS),
    "record twice": (PLAUSIBLE, 30, "31 records where the provider's total is 30"),
    "record twice in place of another": (
        INCOMPLETE,
        29,
        "only 29 of them differ, and the provider's total is 30: 1 are missing",
    ),
    "record that moves during the run": (VERIFIED, 30, "30 records"),
    "record without identifier": (VERIFIED, 30, ALL),
    "from and until ignored": (VERIFIED, 30, ALL),
    "until alone refused": (VERIFIED, 30, ALL),
    "days": (VERIFIED, 30, ALL),
    "granularity unknown": (VERIFIED, 30, ALL),
    "granularity missing": (VERIFIED, 30, ALL),
    "earliestDatestamp unreadable": (VERIFIED, 30, ALL),
    "earliestDatestamp missing": (VERIFIED, 30, ALL),
    "earliestDatestamp of 1000-01-01": (VERIFIED, 30, ALL),
    "earliestDatestamp too late": (VERIFIED, 30, ALL),
    "earliestDatestamp too late, token dies on page 2": (VERIFIED, 30, PARTS),
    "deletions shown though denied": (VERIFIED, 28, ALL),
    "deletions": (VERIFIED, 28, ALL),
    "SciCat": (PLAUSIBLE, 30, NO_TOTAL),
    "SciCat of 31 records": (PLAUSIBLE, 31, NO_TOTAL),
    "SciCat cut at 5,000": (PLAUSIBLE, 5000, NO_TOTAL),
    "ICAT": (PLAUSIBLE, 30, NO_TOTAL),
    "ICAT, empty": (PLAUSIBLE, 0, "no record matches"),
    "ICAT, record that ListRecords cannot hold": (PLAUSIBLE, 30, PARTS),
    "viringo": (VERIFIED, 120, "120 records"),
    "viringo, database fails on page 2": (INCOMPLETE, 50, "50 records of 120 came"),
}
UNASKED = {
    "404 for all": (FetchFailed, "answered 404"),
    "HTML for Identify": (Unreadable, "a web page"),
    "no responseDate": (Unreadable, "no responseDate"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    text = (
        'contact = "steward@facility.example"\noai_requests_per_s = 2000\nread_timeout_s = 0.4\ntotal_timeout_s = 4\n'
    )
    path = make_workspace(tmp_path_factory.mktemp("misbehaving"), text)
    with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
        yield workspace


def run(workspace: Workspace, served: Served, name: str, *, full: bool = False) -> Account:
    # A server may get the port of one that asked for a pause.
    with workspace.store.writing() as connection:
        connection.execute(delete(host_budget))
    allowed = replace(workspace.settings, allow=(served.url.removeprefix("http://"),))
    config = SourceConfig(name, "oai", f"{served.url}/oai", "oai_dc")
    return harvest(replace(workspace, settings=allowed), config, full=full)


def held(workspace: Workspace, name: str) -> int:
    return next(row.records for row in runs.list_sources(workspace.store) if row.name == name)


@pytest.mark.parametrize("fault", ROWS)
def test_no_fault_is_a_silent_loss(workspace: Workspace, serve: Serve, fault: str) -> None:
    state, count, words = ROWS[fault]
    served = serve(misbehaving(FAULTS[fault]))
    account = run(workspace, served, fault)
    assert (account.state, words in account.because) == (state, True), account.because
    assert held(workspace, fault) == count
    assert len(served.asked) < 150


@pytest.mark.parametrize("fault", ["HTML with 200", "undeclared zstd", "wrong namespace", "lists always fail"])
def test_lists_that_are_never_readable_are_given_up_early(workspace: Workspace, serve: Serve, fault: str) -> None:
    served = serve(misbehaving(FAULTS[fault]))
    account = run(workspace, served, f"{fault}, early")
    assert (account.state, account.records) == (INCOMPLETE, 0)
    assert len(served.asked) <= 10


@pytest.mark.parametrize("fault", UNASKED)
def test_a_source_that_cannot_be_asked_says_so(workspace: Workspace, serve: Serve, fault: str) -> None:
    kind, words = UNASKED[fault]
    with pytest.raises(UpstreamError, match=words) as raised:
        run(workspace, serve(misbehaving(FAULTS[fault])), fault)
    assert raised.type is kind


def test_every_fault_has_a_row() -> None:
    assert set(ROWS) | set(UNASKED) | {"most records vanish", "one record vanishes"} == set(FAULTS)


def test_records_that_vanish_in_numbers_are_kept(workspace: Workspace, serve: Serve) -> None:
    served = serve(misbehaving(FAULTS["most records vanish"]))
    accounts = [run(workspace, served, "vanish", full=True) for _ in range(3)]
    assert accounts[0].state is VERIFIED
    assert held(workspace, "vanish") == 30
    assert accounts[-1].deleted == 0


def test_one_that_vanished_twice_is_a_tombstone(workspace: Workspace, serve: Serve) -> None:
    served = serve(misbehaving(FAULTS["one record vanishes"]))
    states = [(run(workspace, served, "one", full=True).state, held(workspace, "one")) for _ in range(3)]
    assert states == [(VERIFIED, 30), (VERIFIED, 30), (VERIFIED, 29)]


@pytest.mark.parametrize(
    ("fault", "state", "count"),
    [
        ("token emptied after page 1", PLAUSIBLE, 30),
        ("token lost after page 1", PLAUSIBLE, 30),
        ("token emptied after page 1, newest first", PLAUSIBLE, 30),
        ("token emptied after page 1, days", PLAUSIBLE, 30),
        ("token emptied after page 1 of whole records, dates ignored", PLAUSIBLE, 30),
        # Nothing else tells this list from a catalogue of ten records.
        ("token emptied after page 1, dates ignored", PLAUSIBLE, 10),
        ("no total", VERIFIED, 30),
        ("ICAT", VERIFIED, 30),
        # Thirty records may be one page of a longer list; thirty-one are none.
        ("SciCat", PLAUSIBLE, 30),
        ("SciCat of 31 records", VERIFIED, 31),
        ("SciCat cut at 5,000", PLAUSIBLE, 5000),
    ],
)
def test_a_list_cut_twice_alike_is_not_verified(
    workspace: Workspace, serve: Serve, fault: str, state: RunState, count: int
) -> None:
    served = serve(misbehaving(FAULTS[fault]))
    accounts = [run(workspace, served, f"{fault}, twice", full=True) for _ in range(2)]
    assert [account.state for account in accounts] == [PLAUSIBLE, state], accounts[-1].because
    assert held(workspace, f"{fault}, twice") == accounts[-1].records == count
    assert len(served.asked) < 250


def test_a_list_that_was_cut_says_so(workspace: Workspace, serve: Serve) -> None:
    account = run(workspace, serve(misbehaving(FAULTS["token emptied after page 1"])), "cut")
    assert ("list.cut-suspected", "it ended after 10 records, and by identifiers names 9 more") in [
        (one.code, one.detail) for one in account.deviations
    ]
