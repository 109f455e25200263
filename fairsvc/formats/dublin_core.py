"""The Dublin Core terms in DataCite's words: dates, relations, titles, descriptions."""

from __future__ import annotations

from fairsvc.formats.coordinates import BOX, POINT, box_of, from_latitude_first, point_of
from fairsvc.model.metadata import GeoLocation

DATES = {
    "date": "",
    "issued": "Issued",
    "created": "Created",
    "modified": "Updated",
    "available": "Available",
    "valid": "Valid",
    "dateSubmitted": "Submitted",
    "dateAccepted": "Accepted",
    "dateCopyrighted": "Copyrighted",
    "temporal": "Coverage",
}

# `relation` says that there is one, not which.
RELATIONS = {
    "relation": "",
    "hasFormat": "IsOriginalFormOf",
    "hasPart": "HasPart",
    "hasVersion": "HasVersion",
    "isFormatOf": "IsVariantFormOf",
    "isPartOf": "IsPartOf",
    "isReferencedBy": "IsReferencedBy",
    "isReplacedBy": "IsObsoletedBy",
    "isRequiredBy": "IsRequiredBy",
    "isVersionOf": "IsVersionOf",
    "references": "References",
    "replaces": "Obsoletes",
    "requires": "Requires",
    "source": "IsDerivedFrom",
}

# The components of DCMI Point and DCMI Box that DataCite has too.
_COMPONENTS = {
    "east": POINT[0],
    "north": POINT[1],
    "westlimit": BOX[0],
    "eastlimit": BOX[1],
    "southlimit": BOX[2],
    "northlimit": BOX[3],
}

DESCRIPTIONS = {"description": "", "abstract": "Abstract", "tableOfContents": "TableOfContents"}


def read_spatial(shape: str, value: str) -> GeoLocation:
    """Read dcterms:spatial; `shape` is what its xsi:type says: DCMI Point or Box, else it is words.

    Both are written with names (north=52; east=4) or, as some providers do, as plain pairs with the latitude first.
    """
    if shape not in ("point", "box"):
        return GeoLocation(value)
    pairs = (component.partition("=") for component in value.split(";"))
    named = {name.strip().lower(): text.strip() for name, equals, text in pairs if equals}
    parts = {_COMPONENTS[name]: text for name, text in named.items() if name in _COMPONENTS}
    if not parts:
        separated = shape if "," not in value else ""  # with a comma both orders are met
        return GeoLocation("", shape, from_latitude_first(separated, value))
    return GeoLocation(named.get("name", ""), shape, (box_of if shape == "box" else point_of)(parts))
