"""A Metalink that is written reads as the same files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.file_path import read_path
from fairsvc.formats.metalink import read_metalink
from fairsvc.formats.metalink_writing import MetalinkHead, write_metalink
from fairsvc.model.metadata import Identifier

HEAD = MetalinkHead(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "fairsvc/1", "https://a.example/l.meta4", "10.5072/a")
SHA = Identifier("ab" * 32, "sha-256")
MD5 = Identifier("cd" * 16, "md5")

_digests = st.sampled_from([(), (SHA,), (SHA, MD5), (MD5,), (Identifier("01" * 4, "adler32"),)])
_names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
_files = st.builds(
    Fetchable,
    _names.map(read_path).filter(bool),
    st.lists(st.sampled_from(["https://a.example/1", "http://b.example/2?a=1&b=2"]), min_size=1, unique=True).map(
        tuple
    ),
    st.none() | st.integers(0, 2**59),
    _digests,
)


def test_everything_that_the_standard_has_is_written() -> None:
    file = Fetchable("run/a&b.h5", ("https://a.example/1?x=1&y=2", "https://b.example/1"), 5, (MD5, SHA), "text/plain")
    assert write_metalink([file], HEAD).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n'
        "  <generator>fairsvc/1</generator>\n"
        '  <origin dynamic="true">https://a.example/l.meta4</origin>\n'
        "  <published>2026-01-02T03:04:05Z</published>\n"
        '  <file name="run/a&amp;b.h5">\n'
        "    <identity>10.5072/a</identity>\n"
        "    <size>5</size>\n"
        f'    <hash type="sha-256">{SHA.value}</hash>\n'
        f'    <hash type="md5">{MD5.value}</hash>\n'
        '    <url priority="1">https://a.example/1?x=1&amp;y=2</url>\n'
        '    <url priority="2">https://b.example/1</url>\n'
        "  </file>\n"
        "</metalink>\n"
    )


@given(st.lists(_files, min_size=1, max_size=4))
@settings(max_examples=100)
def test_reading_gives_back_what_was_written(files: list[Fetchable]) -> None:
    read = read_metalink(write_metalink(files, HEAD))
    assert (read.origin, read.dynamic, read.version, read.left_out, read.findings) == (HEAD.origin, True, 4, 0, ())
    for file, entry in zip(files, read.files, strict=True):
        assert (entry.path, entry.addresses, entry.size_bytes) == (file.path, file.addresses, file.size_bytes)
        assert set(entry.digests) == set(file.digests)


@pytest.mark.parametrize("digest", [Identifier("01" * 4, "crc32"), Identifier("01" * 28, "sha3-224")])
def test_digests_that_no_client_knows_are_left_out(digest: Identifier) -> None:
    written = write_metalink([Fetchable("a", ("https://a.example/",), None, (digest,))], HEAD)
    assert b"<hash" not in written


def test_what_xml_cannot_hold_is_replaced() -> None:
    head = MetalinkHead(HEAD.published_at, "a\x00b\ufffe")
    assert "<generator>a\ufffdb\ufffd</generator>" in write_metalink([], head).decode()
