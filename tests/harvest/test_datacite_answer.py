"""Answers of DataCite: what is real is read whole, and what is not is Unreadable."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import ProtocolBroken, Unreadable
from harvest.datacite_answer import find_position, read_answer
from harvest.datacite_records import read_record


def test_a_recorded_page(shared: Path) -> None:
    body = (shared / "harvest/datacite-rest/viringo/datacite_api_dois.json").read_bytes()
    answer = read_answer(body)
    document = json.loads(body)
    assert (len(answer.items), answer.total, answer.errors) == (25, 40, ())
    assert find_position(answer.cursor) == (1488027082000, "10.5438/N138-Z3MK")
    assert [item.value for item in answer.items] == document["data"]
    assert all(item.raw in body and json.loads(item.raw) == item.value for item in answer.items)
    records = [read_record(item) for item in answer.items]
    assert {record.sets for record in records} == {("datacite.datacite",)}
    assert all(record.metadata and record.datestamp and not record.trouble for record in records)


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("viringo/datacite_api_clients.json", 10),
        ("opencitations/dc_82_records.json", 82),
        ("opencitations/public_data_file_shape_2.json", 2),
        ("skg-if/datacite-esrf-es-2210534378.json", 1),
        ("skg-if/datacite-zenodo-relations-21827103.json", 1),
    ],
)
def test_recorded_answers(shared: Path, path: str, count: int) -> None:
    body = (shared / "harvest/datacite-rest" / path).read_bytes()
    answer = read_answer(body)
    data = json.loads(body)["data"]
    assert [item.value for item in answer.items] == (data if isinstance(data, list) else [data])
    assert (len(answer.items), answer.cursor) == (count, "")


@pytest.mark.parametrize(
    ("body", "raws"),
    [
        (b'{"data":[{"a": 1 }, 2,"x"]}', [b'{"a": 1 }', b"2", b'"x"']),
        (b' {\n"meta" : {} ,"data" : [ {"a":"\xc3\xa9"} ] }\r\n', [b'{"a":"\xc3\xa9"}']),
        (b'\xef\xbb\xbf{"data":{"id":"x"}}', [b'{"id":"x"}']),
        ('{"data":["é"]}'.encode("utf-16"), ['"é"'.encode()]),
        (b'{"data":null}', []),
        (b'{"data":[]}', []),
        (b'{"data":[1],"data":[2]}', [b"2"]),
    ],
)
def test_items_keep_their_bytes(body: bytes, raws: list[bytes]) -> None:
    assert [item.raw for item in read_answer(body).items] == raws


def test_what_no_store_takes_is_replaced() -> None:
    (item,) = read_answer(b'{"data":[{"a":"\\ud800\\u0000\\u00e9"}]}').items
    assert item.value == {"a": "\ufffd\ufffdé"}
    assert item.raw == b'{"a":"\\ud800\\u0000\\u00e9"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"data"',
        b"{}",
        b'{"data":[1,]}',
        b'{"data":[1 2]}',
        b'{"data":[1]',
        b'{"data":[1]}x',
        b'{"data" [1]}',
        b'{"data":[1] "meta":{}}',
        b"{data:[]}",
        b"\xff\xfe\xfd",
        b'{"data":"\xff"}',
        b'{"data":' + b"[" * 100_000,
        b'{"data":' + b"9" * 10_000 + b"}",
        b" " * (16 * 2**20 + 1),
        b"<html></html>",
    ],
)
def test_invalid(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_answer(body)


@pytest.mark.parametrize("link", ['"x"', '"http://[/?page[cursor]=1"', "7", f'"?page[cursor]={"x" * 2000}"', "[1]"])
def test_links_without_a_cursor(link: str) -> None:
    with pytest.raises(ProtocolBroken):
        read_answer(f'{{"data":[],"links":{{"next":{link}}}}}'.encode())


@pytest.mark.parametrize("cursor", ["", "1", "x", "!!", "LDEw", "MTIz", "YWJjLDEw", "é", "MTAwMDAwMDAwMDAwMDAwMDAwLHg"])
def test_cursors_without_a_position(cursor: str) -> None:
    assert find_position(cursor) is None


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,data rl1e\\u0', max_size=60).map(str.encode))
def test_any_bytes_are_an_answer_or_refused(body: bytes) -> None:
    for candidate in (body, b'{"data":' + body, b'{"data":[' + body + b"]}"):
        try:
            answer = read_answer(candidate)
        except (Unreadable, ProtocolBroken):
            continue
        assert all(read_record(item).identifier for item in answer.items)


@pytest.mark.parametrize("name", ["dc_dois.yml", "dc_clients.yml", "dc_client_prefixes.yml"])
def test_recorded_cassettes(shared: Path, name: str) -> None:
    text = (shared / "harvest/datacite-rest/rdatacite-vcr" / name).read_text("utf-8")
    (encoded,) = (line.partition("string: ")[2] for line in text.splitlines() if " string: eyJ" in line)
    body = base64.b64decode(encoded)
    with pytest.raises(ProtocolBroken, match="without a cursor"):
        read_answer(body)
    answer = read_answer(body.replace(b'"next":', b'"number":'))
    assert [item.value for item in answer.items] == json.loads(body)["data"]
    assert len(answer.items) == 5
