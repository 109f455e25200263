"""Runs: what is open, what is complete, and the account that closes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairsvc.errors import NotFound
from fairsvc.model.harvest import Account, Checkpoint, Deviation, RunState, WindowState
from fairsvc.store.evidence import save_evidence
from fairsvc.store.records import save_page
from fairsvc.store.runs import (
    close_run,
    find_last_settled,
    find_unfinished,
    list_full_passes,
    list_sources,
    load_account,
    start_run,
)
from fairsvc.store.windows import end_window, load_root
from tests.store.samples import NOON, SOURCE, WINDOW, some_evidence, some_page, some_record

LATER = NOON + timedelta(hours=1)


def account(state: RunState, run: int = 0) -> Account:
    deviations = (Deviation("token.lost", "page 7"),)
    return Account(SOURCE.name, state, "it says so", WINDOW, NOON, LATER, 1, 2, 2, 2, deviations=deviations, run=run)


def test_a_new_run_starts_from_nothing(store, run):
    assert find_unfinished(store, SOURCE.name) == run
    assert load_root(store, run).checkpoint == Checkpoint(WINDOW)
    assert find_last_settled(store, SOURCE.name) is None
    assert find_unfinished(store, "elsewhere") is None


@pytest.mark.parametrize(
    ("state", "settled"),
    [(RunState.VERIFIED, True), (RunState.PLAUSIBLE, True), (RunState.INCOMPLETE, False)],
)
def test_a_closed_run(store, run, state, settled):
    page = some_page(some_record(1), some_record(2), done=True)
    save_page(store, run, SOURCE.name, page)
    end_window(store, load_root(store, run).number, WindowState.DONE, "")
    close_run(store, run, account(state, run), page.checkpoint if settled else None)
    assert find_unfinished(store, SOURCE.name) is None
    assert load_account(store, SOURCE.name) == account(state, run)
    assert find_last_settled(store, SOURCE.name) == (page.checkpoint if settled else None)
    assert [one.state for one in list_full_passes(store, SOURCE.name, "", "")] == ([state] if settled else [])


def test_the_account_of_an_open_run_adds_up_its_pages(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1), some_record(2)))
    last = some_page(some_record(1, "b"), some_record(2), some_record(3, metadata=None), number=2)
    save_page(store, run, SOURCE.name, last)
    found = load_account(store, SOURCE.name, run)
    assert (found.state, found.pages, found.records, found.expected) == (RunState.RUNNING, 2, 10, 200)
    assert (found.new, found.changed, found.unchanged, found.deleted, found.unreadable) == (3, 1, 1, 0, 1)
    assert found.deviations == last.deviations


def test_the_last_complete_run_outlives_a_failed_one(store, run):
    page = some_page(some_record(1), done=True)
    save_page(store, run, SOURCE.name, page)
    close_run(store, run, account(RunState.VERIFIED), page.checkpoint)
    failed = start_run(store, SOURCE, WINDOW, LATER)
    close_run(store, failed, account(RunState.INCOMPLETE))
    assert find_last_settled(store, SOURCE.name).server_at == "2026-03-01"
    assert load_account(store, SOURCE.name, run).state is RunState.VERIFIED


@pytest.mark.parametrize(("source", "number"), [("elsewhere", None), (SOURCE.name, 99), ("elsewhere", 1)])
def test_no_such_account(store, run, source, number):
    with pytest.raises(NotFound, match="no such harvest"):
        load_account(store, source, number)


def test_sources_are_summed_up(store, run):
    assert [one.state for one in list_sources(store)] == [RunState.RUNNING]
    page = some_page(some_record(1), some_record(2), some_record(3, deleted=True))
    save_page(store, run, SOURCE.name, page)
    close_run(store, run, account(RunState.PLAUSIBLE), page.checkpoint)
    save_evidence(store, [some_evidence(1), some_evidence(1), some_evidence(99)], "fairsvc/0")
    start_run(store, replace(SOURCE, name="esrf", url="https://new.example.org"), WINDOW, LATER)
    esrf, ill = list_sources(store)
    assert (ill.name, ill.kind, ill.url) == (SOURCE.name, SOURCE.kind, SOURCE.url)
    assert (ill.records, ill.deleted, ill.evidence) == (2, 1, 1)
    assert (ill.state, ill.started_at, ill.ended_at, ill.server_at) == (RunState.PLAUSIBLE, NOON, LATER, "2026-03-01")
    assert (esrf.records, esrf.evidence, esrf.ended_at, esrf.server_at) == (0, 0, None, "")


def test_the_configuration_follows_the_last_run(store, run):
    start_run(store, replace(SOURCE, url="https://moved.example.org"), WINDOW, LATER)
    assert [one.url for one in list_sources(store)] == ["https://moved.example.org"]
