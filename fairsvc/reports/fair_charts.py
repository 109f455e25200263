"""The radar of progress and the line of a trend as SVG, drawn like the charts of `charts` and scaled as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from xml.etree import ElementTree as ET

from assessors.progress import FULLY_IMPLEMENTED

_RADAR_WIDTH, _RADAR_HEIGHT, _RADIUS = 360, 260, 90
_LINE_WIDTH, _LINE_HEIGHT = 400, 170
_LEFT, _RIGHT, _TOP, _GROUND = 22, 378, 24, 140


@dataclass(frozen=True, slots=True)
class Spoke:
    """A spoke of the radar: what evidence shows and what it comes to with statements, 1-4; None is unknown."""

    label: str
    shown: float | None
    stated: float | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a trend: a share 0-1, or None where there was none; `label` is its day."""

    label: str
    share: float | None


def write_radar(id: str, title: str, spokes: Sequence[Spoke]) -> str:
    """Draw a ring for each value 1-4 and a spoke for each letter; the dashed line is what statements add."""
    desc = ". ".join(f"{spoke.label}: {_values(spoke)}" for spoke in spokes)
    svg = _svg(id, title, f"{desc}.", "radar", _RADAR_WIDTH, _RADAR_HEIGHT)
    for ring in range(1, FULLY_IMPLEMENTED + 1):
        _polygon(svg, [float(ring)] * len(spokes), "ring")
    for place, spoke in enumerate(spokes):
        x, y = _at(place, len(spokes), FULLY_IMPLEMENTED)
        _line(svg, _at(place, len(spokes), 0), (x, y), "ring")
        _label(svg, place, len(spokes), spoke)
    _polygon(svg, [spoke.stated or 0.0 for spoke in spokes], "stated")
    _polygon(svg, [spoke.shown or 0.0 for spoke in spokes], "shown")
    return ET.tostring(svg, encoding="unicode")


def write_trend(id: str, title: str, moments: Sequence[Moment]) -> str:
    """Draw a dot for each moment, evenly spaced, joined where nothing is missing between."""
    desc = ", ".join(f"{moment.label}: {_per_cent(moment.share)}" for moment in moments)
    svg = _svg(id, title, f"{desc}.", "trend", _LINE_WIDTH, _LINE_HEIGHT)
    _line(svg, (_LEFT, _GROUND), (_RIGHT, _GROUND), "ring")
    step = (_RIGHT - _LEFT) / max(len(moments) - 1, 1)
    last: tuple[float, float] | None = None
    for place, moment in enumerate(moments):
        x = _LEFT + place * step
        if place in (0, len(moments) - 1):
            _text(svg, moment.label, (x, _GROUND + 20), "faint", "start" if place == 0 else "end")
        if moment.share is None:
            last = None
            continue
        here = (x, _GROUND - (_GROUND - _TOP) * moment.share)
        if last is not None:
            _line(svg, last, here, "course")
        ET.SubElement(svg, "circle", {"class": "dot", "cx": _px(here[0]), "cy": _px(here[1]), "r": "4"})
        _text(svg, _per_cent(moment.share), (x, here[1] - 10), "", "middle")
        last = here
    return ET.tostring(svg, encoding="unicode")


def _svg(id: str, title: str, desc: str, palette: str, width: float, height: float) -> ET.Element:
    names = f"{id}-title {id}-desc"
    box = {"class": f"chart {palette}", "viewBox": f"0 0 {width:g} {height:g}"}
    svg = ET.Element("svg", {"id": id, "role": "img", "aria-labelledby": names, **box})
    ET.SubElement(svg, "title", {"id": f"{id}-title"}).text = title
    ET.SubElement(svg, "desc", {"id": f"{id}-desc"}).text = desc
    return svg


def _at(place: int, spokes: int, value: float, beyond: float = 0.0) -> tuple[float, float]:
    """Find the point of a value on a spoke; the first points up, the others follow clockwise."""
    angle = 2 * pi * place / max(spokes, 1)
    radius = _RADIUS * value / FULLY_IMPLEMENTED + beyond
    return _RADAR_WIDTH / 2 + radius * sin(angle), _RADAR_HEIGHT / 2 - radius * cos(angle)


def _polygon(svg: ET.Element, values: Sequence[float], kind: str) -> None:
    points = (_at(place, len(values), value) for place, value in enumerate(values))
    spelt = " ".join(f"{_px(x)},{_px(y)}" for x, y in points)
    ET.SubElement(svg, "polygon", {"class": kind, "points": spelt})


def _label(svg: ET.Element, place: int, spokes: int, spoke: Spoke) -> None:
    x, y = _at(place, spokes, FULLY_IMPLEMENTED, 12)
    middle = _RADAR_WIDTH / 2
    anchor = "middle" if abs(x - middle) < 1 else "start" if x > middle else "end"
    above = y < _RADAR_HEIGHT / 2 - 1
    first = y - 14 if above else y + 10 if anchor == "middle" else y - 4
    _text(svg, spoke.label, (x, first), "label", anchor)
    _text(svg, _values(spoke), (x, first + 15), "faint", anchor)


def _line(svg: ET.Element, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
    ends = {"x1": _px(start[0]), "y1": _px(start[1]), "x2": _px(end[0]), "y2": _px(end[1])}
    ET.SubElement(svg, "line", {"class": kind, **ends})


def _text(svg: ET.Element, text: str, at: tuple[float, float], kind: str, anchor: str) -> None:
    place = {"x": _px(at[0]), "y": _px(at[1]), "text-anchor": anchor}
    ET.SubElement(svg, "text", {**({"class": kind} if kind else {}), **place}).text = text


def _values(spoke: Spoke) -> str:
    if spoke.shown is None:
        return "nothing known"
    more = spoke.stated is not None and spoke.stated - spoke.shown > 0.005
    return f"{spoke.shown:.2f}, stated {spoke.stated:.2f}" if more else f"{spoke.shown:.2f}"


def _per_cent(share: float | None) -> str:
    return "nothing decided" if share is None else f"{100 * share:.0f} %"


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
