"""What was compressed comes back, whichever version wrote it; damage is said."""

from __future__ import annotations

import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import StoreUnusable
from fairsvc.store.compression import compress, decompress


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_come_back(data):
    assert decompress(compress(data)) == decompress(zlib.compress(data, 1)) == data


def _frame(size: bytes) -> bytes:
    """Begin a frame whose header claims a size of eight bytes (RFC 8878 section 3.1.1.1)."""
    return zstandard.FRAME_HEADER + b"\xe0" + size + b"\x01\x00\x00"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain",
        compress(b"some words")[:-3],
        zlib.compress(b"some words")[:-3],
        zstandard.ZstdCompressor(write_content_size=False).compress(b"no size"),
        _frame(b"\xff" * 8),
        _frame((2**40).to_bytes(8, "little")),
        _frame((8).to_bytes(8, "little")),
    ],
)
def test_damage_is_said(data):
    with pytest.raises(StoreUnusable, match="damaged entry: part 7"):
        decompress(data, "part 7")
