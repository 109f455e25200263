"""Our records are those that warcio would write."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fairsvc.formats.warc_record import write_record

ID, DATE, URL = "<urn:uuid:6c04bd91-d13c-5875-8f64-ca514671b085>", "2026-01-01T12:00:00.000000Z", "https://a.example/ä"
HEADS = {
    "response": StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("X", "1")], "HTTP/1.1"),
    "request": StatusAndHeaders("GET /x HTTP/1.1", [("Host", "a.example")], is_http_request=True),
    "metadata": None,
}


class Writer(WARCWriter):
    NO_PAYLOAD_DIGEST_TYPES = ("request", "metadata")


def by_warcio(kind: str, payload: bytes, tied_to: list[str]) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, gzip=False, warc_version="WARC/1.1")
    fields = {"WARC-Record-ID": ID, "WARC-Date": DATE}
    record = writer.create_warc_record(
        URL, kind, io.BytesIO(payload), len(payload), warc_headers_dict=fields, http_headers=HEADS[kind]
    )
    for other in tied_to:
        record.rec_headers.add_header("WARC-Concurrent-To", other)
    writer.write_record(record)
    return out.getvalue()


@pytest.mark.parametrize("kind", HEADS)
@settings(max_examples=30)
@given(payload=st.binary(max_size=6000), tied_to=st.lists(st.just(ID), max_size=2))
def test_a_record_has_the_bytes_of_warcio(kind: str, payload: bytes, tied_to: list[str]) -> None:
    head = HEADS[kind].to_bytes() if HEADS[kind] is not None else b""
    written = write_record(kind, ID, DATE, URL, head, payload, tied_to=tied_to)
    assert zlib.decompress(written, wbits=31) == by_warcio(kind, payload, tied_to)
