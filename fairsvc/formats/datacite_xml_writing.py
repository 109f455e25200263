"""Write DataCite XML in kernel 4, valid against the schema of the version that it names."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from fairsvc.formats.coordinates import BOX, POINT, find_box, find_point, find_polygon
from fairsvc.formats.datacite_completing import complete
from fairsvc.formats.xml_reading import XML_LANG, XSI
from fairsvc.model.metadata import Agent, Funding, GeoLocation, Identifier, Metadata, Related, RelatedItem, Text

NAMESPACE = "http://datacite.org/schema/kernel-4"
_SCHEMA = "https://schema.datacite.org/meta/kernel-{}/metadata.xsd"
_PREFIXES: Any = {None: NAMESPACE, "xsi": XSI[1:-1]}  # the stubs know no default namespace
# What XML 1.0 section 2.2 does not allow in a document.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = dict[str, str]


def write(view: Metadata) -> bytes:
    """Write one resource; what the view lacks is filled as `datacite_completing` says."""
    completed = complete(view)
    root = etree.Element(f"{{{NAMESPACE}}}resource", nsmap=_PREFIXES)
    root.set(f"{XSI}schemaLocation", f"{NAMESPACE} {_SCHEMA.format(completed.version)}")
    _write_mandatory(root, completed.view)
    _write_parties_and_dates(root, completed.view)
    _write_links(root, completed.view)
    _write_form_and_rights(root, completed.view)
    _write_rest(root, completed.view)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _write_mandatory(root: etree._Element, view: Metadata) -> None:
    identifier = view.identifiers[0]
    _add(root, "identifier", identifier.value, {"identifierType": identifier.scheme})
    creators = _add(root, "creators")
    for agent in view.creators:
        _write_party(_add(creators, "creator"), "creatorName", agent)
    _write_titles(root, view.titles)
    if view.publisher is not None:
        known = _identity(next(iter(view.publisher.identifiers), None), "publisherIdentifier")
        _add(root, "publisher", view.publisher.name, {**known, XML_LANG: view.publisher.lang})
    _add(root, "publicationYear", f"{view.publication_year or 0:04d}")
    if view.resource_type is not None:
        _add(root, "resourceType", view.resource_type.text, {"resourceTypeGeneral": view.resource_type.general})


def _write_parties_and_dates(root: etree._Element, view: Metadata) -> None:
    wrapper = _wrapper(root, "subjects", view.subjects)
    for subject in view.subjects:
        attributes = {
            "subjectScheme": subject.scheme,
            "schemeURI": subject.scheme_uri,
            "valueURI": subject.value_uri,
            "classificationCode": subject.classification_code,
            XML_LANG: subject.lang,
        }
        _add(wrapper, "subject", subject.value, attributes)
    _write_contributors(root, view.contributors)
    wrapper = _wrapper(root, "dates", view.dates)
    for date in view.dates:
        _add(wrapper, "date", date.value, {"dateType": date.kind, "dateInformation": date.information})
    if view.language:
        _add(root, "language", view.language)


def _write_links(root: etree._Element, view: Metadata) -> None:
    wrapper = _wrapper(root, "alternateIdentifiers", view.alternate_identifiers)
    for known in view.alternate_identifiers:
        _add(wrapper, "alternateIdentifier", known.value, {"alternateIdentifierType": known.scheme})
    wrapper = _wrapper(root, "relatedIdentifiers", view.related)
    for link in view.related:
        attributes = {
            "relatedIdentifierType": link.scheme,
            "relationType": link.relation,
            "relationTypeInformation": link.information,
            "resourceTypeGeneral": link.resource_type,
            **_metadata_scheme(link),
        }
        _add(wrapper, "relatedIdentifier", link.value, attributes)


def _write_form_and_rights(root: etree._Element, view: Metadata) -> None:
    for name, values in (("size", view.sizes), ("format", view.formats)):
        wrapper = _wrapper(root, f"{name}s", values)
        for value in values:
            _add(wrapper, name, value)
    if view.version:
        _add(root, "version", view.version)
    wrapper = _wrapper(root, "rightsList", view.rights)
    for rights in view.rights:
        attributes = {
            "rightsURI": rights.uri,
            "rightsIdentifier": rights.identifier,
            "rightsIdentifierScheme": rights.scheme,
            "schemeURI": rights.scheme_uri,
            XML_LANG: rights.lang,
        }
        _add(wrapper, "rights", rights.text, attributes)


def _write_rest(root: etree._Element, view: Metadata) -> None:
    wrapper = _wrapper(root, "descriptions", view.descriptions)
    for text in view.descriptions:
        _add(wrapper, "description", text.value, {"descriptionType": text.kind, XML_LANG: text.lang})
    wrapper = _wrapper(root, "geoLocations", view.geo_locations)
    for place in view.geo_locations:
        _write_place(_add(wrapper, "geoLocation"), place)
    wrapper = _wrapper(root, "fundingReferences", view.funding)
    for funding in view.funding:
        _write_funding(_add(wrapper, "fundingReference"), funding)
    wrapper = _wrapper(root, "relatedItems", view.related_items)
    for item in view.related_items:
        _write_item(wrapper, item)


def _write_party(element: etree._Element, name: str, agent: Agent) -> None:
    _add(element, name, agent.name, {"nameType": agent.kind, XML_LANG: agent.lang})
    for part, text in (("givenName", agent.given), ("familyName", agent.family)):
        if text:
            _add(element, part, text)
    for known in agent.identifiers:
        scheme = {"nameIdentifierScheme": known.scheme, "schemeURI": known.scheme_uri}
        _add(element, "nameIdentifier", known.value, scheme)
    for said in agent.affiliations:
        _add(element, "affiliation", said.name, _identity(said.identifier, "affiliationIdentifier"))


def _write_contributors(parent: etree._Element, contributors: tuple[Agent, ...]) -> None:
    wrapper = _wrapper(parent, "contributors", contributors)
    for agent in contributors:
        _write_party(_add(wrapper, "contributor", "", {"contributorType": agent.role}), "contributorName", agent)


def _write_titles(parent: etree._Element, titles: tuple[Text, ...]) -> None:
    wrapper = _wrapper(parent, "titles", titles)
    for title in titles:
        _add(wrapper, "title", title.value, {"titleType": title.kind, XML_LANG: title.lang})


def _write_place(element: etree._Element, place: GeoLocation) -> None:
    if place.place:
        _add(element, "geoLocationPlace", place.place)
    if point := find_point(place.coordinates) if place.shape == "point" else None:
        _write_numbers(_add(element, "geoLocationPoint"), POINT, point)
    elif box := find_box(place.coordinates) if place.shape == "box" else None:
        _write_numbers(_add(element, "geoLocationBox"), BOX, box)
    elif place.shape == "polygon":
        polygon = _add(element, "geoLocationPolygon")
        for corner in find_polygon(place.coordinates):
            _write_numbers(_add(polygon, "polygonPoint"), POINT, corner)
        if inside := find_point(place.inside):
            _write_numbers(_add(polygon, "inPolygonPoint"), POINT, inside)


def _write_numbers(element: etree._Element, names: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    for name, number in zip(names, numbers, strict=True):
        _add(element, name, number)


def _write_funding(element: etree._Element, funding: Funding) -> None:
    _add(element, "funderName", funding.funder)
    if known := funding.funder_identifier:
        scheme = {"funderIdentifierType": known.scheme, "schemeURI": known.scheme_uri}
        _add(element, "funderIdentifier", known.value, scheme)
    if funding.award_number or funding.award_uri:
        _add(element, "awardNumber", funding.award_number, {"awardURI": funding.award_uri})
    if funding.award_title:
        _add(element, "awardTitle", funding.award_title)


def _write_item(wrapper: etree._Element, item: RelatedItem) -> None:
    attributes = {
        "relatedItemType": item.kind,
        "relationType": item.relation,
        "relationTypeInformation": item.information,
    }
    element = _add(wrapper, "relatedItem", "", attributes)
    if link := item.link:
        scheme = {"relatedItemIdentifierType": link.scheme, **_metadata_scheme(link)}
        _add(element, "relatedItemIdentifier", link.value, scheme)
    creators = _wrapper(element, "creators", item.creators)
    for agent in item.creators:
        _write_party(_add(creators, "creator"), "creatorName", agent)
    _write_titles(element, item.titles)
    if item.publication_year:
        _add(element, "publicationYear", f"{item.publication_year:04d}")
    _write_numbering(element, item)
    _write_contributors(element, item.contributors)


def _write_numbering(element: etree._Element, item: RelatedItem) -> None:
    words = (
        ("volume", item.volume, ""),
        ("issue", item.issue, ""),
        ("number", item.number, item.number_type),
        ("firstPage", item.first_page, ""),
        ("lastPage", item.last_page, ""),
        ("publisher", item.publisher, ""),
        ("edition", item.edition, ""),
    )
    for name, text, kind in words:
        if text or kind:
            _add(element, name, text, {"numberType": kind})


def _identity(known: Identifier | None, name: str) -> Attributes:
    """Write an identifier as attributes of what it identifies."""
    if known is None:
        return {}
    return {name: known.value, f"{name}Scheme": known.scheme, "schemeURI": known.scheme_uri}


def _metadata_scheme(link: Related) -> Attributes:
    return {
        "relatedMetadataScheme": link.metadata_scheme,
        "schemeURI": link.scheme_uri,
        "schemeType": link.scheme_type,
    }


def _wrapper(parent: etree._Element, name: str, items: tuple[object, ...]) -> etree._Element:
    """Add the element around a list; an empty list has none."""
    return _add(parent, name) if items else parent


def _add(parent: etree._Element, name: str, text: str = "", attributes: Attributes | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text:
        element.text = _allowed(text)
    for key, value in (attributes or {}).items():
        if value:
            element.set(key, _allowed(value))
    return element


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
