from __future__ import annotations

import hashlib
import zlib

import pytest

from fairsvc.model.metadata import Identifier
from fairsvc.resolve.transfer.digesting import PIECE_BYTES, Digesting, strongest

SIZES = [(), (0,), (1,), (PIECE_BYTES,), (10, 20), (PIECE_BYTES, 1), (3 * PIECE_BYTES + 5, 7), (PIECE_BYTES,) * 9]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("algorithm", ["sha-256", "sha3-512", "md5", "crc32", "adler32"])
def test_pieces_of_any_size_make_the_digest_of_the_whole(sizes: tuple[int, ...], algorithm: str) -> None:
    whole = bytearray()
    with Digesting(algorithm) as digesting:
        for number, size in enumerate(sizes):
            piece = bytearray((number + 65,)) * size
            whole += piece
            digesting.update(memoryview(piece))
            piece[:] = bytes(size)
        found = digesting.hexdigest()
    sums = {"crc32": f"{zlib.crc32(whole):08x}", "adler32": f"{zlib.adler32(whole):08x}"}
    name = algorithm.replace("sha3-", "sha3_").replace("sha-", "sha")
    assert found == (sums.get(algorithm) or hashlib.new(name, whole).hexdigest())


@pytest.mark.parametrize(
    ("schemes", "chosen"),
    [
        (("md5", "sha-256", "adler32"), "sha-256"),
        (("sha-1", "md5"), "sha-1"),
        (("sha-512", "sha-256"), "sha-512"),
        (("blake3", "crc32"), "crc32"),
        (("blake3",), None),
        ((), None),
    ],
)
def test_the_strongest_digest_decides(schemes: tuple[str, ...], chosen: str | None) -> None:
    found = strongest(Identifier("00", scheme) for scheme in schemes)
    assert (found.scheme if found is not None else None) == chosen
