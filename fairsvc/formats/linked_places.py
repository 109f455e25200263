"""Places in linked data."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.formats.coordinates import find_wkt, from_latitude_first, point_of
from fairsvc.formats.draft import Draft
from fairsvc.formats.linked_data import NAMES, Literal, Node, Reading, label
from fairsvc.model.metadata import GeoLocation

_SHAPES = ("box", "polygon", "line", "circle")


def read_place(draft: Draft, value: Node | Literal, pointer: str) -> Iterator[GeoLocation]:
    """Read a place: its name, and each of its coordinates (schema.org GeoCoordinates or GeoShape, dcat:bbox)."""
    if isinstance(value, Literal):
        yield GeoLocation(label(value))
        return
    reading = Reading(draft, value, pointer)
    name, found = reading.text(*NAMES), 0
    for geo in reading.values("geo"):
        for shape, coordinates in _shapes(geo):
            found += 1
            yield GeoLocation(name, shape, coordinates)
    for term, shape in (("dcat:bbox", "box"), ("dcat:centroid", "point")):
        for text in map(label, reading.values(term)):
            found += 1
            shape_and_text = find_wkt(text) or (shape, text)
            yield GeoLocation(name, *shape_and_text)
    reading.keep_rest()
    if not found and (name or value.id):
        yield GeoLocation(name or value.id)


def _shapes(value: Node | Literal) -> Iterator[tuple[str, str]]:
    if isinstance(value, Literal):
        return
    latitude, longitude = value.text("latitude"), value.text("longitude")
    if latitude and longitude:
        yield "point", point_of({"pointLongitude": longitude, "pointLatitude": latitude})
    for shape in _SHAPES:
        if text := value.text(shape):
            yield shape, from_latitude_first(shape, text)
