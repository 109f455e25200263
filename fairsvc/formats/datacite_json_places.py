"""Places of DataCite JSON: coordinates as the API writes them, and as older examples do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairsvc.formats.coordinates import BOX, POINT, box_of, from_latitude_first, point_of
from fairsvc.model.metadata import GeoLocation

_Walk = Iterator[tuple[str, dict[str, str]]]


def iter_shapes(shape: str, value: Any) -> Iterator[GeoLocation]:
    """Yield the places that a value of geoLocationPoint, -Box or -Polygon gives; a polygon may come in a list."""
    if isinstance(value, str):
        if text := from_latitude_first(shape, value):
            yield GeoLocation("", shape, text)
    elif shape != "polygon":
        order = box_of if shape == "box" else point_of
        yield from (GeoLocation("", shape, text) for _, parts in _iter_parts(value) if (text := order(parts)))
    elif isinstance(value, list) and any(isinstance(item, list) or _is_ring(item) for item in value):
        for item in value:
            yield from _polygons(item)
    else:
        yield from _polygons(value)


def _is_ring(value: Any) -> bool:
    """Tell whether the object is a whole polygon (kernel 4.1), not one corner."""
    return isinstance(value, dict) and any(isinstance(part, list) for part in value.values())


def _polygons(value: Any) -> Iterator[GeoLocation]:
    parts = list(_iter_parts(value))
    corners = " ".join(point_of(part) for name, part in parts if name != "inPolygonPoint")
    inside = " ".join(point_of(part) for name, part in parts if name == "inPolygonPoint")
    if corners or inside:
        yield GeoLocation("", "polygon", corners, inside)


def _iter_parts(value: Any, name: str = "") -> _Walk:
    """Walk to the objects that hold numbers, each under the key it stands at."""
    if isinstance(value, list):
        for item in value:
            yield from _iter_parts(item, name)
    elif isinstance(value, dict):
        numbers = {key: _text(value[key]) for key in (*POINT, *BOX) if _text(value.get(key))}
        if numbers:
            yield name, numbers
        for key, item in value.items():
            yield from _iter_parts(item, key)


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""
