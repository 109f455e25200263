"""A bag without payload: complete by RFC 8493, the same bytes for the same files."""

from __future__ import annotations

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import ProblemsFound
from fairsvc.formats.bagit import read_fetch, read_payload
from fairsvc.formats.bagit_writing import write_bag
from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.file_path import read_path
from fairsvc.model.metadata import Identifier

SHA = Identifier("ab" * 32, "sha-256")
MD5 = Identifier("cd" * 16, "md5")
FILES = (
    Fetchable("run/100%.h5", ("https://a.example/1", "https://b.example/1"), 5, (SHA, MD5)),
    Fetchable("ü.txt", ("https://a.example/2",), 7, (MD5,)),
)


def opened(bag: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(bag)) as packed:
        return {name.removeprefix("bag/"): packed.read(name).decode() for name in packed.namelist()}


def test_a_bag_lists_where_files_are_and_what_they_must_be() -> None:
    parts = opened(write_bag(FILES, {"External-Identifier": "10.5072/a", "External-Description": "a\nb"}, "bag"))
    tagged = parts.pop("tagmanifest-sha256.txt")
    assert parts == {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "External-Identifier: 10.5072/a\nExternal-Description: a b\nPayload-Oxum: 12.2\n",
        "fetch.txt": "https://a.example/1 5 data/run/100%25.h5\nhttps://a.example/2 7 data/ü.txt\n",
        "manifest-md5.txt": f"{MD5.value}  data/run/100%25.h5\n{MD5.value}  data/ü.txt\n",
    }
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items()}
    assert dict(reversed(line.split("  ")) for line in tagged.splitlines()) == digests


def test_the_same_files_make_the_same_bytes() -> None:
    assert write_bag(FILES, {}, "bag") == write_bag(FILES, {}, "bag")


@pytest.mark.parametrize(
    "files",
    [
        (Fetchable("a", ("https://a.example/",), 1, (SHA,)), Fetchable("b", ("https://a.example/b",), 1, (MD5,))),
        (Fetchable("a", ("https://a.example/",), 1, (Identifier("01" * 4, "adler32"),)),),
        (Fetchable("a", ("https://a.example/",), 1),),
    ],
)
def test_without_an_algorithm_of_all_files_there_is_no_bag(files: tuple[Fetchable, ...]) -> None:
    with pytest.raises(ProblemsFound, match="no digest by one algorithm is known of every file"):
        write_bag(files, {}, "bag")


@given(st.lists(st.text(max_size=20).map(read_path).filter(bool), min_size=1, max_size=5, unique=True))
@settings(max_examples=60)
def test_our_reader_reads_it(names: list[str]) -> None:
    files = [Fetchable(name, (f"https://a.example/{place}",), None, (SHA,)) for place, name in enumerate(names)]
    parts = opened(write_bag(files, {}, "bag"))
    fetched = read_fetch(parts["fetch.txt"].encode())
    assert [(one.path, one.url) for one in fetched.files] == [(f"data/{one.path}", one.addresses[0]) for one in files]
    held = read_payload(parts["manifest-sha256.txt"].encode(), "https://a.example/manifest-sha256.txt")
    assert [(one.path, one.digests) for one in held.files] == [(f"data/{one.path}", (SHA,)) for one in files]
