"""The Dublin Core terms in DataCite's words: dates, relations, titles, descriptions."""

from __future__ import annotations

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

DESCRIPTIONS = {"description": "", "abstract": "Abstract", "tableOfContents": "TableOfContents"}
