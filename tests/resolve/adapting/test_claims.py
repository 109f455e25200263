"""Names, addresses and digests as APIs write them."""

from __future__ import annotations

from typing import Any

import pytest

from fairsvc.formats.json_node import Node
from fairsvc.resolve.adapting.claims import read_address, read_checksum, read_name


@pytest.mark.parametrize(
    ("value", "name"), [("a  b.txt", "a  b.txt"), (7, "7"), (None, ""), (["a"], ""), (True, ""), ("", "")]
)
def test_names_keep_their_spaces(value: Any, name: str) -> None:
    assert read_name(Node(value)) == name


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://a.example/x(1).txt", "https://a.example/x(1).txt"),
        ("https://a.example/x y/%20z.txt?a=b&c", "https://a.example/x%20y/%20z.txt?a=b&c"),
        ("https://a.example/ä.txt", "https://a.example/%C3%A4.txt"),
        ("/files/1", "https://base.example/files/1"),
        ("//b.example/1", "https://b.example/1"),
        ("ftp://a.example/1", ""),
        ("javascript:alert(1)", ""),
        ("root://a.example//1", ""),
        ("mailto:a@b.example", ""),
        ("http://[::1", ""),
        ("", ""),
        (None, ""),
        ({"href": "https://a.example"}, ""),
    ],
)
def test_addresses(value: Any, url: str) -> None:
    assert read_address(Node(value), "https://base.example") == url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("md5:0CC175B9C0F1B6A831C399E269772661", [("md5", "0cc175b9c0f1b6a831c399e269772661")]),
        ("adler32:9f3", [("adler32", "000009f3")]),
        ("adler32:", []),
        ("adler32:123456789", []),
        ("adler32:xyz", []),
        ("md5:9f3", []),
        ("0cc175b9c0f1b6a831c399e269772661", [("md5", "0cc175b9c0f1b6a831c399e269772661")]),
        ("da39a3ee5e6b4b0d3255bfef95601890afd80709", [("sha-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]),
        ("0000000000000000000000000000000g", []),
        ("deadbeef", []),
        ("", []),
    ],
)
def test_checksums(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.scheme, one.value) for one in read_checksum(text)] == expected
