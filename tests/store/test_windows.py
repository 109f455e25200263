"""Windows of a run, and the quarantine that their pages fill."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.errors import NotFound
from fairsvc.model.harvest import Checkpoint, Reading, WindowState
from fairsvc.model.record import Record
from fairsvc.store import quarantine, windows
from fairsvc.store.records import iter_records, save_page
from fairsvc.store.runs import count_seen, find_unfinished, start_run
from harvest.windows import singles
from tests.store.samples import NOON, SOURCE, WINDOW, some_page, some_record

MAY = replace(WINDOW, from_="2026-05-01", until="2026-05-31")
JUNE = replace(WINDOW, from_="2026-06-01")
KEYS = replace(WINDOW, reading=Reading.KEYS)


def states(store, run):
    return [(one.parent, one.state, one.checkpoint.window) for one in windows.list_windows(store, run)]


def test_a_run_begins_with_its_whole(store, run):
    root = windows.load_root(store, run)
    assert states(store, run) == [(None, WindowState.WAITING, WINDOW)]
    assert windows.find_next(store, run) == root
    windows.end_window(store, root.number, WindowState.DONE, "it is read")
    assert windows.find_next(store, run) is None
    assert windows.load_root(store, run).because == "it is read"


def test_a_window_is_replaced_by_its_parts_and_those_by_others(store, run):
    root = windows.load_root(store, run).number
    windows.split_window(store, root, run, (MAY, JUNE), "its token died")
    first = windows.find_next(store, run)
    assert (first.parent, first.checkpoint.window) == (root, MAY)
    windows.end_window(store, first.number, WindowState.DONE, "")
    windows.merge_windows(store, root, run, (KEYS,), "dates are ignored")
    expected = [(None, WindowState.SPLIT, WINDOW), (root, WindowState.DONE, MAY), (root, WindowState.SPLIT, JUNE)]
    assert states(store, run) == [*expected, (root, WindowState.WAITING, KEYS)]
    assert windows.count_lists(store, run) == 4


def test_a_page_moves_its_own_window(store, run):
    windows.split_window(store, windows.load_root(store, run).number, run, (MAY, JUNE), "")
    number = windows.find_next(store, run).number
    given = some_page(some_record(1))
    save_page(store, run, SOURCE.name, given, window=number)
    save_page(store, run, SOURCE.name, some_page(some_record(1)), window=number + 1)
    assert [one.checkpoint.pages for one in windows.list_windows(store, run)] == [0, 1, 1]
    assert windows.find_next(store, run).state is WindowState.OPEN


def test_a_window_begins_anew(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    root = windows.load_root(store, run)
    windows.restart_window(store, root.number, Checkpoint(WINDOW), "its token died")
    again = windows.load_root(store, run)
    assert (again.attempts, again.checkpoint, again.because) == (1, Checkpoint(WINDOW), "its token died")


def test_a_page_of_keys_lets_the_missing_records_wait(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    listed = replace(some_page(number=2), window=KEYS, listed=("oai:ill:1", "oai:ill:2", "oai:ill:3"))
    for _ in range(2):
        save_page(store, run, SOURCE.name, listed, follow=singles)
    waiting = windows.list_windows(store, run)[1:]
    assert [one.checkpoint.window.identifiers for one in waiting] == [("oai:ill:2", "oai:ill:3")]
    assert windows.count_lists(store, run) == 1


def test_nothing_was_read_after_many_divisions(store, run):
    root = windows.load_root(store, run).number
    windows.split_window(store, root, run, (MAY, JUNE), "")
    assert windows.is_barren(store, run, 1)
    assert not windows.is_barren(store, run, 2)
    save_page(store, run, SOURCE.name, some_page(some_record(1)), window=root + 1)
    assert not windows.is_barren(store, run, 1)


def test_a_withheld_record_changes_nothing_but_the_quarantine(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    later = start_run(store, SOURCE, WINDOW, NOON)
    withheld = Record("oai:ill:1", "", "oai_datacite", trouble="answered 500", withheld=True)
    page = some_page(withheld, replace(withheld, identifier="oai:ill:2"), number=2)
    for _ in range(2):
        save_page(store, later, SOURCE.name, page)
    assert [one.record for one in iter_records(store, SOURCE.name)] == [some_record(1)]
    assert quarantine.count_withheld(store, later) == 2
    assert quarantine.list_withheld(store, SOURCE.name) == [("oai_datacite", f"oai:ill:{n}") for n in (1, 2)]
    [two, one] = quarantine.list_held(store, SOURCE.name)
    assert (one.identifier, one.trouble, one.run, one.status) == ("oai:ill:1", "answered 500", later, 200)
    assert quarantine.load_body(store, SOURCE.name, two.number) == page.exchange.body
    assert windows.load_root(store, later).quarantined == 2
    save_page(store, later, SOURCE.name, some_page(some_record(2), number=3))
    quarantine.resolve(store, SOURCE.name, later, settled=True)
    assert quarantine.list_withheld(store, SOURCE.name) == [("oai_datacite", "oai:ill:1")]


def test_answers_are_kept_once_bounded_and_until_a_run_is_whole(store, run):
    root = windows.load_root(store, run).number
    exchange = some_page(some_record(1)).exchange
    for _ in range(2):
        quarantine.hold_answer(store, SOURCE.name, run, root, exchange, "it is cut")
    assert len(quarantine.list_held(store, SOURCE.name)) == 1
    huge = replace(exchange, body=b"x" * (quarantine.LIMIT_BYTES + 1))
    quarantine.hold_answer(store, SOURCE.name, run, root, huge, "it is huge")
    assert quarantine.list_held(store, SOURCE.name)[0].size_bytes == quarantine.LIMIT_BYTES
    for number in range(quarantine.MAX_ANSWERS):
        quarantine.hold_answer(store, SOURCE.name, run, root, replace(exchange, body=b"%d" % number), "x")
    assert len(quarantine.list_held(store, SOURCE.name)) == quarantine.MAX_ANSWERS
    quarantine.resolve(store, SOURCE.name, run, settled=False)
    assert len(quarantine.list_held(store, SOURCE.name)) == quarantine.MAX_ANSWERS
    quarantine.resolve(store, SOURCE.name, run, settled=True)
    assert quarantine.list_held(store, SOURCE.name) == ()


@pytest.mark.parametrize(("source", "number"), [(SOURCE.name, 99), ("elsewhere", 1)])
def test_what_the_quarantine_does_not_hold(store, run, source, number):
    with pytest.raises(NotFound, match="no such entry"):
        quarantine.load_body(store, source, number)


def test_a_run_goes_on_while_windows_are_left(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    assert find_unfinished(store, SOURCE.name) == run


def test_what_was_asked_for_again_is_no_part_of_a_list_of_changes(store):
    since = replace(WINDOW, from_="2026-02-01T00:00:00Z")
    run = start_run(store, SOURCE, since, NOON)
    windows.add_roots(store, run, singles(WINDOW, ["oai:ill:1", "oai:ill:2"]))
    again = windows.list_windows(store, run)[1].number
    old, changed, listed = some_record(1, datestamp="2026-01-01T00:00:00Z"), some_record(2), some_record(3)
    save_page(store, run, SOURCE.name, some_page(old, changed), window=again)
    save_page(store, run, SOURCE.name, some_page(listed, number=2))
    assert (count_seen(store, run, since.from_), count_seen(store, run)) == (2, 3)
