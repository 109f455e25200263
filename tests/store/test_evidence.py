"""Evidence: bytes and views come back; the newest one counts; a crash leaves no half."""

from __future__ import annotations

import resource
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from fairsvc.errors import NotFound, StoreUnusable
from fairsvc.model.evidence import KEPT_HEADERS
from fairsvc.model.pid import Pid
from fairsvc.store.assessment_runs import iter_pending, start_assessment_run
from fairsvc.store.evidence import iter_evidence, list_exchanges, load_evidence, save_evidence
from fairsvc.store.judgements import iter_history, iter_judgements
from fairsvc.store.records import save_page
from fairsvc.store.tables import evidence, exchange
from tests.store.samples import (
    NOON,
    RULES,
    SOURCE,
    open_in,
    some_evidence,
    some_exchange,
    some_judgement,
    some_page,
    some_record,
)

PID = "doi:10.5072/ill-1"


def test_views_come_back_without_bodies(store):
    given = some_evidence()
    assert given.union.titles
    save_evidence(store, [given], "fairsvc/0")
    found = load_evidence(store, PID)
    assert found.digest == given.digest
    assert found.union == given.union
    assert {asked.body for asked in found.exchanges} == {None}
    headers = {name.lower() for asked in found.exchanges for hop in asked.hops for name, _ in hop.headers}
    assert headers == {"content-type", "etag", "vary", "location"} <= KEPT_HEADERS
    assert replace(found, exchanges=()) == replace(given, exchanges=())
    assert [asked.failure for asked in found.exchanges] == [asked.failure for asked in given.exchanges]


def test_bodies_come_back_from_the_warc(store):
    given = some_evidence(body=b"\x89HDF\r\n\x1a\n" + bytes(range(256)))
    save_evidence(store, [given, some_evidence(2)], "fairsvc/0")
    found = load_evidence(store, PID, with_bodies=True)
    assert [asked.body for asked in found.exchanges] == [asked.body for asked in given.exchanges]
    assert found.exchanges[0].header("content-type") == "text/html"
    assert found.digest == given.digest


def test_the_index_says_where_the_bytes_lie(store):
    secret = some_exchange()
    signed = replace(secret, need=replace(secret.need, url="https://u:pw@s3.example.org/f?a=1&X-Amz-Signature=abc"))
    given = replace(some_evidence(), exchanges=(replace(signed, steps=("page", "file")), some_exchange("handle")))
    save_evidence(store, [given], "fairsvc/0")
    first, second = list_exchanges(store, PID)
    assert first.steps == ("page", "file")
    assert (
        first.url == load_evidence(store, PID).exchanges[0].need.url == "https://s3.example.org/f?a=1&X-Amz-Signature="
    )
    assert (first.status, first.body_sha256) == (200, secret.body_sha256)
    assert (first.place.name, first.place.offset) == (second.place.name, 0)
    assert second.place.offset == first.place.length
    assert (store.evidence_folder / first.place.name).stat().st_size == second.place.offset + second.place.length


def test_an_exchange_without_bytes_has_no_place(store):
    given = replace(some_evidence(), exchanges=(replace(some_exchange(), body=None),))
    save_evidence(store, [given], "fairsvc/0")
    assert [line.place for line in list_exchanges(store, PID)] == [None]
    assert load_evidence(store, PID, with_bodies=True).exchanges[0].body is None
    assert list(store.evidence_folder.iterdir()) == []


def test_the_newest_counts_and_the_older_stay(store):
    first, second = save_evidence(store, [some_evidence(day=0), some_evidence(day=1)], "fairsvc/0")
    assert load_evidence(store, PID).gathered_at.day == 2
    assert load_evidence(store, PID, at=first).gathered_at.day == 1
    assert [one.gathered_at.day for one in iter_evidence(store)] == [2]
    assert list_exchanges(store, PID, at=first) != list_exchanges(store, PID, at=second)


@pytest.mark.parametrize(("pid", "at"), [("doi:10.5072/none", None), (PID, 99)])
def test_no_such_evidence(store, pid, at):
    save_evidence(store, [some_evidence()], "fairsvc/0")
    with pytest.raises(NotFound, match="fairsvc assess"):
        load_evidence(store, pid, at=at)
    assert list_exchanges(store, pid, at=at) == ()


def test_evidence_is_found_by_source_and_by_pid(store, run):
    save_page(store, run, SOURCE.name, some_page(*(some_record(n) for n in range(1, 4)), some_record(7, deleted=True)))
    save_evidence(store, [some_evidence(n) for n in (2, 1, 7, 9)], "fairsvc/0")
    numbers = lambda found: [one.pid.value.rpartition("-")[2] for one in found]  # noqa: E731
    assert numbers(iter_evidence(store, SOURCE.name)) == ["1", "2"]
    assert numbers(iter_evidence(store, "elsewhere")) == []
    assert numbers(iter_evidence(store)) == ["1", "2", "7", "9"]
    wanted = (f"doi:10.5072/ill-{n}" for n in (9, 3, 1, 9))
    assert numbers(iter_evidence(store, pids=wanted)) == ["9", "1"]


def test_a_long_list_comes_in_batches_and_may_be_written_to(store):
    bare = [replace(some_evidence(), pid=Pid("doi", f"10.5072/{n:04}"), exchanges=()) for n in range(501)]
    save_evidence(store, bare, "fairsvc/0")
    seen = []
    for one in iter_evidence(store):
        if one.pid.value.endswith("00"):
            save_evidence(store, [replace(one, gathered_at=NOON)], "fairsvc/0")
        seen.append(one.pid.value)
    assert seen == [one.pid.value for one in bare]
    assert len(list(iter_evidence(store, pids=[str(one.pid) for one in bare]))) == 501


def test_evidence_judgements_and_done_marks_are_one(store, run):
    save_page(store, run, SOURCE.name, some_page(some_record()))
    task = start_assessment_run(store, SOURCE.name, [PID], NOON)

    broken = replace(some_judgement(), assessed_at=NOON.replace(tzinfo=None))
    with pytest.raises(StatementError, match="an instant needs its zone"):
        save_evidence(store, [some_evidence()], "fairsvc/0", judgements=[broken], rules=RULES, run=task)
    with store.reading() as connection:
        assert connection.execute(select(evidence)).all() == connection.execute(select(exchange)).all() == []
    assert list(iter_history(store, PID)) == []
    save_evidence(store, [some_evidence()], "fairsvc/0", judgements=[some_judgement()], rules=RULES, run=task)
    assert list(iter_judgements(store, SOURCE.name)) == [some_judgement()]
    assert list(iter_pending(store, task)) == []
    assert load_evidence(store, PID, with_bodies=True).exchanges[0].body == some_evidence().exchanges[0].body


@pytest.mark.parametrize("harm", ["remove", "cut", "overwrite", "exchange"])
def test_a_damaged_warc_is_said(store, harm):
    save_evidence(store, [some_evidence()], "fairsvc/0")
    place = list_exchanges(store, PID)[0].place
    path = store.evidence_folder / place.name
    if harm == "remove":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:10])
    elif harm == "overwrite":
        path.write_bytes(b"x" * path.stat().st_size)
    else:
        other = list_exchanges(store, PID)[1].place
        with store.writing() as connection:
            connection.execute(exchange.update().values(offset=other.offset, length=other.length))
    with pytest.raises(StoreUnusable, match=r"missing or cut|damaged"):
        load_evidence(store, PID, with_bodies=True)
    assert load_evidence(store, PID).digest == some_evidence().digest


def test_a_damaged_view_is_said(store):
    save_evidence(store, [some_evidence()], "fairsvc/0")
    with store.writing() as connection:
        connection.execute(evidence.update().values(views=b"x"))
    with pytest.raises(StoreUnusable, match="damaged entry: evidence"):
        load_evidence(store, PID)


def _fill(folder, answer):
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))
    with open_in(folder, create=False) as store:
        saved = 0
        try:
            while saved < 100:
                save_evidence(store, [replace(some_evidence(saved), exchanges=(_big(saved),))], "fairsvc/0")
                saved += 1
        except StoreUnusable as error:
            answer.put((saved, str(error)))


def _big(number):
    import random

    return some_exchange("page", number, random.Random(number).randbytes(100_000))


def test_a_full_disk_keeps_what_was_committed(tmp_path, processes):
    open_in(tmp_path).close()
    answer = processes.Queue()
    child = processes.Process(target=_fill, args=(tmp_path, answer))
    child.start()
    saved, sentence = answer.get(timeout=60)
    child.join()
    assert 2 < saved < 9
    assert sentence.startswith("there is no room left on the disk: ")
    with open_in(tmp_path, create=False) as store:
        assert len(list(iter_evidence(store))) == saved
        for number in range(saved):
            found = load_evidence(store, f"doi:10.5072/ill-{number}", with_bodies=True)
            assert found.exchanges[0].body == _big(number).body
        (path,) = store.evidence_folder.rglob("*.warc.gz")
        ends = [
            p.offset + p.length for n in range(saved) for p in [list_exchanges(store, f"doi:10.5072/ill-{n}")[0].place]
        ]
        assert path.stat().st_size == max(ends)
