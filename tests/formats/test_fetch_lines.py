"""Lists of addresses for aria2 and for scripts."""

from __future__ import annotations

from fairsvc.formats.aria2_input import write_aria2
from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.uri_list import write_uri_list
from fairsvc.model.metadata import Identifier

FILES = (
    Fetchable(
        "run/a.h5",
        ("https://a.example/1", "https://b.example/1"),
        5,
        (Identifier("cd" * 16, "md5"), Identifier("ab" * 32, "sha-256"), Identifier("ef" * 28, "sha3-224")),
    ),
    Fetchable("b.txt", ("https://a.example/2",)),
)


def test_aria2_gets_mirrors_name_and_the_strongest_digest() -> None:
    assert write_aria2(FILES, "10.5072/a\nout=evil") == (
        "# 10.5072/a out=evil\n"
        "https://a.example/1\thttps://b.example/1\n"
        "  out=run/a.h5\n"
        f"  checksum=sha-256={'ab' * 32}\n"
        "https://a.example/2\n"
        "  out=b.txt\n"
    )


def test_a_uri_list_has_the_best_addresses() -> None:
    assert write_uri_list(FILES, "10.5072/a") == "# 10.5072/a\r\nhttps://a.example/1\r\nhttps://a.example/2\r\n"
