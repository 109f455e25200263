from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.digest_fields import digest_algorithm, read_digests

FILE = b"q,i\n1,2\n"
MD5, SHA = hashlib.md5(FILE), hashlib.sha256(FILE)
MD5_64, SHA_64 = (b64encode(one.digest()).decode() for one in (MD5, SHA))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Repr-Digest", f"sha-256=:{SHA_64}:")], {("sha-256", SHA.hexdigest())}),
        (
            [("Repr-Digest", f"md5=:{MD5_64}:;x=1, sha-256=:{SHA_64}:")],
            {("md5", MD5.hexdigest()), ("sha-256", SHA.hexdigest())},
        ),
        ([("Repr-Digest", "sha-256=:AAAA:")], set()),
        ([("Repr-Digest", f"sha-256={SHA_64}")], set()),
        ([("Digest", f"SHA-256={SHA_64},adler32=03da0195")], {("sha-256", SHA.hexdigest()), ("adler32", "03da0195")}),
        ([("Digest", f"id-sha-256={SHA_64}, MD5={MD5_64}")], {("sha-256", SHA.hexdigest()), ("md5", MD5.hexdigest())}),
        ([("Digest", "unixsum=30637")], set()),
        (
            [("x-goog-hash", "crc32c=n03x6A=="), ("x-goog-hash", f"md5={MD5_64}")],
            {("crc32c", "9f4df1e8"), ("md5", MD5.hexdigest())},
        ),
        ([("X-Amz-Meta-Sha256", SHA.hexdigest())], {("sha-256", SHA.hexdigest())}),
        ([("X-Amz-Meta-Md5chksum", MD5_64)], {("md5", MD5.hexdigest())}),
        ([("X-Amz-Meta-S3cmd-Attrs", f"atime:1/md5:{MD5.hexdigest()}/mode:3")], {("md5", MD5.hexdigest())}),
        ([("x-amz-checksum-sha256", SHA_64)], {("sha-256", SHA.hexdigest())}),
        ([("x-amz-checksum-sha256", SHA_64 + "-3")], set()),
        ([("X-Checksum-Sha256", SHA.hexdigest().upper())], {("sha-256", SHA.hexdigest())}),
        ([("OC-Checksum", f"MD5:{MD5.hexdigest()}")], {("md5", MD5.hexdigest())}),
        ([("x-ms-blob-content-md5", MD5_64)], {("md5", MD5.hexdigest())}),
        ([("ETag", f'"{MD5.hexdigest()}"')], set()),
        ([("ETag", f'"{MD5.hexdigest()}"'), ("x-amz-request-id", "1")], {("md5", MD5.hexdigest())}),
        ([("ETag", f'"{MD5.hexdigest()}-4"'), ("x-amz-request-id", "1")], set()),
        (
            [("ETag", f'"{MD5.hexdigest()}"'), ("x-amz-request-id", "1"), ("x-amz-server-side-encryption", "aws:kms")],
            set(),
        ),
        ([("Repr-Digest", f"sha-256=:{SHA_64}:"), ("Content-Encoding", "gzip")], set()),
    ],
)
def test_reads_what_is_of_the_whole_file(headers: list[tuple[str, str]], expected: set[tuple[str, str]]) -> None:
    assert {(one.algorithm, one.value) for one in read_digests(headers, partial=True)} == expected


@pytest.mark.parametrize("field", [("Content-MD5", MD5_64), ("Content-Digest", f"md5=:{MD5_64}:")])
def test_digests_of_the_content_count_for_the_whole_alone(field: tuple[str, str]) -> None:
    assert read_digests([field], partial=True) == ()
    assert [one.value for one in read_digests([field], partial=False)] == [MD5.hexdigest()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SHA-256", "sha-256"),
        ("sha256", "sha-256"),
        ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "sha-256"),
        ("id-sha-512", "sha-512"),
        ("SHA", "sha-1"),
        ("MD5", "md5"),
        ("ADLER32", "adler32"),
        ("BLAKE3", "blake3"),
    ],
)
def test_spells_algorithms_in_one_way(name: str, expected: str) -> None:
    assert digest_algorithm(name) == expected


_NAMES = (
    "Repr-Digest",
    "Digest",
    "Content-MD5",
    "x-goog-hash",
    "x-amz-meta-md5",
    "ETag",
    "OC-Checksum",
    "Content-Digest",
)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(_NAMES), st.text(max_size=60)), max_size=4), st.booleans())
def test_never_raises(headers: list[tuple[str, str]], partial: bool) -> None:
    assert all(one.value == one.value.lower() for one in read_digests(headers, partial=partial))
