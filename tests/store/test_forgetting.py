"""Pages as they come, without what was forgotten; the memory itself tells nobody whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.formats.oai_dc import FORMAT as OAI_DC
from fairsvc.model.harvest import Page
from fairsvc.model.metadata import Agent, Identifier, Metadata
from fairsvc.model.record import Record
from fairsvc.store.evidence import save_evidence
from fairsvc.store.forgetting import ORCID, PID, Memory, find_tombstone, list_tombstones, read_memory, remember
from fairsvc.store.judgements import save_judgements
from tests.store.samples import NOON, RULES, some_evidence, some_judgement, some_page, some_record
from tests.support.held_bytes import every_byte

ADA = "0000-0002-1825-0097"
RAW = f"<creator><name>Ada Lovelace</name><id>{ADA}</id></creator>".encode()
METADATA = Metadata(creators=(Agent("Ada Lovelace", identifiers=(Identifier(ADA),)),))


@pytest.fixture
def memory(store) -> Memory:
    with store.writing() as connection:
        remember(connection, PID, "doi:10.5072/ill-2", "why", NOON)
        _, memory = remember(connection, ORCID, ADA, "", NOON)
    assert read_memory(store) == memory
    return memory


def page_with(*records: Record, body: bytes | None = None) -> Page:
    answer = some_page(*records)
    return answer if body is None else replace(answer, exchange=replace(answer.exchange, body=body))


def test_nothing_forgotten_changes_nothing():
    answer = some_page(some_record(1))
    assert Memory().without_forgotten(answer) is answer


def test_a_page_that_names_nobody_is_the_same(memory):
    answer = some_page(some_record(1), some_record(3))
    assert memory.without_forgotten(answer) is answer


def test_a_forgotten_dataset_leaves_a_stub_and_its_length(memory):
    answer = some_page(some_record(1), some_record(2))
    found = memory.without_forgotten(answer)
    first, second = found.records
    assert first == some_record(1)
    assert (second.identifier[:10], second.raw, second.deleted, second.metadata) == ("forgotten:", b"", True, None)
    body, before = found.exchange.body, answer.exchange.body
    assert body is not None
    assert before is not None
    assert len(body) == len(before)
    assert some_record(2).raw not in body
    assert some_record(1).raw in body
    assert found.exchange.body_sha256 != answer.exchange.body_sha256
    assert memory.without_forgotten(answer) == found


def test_two_records_of_one_forgotten_dataset_have_two_stubs(memory):
    twice = (some_record(2), some_record(2, identifier="oai:ill:other"))
    found = memory.without_forgotten(some_page(*twice))
    assert len({record.identifier for record in found.records}) == 2


def test_a_person_is_blanked_in_record_and_page(memory):
    record = some_record(5, raw=RAW, metadata=METADATA)
    found = memory.without_forgotten(some_page(record, some_record(1)))
    assert b"Lovelace" not in found.records[0].raw
    assert len(found.records[0].raw) == len(RAW)
    assert b"Lovelace" not in (found.exchange.body or b"")
    assert found.records[0].raw in (found.exchange.body or b"")


@pytest.mark.parametrize("record", [some_record(2), some_record(5, raw=RAW, metadata=METADATA)])
def test_a_record_of_a_repaired_page_lies_nobody_knows_where(memory, record):
    body = b"<a>Ada\x0b <id>0000-0002-1825-0097</id><name>Ada Lovelace</name><resource>2 &bad; a</resource>"
    found = memory.without_forgotten(page_with(record, body=body)).exchange.body
    assert found is not None
    assert len(found) == len(body)
    assert b"Lovelace" not in found
    assert ADA.encode() not in found
    assert (b"resource" in found) is (record.raw == RAW)


def test_keys_of_the_forgotten_are_not_listed(memory):
    answer = replace(some_page(some_record(2)), listed=("oai:ill:1", "doi:10.5072/ILL-2", "10.5072/ill-3"))
    assert memory.without_forgotten(answer).listed == ("oai:ill:1", "10.5072/ill-3")


def test_the_memory_names_nobody(store, memory):
    stone = find_tombstone(store, PID, "doi:10.5072/ill-2")
    assert stone is not None
    assert (stone.kind, stone.reason, stone.forgotten_at) == (PID, "why", NOON)
    assert find_tombstone(store, PID, "doi:10.5072/ill-3") is None
    assert find_tombstone(store, ORCID, "doi:10.5072/ill-2") is None
    assert "10.5072" not in repr(list_tombstones(store))
    assert memory.digest(PID, "x") != Memory(b"other salt").digest(PID, "x")


def test_formats_are_read_again_after_blanking(memory):
    dc = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>By Ada Lovelace</dc:title><dc:creator>Lovelace, Ada ({ADA})</dc:creator></oai_dc:dc>"
    ).encode()
    record = some_record(7, raw=dc, metadata=METADATA)
    found = memory.without_forgotten(some_page(record)).records[0]
    assert found.metadata is not None
    assert "Lovelace" not in repr(found.metadata)
    assert found.format == OAI_DC.id


def test_what_was_gathered_while_it_was_forgotten_is_not_stored(store, memory):
    both = [some_evidence(1), some_evidence(2)]
    numbers = save_evidence(store, both, "test", judgements=[some_judgement(2)], rules=RULES)
    assert len(numbers) == 1
    assert save_judgements(store, [some_judgement(1), some_judgement(2)], RULES) == 1
    found = every_byte(store).lower()
    assert b"10.5072/ill-1" in found
    assert b"ill-2" not in found
