from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.digests import name_algorithm, read_digest
from fairsvc.model.metadata import Identifier

DIGEST = hashlib.sha256(b"data")
HEX, BASE64 = DIGEST.hexdigest(), base64.b64encode(DIGEST.digest()).decode()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SHA-256", "sha-256"),
        ("sha256", "sha-256"),
        ("SHA 512", "sha-512"),
        ("sha_1", "sha-1"),
        ("MD5", "md5"),
        ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "sha-256"),
        ("http://www.w3.org/2001/04/xmlenc#sha512", "sha-512"),
        ("sha3-256", "sha3-256"),
        ("CRC32", "crc32"),
        ("Tiger", "tiger"),
        ("", ""),
    ],
)
def test_names_algorithms_as_iana_does(written: str, name: str) -> None:
    assert name_algorithm(written) == name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (HEX, HEX),
        (HEX.upper(), HEX),
        (f" {HEX}\n", HEX),
        (BASE64, HEX),
        (BASE64.rstrip("="), HEX),
        (base64.urlsafe_b64encode(DIGEST.digest()).decode(), HEX),
        (f"sha256-{BASE64}", HEX),
        (f"sha256:{HEX}", HEX),
        ("abcd", None),
        ("not hex", None),
        ("", None),
        (HEX + "00", None),
        ("A" * 10_000, None),
    ],
)
def test_reads_hex_and_base64(value: str, expected: str | None) -> None:
    assert read_digest("sha256", value) == (Identifier(expected, "sha-256") if expected else None)


def test_an_algorithm_is_needed_and_an_unknown_one_takes_hex_only() -> None:
    assert read_digest("", HEX) is None
    assert read_digest("Tiger", "ABCD") == Identifier("abcd", "tiger")
    assert read_digest("Tiger", BASE64) is None


@settings(max_examples=100)
@given(st.text(max_size=80), st.text(max_size=200))
def test_anything_is_a_digest_or_none(algorithm: str, value: str) -> None:
    found = read_digest(algorithm, value)
    assert found is None or bytes.fromhex(found.value)
