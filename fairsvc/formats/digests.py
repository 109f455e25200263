"""Digests of files as lists write them: many names for one algorithm, hex or base64."""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Iterable, Sequence
from functools import lru_cache

from fairsvc.model.metadata import Identifier

# Names of the IANA registry Hash Function Textual Names, and of the checksums beside it, with the length in bytes.
_LENGTHS = {
    "md5": 16,
    "sha-1": 20,
    "sha-224": 28,
    "sha-256": 32,
    "sha-384": 48,
    "sha-512": 64,
    "sha3-224": 28,
    "sha3-256": 32,
    "sha3-384": 48,
    "sha3-512": 64,
    "adler32": 4,
    "crc32": 4,
}
_NAMES = {name.replace("-", ""): name for name in _LENGTHS}
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


def read_digest(algorithm: str, value: str) -> Identifier | None:
    """Normalise a digest to lower-case hex and its algorithm's registered name; None when it cannot be one.

    Of an algorithm that is not known only hex is taken.
    """
    name, text = name_algorithm(algorithm), value.strip()
    if not name:
        return None
    length = _LENGTHS.get(name)
    if _HEX.fullmatch(text) and (length is None or len(text) == 2 * length):
        return Identifier(text.lower(), name)
    decoded = _decoded(text) if length is not None else b""
    return Identifier(decoded.hex(), name) if decoded and len(decoded) == length else None


def strongest_of(digests: Iterable[Identifier], order: Sequence[str]) -> Identifier | None:
    """Choose the digest whose algorithm comes first in an order of registered names; None when none is in it."""
    known = [digest for digest in digests if digest.scheme in order]
    return min(known, key=lambda digest: order.index(digest.scheme), default=None)


@lru_cache(maxsize=256)
def name_algorithm(algorithm: str) -> str:
    """Give the registered name of an algorithm, also of its address in a vocabulary; else the word in lower case."""
    word = re.split(r"[#/]|checksumalgorithm_", algorithm.strip().lower())[-1]
    return _NAMES.get(re.sub(r"[-_ ]", "", word), word)


def _decoded(text: str) -> bytes:
    bare = text.rpartition(":")[2] if ":" in text else text
    if _HEX.fullmatch(bare) and bare != text:
        return bytes.fromhex(bare)
    # Subresource Integrity writes sha256-BASE64.
    bare = re.sub(r"\Asha\d{3}-(?=[A-Za-z0-9+/]{27,})", "", bare)
    if not _BASE64.fullmatch(bare) or len(bare) > 128:
        return b""
    padded = bare.rstrip("=") + "=" * (-len(bare.rstrip("=")) % 4)
    try:
        return urlsafe_b64decode(padded) if {"-", "_"} & set(bare) else b64decode(padded)
    except Error:
        return b""
