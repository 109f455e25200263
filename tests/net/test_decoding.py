from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.net.decoding import MAX_GZIP_MEMBERS, Body, read_body

TEXT = b"Small-angle scattering of lysozyme. " * 3_000
LIMIT = 1_000_000


def bare_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def in_chunks(data: bytes, size: int) -> Iterator[bytes]:
    yield from (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 7, 1_000, 65_536])
@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("GZIP", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("identity, gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + bytes(100)),
        ("gzip", TEXT),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
    ],
)
def test_bodies_unfold_however_they_are_cut(coding: str, wire: bytes, size: int) -> None:
    assert read_body(in_chunks(wire, size), coding, LIMIT) == Body(TEXT)


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_nothing_is_an_empty_body(coding: str) -> None:
    assert read_body([], coding, LIMIT) == Body(b"")


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("br", b"..."),
        ("zstd", b"..."),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("gzip", gzip.compress(TEXT)[:-20]),
        ("gzip", gzip.compress(TEXT)[:5]),
        ("gzip", gzip.compress(TEXT)[:50] + b"\0" * 500),
        ("deflate", b"\xff" * 100),
        ("gzip", gzip.compress(b"") * (MAX_GZIP_MEMBERS + 1)),
    ],
)
def test_what_does_not_unfold_is_unreadable(coding: str, wire: bytes) -> None:
    with pytest.raises(Unreadable):
        read_body([wire], coding, LIMIT)


@pytest.mark.parametrize(
    ("coding", "wire", "limit", "kept"),
    [
        ("", TEXT, 1_000, 1_000),
        ("gzip", gzip.compress(TEXT), 1_000, 1_000),
        ("", TEXT, len(TEXT) - 1, len(TEXT) - 1),
    ],
)
def test_the_limit_cuts_and_says_so(coding: str, wire: bytes, limit: int, kept: int) -> None:
    assert read_body(in_chunks(wire, 700), coding, limit) == Body(TEXT[:kept], truncated=True)


@pytest.mark.parametrize(("coding", "wire"), [("", TEXT), ("gzip", gzip.compress(TEXT))])
def test_a_body_of_exactly_the_limit_is_whole(coding: str, wire: bytes) -> None:
    assert read_body([wire], coding, len(TEXT)) == Body(TEXT)


def test_a_bomb_is_not_unfolded() -> None:
    engine = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    zeros = bytes(1_000_000)
    bomb = b"".join(engine.compress(zeros) for _ in range(100)) + engine.flush()
    assert len(bomb) < 100_000
    assert read_body([bomb], "gzip", 10_000) == Body(bytes(10_000), truncated=True)


def test_an_endless_body_ends_at_the_limit() -> None:
    assert read_body(repeat(b"x" * 100), "", 250) == Body(b"x" * 250, truncated=True)


def test_a_stream_that_unfolds_to_nothing_ends_at_the_limit() -> None:
    endless_name = repeat(b"n" * 100)
    head = b"\x1f\x8b\x08\x08" + bytes(6)
    body = read_body((chunk for chunks in ([head], endless_name) for chunk in chunks), "gzip", 10_000)
    assert body == Body(b"", truncated=True)


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "br"]), st.integers(1, 100))
@settings(max_examples=100)
def test_any_bytes_give_a_body_or_are_unreadable(wire: bytes, coding: str, limit: int) -> None:
    try:
        body = read_body(in_chunks(wire, 10), coding, limit)
    except Unreadable:
        return
    assert len(body.content) <= limit


@given(st.binary(max_size=2_000), st.integers(1, 50))
@settings(max_examples=50)
def test_gzip_round_trips(data: bytes, size: int) -> None:
    assert read_body(in_chunks(gzip.compress(data), size), "gzip", 10_000).content == data
