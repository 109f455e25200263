"""Identifiers, keywords, files, places and relations as schema.org nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairsvc.formats.coordinates import find_box, find_point, find_polygon
from fairsvc.formats.schema_org_values import Json, line, links, property_value, said, term_address, web_address
from fairsvc.model.metadata import Content, GeoLocation, Identifier, Related, Subject
from fairsvc.model.pid import find_doi

# By DataCite's relationType. What only others say of us goes to @reverse; what has no property is a plain relation.
_RELATIONS = {
    "HasPart": "hasPart",
    "IsPartOf": "isPartOf",
    "IsDerivedFrom": "isBasedOn",
    "References": "citation",
    "Cites": "citation",
    "IsDocumentedBy": "subjectOf",
    "IsVersionOf": "exampleOfWork",
    "HasVersion": "workExample",
    "IsTranslationOf": "translationOfWork",
    "HasTranslation": "workTranslation",
    "IsObsoletedBy": "supersededBy",
    "IsReviewedBy": "review",
    "IsVariantFormOf": "isVariantOf",
    "IsIdenticalTo": "sameAs",
    "IsNewVersionOf": "prov:wasRevisionOf",
    "IsOriginalFormOf": "dct:hasFormat",
    "IsReferencedBy": "dct:isReferencedBy",
    "IsCitedBy": "dct:isReferencedBy",
    "Requires": "dct:requires",
    "IsRequiredBy": "dct:isRequiredBy",
    "Obsoletes": "dct:replaces",
}
_REVERSED = {"IsSourceOf": "isBasedOn", "IsSupplementTo": "isBasedOn"}
_OTHER = "dct:relation"
_KINDS = {
    "Collection": "Collection",
    "Dataset": "Dataset",
    "Dissertation": "Thesis",
    "JournalArticle": "ScholarlyArticle",
    "Report": "Report",
    "Software": "SoftwareSourceCode",
}
_HEX = re.compile(r"[0-9a-f]{32,128}\Z", re.IGNORECASE)


def write_identifier(known: Identifier) -> Json:
    """Write an identifier of the dataset; a DOI bare, with its address beside it."""
    doi = find_doi(known.value)
    if doi is not None:
        return property_value(Identifier(doi.value, "DOI"), doi.uri)
    return property_value(known, web_address(known.value))


def write_keyword(subject: Subject) -> object:
    """Write free words as text, a term of a vocabulary as such; a comma would make two keywords of one text."""
    free = not (subject.scheme or subject.scheme_uri or subject.value_uri or subject.classification_code)
    words = "," not in subject.value and not links(subject.value)
    return line(subject.value) if free and words else write_term(subject)


def write_term(subject: Subject) -> Json:
    """Write a term with the vocabulary that it is of, by address and name as far as they are known."""
    vocabulary, name = term_address(subject.scheme_uri), line(subject.scheme)
    terms: object = vocabulary or name
    if name and (vocabulary or links(name)):
        terms = {"@type": "DefinedTermSet", "@id": vocabulary, "name": name}
    return said(
        {
            "@type": "DefinedTerm",
            "@id": term_address(subject.value_uri),
            "name": line(subject.value),
            "termCode": line(subject.classification_code),
            "inDefinedTermSet": terms,
        }
    )


def write_download(content: Content) -> Json:
    """Write a file: `contentUrl` is the address of its bytes, `url` that of a page or service."""
    node: Json = {
        "@type": "DataDownload",
        "contentUrl" if content.kind == "download" else "url": line(content.url),
        "name": line(content.name),
        "encodingFormat": line(content.media_type),
        "contentSize": f"{content.size_bytes} B" if content.size_bytes is not None else "",
    }
    return said({**node, **_digests(content.digests)}) if content.url.strip() or content.name.strip() else {}


def write_place(place: GeoLocation) -> Json:
    """Write a place; schema.org has the latitude first."""
    name = line(place.place)
    geo: Json = {}
    if point := find_point(place.coordinates) if place.shape == "point" else None:
        geo = {"@type": "GeoCoordinates", "latitude": point[1], "longitude": point[0]}
    elif box := find_box(place.coordinates) if place.shape == "box" else None:
        west, east, south, north = box
        geo = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    elif corners := find_polygon(place.coordinates) if place.shape == "polygon" else ():
        geo = {"@type": "GeoShape", "polygon": " ".join(f"{corner[1]} {corner[0]}" for corner in corners)}
    return said({"@type": "Place", "name": name or (line(place.coordinates) if not geo else ""), "geo": geo})


def write_relations(related: Iterable[Related]) -> Json:
    """Write links to other resources, those that lead anywhere."""
    found: dict[str, list[Json]] = {}
    reverse: dict[str, list[Json]] = {}
    for one in related:
        if links(one.value):
            places, names = (reverse, _REVERSED) if one.relation in _REVERSED else (found, _RELATIONS)
            places.setdefault(names.get(one.relation, _OTHER), []).append(_resource(one))
    order = dict.fromkeys((*_RELATIONS.values(), _OTHER))
    return {**{name: found[name] for name in order if name in found}, "@reverse": reverse}


def _resource(one: Related) -> Json:
    address = web_address(one.value)
    known: Json = {"@id": address, "url": address} if address else {"identifier": line(one.value)}
    return {"@type": _KINDS.get(one.resource_type, "CreativeWork"), **known}


def _digests(digests: Iterable[Identifier]) -> Json:
    """Write SHA-256 by schema.org's own property, others as identifiers; what is no hexadecimal number is left out."""
    sound = [(re.sub(r"[^a-z0-9]", "", one.scheme.casefold()), one) for one in digests if _HEX.match(one.value)]
    return {
        "sha256": next((one.value for name, one in sound if name == "sha256"), ""),
        "identifier": [property_value(one) for name, one in sound if name != "sha256"],
    }
