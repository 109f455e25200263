from __future__ import annotations

import gzip
import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.warcwriter import WARCWriter

from fairsvc.errors import Unreadable
from fairsvc.formats.warc import as_archived, iter_exchanges, write_exchange
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need

STARTED = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
SOFTWARE = "fairsvc/0.1"


def _exchange(**changes: object) -> Exchange:
    body = b"<html>\xe9\r\n\r\n\0</html>"
    fields: dict[str, object] = {
        "need": Need("https://doi.example.org/10.5072/a", "GET", (("Accept", "text/html"), ("Accept", "*/*;q=0.1"))),
        "started_at": STARTED,
        "hops": (
            Hop(
                "https://doi.example.org/10.5072/a",
                302,
                (("Location", "https://repo.example.org/ä"), ("Content-Length", "86")),
            ),
            Hop(
                "https://repo.example.org/ä",
                200,
                (
                    ("Link", "<a>;rel=item"),
                    ("Link", '<b>;rel=item;title="Größe"'),
                    ("content-encoding", "gzip"),
                    ("Transfer-Encoding", "chunked"),
                    ("Content-Length", "7"),
                    ("X-Archive-Orig-Server", "nginx"),
                    ("Empty", ""),
                    ("Padded", "  two  "),
                ),
            ),
        ),
        "body": body,
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "size_bytes": len(body),
        "elapsed_ms": 81,
        "steps": ("page", "page-head"),
    }
    return Exchange(**(fields | changes))  # type: ignore[arg-type]


FAILED = _exchange(
    hops=(), body=None, body_sha256="", size_bytes=0, failure=Failure(FailureKind.DNS, "no such name: é ☃")
)


@pytest.mark.parametrize(
    "exchange",
    [
        _exchange(),
        _exchange(body=b""),
        _exchange(body=None),
        _exchange(truncated=True),
        _exchange(steps=()),
        _exchange(need=Need("https://repo.example.org/", "HEAD"), body=b""),
        _exchange(body=bytes(range(256)) * 400),
        _exchange(failure=Failure(FailureKind.TIMEOUT, "after 2 hops"), body=None),
        FAILED,
        _exchange(hops=(Hop("http://127.0.0.1:8/x?y#z", 599),)),
    ],
)
def test_reads_back_what_it_wrote(exchange: Exchange) -> None:
    assert list(iter_exchanges(io.BytesIO(write_exchange(exchange, SOFTWARE)))) == [exchange]


def test_members_can_be_appended_among_others() -> None:
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "other"}))
    held.write(write_exchange(_exchange(), SOFTWARE))
    writer.write_record(writer.create_warc_record("urn:x", "metadata", payload=io.BytesIO(b"via: x\r\n"), length=8))
    foreign = io.BytesIO(b"HTTP/1.1 200 OK\r\n\r\n")
    writer.write_record(writer.create_warc_record("http://x/", "response", payload=foreign, length=19))
    held.write(write_exchange(FAILED, SOFTWARE))
    held.seek(0)
    assert list(iter_exchanges(held)) == [_exchange(), FAILED]


def test_the_same_exchange_gives_the_same_bytes() -> None:
    assert write_exchange(_exchange(), SOFTWARE) == write_exchange(_exchange(), SOFTWARE)


def test_the_time_is_kept_in_utc() -> None:
    summer = _exchange(started_at=STARTED.astimezone(timezone(timedelta(hours=2))))
    assert next(iter_exchanges(io.BytesIO(write_exchange(summer, SOFTWARE)))).started_at == STARTED


def test_records_are_what_the_standard_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = write_exchange(_exchange(truncated=True), SOFTWARE)
    found = []
    for record in ArchiveIterator(io.BytesIO(written), check_digests="raise"):
        found.append((record.rec_type, record.rec_headers.get_header("WARC-Concurrent-To") is not None))
        record.content_stream().read()
        if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
            assert record.http_headers.get_header("X-Archive-Orig-Content-Length") == "7"
            assert record.http_headers.get_header("Content-Encoding") is None
            assert record.rec_headers.get_header("WARC-Truncated") == "length"
    assert found == [("response", False), ("request", True), ("response", False), ("request", True), ("metadata", True)]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(written)
    assert Checker(type("Arguments", (), {"inputs": [str(file)], "verbose": True})).process_all() == 0
    assert "fail" not in capsys.readouterr().out


# Secrets.


def test_secrets_never_reach_the_archive() -> None:
    secret = "hunter2"
    exchange = _exchange(
        need=Need(
            f"https://me:{secret}@x.example.org/?token={secret}",
            "GET",
            (
                ("authorization", secret),
                ("Cookie", secret),
                ("X-Dataverse-key", secret),
                ("Referer", f"http://a/?sig={secret}"),
            ),
        ),
        hops=(
            Hop(
                f"https://x.example.org/?key={secret}",
                200,
                (
                    ("Set-Cookie", f"JSESSIONID={secret}; Path=/; HttpOnly"),
                    ("set-cookie", secret),
                    ("Location", f"https://s3.example.org/?X-Amz-Signature={secret}"),
                    ("Link", f"<f?access_token={secret}>; rel=item"),
                    ("X-Auth-Token", secret),
                ),
            ),
        ),
        failure=Failure(FailureKind.TIMEOUT, f"https://x.example.org/?pwd={secret}"),
    )
    written = write_exchange(exchange, SOFTWARE)
    records = [
        r.rec_headers.to_str() + str(r.content_stream().read()) + str(r.http_headers)
        for r in ArchiveIterator(io.BytesIO(written))
    ]
    assert len(records) == 3
    assert not any(secret in record for record in records)
    read = next(iter_exchanges(io.BytesIO(written)))
    assert read == as_archived(exchange)
    assert read.hops[0].headers[0] == ("Set-Cookie", "JSESSIONID=; Path=/; HttpOnly")
    assert read.need.headers == (("Referer", "http://a/?sig="),)


def test_folded_and_foreign_header_fields_stay_on_one_line() -> None:
    hop = Hop("https://x.example.org/a b\n", 200, (("A", "1\r\n 2\n3"), ("B: c\r\nD", "x"), ("E", "☃"), ("", "y")))
    read = next(iter_exchanges(io.BytesIO(write_exchange(_exchange(hops=(hop,)), SOFTWARE))))
    assert read.hops[0] == Hop("https://x.example.org/a%20b", 200, (("A", "1 2 3"), ("BcD", "x"), ("E", "â\x98\x83")))


# Any exchange.

_LINE = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=30)
_NAMES = st.sampled_from(
    ["Link", "link", "Content-Type", "Content-Length", "Content-Encoding", "Set-Cookie", "X-Archive-Orig-A", "V a:r"]
)
_HEADERS = st.lists(st.tuples(_NAMES, _LINE), max_size=4).map(tuple)
_URLS = st.text(st.characters(exclude_categories=[]), max_size=20).map(lambda text: f"https://x.example.org/{text}")
_EXCHANGES = st.builds(
    Exchange,
    need=st.builds(Need, _URLS, st.sampled_from(["GET", "HEAD"]), _HEADERS),
    started_at=st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hops=st.lists(st.builds(Hop, _URLS, st.integers(100, 599), _HEADERS), max_size=3).map(tuple),
    failure=st.none() | st.builds(Failure, st.sampled_from(FailureKind), st.text(max_size=20)),
    body=st.none() | st.binary(max_size=300),
    body_sha256=st.sampled_from(["", "ab" * 32]),
    size_bytes=st.integers(0, 2**40),
    truncated=st.booleans(),
    elapsed_ms=st.integers(0, 10**6),
    steps=st.lists(st.text(max_size=8), max_size=3).map(tuple),
)


@settings(max_examples=100)
@given(st.lists(_EXCHANGES, max_size=3))
def test_any_exchanges_come_back_as_archived(exchanges: list[Exchange]) -> None:
    written = b"".join(write_exchange(exchange, SOFTWARE) for exchange in exchanges)
    archived = [as_archived(exchange) for exchange in exchanges]
    assert list(iter_exchanges(io.BytesIO(written))) == archived
    assert [as_archived(exchange) for exchange in archived] == archived


# Broken files.


def test_an_empty_file_holds_nothing() -> None:
    assert list(iter_exchanges(io.BytesIO(b""))) == []


@pytest.mark.parametrize(
    "body", [b"hello world\n", b"\x1f\x8b\x08\0junk", b"\n", b"WARC/1.1\r\nWARC-Type: response\r\n\r\n"]
)
def test_refuses_what_is_no_warc(body: bytes) -> None:
    with pytest.raises(Unreadable):
        list(iter_exchanges(io.BytesIO(body)))


@pytest.mark.parametrize("cut_bytes", [12, 100, 250])
def test_a_torn_tail_is_told_after_what_stands_before_it(cut_bytes: int) -> None:
    torn = write_exchange(_exchange(), SOFTWARE) + write_exchange(FAILED, SOFTWARE)[:-cut_bytes]
    exchanges = iter_exchanges(io.BytesIO(torn))
    assert next(exchanges) == _exchange()
    with pytest.raises(Unreadable):
        list(exchanges)


def test_a_missing_response_is_told() -> None:
    written = write_exchange(_exchange(), SOFTWARE)
    second_member = written.index(b"\x1f\x8b\x08", 1)
    with pytest.raises(Unreadable, match="response"):
        list(iter_exchanges(io.BytesIO(written[second_member:])))


def test_a_changed_byte_is_told() -> None:
    plain = gzip.decompress(write_exchange(_exchange(), SOFTWARE)).replace(b"</html>", b"</HTML>")
    with pytest.raises(Unreadable, match="digest"):
        list(iter_exchanges(io.BytesIO(plain)))


@settings(max_examples=100)
@given(st.integers(0, 2000), st.binary(max_size=8))
def test_damage_gives_exchanges_or_unreadable(place: int, damage: bytes) -> None:
    written = write_exchange(_exchange(), SOFTWARE)
    try:
        for exchange in iter_exchanges(io.BytesIO(written[:place] + damage + written[place + len(damage) :])):
            assert isinstance(exchange, Exchange)
    except Unreadable:
        pass


def test_a_broken_file_tells_the_terminal_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    plain = gzip.decompress(write_exchange(_exchange(), SOFTWARE))
    with pytest.raises(Unreadable):
        list(iter_exchanges(io.BytesIO(plain.replace(b"\r\n\r\nWARC", b"\r\n\r\nof a stranger\r\nWARC"))))
    assert capfd.readouterr() == ("", "")
