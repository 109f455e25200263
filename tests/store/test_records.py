"""Pages become items: new, changed, unchanged, deleted, revived; nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from fairsvc.errors import StoreUnusable
from fairsvc.model.harvest import RunState
from fairsvc.store.changes import Known, PageCounts, plan_changes, record_pid
from fairsvc.store.compression import decompress
from fairsvc.store.records import (
    count_subjects,
    find_record,
    iter_records,
    iter_subjects,
    save_page,
)
from fairsvc.store.runs import find_unfinished, load_account, start_run
from fairsvc.store.tables import item, item_text, item_version, page, page_part
from fairsvc.store.windows import load_root
from tests.store.samples import (
    NOON,
    PAGES,
    SOURCE,
    WINDOW,
    harvest_killed,
    harvest_on,
    open_in,
    page_of_harvest,
    some_metadata,
    some_page,
    some_record,
)

LIVE = some_record()
KNOWN = {(LIVE.identifier, LIVE.prefix): Known(LIVE.sha256, False, LIVE.format, "")}
TOMB = {(LIVE.identifier, LIVE.prefix): Known("", True, "", "")}
GONE = some_record(deleted=True)
UNREAD = some_record(format="", metadata=None, trouble="no such element")


@pytest.mark.parametrize(
    ("known", "records", "counts", "versions", "rewritten"),
    [
        ({}, [LIVE], PageCounts(new=1), 1, 1),
        (KNOWN, [LIVE], PageCounts(unchanged=1), 0, 0),
        (KNOWN, [some_record(content="b")], PageCounts(changed=1), 1, 1),
        (KNOWN, [GONE], PageCounts(deleted=1), 1, 1),
        (TOMB, [GONE], PageCounts(unchanged=1), 0, 0),
        (TOMB, [LIVE], PageCounts(changed=1), 1, 1),
        ({}, [GONE], PageCounts(deleted=1), 1, 1),
        ({}, [UNREAD], PageCounts(new=1, unreadable=1), 1, 1),
        (KNOWN, [UNREAD], PageCounts(unchanged=1, unreadable=1), 0, 1),
        ({}, [LIVE, LIVE], PageCounts(new=1, unchanged=1), 1, 1),
        ({}, [LIVE, some_record(content="b")], PageCounts(new=1, changed=1), 2, 1),
        ({}, [LIVE, GONE], PageCounts(new=1, deleted=1), 2, 1),
        ({}, [], PageCounts(), 0, 0),
    ],
)
def test_what_a_page_changes(known, records, counts, versions, rewritten):
    plan = plan_changes(known, records)
    assert plan.counts == counts
    assert len(plan.versions) == versions
    assert len(plan.rewritten) == rewritten


@pytest.mark.parametrize(
    ("identifiers", "oai_identifier", "pid"),
    [
        ([("10.5072/ABC", "DOI")], "oai:x:1", "doi:10.5072/abc"),
        ([("https://example.org/1", "URL"), ("https://doi.org/10.5072/abc", "")], "oai:x:1", "doi:10.5072/abc"),
        ([("11304/abc", "Handle")], "oai:x:1", "hdl:11304/abc"),
        ([("https://hdl.handle.net/11304/abc", "")], "oai:x:1", "hdl:11304/abc"),
        ([("https://example.org/1", "URL")], "oai:x:1", ""),
        ([("11304/abc", "Handle"), ("10.5072/abc", "DOI")], "oai:x:1", "doi:10.5072/abc"),
        ([("ark:/12345/x6", "ARK")], "10.5072/abc", "doi:10.5072/abc"),
        ([("https://n2t.net/ark:/12345/x6", "")], "oai:x:1", "ark:/12345/x6"),
        ([("URN:NBN:DE:101-Ab1", "URN")], "oai:x:1", "urn:nbn:de:101-Ab1"),
        ([("https://orcid.org/0000-0002-1825-0097", ""), ("ror:03yrm5c26", "")], "oai:x:1", ""),
        ([("0000-0002-1825-0097", ""), ("https://w3id.org/x", "")], "oai:x:1", "https://w3id.org/x"),
        ([("igsn:AU1243", "IGSN")], "oai:x:1", "hdl:10273/au1243"),
        ([], "10.5072/abc", "doi:10.5072/abc"),
        ([], "https://example.org/1", ""),
    ],
)
def test_the_pid_of_a_record(identifiers, oai_identifier, pid):
    given = replace(some_metadata(), identifiers=tuple(type(some_metadata().identifiers[0])(*i) for i in identifiers))
    assert record_pid(some_record(identifier=oai_identifier, metadata=given)) == pid


def _tally(store, table):
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_page_is_kept_whole(store, run):
    given = some_page(some_record(1), some_record(2), some_record(3, deleted=True))
    assert save_page(store, run, SOURCE.name, given) == PageCounts(new=2, deleted=1)
    stored = list(iter_records(store, SOURCE.name))
    assert [one.record for one in stored] == list(given.records)
    assert {(one.source, one.source_url) for one in stored} == {(SOURCE.name, SOURCE.url)}
    assert stored[0].request_url == given.exchange.need.url
    assert stored[0].harvested_at == given.exchange.started_at
    assert find_unfinished(store, SOURCE.name) == run
    assert load_root(store, run).checkpoint == given.checkpoint


def test_the_same_page_again_changes_nothing(store, run):
    given = some_page(some_record(1), some_record(2))
    first = save_page(store, run, SOURCE.name, given)
    assert save_page(store, run, SOURCE.name, given) == first
    assert (_tally(store, page), _tally(store, item), _tally(store, item_version)) == (1, 2, 2)
    assert load_account(store, SOURCE.name).new == 2


def test_an_unchanged_record_is_only_seen(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    later = start_run(store, SOURCE, WINDOW, NOON)
    again = some_page(some_record(1, datestamp="2026-03-02", sets=("new",)), number=2)
    assert save_page(store, later, SOURCE.name, again) == PageCounts(unchanged=1)
    assert _tally(store, item_version) == 1
    stored = find_record(store, "doi:10.5072/ill-1")
    assert (stored.record.datestamp, stored.record.sets, stored.harvested_at.second) == ("2026-03-02", ("new",), 1)
    with store.reading() as connection:
        assert connection.execute(select(item.c.first_seen_run, item.c.last_seen_run)).one() == (run, later)


def _contents(store):
    with store.reading() as connection:
        rows = connection.execute(select(page_part).order_by(page_part.c.id)).all()
    return [(row.page, decompress(row.content)[: row.body_bytes]) for row in rows]


def test_a_body_is_kept_when_it_brings_news(store, run):
    first = some_page(some_record(1), some_record(2), some_record(3))
    save_page(store, run, SOURCE.name, first)
    save_page(store, run, SOURCE.name, some_page(*first.records, number=2))
    little = some_page(some_record(1, "b"), *first.records[1:], number=3)
    save_page(store, run, SOURCE.name, little)
    empty = some_page(number=4)
    save_page(store, run, SOURCE.name, empty)
    assert _contents(store) == [(1, first.exchange.body), (3, b""), (4, empty.exchange.body)]
    assert [one.record for one in iter_records(store, SOURCE.name)] == list(little.records)


def test_a_record_that_is_not_in_the_body_as_it_is_comes_back(store, run):
    given = some_page(some_record(1), some_record(2))
    mended = replace(given, exchange=replace(given.exchange, body=given.exchange.body.replace(b"2 a", b"2 &nbsp;a")))
    save_page(store, run, SOURCE.name, mended)
    assert _contents(store) == [(1, mended.exchange.body)]
    assert [one.record for one in iter_records(store, SOURCE.name)] == list(given.records)


def test_a_lost_part_is_damage(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    with store.writing() as connection:
        connection.execute(delete(page_part))
    with pytest.raises(StoreUnusable, match="damaged entry: part 1"):
        find_record(store, "doi:10.5072/ill-1")


def test_a_tombstone_keeps_its_name_and_can_be_revived(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    save_page(store, run, SOURCE.name, some_page(some_record(1, deleted=True), number=2))
    stored = find_record(store, "doi:10.5072/ill-1").record
    assert (stored.deleted, stored.raw, stored.metadata) == (True, b"", None)
    assert list(iter_subjects(store, SOURCE.name)) == []
    assert _tally(store, item_text) == 0
    assert save_page(store, run, SOURCE.name, some_page(some_record(1), number=3)).changed == 1
    assert find_record(store, "doi:10.5072/ill-1").record == some_record(1)
    with store.reading() as connection:
        versions = connection.execute(select(item_version.c.deleted).order_by(item_version.c.id)).scalars().all()
    assert versions == [False, True, False]


def test_a_record_that_becomes_readable_gets_its_view_without_a_version(store, run):
    save_page(store, run, SOURCE.name, some_page(UNREAD))
    assert find_record(store, "doi:10.5072/ill-1") is None
    assert save_page(store, run, SOURCE.name, some_page(LIVE, number=2)) == PageCounts(unchanged=1)
    assert find_record(store, "doi:10.5072/ill-1").record == LIVE
    assert _tally(store, item_version) == 1


def test_one_source_does_not_touch_another(store, run):
    other = replace(SOURCE, name="esrf")
    other_run = start_run(store, other, WINDOW, NOON)
    save_page(store, run, SOURCE.name, some_page(some_record(1)))
    assert save_page(store, other_run, other.name, some_page(some_record(1, "b"))).new == 1
    assert save_page(store, other_run, other.name, some_page(some_record(1, deleted=True), number=2)).deleted == 1
    assert find_record(store, "doi:10.5072/ill-1").source == SOURCE.name


@pytest.mark.parametrize("text", ["\ud800 lone", "nul \0 here", "é\U0001f9ec" * 900, "'; DROP TABLE item; --"])
def test_any_text_can_be_stored(store, run, text):
    given = some_record(identifier=text, metadata=some_metadata(title=text), trouble=text)
    assert save_page(store, run, SOURCE.name, some_page(given)).new == 1
    again = some_page(given, number=2)
    assert save_page(store, run, SOURCE.name, again).unchanged == 1
    assert find_record(store, "doi:10.5072/ill-1").record.raw == given.raw


@pytest.mark.parametrize(("sample", "numbers"), [(None, 503), (0, 0), (1, 1), (7, 7), (503, 503), (5000, 503)])
def test_a_sample_spreads(store, run, sample, numbers):
    bare = replace(some_metadata(), identifiers=())
    records = [some_record(n, identifier=f"10.5072/{n:05}", metadata=bare) for n in range(503)]
    save_page(
        store,
        run,
        SOURCE.name,
        some_page(*records, some_record(1, identifier="10.5072/00001", prefix="oai_dc", metadata=bare)),
    )
    subjects = list(iter_subjects(store, SOURCE.name, sample))
    pids = [subject.pid for subject in subjects]
    assert len(pids) == numbers
    assert pids == sorted(set(pids))
    assert count_subjects(store, SOURCE.name) == 503
    if sample == 7:
        assert [int(pid[-5:]) for pid in pids] == [0, 72, 144, 216, 288, 360, 432]
        assert subjects[0].title == "Neutron diffraction of sample 1"


def test_real_records_come_back_byte_by_byte(store, run, shared):
    files = sorted((shared / "harvest").rglob("*.xml"))
    assert files
    records = tuple(some_record(n, identifier=f"oai:{n}", raw=path.read_bytes()) for n, path in enumerate(files))
    assert save_page(store, run, SOURCE.name, some_page(*records)).new == len(files)
    assert {one.record.identifier: one.record.sha256 for one in iter_records(store, SOURCE.name)} == {
        record.identifier: record.sha256 for record in records
    }


def _state(folder):
    """Everything that must not depend on how often the harvest was killed."""
    with open_in(folder) as store, store.reading() as connection:
        items = connection.execute(
            select(item.c.identifier, item.c.sha256, item.c.deleted, item.c.pid, item.c.title, item.c.view).order_by(
                item.c.id
            )
        ).all()
        versions = connection.execute(
            select(item_version.c.item, item_version.c.sha256, item_version.c.raw).order_by(item_version.c.id)
        ).all()
        pages = connection.execute(select(page.c.sequence, page.c.body_sha256).order_by(page.c.id)).all()
        texts = connection.execute(select(item_text.c.rowid, item_text.c.title).order_by(item_text.c.rowid)).all()
        account = load_account(store, SOURCE.name)
    return items, versions, pages, texts, account


def test_killed_anywhere_the_harvest_ends_the_same(tmp_path, processes):
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    for folder in (undisturbed, disturbed):
        open_in(folder).close()
    harvest_on(undisturbed)
    driver = processes.Process(target=harvest_killed, args=(disturbed, 24))
    driver.start()
    driver.join()
    assert driver.exitcode == 0
    assert _state(disturbed) == _state(undisturbed)
    assert _state(disturbed)[-1].state is RunState.RUNNING
    assert len(_state(disturbed)[2]) == PAGES


def _write_pages(folder, name):
    source = replace(SOURCE, name=name)
    with open_in(folder, create=False) as store:
        run = start_run(store, source, WINDOW, NOON)
        for number in range(1, PAGES + 1):
            save_page(store, run, name, page_of_harvest(number))


def test_two_processes_write_at_once(tmp_path, processes):
    open_in(tmp_path).close()
    children = [processes.Process(target=_write_pages, args=(tmp_path, name)) for name in ("a", "b")]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    with open_in(tmp_path) as store:
        assert len(list(iter_records(store, "a"))) == len(list(iter_records(store, "b"))) > 100
