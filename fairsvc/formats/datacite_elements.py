"""The properties of DataCite XML, one function an element; each adds to the draft under the pointer it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from fairsvc.formats.datacite_parties import read_agents, read_publisher
from fairsvc.formats.datacite_terms import controlled, put_year
from fairsvc.formats.draft import Draft
from fairsvc.formats.recognise import add_access
from fairsvc.formats.xml_reading import XML_LANG, attribute, line, local_name, prose
from fairsvc.formats.xml_rest import keep_attributes, keep_element
from fairsvc.model.metadata import (
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
)

Handler = Callable[[Draft, etree._Element, str], None]

_FUNDING_PARTS = frozenset({"funderName", "funderIdentifier", "awardNumber", "awardTitle"})


def _identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "identifierType")
    if value := line(element):
        draft.add("identifiers", Identifier(value, attribute(element, "identifierType")), pointer)


def _alternate_identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "alternateIdentifierType")
    if value := line(element):
        scheme = attribute(element, "alternateIdentifierType")
        draft.add("alternate_identifiers", Identifier(value, scheme), pointer)


def _creator(draft: Draft, element: etree._Element, pointer: str) -> None:
    for agent in read_agents(draft, element, pointer):
        draft.add("creators", agent, pointer)


def _contributor(draft: Draft, element: etree._Element, pointer: str) -> None:
    role = controlled(draft, attribute(element, "contributorType"), "contributorType")
    for agent in read_agents(draft, element, pointer):
        draft.add("contributors", replace(agent, role=role), pointer)


def _publisher(draft: Draft, element: etree._Element, pointer: str) -> None:
    if publisher := read_publisher(draft, element, pointer):
        draft.put("publisher", publisher, pointer)


def _title(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "titleType", XML_LANG)
    if value := line(element):
        kind = controlled(draft, attribute(element, "titleType"), "titleType")
        draft.add("titles", Text(value, kind, attribute(element, XML_LANG)), pointer)


def _description(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "descriptionType", XML_LANG)
    if value := prose(element):
        kind = controlled(draft, attribute(element, "descriptionType"), "descriptionType")
        draft.add("descriptions", Text(value, kind, attribute(element, XML_LANG)), pointer)


def _publication_year(draft: Draft, element: etree._Element, pointer: str) -> None:
    if value := line(element):
        put_year(draft, value, pointer)


def _resource_type(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "resourceTypeGeneral")
    general = controlled(draft, attribute(element, "resourceTypeGeneral"), "resourceTypeGeneral")
    if general or line(element):
        draft.put("resource_type", ResourceType(general, line(element)), pointer)


def _subject(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "subjectScheme", "schemeURI", "valueURI", XML_LANG)
    words = line(element)
    scheme, scheme_uri = attribute(element, "subjectScheme"), attribute(element, "schemeURI")
    value_uri = attribute(element, "valueURI")
    if words or value_uri:
        draft.add("subjects", Subject(words, scheme, scheme_uri, value_uri, attribute(element, XML_LANG)), pointer)


def _date(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "dateType", "dateInformation")
    if value := line(element):
        kind = controlled(draft, attribute(element, "dateType"), "dateType")
        draft.add("dates", Date(value, kind, attribute(element, "dateInformation")), pointer)


def _related_identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "relatedIdentifierType", "relationType", "resourceTypeGeneral")
    if value := line(element):
        relation = controlled(draft, attribute(element, "relationType"), "relationType")
        scheme, kind = attribute(element, "relatedIdentifierType"), attribute(element, "resourceTypeGeneral")
        draft.add("related", Related(value, scheme, relation, kind), pointer)


def _related_item(draft: Draft, element: etree._Element, pointer: str) -> None:
    relation = controlled(draft, attribute(element, "relationType"), "relationType")
    kind = attribute(element, "relatedItemType")
    for child in element:
        name = local_name(child)
        if name == "relatedItemIdentifier" and (value := line(child)):
            scheme = attribute(child, "relatedItemIdentifierType")
            draft.add("related", Related(value, scheme, relation, kind), f"{pointer}/{name}")
        else:
            keep_element(draft, f"{pointer}/{name}", child)


def _rights(draft: Draft, element: etree._Element, pointer: str) -> None:
    known = ("rightsURI", "uri", "rightsIdentifier", "rightsIdentifierScheme", XML_LANG)
    keep_attributes(draft, pointer, element, *known)
    text, uri = line(element), attribute(element, "rightsURI") or attribute(element, "uri")
    identifier, scheme = attribute(element, "rightsIdentifier"), attribute(element, "rightsIdentifierScheme")
    if text or uri or identifier:
        draft.add("rights", Rights(text, uri, identifier, scheme, attribute(element, XML_LANG)), pointer)
        add_access(draft, pointer, uri, text, identifier)


def _geo_location(draft: Draft, element: etree._Element, pointer: str) -> None:
    place = " ".join(line(child) for child in element if local_name(child) == "geoLocationPlace")
    shapes = 0
    for child in element:
        name = local_name(child)
        if name != "geoLocationPlace" and (coordinates := " ".join(map(str, child.itertext())).strip()):
            shape = name.removeprefix("geoLocation").lower()
            draft.add("geo_locations", GeoLocation(place, shape, " ".join(coordinates.split())), f"{pointer}/{name}")
            shapes += 1
    if place and not shapes:
        draft.add("geo_locations", GeoLocation(place), f"{pointer}/geoLocationPlace")


def _funding_reference(draft: Draft, element: etree._Element, pointer: str) -> None:
    said = {local_name(child): child for child in element}
    identifier = said.get("funderIdentifier")
    award = said.get("awardNumber")
    texts = {name: line(child) for name, child in said.items()}
    for name, child in said.items():
        keep_attributes(draft, f"{pointer}/{name}", child, "funderIdentifierType", "awardURI", XML_LANG)
        if name not in _FUNDING_PARTS:
            keep_element(draft, f"{pointer}/{name}", child)
    funding = Funding(
        texts.get("funderName", ""),
        Identifier(texts["funderIdentifier"], attribute(identifier, "funderIdentifierType"))
        if identifier is not None and texts["funderIdentifier"]
        else None,
        texts.get("awardNumber", ""),
        attribute(award, "awardURI") if award is not None else "",
        texts.get("awardTitle", ""),
    )
    if funding != Funding():
        draft.add("funding", funding, pointer)


def _file(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "mimeType", "accessRightsURI")
    if url := line(element):
        draft.add("content", Content(url, media_type=attribute(element, "mimeType").lower()), pointer)
    add_access(draft, pointer, attribute(element, "accessRightsURI"))


def _plain(field: str) -> Handler:
    def add(draft: Draft, element: etree._Element, pointer: str) -> None:
        keep_attributes(draft, pointer, element)
        if value := line(element):
            draft.add(field, value, pointer)

    return add


def _single(field: str) -> Handler:
    def put(draft: Draft, element: etree._Element, pointer: str) -> None:
        keep_attributes(draft, pointer, element)
        if value := line(element):
            draft.put(field, value, pointer)

    return put


HANDLERS: dict[str, Handler] = {
    "identifier": _identifier,
    "creator": _creator,
    "title": _title,
    "publisher": _publisher,
    "publicationYear": _publication_year,
    "resourceType": _resource_type,
    "subject": _subject,
    "contributor": _contributor,
    "date": _date,
    "language": _single("language"),
    "alternateIdentifier": _alternate_identifier,
    "relatedIdentifier": _related_identifier,
    "relatedItem": _related_item,
    "size": _plain("sizes"),
    "format": _plain("formats"),
    "version": _single("version"),
    "rights": _rights,
    "description": _description,
    "geoLocation": _geo_location,
    "fundingReference": _funding_reference,
    # OpenAIRE Guidelines for Literature Repositories 4, fields 22 and 24
    "licenseCondition": _rights,
    "file": _file,
}
