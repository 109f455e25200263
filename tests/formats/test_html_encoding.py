"""Pages in the encodings that they claim, and in others."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.html_encoding import as_utf8, find_encoding


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF-8", "utf-8"),
        (" utf8 ", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("latin-1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-cp1252", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("iso-8859-2", "iso8859-2"),
        ("iso-8859-8-i", "iso8859-8"),
        ("tis-620", "cp874"),
        ("windows-874", "cp874"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("x-gbk", "gb18030"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("Shift_JIS", "cp932"),
        ("big5", "big5hkscs"),
        ("koi8-r", "koi8-r"),
        ("x-mac-roman", "mac-roman"),
        ("utf-16", "utf-16-le"),
        *((label, "") for label in ("", "nonsense", "hex", "rot13", "utf-7", "idna", "hz", "undefined", "a\0b", "é")),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, encoding: str) -> None:
    assert find_encoding(label) == encoding
    assert not encoding or codecs.lookup(encoding)


MIXED = "Größe".encode() + b"\xff\xfe"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("镕".encode("gb18030"), "gb2312", "镕"),
        ("é".encode("latin-1"), "utf-8", "é"),
        ("é".encode(), "nonsense", "é"),
        ("é".encode(), "", "é"),
        # The first that decodes without error wins, what HTTP says before what the page says
        ("łódź".encode("iso-8859-2"), "iso-8859-2", "łódź"),
        (b'<meta charset="iso-8859-2">' + "łódź".encode("iso-8859-2"), "", '<meta charset="iso-8859-2">łódź'),
        (b'<meta charset="iso-8859-2">' + "łódź".encode(), "utf-8", '<meta charset="iso-8859-2">łódź'),
        (
            b"<?xml version='1.0' encoding='koi8-r'?>" + "Д".encode("koi8-r"),
            "",
            "<?xml version='1.0' encoding='koi8-r'?>Д",
        ),
        # Letters of one byte that claim to be of two
        (b'<meta charset="utf-16">' + "é".encode(), "", '<meta charset="utf-16">é'),
        # Two stray bytes spoil themselves alone
        (MIXED, "utf-8", "Größe\ufffd\ufffd"),
        (MIXED, "", "Größe\ufffd\ufffd"),
        ("Größe, größer".encode()[:-2] + b"\xc3", "", "Größe, größ\ufffd"),
        ("镕的吸收谱".encode("gb18030") + b"\xff", "gbk", "镕的吸收谱\ufffd"),
        # More errors than letters: the claim is wrong
        ("Stra\xdfe, Gr\xf6\xdfe".encode("latin-1"), "utf-8", "Straße, Größe"),
        # Byte order marks come first
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "iso-8859-1", "é"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "", "é"),
        (codecs.BOM_UTF8 + "é".encode(), "iso-8859-1", "é"),
        (b"a\0b", "", "a\ufffdb"),
    ],
)
def test_the_encoding_with_the_fewest_errors_is_taken(body: bytes, charset: str, text: str) -> None:
    assert as_utf8(body, charset).decode() == text


@given(st.binary(max_size=300), st.text(max_size=12))
@settings(max_examples=100)
def test_anything_becomes_utf_8(body: bytes, charset: str) -> None:
    text = as_utf8(body, charset).decode()
    assert "\0" not in text


@pytest.mark.parametrize("body", [b"\xff" * 5_000_000, b"<meta " * 800_000, "é".encode() * 2_500_000 + b"\xff"])
def test_large_pages_cost_little(body: bytes) -> None:
    started = time.process_time()
    as_utf8(body, "utf-8")
    assert time.process_time() - started < 10
