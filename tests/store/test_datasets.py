from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.model.harvest import SourceConfig
from fairsvc.model.metadata import Identifier
from fairsvc.store.datasets import count_shared, find_pid_of_item, list_titled
from fairsvc.store.records import MOST_RECORDS, list_named_records, list_records, save_page
from fairsvc.store.runs import start_run
from tests.store.samples import NOON, SOURCE, WINDOW, some_metadata, some_page, some_record

OTHER = SourceConfig("b2find", "oai", "https://b2find.example.org/oai")
PID = "doi:10.5072/ill-1"


@pytest.fixture
def other(store, run):
    return start_run(store, OTHER, WINDOW, NOON)


def test_the_records_of_a_pid_come_from_all_sources(store, run, other):
    save_page(store, run, SOURCE.name, some_page(some_record(1), some_record(2)))
    save_page(store, other, OTHER.name, some_page(some_record(1, identifier="x"), some_record(1, prefix="oai_dc")))
    save_page(store, run, SOURCE.name, some_page(some_record(1, deleted=True), number=2))
    found = [(one.source, one.record.identifier, one.record.deleted) for one in list_records(store, PID)]
    assert found == [("b2find", "oai:ill:1", False), ("b2find", "x", False), ("ill", "oai:ill:1", True)]
    assert list_records(store, "doi:10.5072/none") == ()


def test_a_source_that_names_every_dataset_alike_is_bounded(store, run):
    same = [some_record(1, identifier=f"oai:ill:{n}") for n in range(MOST_RECORDS + 5)]
    save_page(store, run, SOURCE.name, some_page(*same))
    assert len(list_records(store, PID)) == MOST_RECORDS


def test_an_item_is_found_by_its_name(store, run):
    nameless = replace(some_metadata(), identifiers=(Identifier("local/7", "Local"),))
    save_page(store, run, SOURCE.name, some_page(some_record(1), some_record(7, metadata=nameless)))
    assert find_pid_of_item(store, "ill", "oai:ill:1") == PID
    assert find_pid_of_item(store, "ill", "oai:ill:7") == ""
    assert find_pid_of_item(store, "ill", "oai:ill:8") is None
    assert find_pid_of_item(store, "b2find", "oai:ill:1\udc80") is None
    assert [one.record.metadata for one in list_named_records(store, "ill", "oai:ill:7")] == [nameless]


def test_shared_datasets_are_counted_once_and_live(store, run, other):
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(4))))
    again = [some_record(1, prefix="oai_dc"), some_record(1), some_record(2), some_record(9)]
    save_page(store, other, OTHER.name, some_page(*again, some_record(3)))
    save_page(store, other, OTHER.name, some_page(some_record(3, deleted=True), number=2))
    assert (count_shared(store, "ill"), count_shared(store, "b2find"), count_shared(store, "none")) == (2, 2, 0)


@pytest.mark.parametrize(
    ("title", "identifiers"),
    [
        ("Spectra of iron, second session", ["oai:ill:1", "oai:ill:2"]),
        ("SPECTRA OF IRON,  SECOND SESSION", ["oai:ill:1", "oai:ill:2"]),
        ("Spectra of iron", ["oai:ill:1", "oai:ill:2"]),
        ("iron of Spectra", []),
        ('" OR title : *', []),
        ("***", []),
        ("", []),
        ("a\0b \ud800", []),
    ],
)
def test_titles_are_found_by_their_words_in_order(store, run, title, identifiers):
    titled = [some_record(n, metadata=some_metadata(n, "Spectra of iron, second session")) for n in (1, 2)]
    save_page(store, run, SOURCE.name, some_page(*titled, some_record(3)))
    assert [one.identifier for one in list_titled(store, title)] == identifiers
