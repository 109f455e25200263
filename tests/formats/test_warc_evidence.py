from __future__ import annotations

import io
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.warc import iter_exchanges, write_exchange
from fairsvc.formats.warc_evidence import MEDIA_TYPE, find_note, with_exchanges, write_beginning, write_note
from fairsvc.formats.warc_record import gzip_member
from fairsvc.model.evidence import Endpoints, OaiItem
from tests.support.evidence_builder import good

ITEM = OaiItem("https://facility.example/oai", "oai_dc", "oai:facility:1", "persistent", "facility")
EVIDENCE = replace(good(), endpoints=Endpoints("https://r.example", oai=ITEM), depth="full")


def resource(body: bytes, media_type: str = MEDIA_TYPE) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return gzip_member(head.encode() + body + b"\r\n\r\n")


def test_what_is_written_comes_back() -> None:
    data = write_beginning(EVIDENCE, "e.warc.gz", "fairsvc/1", "a@b.example")
    data += b"".join(write_exchange(exchange, "fairsvc/1") for exchange in EVIDENCE.exchanges)
    data += write_note(EVIDENCE, [{"metric_set": "rda-fdmm"}], "fairsvc/1")
    note = find_note(io.BytesIO(data))
    assert note is not None
    assert note.digest == EVIDENCE.digest
    found = with_exchanges(note, iter_exchanges(io.BytesIO(data)))
    assert (found.pid, found.gathered_at, found.endpoints, found.depth) == (
        EVIDENCE.pid,
        EVIDENCE.gathered_at,
        EVIDENCE.endpoints,
        "full",
    )
    assert len(found.exchanges) == len(EVIDENCE.exchanges)


def test_the_same_evidence_is_written_in_the_same_bytes() -> None:
    assert write_note(EVIDENCE, [], "fairsvc/1") == write_note(EVIDENCE, [], "fairsvc/1")
    assert write_beginning(EVIDENCE, "e", "fairsvc/1", "") == write_beginning(EVIDENCE, "e", "fairsvc/1", "")


@pytest.mark.parametrize("data", [b"", resource(b"{}", "application/json"), write_beginning(EVIDENCE, "e", "s", "")])
def test_a_file_of_others_has_no_note(data: bytes) -> None:
    assert find_note(io.BytesIO(data)) is None


NOTE = {
    "format": "fairsvc-evidence/1",
    "pid": "doi:10.5072/a",
    "subject": "dataset",
    "gathered_at": "2026-01-01T00:00:00+00:00",
    "depth": "standard",
    "digest": "00",
    "endpoints": {"oai": None},
}


def test_the_smallest_note() -> None:
    assert find_note(io.BytesIO(resource(json.dumps(NOTE).encode()))) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"format": "fairsvc-evidence/2"},
        {"pid": "nonsense"},
        {"pid": 7},
        {"gathered_at": "yesterday"},
        {"endpoints": {"oai": {"base": 1}}},
        {"endpoints": []},
        {"endpoints": {"oai": None, "elsewhere": "x"}},
    ],
)
def test_a_broken_note_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Unreadable, match="note on its evidence"):
        find_note(io.BytesIO(resource(json.dumps(NOTE | change).encode())))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_unreadable(body: bytes) -> None:
    for data in (body, resource(body)):
        with suppress(Unreadable):
            assert find_note(io.BytesIO(data)) is None or data != body
