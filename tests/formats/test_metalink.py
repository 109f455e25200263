from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.metalink import read_metalink
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

SAMPLES = Path(__file__).parents[1] / "samples" / "wire"
DOCUMENT = '<metalink xmlns="urn:ietf:params:xml:ns:metalink">{}</metalink>'


def test_reads_files_and_refuses_names_that_leave_the_folder() -> None:
    assert read_metalink((SAMPLES / "files.meta4").read_bytes()) == (
        FileEntry(
            url="https://repo.example.org/f/scan%201.h5",
            path="raw/scan 1.h5",
            size_bytes=14_471_447,
            digests=(
                Identifier("f0ad929cd259957e160ea442eb80986b5f01d2cc5f5b0c1dfb3f1b9ae9e7d4a1", "sha-256"),
                Identifier("05c7e0b4a4a6a9a2a8a0a1a2a3a4a5a6", "md5"),
            ),
            found_by=("metalink",),
        ),
        FileEntry(url="https://repo.example.org/b", path="sub/..hidden/b.csv", found_by=("metalink",)),
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ((SAMPLES / "invalid" / "metalink3.xml").read_bytes(), "Metalink 3"),
        ((SAMPLES / "invalid" / "entities.meta4").read_bytes(), "document type declaration"),
        (b"", "well formed"),
        (b"<html>", "well formed"),
        (b"<metalink/>", "no Metalink"),
        (b'<files xmlns="urn:ietf:params:xml:ns:metalink"/>', "no Metalink"),
        (DOCUMENT.format("<file name='a'>").encode(), "well formed"),
        (DOCUMENT.format("<a>" * 100_000).encode(), "well formed"),
        (b"\xff\xfe<", "well formed"),
    ],
)
def test_refuses_what_is_no_metalink_4(body: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        read_metalink(body)


def test_an_empty_list_is_a_list() -> None:
    assert read_metalink(DOCUMENT.format("").encode()) == ()


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["C"], exclude_characters="<>&'"), max_size=20), st.text(max_size=20))
def test_a_path_never_leaves_the_folder(name: str, noise: str) -> None:
    body = DOCUMENT.format(f"<file name='a/{name}'><url>https://x.example.org/a</url></file>")
    for entry in read_metalink(body.encode()):
        assert not entry.path.startswith("/")
        assert ".." not in entry.path.split("/")
        assert "\\" not in entry.path
    with pytest.raises(Unreadable):
        read_metalink(noise.encode(errors="replace"))
