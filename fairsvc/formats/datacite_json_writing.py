"""Write DataCite JSON: the attributes of a DOI as the REST API names them, in the terms of kernel 4.7."""

from __future__ import annotations

import json
from typing import Any

from fairsvc.formats.coordinates import BOX, POINT, find_box, find_point, find_polygon
from fairsvc.formats.datacite_completing import complete
from fairsvc.formats.json_reading import storable
from fairsvc.model.metadata import (
    Agent,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    RelatedItem,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import find_doi

SCHEMA_VERSION = "http://datacite.org/schema/kernel-4"


def write(view: Metadata) -> bytes:
    """Write one record; what the view lacks is filled as `datacite_completing` says, and a year unknown is 0."""
    attributes = storable(write_attributes(view))
    return json.dumps(attributes, ensure_ascii=False, indent=2).encode()


def write_attributes(view: Metadata) -> dict[str, Any]:
    """Write one record as a JSON object, without what has no value."""
    whole = complete(view).view
    identifier = whole.identifiers[0]
    has_doi = find_doi(identifier.value) is not None
    attributes = {
        "doi": identifier.value if has_doi else "",
        "identifiers": [] if has_doi else [_identifier(identifier, "identifier", "identifierType")],
        "creators": [_party(agent) for agent in whole.creators],
        "titles": [_title(title) for title in whole.titles],
        "publisher": _publisher(whole.publisher) if whole.publisher else None,
        "publicationYear": whole.publication_year or 0,
        "types": _said(
            resourceTypeGeneral=whole.resource_type.general if whole.resource_type else "",
            resourceType=whole.resource_type.text if whole.resource_type else "",
        ),
        **_optional(whole),
        "schemaVersion": SCHEMA_VERSION,
    }
    return {name: value for name, value in attributes.items() if value not in ("", [], None)}


def _optional(whole: Metadata) -> dict[str, Any]:
    return {
        "subjects": [_subject(subject) for subject in whole.subjects],
        "contributors": [{**_party(agent), "contributorType": agent.role} for agent in whole.contributors],
        "dates": [_date(date) for date in whole.dates],
        "language": whole.language,
        "alternateIdentifiers": [
            _identifier(known, "alternateIdentifier", "alternateIdentifierType")
            for known in whole.alternate_identifiers
        ],
        "relatedIdentifiers": [_related(link) for link in whole.related],
        "relatedItems": [_item(item) for item in whole.related_items],
        "sizes": list(whole.sizes),
        "formats": list(whole.formats),
        "version": whole.version,
        "rightsList": [_rights(rights) for rights in whole.rights],
        "descriptions": [_description(text) for text in whole.descriptions],
        "geoLocations": [_place(place) for place in whole.geo_locations],
        "fundingReferences": [_funding(funding) for funding in whole.funding],
        "url": whole.url,
        "contentUrl": [content.url for content in whole.content if content.url],
        "state": whole.state,
    }


def _said(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def _identifier(known: Identifier, name: str, scheme: str) -> dict[str, str]:
    return {name: known.value, scheme: known.scheme}


def _identity(known: Identifier | None, name: str, scheme: str = "Scheme") -> dict[str, Any]:
    """Write an identifier beside what it identifies."""
    if known is None:
        return {}
    return _said(**{name: known.value, f"{name}{scheme}": known.scheme, "schemeUri": known.scheme_uri})


def _party(agent: Agent) -> dict[str, Any]:
    named = _said(nameType=agent.kind, givenName=agent.given, familyName=agent.family, lang=agent.lang)
    lists = _said(
        nameIdentifiers=[_identity(known, "nameIdentifier") for known in agent.identifiers],
        affiliation=[
            {"name": said.name, **_identity(said.identifier, "affiliationIdentifier")} for said in agent.affiliations
        ],
    )
    return {"name": agent.name, **named, **lists}


def _publisher(agent: Agent) -> dict[str, Any]:
    known = _identity(next(iter(agent.identifiers), None), "publisherIdentifier")
    return {"name": agent.name, **known, **_said(lang=agent.lang)}


def _title(title: Text) -> dict[str, Any]:
    return {"title": title.value, **_said(titleType=title.kind, lang=title.lang)}


def _description(text: Text) -> dict[str, Any]:
    return {"description": text.value, "descriptionType": text.kind, **_said(lang=text.lang)}


def _subject(subject: Subject) -> dict[str, Any]:
    rest = _said(
        subjectScheme=subject.scheme,
        schemeUri=subject.scheme_uri,
        valueUri=subject.value_uri,
        classificationCode=subject.classification_code,
        lang=subject.lang,
    )
    return {"subject": subject.value, **rest}


def _date(date: Date) -> dict[str, Any]:
    return {"date": date.value, "dateType": date.kind, **_said(dateInformation=date.information)}


def _related(link: Related) -> dict[str, Any]:
    rest = _said(
        relationTypeInformation=link.information,
        resourceTypeGeneral=link.resource_type,
        relatedMetadataScheme=link.metadata_scheme,
        schemeUri=link.scheme_uri,
        schemeType=link.scheme_type,
    )
    return {
        "relatedIdentifier": link.value,
        "relatedIdentifierType": link.scheme,
        "relationType": link.relation,
        **rest,
    }


def _item(item: RelatedItem) -> dict[str, Any]:
    rest = _said(
        relationTypeInformation=item.information,
        relatedItemIdentifier=_item_link(item.link) if item.link else None,
        creators=[_party(agent) for agent in item.creators],
        titles=[_title(title) for title in item.titles],
        publicationYear=item.publication_year,
        volume=item.volume,
        issue=item.issue,
        number=item.number,
        numberType=item.number_type,
        firstPage=item.first_page,
        lastPage=item.last_page,
        publisher=item.publisher,
        edition=item.edition,
        contributors=[{**_party(agent), "contributorType": agent.role} for agent in item.contributors],
    )
    return {"relatedItemType": item.kind, "relationType": item.relation, **rest}


def _item_link(link: Related) -> dict[str, Any]:
    return _said(
        relatedItemIdentifier=link.value,
        relatedItemIdentifierType=link.scheme,
        relatedMetadataScheme=link.metadata_scheme,
        schemeUri=link.scheme_uri,
        schemeType=link.scheme_type,
    )


def _rights(rights: Rights) -> dict[str, Any]:
    return _said(
        rights=rights.text,
        rightsUri=rights.uri,
        rightsIdentifier=rights.identifier,
        rightsIdentifierScheme=rights.scheme,
        schemeUri=rights.scheme_uri,
        lang=rights.lang,
    )


def _place(place: GeoLocation) -> dict[str, Any]:
    said = _said(geoLocationPlace=place.place)
    if point := find_point(place.coordinates) if place.shape == "point" else None:
        said["geoLocationPoint"] = _numbers(POINT, point)
    elif box := find_box(place.coordinates) if place.shape == "box" else None:
        said["geoLocationBox"] = _numbers(BOX, box)
    elif place.shape == "polygon":
        said["geoLocationPolygon"] = [
            {"polygonPoint": _numbers(POINT, corner)} for corner in find_polygon(place.coordinates)
        ]
        if inside := find_point(place.inside):
            said["geoLocationPolygon"].append({"inPolygonPoint": _numbers(POINT, inside)})
    return said


def _numbers(names: tuple[str, ...], numbers: tuple[str, ...]) -> dict[str, float]:
    return {name: float(number) for name, number in zip(names, numbers, strict=True)}


def _funding(funding: Funding) -> dict[str, Any]:
    known = _identity(funding.funder_identifier, "funderIdentifier", "Type")
    award = _said(
        awardNumber=funding.award_number,
        awardUri=funding.award_uri,
        awardTitle=funding.award_title,
    )
    return {"funderName": funding.funder, **known, **award}
