from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.bagit import MALFORMED, find_algorithm, read_fetch, read_payload
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

URL = "https://x.example.org/a"
BAG = "https://bags.example.org/1/manifest-sha256.txt"
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{URL} 12 data/a", FileEntry(URL, "data/a", 12)),
        (f"{URL} - data/a", FileEntry(URL, "data/a")),
        (f"{URL}\t12\tdata/two words.csv", FileEntry(URL, "data/two words.csv", 12)),
        (f"{URL} 12 data/100%25.csv", FileEntry(URL, "data/100%.csv", 12)),
        # Only CR, LF and % are encoded: %20 is part of the name
        (f"{URL} 12 data/a%20b", FileEntry(URL, "data/a%20b", 12)),
        (f"{URL} 12 data/./sub//a", FileEntry(URL, "data/sub/a", 12)),
        ("s3://bucket/a 12 data/a", FileEntry("s3://bucket/a", "data/a", 12)),
        (f"{URL} 12 data/ä\u2028b", FileEntry(URL, "data/ä\u2028b", 12)),
    ],
)
def test_reads_fetch(line: str, expected: FileEntry) -> None:
    for end in ("", "\n", "\r\n", "\r"):
        assert read_fetch(f"{line}{end}".encode()).files == (expected,)


@pytest.mark.parametrize(
    "line",
    [
        f"{URL} 12 a",
        f"{URL} 12 data/",
        f"{URL} 12 data/../../etc/passwd",
        f"{URL} 12 /data/a",
        f"{URL} 12 data/a%0Ab",
        f"{URL} 12 data/\u202eb",
        f"{URL} -1 data/a",
        f"{URL} 1e3 data/a",
        f"{URL} data/a",
        "a 12 data/a",
        "javascript:alert(1) 12 data/a",
        "\x00",
    ],
)
def test_a_line_that_breaks_the_rules_costs_only_itself(line: str) -> None:
    found = read_fetch(f"{URL} 1 data/ok\n{line}\n{URL}2 2 data/ok2\n".encode())
    assert [entry.path for entry in found.files] == ["data/ok", "data/ok2"]
    assert found.left_out == 1
    assert [finding.code for finding in found.findings] == [MALFORMED]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{SHA}  data/a.h5", FileEntry("https://bags.example.org/1/data/a.h5", "data/a.h5")),
        (f"{SHA.upper()} data/a.h5", FileEntry("https://bags.example.org/1/data/a.h5", "data/a.h5")),
        (f"{SHA} *data/a.h5", FileEntry("https://bags.example.org/1/data/a.h5", "data/a.h5")),
        (f"{SHA}  data/a b%25.h5", FileEntry("https://bags.example.org/1/data/a%20b%25.h5", "data/a b%.h5")),
    ],
)
def test_reads_a_payload_manifest(line: str, expected: FileEntry) -> None:
    (found,) = read_payload(f"{line}\n".encode(), f"{BAG}?download=1").files
    assert found == FileEntry(expected.url, expected.path, digests=(Identifier(SHA, "sha-256"),))


@pytest.mark.parametrize(
    ("url", "algorithm"),
    [
        (BAG, "sha-256"),
        ("https://x.example.org/manifest-md5.txt?v=1", "md5"),
        ("https://x.example.org/manifest-SHA512.TXT", "sha-512"),
        ("https://x.example.org/tagmanifest-md5.txt", ""),
        ("https://x.example.org/manifest.txt", ""),
    ],
)
def test_the_name_tells_the_algorithm(url: str, algorithm: str) -> None:
    assert find_algorithm(url) == algorithm


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><title>x</title>", b"nothing of the kind\n", b"\xff\xfe\x00", b"\x1f\x8b\x08\x00garbage\xff"],
)
def test_refuses_what_is_no_list(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_fetch(body)
    with pytest.raises(Unreadable):
        read_payload(body, BAG)


def test_a_digest_of_another_algorithm_is_left_out() -> None:
    with pytest.raises(Unreadable):
        read_payload(f"{SHA}  data/a\n".encode(), "https://x.example.org/manifest-md5.txt")


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_unreadable(body: bytes) -> None:
    for read in (read_fetch, lambda noise: read_payload(noise, BAG)):
        try:
            found = read(body)
        except Unreadable:
            continue
        assert all(entry.path.startswith("data/") for entry in found.files)
