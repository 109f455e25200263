"""What vanishes from complete lists, and what only seems to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import RunState
from fairsvc.store.records import iter_records
from tests.support.dated_provider import DatedProvider, dated
from tests.support.harvested_source import Serve, Source


@pytest.fixture
def make(workspace: Workspace, serve: Serve) -> Callable[..., Source]:
    def source(**facts: object) -> Source:
        made = Source(workspace, serve, DatedProvider(**{"deleted_record": "no", "page_size": 50, **facts}))
        made.config = replace(made.config, reconcile_s=0)
        return made

    return source


def without(source: Source, *numbers: int) -> None:
    source.provider.records = {n: at for n, at in source.provider.records.items() if n not in numbers}


def troubles(source: Source) -> dict[str, str]:
    return {
        one.record.identifier: one.record.trouble
        for one in iter_records(source.workspace.store, "demo")
        if one.record.deleted
    }


def test_a_record_is_gone_when_two_complete_lists_do_not_name_it(make: Callable[..., Source]) -> None:
    source = make()
    assert source.harvest().state is RunState.VERIFIED
    without(source, 7)
    first = source.harvest()
    assert (first.state, first.window.from_, first.missing, first.vanished) == (RunState.VERIFIED, "", 1, 0)
    assert "1 more will" in first.because
    assert len(source.identifiers()) == 30
    second = source.harvest()
    assert (second.missing, second.vanished, len(source.identifiers())) == (1, 1, 29)
    assert troubles(source) == {"oai:demo:7": "2 complete lists in a row do not name it, the last that of run 3."}
    assert source.harvest().missing == 0
    source.provider.records[7] = dated(7)[7]
    back = source.harvest()
    assert (back.changed, len(source.identifiers()), troubles(source)) == (1, 30, {})


def test_a_record_that_is_named_again_in_between_is_not_gone(make: Callable[..., Source]) -> None:
    source = make()
    whole = source.provider.records
    for records, missing in (
        (whole, 0),
        ({n: whole[n] for n in whole if n != 7}, 1),
        (whole, 0),
        ({n: whole[n] for n in whole if n != 7}, 1),
    ):
        source.provider.records = records
        assert (source.harvest().missing, troubles(source)) == (missing, {})


def test_when_many_are_gone_at_once_none_is_believed_to_be(make: Callable[..., Source]) -> None:
    source = make()
    source.harvest()
    without(source, 7, 8)
    for _ in range(3):
        account = source.harvest()
        assert (account.state, account.held_back, account.missing, account.vanished) == (RunState.VERIFIED, True, 2, 0)
        assert "--accept-vanished takes them as deleted" in account.because
    assert len(source.identifiers()) == 30
    accepted = source.harvest(accept_vanished=True)
    assert (accepted.held_back, accepted.vanished, len(source.identifiers())) == (False, 2, 28)


def test_without_a_total_an_equal_list_proves_the_one_before(make: Callable[..., Source]) -> None:
    source = make(states_total=False)
    assert source.harvest().state is RunState.PLAUSIBLE
    second = source.harvest()
    assert (second.state, "Two complete lists in a row" in second.because) == (RunState.VERIFIED, True)
    without(source, 7)
    third = source.harvest()
    assert (third.state, third.missing) == (RunState.PLAUSIBLE, 0)
    assert (source.harvest().missing, source.harvest().vanished) == (1, 1)


def test_a_list_that_may_be_cut_proves_nothing(make: Callable[..., Source]) -> None:
    source = make(records=dated(1000, days=0), page_size=1000, states_total=False)
    source.provider.fault = lambda query, numbers: _without_token(source, query, numbers)
    accounts = [source.harvest() for _ in range(3)]
    assert [account.state for account in accounts] == [RunState.PLAUSIBLE] * 3
    assert "list.cut-suspected" in [one.code for one in accounts[-1].deviations]


def _without_token(source: Source, query: dict[str, str], numbers: list[int]):
    body = source.provider._answer(query, numbers)
    return 200, [("Content-Type", "text/xml")], body.replace(b"<resumptionToken></resumptionToken>", b"")


def test_an_incomplete_list_says_nothing_of_what_is_gone(make: Callable[..., Source]) -> None:
    source = make(page_size=10)
    source.harvest()
    without(source, 7)
    source.provider.fault = lambda query, numbers: (403, [], b"") if "resumptionToken" in query else None
    account = source.harvest()
    assert (account.state, account.missing) == (RunState.INCOMPLETE, 0)


@pytest.mark.parametrize(
    ("policy", "set_spec", "full"),
    [("persistent", "", False), ("no", "", True), ("transient", "", True), ("persistent", "open", True)],
)
def test_when_everything_is_asked_for_again(
    make: Callable[..., Source], policy: str, set_spec: str, full: bool
) -> None:
    source = make(deleted_record=policy)
    source.config = replace(source.config, set_spec=set_spec, reconcile_s=86_400)
    source.harvest()
    source.provider.server_at = "2026-03-02T11:00:00Z"
    assert source.harvest().window.from_ != ""
    source.provider.server_at = "2026-03-02T13:00:00Z"
    assert (source.harvest().window.from_ == "") is full


def test_records_of_another_set_are_not_missing(make: Callable[..., Source]) -> None:
    source = make()
    source.harvest()
    source.config = replace(source.config, set_spec="open")
    without(source, 7)
    assert (source.harvest().missing, len(source.identifiers())) == (0, 30)
