"""The full text holds no words of its own: whatever happens to a store, it fits the views that it was made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from fairsvc.store import altering, tables
from fairsvc.store.backup import back_up
from fairsvc.store.connection import Store
from fairsvc.store.reconcile import bury, mark_missing
from fairsvc.store.records import save_page
from fairsvc.store.restoring import restore
from fairsvc.store.runs import start_run
from fairsvc.store.search import search
from fairsvc.store.upgrade import upgrade_store
from tests.store.samples import (
    NOON,
    PAGES,
    SOURCE,
    WINDOW,
    open_in,
    page_of_harvest,
    some_metadata,
    some_page,
    some_record,
)
from tests.store.test_upgrade import old_store
from tests.support.held_bytes import check_full_text


def harvest(store: Store, *records) -> int:
    run = start_run(store, SOURCE, WINDOW, NOON)
    save_page(store, run, SOURCE.name, some_page(*records))
    return run


def forget_dataset(store: Store) -> None:
    altering.forget_dataset(store, "doi:10.5072/ill-1", "", NOON)


def forget_and_wipe(store: Store) -> None:
    forget_dataset(store)
    assert altering.wipe(store) == 0


def reconcile(store: Store) -> None:
    for _ in range(2):
        run = harvest(store, some_record(2))
        mark_missing(store, run, SOURCE.name, WINDOW.prefix, "", 2)
        bury(store, run, 2, "gone")


CHANGES: dict[str, tuple[Callable[[Store], object], int]] = {
    "nothing": (lambda store: None, 2),
    "unchanged": (lambda store: harvest(store, some_record(1), some_record(2)), 2),
    "changed": (lambda store: harvest(store, some_record(1, "b", metadata=some_metadata(1, "Other"))), 1),
    "read anew": (lambda store: harvest(store, some_record(1, format="x", metadata=some_metadata(1, "Other"))), 1),
    "unreadable": (lambda store: harvest(store, some_record(1, "b", metadata=None, format="", trouble="no")), 1),
    "twice on a page": (lambda store: harvest(store, some_record(1, "b"), some_record(1, "c")), 2),
    "deleted": (lambda store: harvest(store, some_record(1, deleted=True)), 1),
    "deleted twice": (lambda store: [harvest(store, some_record(1, deleted=True)) for _ in "ab"], 1),
    "back": (lambda store: [harvest(store, some_record(1, deleted=True)), harvest(store, some_record(1))], 2),
    "missing": (reconcile, 1),
    "missing and back": (lambda store: [reconcile(store), harvest(store, some_record(1))], 2),
    "dataset forgotten": (forget_dataset, 1),
    "forgotten and wiped": (forget_and_wipe, 1),
    "forgotten and harvested": (lambda store: [forget_dataset(store), harvest(store, some_record(1))], 1),
}


@pytest.mark.parametrize(("change", "found"), CHANGES.values(), ids=CHANGES)
def test_it_fits_after(store, tmp_path, change, found):
    harvest(store, some_record(1), some_record(2))
    change(store)
    check_full_text(store)
    assert len(search(store, "neutron diffraction")) == found
    back_up(store, tmp_path / "b.tar", "test")
    restore(tmp_path / "b.tar", f"sqlite:///{tmp_path}/new/fairsvc.db", tmp_path / "new" / "evidence")
    with open_in(tmp_path / "new", create=False) as again:
        check_full_text(again)
        assert len(search(again, "neutron diffraction")) == found


def test_it_fits_on_every_page_of_a_harvest(store):
    run = start_run(store, SOURCE, WINDOW, NOON)
    for number in range(1, PAGES + 1):
        save_page(store, run, SOURCE.name, page_of_harvest(number))
        check_full_text(store)


def test_it_fits_after_an_upgrade_and_what_follows(tmp_path: Path):
    upgrade_store(f"sqlite:///{old_store(tmp_path)}", lambda step: None)
    with open_in(tmp_path, create=False) as store:
        check_full_text(store)
        assert len(search(store, "diffraction")) == 3
        with store.writing() as connection:
            connection.execute(update(tables.item).values(prefix=WINDOW.prefix))
        harvest(store, some_record(7, identifier="0"), some_record(8, identifier="1", deleted=True))
        check_full_text(store)
        assert len(search(store, "diffraction")) == 2


def test_a_log_that_another_process_reads_is_said(store):
    harvest(store, some_record(1))
    with store.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM item").scalar()
        harvest(store, some_record(2))
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 10")
        assert altering.wipe(store) > 0
    assert altering.wipe(store) == 0
