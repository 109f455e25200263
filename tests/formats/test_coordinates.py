"""Coordinates come out in one order, or as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.coordinates import (
    degrees,
    find_box,
    find_point,
    find_polygon,
    find_wkt,
    from_latitude_first,
    point_of,
)
from fairsvc.formats.dublin_core import read_spatial
from fairsvc.model.metadata import GeoLocation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41.090", "41.09"),
        ("-0.0", "0"),
        ("+5", "5"),
        ("1e1", "10"),
        ("1E-05", "0.00001"),
        ("180.", "180"),
        (".5", "0.5"),
        ("1e999999999", "1e999999999"),
        ("12°N", "12°N"),
        ("", ""),
    ],
)
def test_degrees(text: str, expected: str) -> None:
    assert degrees(text) == expected


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        ("point", "31.233 -67.302", "-67.302 31.233"),
        ("point", "31.233, -67.302", "-67.302 31.233"),
        ("box", "41.090 -71.032  42.893 -68.211", "-71.032 -68.211 41.09 42.893"),
        ("box", "41,-71 42,-68", "-71 -68 41 42"),
        ("polygon", "1 2 3 4 5 6 1 2", "2 1 4 3 6 5 2 1"),
        ("point", "120 30", "120 30"),
        ("point", "1 2 3", "1 2 3"),
        ("box", "1 2", "1 2"),
        ("polygon", "1 2 3 4", "1 2 3 4"),
        ("circle", "1 2 1000", "1 2 1000"),
        ("point", "north  of here", "north of here"),
    ],
)
def test_latitude_first(shape: str, text: str, expected: str) -> None:
    assert from_latitude_first(shape, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POINT(5.70 45.2)", ("point", "5.7 45.2")),
        ("POLYGON((0 0, 1 0, 1 1, 0 0))", ("polygon", "0 0 1 0 1 1 0 0")),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> point (5 45)", ("point", "5 45")),
        ("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(45 5)", None),
        ("POLYGON((0 0, 1 0, 1 1, 0 0), (0 0, 1 1, 1 0, 0 0))", None),
        ("POINT(5 145)", None),
        ("POINT EMPTY", None),
        ("LINESTRING(0 0, 1 1)", None),
    ],
)
def test_well_known_text(text: str, expected: tuple[str, str] | None) -> None:
    assert find_wkt(text) == expected


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        (
            "point",
            "east=148.26218; north=-36.45746; name=Mt. Kosciusko",
            GeoLocation("Mt. Kosciusko", "point", "148.26218 -36.45746"),
        ),
        (
            "box",
            "northlimit=-13.5; southlimit=-35.5; westlimit=112.5; eastlimit=129",
            GeoLocation("", "box", "112.5 129 -35.5 -13.5"),
        ),
        ("box", "-90.0 -180.0 90.0 180.0", GeoLocation("", "box", "-180 180 -90 90")),
        ("point", "10.6,55.5", GeoLocation("", "point", "10.6,55.5")),
        ("point", "north=5", GeoLocation("", "point", "5")),
        ("iso3166", "DK", GeoLocation("DK")),
    ],
)
def test_dublin_core_places(shape: str, value: str, expected: GeoLocation) -> None:
    assert read_spatial(shape, value) == expected


def test_what_is_taken_out_is_sound() -> None:
    assert find_point("5.7 45.2") == ("5.7", "45.2")
    assert find_box("-1 2 3 4") == ("-1", "2", "3", "4")
    assert find_polygon("0 0 1 0 1 1 0 0")[1] == ("1", "0")
    assert (find_point("5.7"), find_point("5 95"), find_point("5,7"), find_box("1 2 3"), find_box("1 2 3 x")) == (
        None,
    ) * 5
    assert find_polygon("0 0 1 0 1 1") == ()
    assert point_of({"pointLongitude": "5"}) == "5"


@settings(max_examples=100)
@given(st.text("0123456789.,;+-eE ()POINTLYG", max_size=40), st.sampled_from(["point", "box", "polygon", "x"]))
def test_any_text_is_coordinates_or_itself(text: str, shape: str) -> None:
    assert isinstance(from_latitude_first(shape, text), str)
    assert isinstance(read_spatial(shape, text), GeoLocation)
    find_wkt(text)
    for find in (find_point, find_box, find_polygon):
        find(text)
