"""Which texts are relative addresses."""

from __future__ import annotations

import pytest

from fairsvc.formats.linked_addresses import resolve_addresses
from fairsvc.model.metadata import Content, Metadata

BASE = "https://repo.example.org/d/7?v=1"


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("a.csv", "https://repo.example.org/d/a.csv"),
        ("files/a", "https://repo.example.org/d/files/a"),
        ("/files/a b.csv", "/files/a b.csv"),
        ("../a.h5", "https://repo.example.org/a.h5"),
        ("//cdn.example.org/a", "https://cdn.example.org/a"),
        ("a.zip?download=1", "https://repo.example.org/d/a.zip?download=1"),
        ("https://x.org/a", "https://x.org/a"),
        ("ftp://x.org/a", "ftp://x.org/a"),
        *((text, text) for text in ("", "#file", "_:b0", "CSV", "on request", "www.example.org/a", "doi:10.5072/a")),
        *((text, text) for text in ("10.5072/a", "hdl:20.500.1/a", "urn:nbn:de:1-a", "a<b>/c", "javascript:alert(1)")),
        ("//[", "//["),
    ],
)
def test_only_addresses_are_resolved(written: str, resolved: str) -> None:
    view = resolve_addresses(Metadata(content=(Content(written, "name"),), url=written), BASE)
    assert view.content == (Content(resolved, "name"),)
    assert view.url == resolved


def test_what_is_absolute_stays_the_same_object() -> None:
    view = Metadata(content=(Content("https://x.org/a"),))
    assert resolve_addresses(view, BASE) is view
