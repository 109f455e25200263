from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.legible import legible, one_line, safe_iri


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schäfer, 東京", "Schäfer, 東京"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("\x1b[31m", "\ufffd[31m"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("a\u2028b", "a\ufffdb"),
        ("\ufffe", "\ufffd"),
    ],
)
def test_legible(text: str, expected: str) -> None:
    assert legible(text) == expected


def test_a_text_is_cut_with_a_mark() -> None:
    assert legible("x" * 11, 10) == "x" * 9 + "…"
    assert one_line("a \n b", 10) == "a b"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://doi.org/10.5072/a", "https://doi.org/10.5072/a"),
        ("https://e.org/a b<c>", "https://e.org/a%20b%3Cc%3E"),
        ('urn:x:"{|}\\^`', "urn:x:%22%7B%7C%7D%5C%5E%60"),
        ("https://e.org/\n", "https://e.org/%0A"),
    ],
)
def test_safe_iri(address: str, expected: str) -> None:
    assert safe_iri(address) == expected


@given(st.text(st.characters()))
@settings(max_examples=100)
def test_whatever_comes_out_can_be_written(text: str) -> None:
    legible(text).encode("utf-8")
    assert not set(safe_iri(text)) & set('<>"{}|\\^` \n\t')
