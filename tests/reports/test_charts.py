"""Charts are one SVG element each, drawn to scale, with their numbers in words."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from fairsvc.reports.charts import Bar, write_columns, write_heat_row, write_stacked_bars

NAMES = ("pass", "fail", "open")


def _rects(svg: ET.Element) -> list[tuple[str, str, str]]:
    return [(rect.get("class", ""), rect.get("x", ""), rect.get("width", "")) for rect in svg.iter("rect")]


@pytest.mark.parametrize(
    ("counts", "rects"),
    [
        ((1, 3, 0), [("c0", "0.00%", "25.00%"), ("c1", "25.00%", "75.00%")]),
        ((0, 0, 7), [("c2", "0.00%", "100.00%")]),
        ((0, 0, 0), [("empty", "0.00%", "100.00%")]),
        ((1, 1, 9_998), [("c0", "0.00%", "0.01%"), ("c1", "0.01%", "0.01%"), ("c2", "0.02%", "99.98%")]),
    ],
)
def test_a_bar_is_cut_in_proportion(counts: tuple[int, ...], rects: list[tuple[str, str, str]]) -> None:
    assert _rects(ET.fromstring(write_heat_row("h", "Outcomes", counts, NAMES, "outcomes"))) == rects
    assert _rects(ET.fromstring(write_stacked_bars("s", "All", [Bar("F", counts)], NAMES, "levels"))) == rects


@pytest.mark.parametrize(
    ("counts", "numbers"),
    [((50, 50, 0), ["50", "50"]), ((97, 1, 2), ["97"]), ((9_000, 700, 300), ["9000"]), ((0, 0, 0), [])],
)
def test_a_number_stands_only_where_it_fits(counts: tuple[int, ...], numbers: list[str]) -> None:
    svg = ET.fromstring(write_stacked_bars("s", "All", [Bar("F", counts)], NAMES, "levels"))
    assert [text.text for text in svg.iter("text")] == ["F", *numbers]


@pytest.mark.parametrize(
    ("counts", "heights"), [((0, 5, 10), ["0", "60", "120"]), ((0, 0, 0), ["0", "0", "0"]), ((1, 1, 1), ["120"] * 3)]
)
def test_columns_are_drawn_to_the_highest(counts: tuple[int, ...], heights: list[str]) -> None:
    svg = ET.fromstring(write_columns("c", "Shares", counts, NAMES, ("0", "1", "2"), "shares"))
    assert [rect.get("height") for rect in svg.iter("rect")] == heights


def test_every_chart_says_its_numbers_in_words() -> None:
    bars = [Bar("Findable", (1, 2, 3)), Bar("Reusable", (4, 5, 6))]
    for chart, words in (
        (write_heat_row("x", "T", (1, 2, 3), NAMES, "p"), "pass: 1, fail: 2, open: 3."),
        (write_columns("x", "T", (1, 2, 3), NAMES, NAMES, "p"), "pass: 1, fail: 2, open: 3."),
        (
            write_stacked_bars("x", "T", bars, NAMES, "p"),
            "Findable: pass: 1, fail: 2, open: 3. Reusable: pass: 4, fail: 5, open: 6.",
        ),
    ):
        svg = ET.fromstring(chart)
        assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "x-title x-desc")
        assert [(child.tag, child.get("id"), child.text) for child in svg[:2]] == [
            ("title", "x-title", "T"),
            ("desc", "x-desc", words),
        ]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b"])
def test_labels_stay_text(text: str) -> None:
    svg = ET.fromstring(write_stacked_bars('"id', text, [Bar(text, (1,))], (text,), '"p'))
    assert {element.tag for element in svg.iter()} == {"svg", "title", "desc", "rect", "text"}
    assert svg.findtext("title") == text
