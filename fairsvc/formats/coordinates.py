"""Coordinates in the one order of the view, and checked when they are taken out of it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

POINT = ("pointLongitude", "pointLatitude")
BOX = ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude")
_DEGREES = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,2})?\Z")
_BETWEEN = re.compile(r"[\s,;]+")
_NUMBERS = r"[-+.\deE,\s]*+"
_WKT = re.compile(
    r"(?:<http://www\.opengis\.net/def/crs/OGC/1\.3/CRS84>\s*)?"
    rf"(?:POINT\s*\((?P<point>{_NUMBERS})\)|POLYGON\s*\(\s*\((?P<polygon>{_NUMBERS})\)\s*\))\Z",
    re.IGNORECASE,
)
_LEAST_CORNERS = 4  # the first one closes the ring

# How many pairs a shape has; no polygon that is met comes near to the limit.
_PAIRS: dict[str, range] = {"point": range(1, 2), "box": range(2, 3), "polygon": range(_LEAST_CORNERS, 100_000)}


def degrees(text: str) -> str:
    """Write a number of degrees without what does not change it (41.090, +5, 1e1); other text stays as it is."""
    if not _DEGREES.match(text):
        return text
    number = Decimal(text).normalize()
    return format(number, "f") if number else "0"


def point_of(parts: Mapping[str, str]) -> str:
    """Order the named parts of a point."""
    return _ordered(parts, POINT)


def box_of(parts: Mapping[str, str]) -> str:
    """Order the named parts of a box."""
    return _ordered(parts, BOX)


def from_latitude_first(shape: str, text: str) -> str:
    """Turn pairs that have the latitude first (DataCite 3, GeoRSS, schema.org) into the order of the view.

    A box is its lower and its upper corner. What is not of its shape stays as it is.
    """
    words = [degrees(word) for word in _BETWEEN.split(text.strip()) if word]
    pairs = list(zip(words[1::2], words[::2], strict=False))
    whole = len(words) % 2 == 0 and len(pairs) in _PAIRS.get(shape, ())
    if not whole or not all(_is_point(pair) for pair in pairs):
        return " ".join(text.split())
    if shape == "box":
        (west, south), (east, north) = pairs
        return f"{west} {east} {south} {north}"
    return " ".join(f"{longitude} {latitude}" for longitude, latitude in pairs)


def find_wkt(text: str) -> tuple[str, str] | None:
    """Read a point or a polygon in well-known text (OGC 06-103r4), longitude first: its shape and coordinates.

    None for any other shape, for holes, and where a reference system is named that has the latitude first.
    """
    match = _WKT.match(text.strip())
    if match is None:
        return None
    shape = match.lastgroup or ""
    coordinates = " ".join(degrees(word) for word in _BETWEEN.split(match[shape].strip()))
    sound = find_point(coordinates) if shape == "point" else find_polygon(coordinates)
    return (shape, coordinates) if sound else None


def find_point(coordinates: str) -> tuple[str, str] | None:
    """Read longitude and latitude; None when the text is not one point."""
    words = coordinates.split(" ")
    return (words[0], words[1]) if len(words) == 2 and _is_point(words) else None


def find_box(coordinates: str) -> tuple[str, str, str, str] | None:
    """Read west, east, south and north; None when the text is not one box."""
    words = coordinates.split(" ")
    if len(words) != 4 or not _is_point((words[0], words[2])) or not _is_point((words[1], words[3])):
        return None
    return words[0], words[1], words[2], words[3]


def find_polygon(coordinates: str) -> tuple[tuple[str, str], ...]:
    """Read the corners, longitude and latitude each; empty when the text is not a polygon of four or more."""
    words = coordinates.split(" ")
    pairs = tuple(zip(words[::2], words[1::2], strict=False))
    sound = not len(words) % 2 and len(pairs) >= _LEAST_CORNERS and all(map(_is_point, pairs))
    return pairs if sound else ()


def _ordered(parts: Mapping[str, str], names: tuple[str, ...]) -> str:
    known: Iterable[str] = names if all(name in parts for name in names) else parts
    return " ".join(degrees(parts[name]) for name in known if parts[name])


def _is_point(pair: tuple[str, ...] | list[str]) -> bool:
    longitude, latitude = pair
    return _within(longitude, 180) and _within(latitude, 90)


def _within(text: str, limit: int) -> bool:
    return bool(_DEGREES.match(text)) and abs(float(text)) <= limit
