from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.metalink import LEFT_OUT, read_metalink
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

SAMPLES = Path(__file__).parents[1] / "samples" / "wire"
DOCUMENT = '<metalink xmlns="urn:ietf:params:xml:ns:metalink">{}</metalink>'


def files(*inner: str) -> tuple[FileEntry, ...]:
    return read_metalink(DOCUMENT.format("".join(inner)).encode()).files


def test_reads_files_and_leaves_out_names_that_leave_the_folder() -> None:
    found = read_metalink((SAMPLES / "files.meta4").read_bytes())
    assert found.files == (
        FileEntry(
            url="https://repo.example.org/f/scan%201.h5",
            path="raw/scan 1.h5",
            size_bytes=14_471_447,
            digests=(
                Identifier("f0ad929cd259957e160ea442eb80986b5f01d2cc5f5b0c1dfb3f1b9ae9e7d4a1", "sha-256"),
                Identifier("05c7e0b4a4a6a9a2a8a0a1a2a3a4a5a6", "md5"),
            ),
            alternates=(
                "https://mirror.example.org/second",
                "https://mirror.example.org/late",
                "https://repo.example.org/invalid-priority",
            ),
        ),
        FileEntry(url="https://repo.example.org/b", path="sub/..hidden/b.csv"),
    )
    assert (found.origin, found.dynamic, found.version) == ("https://repo.example.org/d/1.meta4", True, 4)
    assert found.left_out == 11
    assert [finding.code for finding in found.findings] == [LEFT_OUT]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        # Section 4.2.16: priority 1 is best; what has none comes last
        (
            (
                "<url>https://x.example.org/c</url><url priority='2'>https://x.example.org/b</url>"
                "<url priority='1'>https://x.example.org/a</url>"
            ),
            FileEntry(
                "https://x.example.org/a", "f", alternates=("https://x.example.org/b", "https://x.example.org/c")
            ),
        ),
        # What HTTP does not fetch is an alternate, whatever its priority
        (
            "<url priority='1'>s3://bucket/f</url><url priority='9'>https://x.example.org/f</url>",
            FileEntry("https://x.example.org/f", "f", alternates=("s3://bucket/f",)),
        ),
        ("<url>gs://bucket/f</url>", FileEntry("gs://bucket/f", "f")),
        ("<url>https://x.example.org/f</url>" * 2, FileEntry("https://x.example.org/f", "f")),
        # Section 4.2: language and os
        (
            "<url>https://x.example.org/f</url><language>de</language><language>en</language><os>Linux</os>",
            FileEntry("https://x.example.org/f", "f", languages=("de", "en"), systems=("Linux",)),
        ),
        # A digest in base64, under a name that IANA does not know; one that is too short; those of pieces
        (
            (
                "<url>https://x.example.org/f</url><hash type='SHA256'>"
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hash><hash type='md5'>abcd</hash>"
                "<pieces type='md5' length='1'><hash>d41d8cd98f00b204e9800998ecf8427e</hash></pieces>"
            ),
            FileEntry(
                "https://x.example.org/f",
                "f",
                digests=(Identifier("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha-256"),),
            ),
        ),
        ("<url>https://x.example.org/f</url><size>1e3</size>", FileEntry("https://x.example.org/f", "f")),
        ("<url>https://x.example.org/f</url><size> 7 </size>", FileEntry("https://x.example.org/f", "f", 7)),
    ],
)
def test_reads_what_stands_at_a_file(inner: str, expected: FileEntry) -> None:
    assert files(f"<file name='f'>{inner}</file>") == (expected,)


def test_a_file_with_a_torrent_alone_is_left_out() -> None:
    body = DOCUMENT.format("<file name='f'><metaurl mediatype='torrent'>https://x.example.org/t</metaurl></file>")
    found = read_metalink(body.encode())
    assert (found.files, found.left_out) == ((), 1)


@pytest.mark.parametrize(
    ("body", "version", "urls"),
    [
        ((SAMPLES / "invalid" / "metalink3.xml").read_bytes(), 3, ["https://repo.example.org/a"]),
        (
            (
                b'<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a"><resources>'
                b'<url preference="10">https://x.example.org/late</url><url preference="90">https://x.example.org/a</url>'
                b"</resources></file></files></metalink>"
            ),
            3,
            ["https://x.example.org/a", "https://x.example.org/late"],
        ),
        (
            (
                b'<metalink version="3.0" xmlns="urn:ietf:params:xml:ns:metalink"><file name="a">'
                b"<url>https://x.example.org/a</url></file></metalink>"
            ),
            4,
            ["https://x.example.org/a"],
        ),
    ],
)
def test_another_version_is_read_and_noted(body: bytes, version: int, urls: list[str]) -> None:
    found = read_metalink(body)
    assert found.version == version
    assert [[entry.url, *entry.alternates] for entry in found.files] == [urls]
    assert [finding.code for finding in found.findings] == ["metalink.version"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ((SAMPLES / "invalid" / "entities.meta4").read_bytes(), "document type declaration"),
        (b"", "well formed"),
        (b"<html>", "no Metalink"),
        (b"<metalink/>", "no Metalink"),
        (b'<files xmlns="urn:ietf:params:xml:ns:metalink"/>', "no Metalink"),
        (DOCUMENT.format("<file name='a'>").encode(), "well formed"),
        (DOCUMENT.format("<a>" * 100_000).encode(), "well formed"),
        (b"\xff\xfe<", "well formed"),
    ],
)
def test_refuses_what_is_no_metalink(body: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        read_metalink(body)


def test_an_empty_list_is_a_list() -> None:
    assert files() == ()


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["C"], exclude_characters="<>&'"), max_size=20), st.text(max_size=20))
def test_a_path_never_leaves_the_folder(name: str, noise: str) -> None:
    body = DOCUMENT.format(f"<file name='a/{name}'><url>https://x.example.org/a</url></file>")
    for entry in read_metalink(body.encode()).files:
        assert not entry.path.startswith("/")
        assert ".." not in entry.path.split("/")
        assert "\\" not in entry.path
    with pytest.raises(Unreadable):
        read_metalink(noise.encode(errors="replace"))
