"""Accept fields, sound and broken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.demo.markup import tag
from fairsvc.demo.negotiation import choose, preferred

OFFERS = ("text/html", "application/ld+json", "application/linkset")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/*", "text/html"),
        ("application/*", "application/ld+json"),
        ("Application/LD+JSON", "application/ld+json"),
        ("text/html;q=0.2, application/linkset;q=0.3", "application/linkset"),
        ("text/html;q=0, */*", "application/ld+json"),
        ("application/ld+json;q=nonsense", "application/ld+json"),
        ("image/png", ""),
        ("text/html;q=0", ""),
    ],
)
def test_choice(accept: str, chosen: str) -> None:
    assert choose(accept, OFFERS) == chosen


def test_preference_keeps_the_order_of_equals() -> None:
    assert preferred("a/b;q=0.1, c/d, e/f, g/h;q=0") == ["c/d", "e/f", "a/b"]


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_is_an_accept_field(accept: str) -> None:
    assert choose(accept, OFFERS) in (*OFFERS, "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#x27;</p>"),
        ("a\x00\x1b\ud800b", "<p>a\ufffd\ufffd\ufffdb</p>"),
        ("", "<p></p>"),
    ],
)
def test_markup_escapes(text: str, written: str) -> None:
    assert tag("p", {}, text) == written
