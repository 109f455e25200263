"""What a source may select of DataCite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fairsvc.errors import BadSettings
from fairsvc.model.harvest import SourceConfig
from harvest.datacite_selection import Selection, read_rest_selection, read_selection

CONFIG = SourceConfig("demo", "datacite", "https://api.example")


@pytest.mark.parametrize(
    ("changes", "selection"),
    [
        ({}, Selection()),
        ({"client_id": "INIST.esrf"}, Selection(("inist.esrf",))),
        ({"client_id": " tib.b ,inist.esrf,,tib.b"}, Selection(("inist.esrf", "tib.b"))),
        ({"doi_prefix": "10.5072,10.15151"}, Selection((), ("10.15151", "10.5072"))),
        ({"query": " iron \n AND x "}, Selection(query="iron AND x")),
        ({"query": "*:*", "client_id": "a.b"}, Selection(("a.b",))),
    ],
)
def test_selections(changes: dict[str, Any], selection: Selection) -> None:
    assert read_selection(replace(CONFIG, **changes)) == selection


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "esrf"}, "client_id is not written"),
        ({"client_id": "inist.esrf&prefix=10.1"}, "client_id is not written"),
        ({"client_id": "../clients"}, "client_id is not written"),
        ({"doi_prefix": "15151"}, "doi_prefix is not written"),
        ({"doi_prefix": "10.15151/x"}, "doi_prefix is not written"),
        ({}, "fairsvc harvest datacite-file"),
        ({"query": "*"}, "every DOI"),
        ({"query": "x", "url": "https://api.example/?key=1"}, "must have no query"),
    ],
)
def test_refused_selections(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSettings, match=words):
        read_rest_selection(replace(CONFIG, **changes))


@pytest.mark.parametrize(
    ("selection", "text"),
    [
        (Selection(), ""),
        (Selection(("a.b", "c.d"), ("10.5072",), "a b"), "client-id=a.b%2Cc.d&prefix=10.5072&query=a+b"),
    ],
)
def test_a_selection_has_one_spelling(selection: Selection, text: str) -> None:
    assert selection.text == text


def item(doi: object, client: object) -> dict[str, Any]:
    return {"id": doi, "relationships": {"client": {"data": {"id": client}}}}


@pytest.mark.parametrize(
    ("selection", "value", "held"),
    [
        (Selection(), 7, True),
        (Selection(("a.b",)), item("10.5072/x", "A.B"), True),
        (Selection(("a.b",)), item("10.5072/x", "a.bc"), False),
        (Selection(("a.b",)), item("10.5072/x", None), False),
        (Selection(("a.b",)), {"id": "10.5072/x", "relationships": []}, False),
        (Selection((), ("10.5072",)), item("10.5072/x", "a.b"), True),
        (Selection((), ("10.5072",)), item("10.50721/x", "a.b"), False),
        (Selection(("a.b",), ("10.1234",)), item("10.5072/x", "a.b"), False),
        (Selection((), ("10.1234",)), item(7, "a.b"), False),
    ],
)
def test_what_a_selection_holds(selection: Selection, value: Any, held: bool) -> None:
    assert selection.holds(value) is held
