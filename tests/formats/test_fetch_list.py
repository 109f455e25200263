"""What can be fetched of a manifest, under which names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.fetch_list import ascii_address, make_fetch_list
from fairsvc.formats.file_path import read_path
from fairsvc.model.manifest import FileEntry

SIGNED = "https://store.example/scan.h5?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=abc"


@pytest.mark.parametrize(
    ("entry", "path", "addresses"),
    [
        (FileEntry("https://a.example/x.h5", "run/x.h5"), "run/x.h5", ("https://a.example/x.h5",)),
        (FileEntry("https://a.example/d/a%20b.h5"), "a b.h5", ("https://a.example/d/a%20b.h5",)),
        (
            FileEntry("https://a.example/..%2F..%2Fetc%2Fpasswd"),
            "passwd",
            ("https://a.example/..%2F..%2Fetc%2Fpasswd",),
        ),
        (FileEntry("https://a.example/x", "../../etc/passwd"), "x", ("https://a.example/x",)),
        (FileEntry("https://a.example/x", "a\nout=b"), "x", ("https://a.example/x",)),
        (FileEntry("https://a.example/"), "file", ("https://a.example/",)),
        (FileEntry("https://a.example/é ü.h5", "é ü.h5"), "é ü.h5", ("https://a.example/%C3%A9%20%C3%BC.h5",)),
        (FileEntry("https://bücher.example/x"), "x", ("https://xn--bcher-kva.example/x",)),
        (
            FileEntry("s3://bucket/x", "x", alternates=("https://b.example/x", "http://c.example/x")),
            "x",
            ("https://b.example/x", "http://c.example/x"),
        ),
        (FileEntry(SIGNED, "x", alternates=("https://b.example/x",)), "x", ("https://b.example/x",)),
    ],
)
def test_a_file_has_a_name_and_addresses(entry: FileEntry, path: str, addresses: tuple[str, ...]) -> None:
    (file,) = make_fetch_list([entry]).files
    assert (file.path, file.addresses) == (path, addresses)


def test_what_cannot_be_written_down_is_counted() -> None:
    found = make_fetch_list([FileEntry(SIGNED, "a"), FileEntry("s3://b/c", "c"), FileEntry("gs://b/d", "d")])
    assert (found.files, found.secret, found.unreachable) == ((), 1, 2)
    assert found.notes == (
        "2 files are left out: no address that HTTP fetches",
        "1 file is left out: no address without a secret, which must not be written down",
    )


def test_no_name_is_given_twice() -> None:
    entries = [FileEntry(f"https://a.example/{number}", "run/scan.h5") for number in range(3)]
    entries += [FileEntry("https://a.example/x", ".hidden"), FileEntry("https://a.example/y", ".hidden")]
    names = [file.path for file in make_fetch_list(entries).files]
    assert names == ["run/scan.h5", "run/scan (2).h5", "run/scan (3).h5", ".hidden", ".hidden (2)"]


@given(st.lists(st.text(max_size=20), max_size=6))
@settings(max_examples=100)
def test_every_name_stays_in_its_folder(names: list[str]) -> None:
    entries = [FileEntry(f"https://a.example/{name}", read_path(name)) for name in names]
    found = make_fetch_list(entries).files
    assert len({file.path for file in found}) == len(found)
    assert all(read_path(file.path) == file.path for file in found if file.path == file.path.strip())


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_addresses_are_plain(text: str) -> None:
    spelt = ascii_address(f"https://a.example/{text}")
    assert spelt.isascii()
    assert not set(spelt) & set(' <>"\r\n\t')
    assert ascii_address(spelt) == spelt
