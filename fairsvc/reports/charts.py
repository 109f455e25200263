"""Charts as SVG to set into a page: numbers in, one element out, with its text alternative.

Widths are per cent and heights are pixels, so that bars stretch with the page and letters keep their size. Colours are
the classes `c0`, `c1`... (`t0`, `t1`... on letters above them) of the group's class; the page's stylesheet gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_BAR = 26
_LABEL = 24
_GAP = 10
_COLUMNS = 120
_STRIP = 12

# What a digit and its margin need on the narrowest bar, 260 px wide.
_PER_CENT_PER_DIGIT = 3.2
_PER_CENT_MARGIN = 1.6


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled row of counts."""

    label: str
    counts: tuple[int, ...]


def write_stacked_bars(id: str, title: str, bars: Sequence[Bar], names: Sequence[str], palette: str) -> str:
    """Draw one full-width bar a row, cut in proportion to its counts; `names` say what the cuts are."""
    step = _LABEL + _BAR + _GAP
    desc = " ".join(f"{bar.label}: {_listed(bar.counts, names)}." for bar in bars)
    svg = _svg(id, title, desc, palette, step * len(bars) - _GAP)
    for row, bar in enumerate(bars):
        top = row * step
        _text(svg, bar.label, 0, top + 15, "label")
        _cuts(svg, bar.counts, top + _LABEL, _BAR, numbers=True)
    return ET.tostring(svg, encoding="unicode")


def write_columns(
    id: str, title: str, counts: Sequence[int], names: Sequence[str], ticks: Sequence[str], palette: str
) -> str:
    """Draw one column a count, its number above and its tick below; `names` are what the ticks stand for."""
    svg = _svg(id, title, f"{_listed(counts, names)}.", palette, _COLUMNS + 2 * _LABEL)
    width, most, ground = 100 / len(counts), max(*counts, 1), _COLUMNS + _LABEL
    for place, (count, tick) in enumerate(zip(counts, ticks, strict=True)):
        height, middle = round(_COLUMNS * count / most, 1), (place + 0.5) * width
        _rect(svg, place * width + width * 0.06, ground - height, width * 0.88, height, "column")
        _text(svg, str(count), middle, ground - height - 6, "middle" if count else "middle faint")
        _text(svg, tick, middle, ground + 17, "middle faint")
    ET.SubElement(svg, "line", {"x1": "0", "x2": "100%", "y1": _px(ground), "y2": _px(ground)})
    return ET.tostring(svg, encoding="unicode")


def write_heat_row(id: str, title: str, counts: Sequence[int], names: Sequence[str], palette: str) -> str:
    """Draw one low bar for a row of a table, cut in proportion to its counts."""
    svg = _svg(id, title, f"{_listed(counts, names)}.", palette, _STRIP)
    _cuts(svg, counts, 0, _STRIP, numbers=False)
    return ET.tostring(svg, encoding="unicode")


def _svg(id: str, title: str, desc: str, palette: str, height: float) -> ET.Element:
    names = f"{id}-title {id}-desc"
    box = {"class": f"chart {palette}", "width": "100%", "height": _px(height)}
    svg = ET.Element("svg", {"id": id, "role": "img", "aria-labelledby": names, **box})
    ET.SubElement(svg, "title", {"id": f"{id}-title"}).text = title
    ET.SubElement(svg, "desc", {"id": f"{id}-desc"}).text = desc
    return svg


def _cuts(svg: ET.Element, counts: Sequence[int], top: float, height: float, *, numbers: bool) -> None:
    total, left = sum(counts), 0.0
    if not total:
        _rect(svg, 0, top, 100, height, "empty")
    for place, count in enumerate(counts):
        width = 100 * count / total if total else 0.0
        if width:
            _rect(svg, left, top, width, height, f"c{place}")
        if numbers and width > _PER_CENT_MARGIN + _PER_CENT_PER_DIGIT * len(str(count)):
            _text(svg, str(count), left + width / 2, top + height / 2 + 5, f"middle t{place}")
        left += width


def _rect(svg: ET.Element, left: float, top: float, width: float, height: float, kind: str) -> None:
    place = {"x": _per_cent(left), "y": _px(top), "width": _per_cent(width), "height": _px(height)}
    ET.SubElement(svg, "rect", {"class": kind, **place})


def _text(svg: ET.Element, text: str, left: float, baseline: float, kind: str) -> None:
    ET.SubElement(svg, "text", {"class": kind, "x": _per_cent(left), "y": _px(baseline)}).text = text


def _listed(counts: Sequence[int], names: Sequence[str]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True))


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


def _px(value: float) -> str:
    return f"{value:.10g}"
