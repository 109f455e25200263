"""The properties of DataCite XML, one function an element; each adds to the draft under the pointer it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree

from fairsvc.formats.coordinates import box_of, from_latitude_first, point_of
from fairsvc.formats.datacite_items import read_related_item
from fairsvc.formats.datacite_parties import read_agents, read_publisher
from fairsvc.formats.datacite_terms import add_contributor, controlled, put_year, resource_type
from fairsvc.formats.draft import Draft
from fairsvc.formats.recognise import add_access
from fairsvc.formats.xml_reading import XML_LANG, attribute, line, local_name
from fairsvc.formats.xml_rest import keep_attributes, keep_element, take_attributes
from fairsvc.model.metadata import (
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Related,
    Rights,
    Subject,
    Text,
)

Handler = Callable[[Draft, etree._Element, str], None]

# Attributes in the order of the view's fields.
SUBJECT_PARTS = ("subjectScheme", "schemeURI", "valueURI", XML_LANG, "classificationCode")
RELATED_PARTS = (
    "relatedIdentifierType",
    "relationType",
    "resourceTypeGeneral",
    "relationTypeInformation",
    "relatedMetadataScheme",
    "schemeURI",
    "schemeType",
)
RIGHTS_PARTS = ("rightsIdentifier", "rightsIdentifierScheme", XML_LANG, "schemeURI")

# The parts of a fundingReference, and the attributes that are read of each.
_FUNDING_PARTS: dict[str, tuple[str, ...]] = {
    "funderName": (),
    "funderIdentifier": ("funderIdentifierType", "schemeURI"),
    "awardNumber": ("awardURI",),
    "awardTitle": (),
}


def _identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    (scheme,) = take_attributes(draft, pointer, element, "identifierType")
    if value := line(element):
        draft.add("identifiers", Identifier(value, scheme), pointer)


def _alternate_identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    (scheme,) = take_attributes(draft, pointer, element, "alternateIdentifierType")
    if value := line(element):
        draft.add("alternate_identifiers", Identifier(value, scheme), pointer)


def _creator(draft: Draft, element: etree._Element, pointer: str) -> None:
    for agent in read_agents(draft, element, pointer):
        draft.add("creators", agent, pointer)


def _contributor(draft: Draft, element: etree._Element, pointer: str) -> None:
    role = controlled(draft, attribute(element, "contributorType"), "contributorType")
    for agent in read_agents(draft, element, pointer, role):
        add_contributor(draft, agent, pointer)


def _publisher(draft: Draft, element: etree._Element, pointer: str) -> None:
    if publisher := read_publisher(draft, element, pointer):
        draft.put("publisher", publisher, pointer)


def _title(draft: Draft, element: etree._Element, pointer: str) -> None:
    kind, lang = take_attributes(draft, pointer, element, "titleType", XML_LANG)
    if value := line(element):
        draft.add("titles", Text(value, controlled(draft, kind, "titleType"), lang), pointer)


def _description(draft: Draft, element: etree._Element, pointer: str) -> None:
    kind, lang = take_attributes(draft, pointer, element, "descriptionType", XML_LANG)
    value = "".join(_with_breaks(element)) if len(element) else element.text or ""
    if value := value.strip():
        draft.add("descriptions", Text(value, controlled(draft, kind, "descriptionType"), lang), pointer)


def _with_breaks(element: etree._Element) -> Iterator[str]:
    """Yield the text of a description, where `br` is a line break."""
    yield element.text or ""
    for child in element:
        yield "\n" if local_name(child) == "br" else ""
        yield from _with_breaks(child)
        yield child.tail or ""


def _publication_year(draft: Draft, element: etree._Element, pointer: str) -> None:
    if value := line(element):
        put_year(draft, value, pointer)


def _resource_type(draft: Draft, element: etree._Element, pointer: str) -> None:
    (general,) = take_attributes(draft, pointer, element, "resourceTypeGeneral")
    general, text = controlled(draft, general, "resourceTypeGeneral"), line(element)
    if general or text:
        draft.put("resource_type", resource_type(general, text), pointer)


def _subject(draft: Draft, element: etree._Element, pointer: str) -> None:
    subject = Subject(line(element), *take_attributes(draft, pointer, element, *SUBJECT_PARTS))
    if subject.value or subject.value_uri or subject.classification_code:
        draft.add("subjects", subject, pointer)


def _date(draft: Draft, element: etree._Element, pointer: str) -> None:
    kind, information = take_attributes(draft, pointer, element, "dateType", "dateInformation")
    if value := line(element):
        draft.add("dates", Date(value, controlled(draft, kind, "dateType"), information), pointer)


def _related_identifier(draft: Draft, element: etree._Element, pointer: str) -> None:
    scheme, relation, *others = take_attributes(draft, pointer, element, *RELATED_PARTS)
    if value := line(element):
        draft.add("related", Related(value, scheme, controlled(draft, relation, "relationType"), *others), pointer)


def _rights(draft: Draft, element: etree._Element, pointer: str) -> None:
    right, old, identifier, *others = take_attributes(draft, pointer, element, "rightsURI", "uri", *RIGHTS_PARTS)
    text, uri = line(element), right or old
    if text or uri or identifier:
        draft.add("rights", Rights(text, uri, identifier, *others), pointer)
        add_access(draft, pointer, uri, text, identifier)


def _geo_location(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element)
    place = " ".join(line(child) for child in element if local_name(child) == "geoLocationPlace")
    shapes = 0
    for child in element:
        name = local_name(child)
        # An official example of kernel 4.1 has a list of polygons, each with the element of a list.
        for part in child if name == "geoLocationPolygons" else [child]:
            shape = "" if name == "geoLocationPlace" else local_name(part).removeprefix("geoLocation").lower()
            if shape and (found := _shape(part, shape)):
                draft.add("geo_locations", replace(found, place=place), f"{pointer}/{name}")
                shapes += 1
    if place and not shapes:
        draft.add("geo_locations", GeoLocation(place), f"{pointer}/geoLocationPlace")


def _shape(element: etree._Element, shape: str) -> GeoLocation | None:
    """Read the coordinates of a place; before kernel 4 they are text."""
    if shape == "polygon":
        corners = [point_of(_parts(child)) for child in element if local_name(child) != "inPolygonPoint"]
        inside = [point_of(_parts(child)) for child in element if local_name(child) == "inPolygonPoint"]
        text = " ".join(corners) if corners else from_latitude_first(shape, line(element))
        return GeoLocation("", shape, text, " ".join(inside)) if text or inside else None
    if not len(element):
        text = from_latitude_first(shape, line(element))
    else:
        text = (box_of if shape == "box" else point_of)(_parts(element))
    return GeoLocation("", shape, text) if text else None


def _parts(element: etree._Element) -> dict[str, str]:
    return {local_name(child): line(child) for child in element}


def _funding_reference(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element)
    said = {local_name(child): child for child in element}
    for child in element:
        name = local_name(child)
        if name in _FUNDING_PARTS and child is said[name]:
            keep_attributes(draft, f"{pointer}/{name}", child, *_FUNDING_PARTS[name])
        else:
            keep_element(draft, f"{pointer}/{name}", child)
    text = {name: line(child) for name, child in said.items()}
    award = said.get("awardNumber")
    funding = Funding(
        text.get("funderName", ""),
        _funder_identifier(said.get("funderIdentifier")),
        text.get("awardNumber", ""),
        attribute(award, "awardURI") if award is not None else "",
        text.get("awardTitle", ""),
    )
    if funding != Funding():
        draft.add("funding", funding, pointer)


def _funder_identifier(element: etree._Element | None) -> Identifier | None:
    if element is None or not (value := line(element)):
        return None
    return Identifier(value, attribute(element, "funderIdentifierType"), attribute(element, "schemeURI"))


def _file(draft: Draft, element: etree._Element, pointer: str) -> None:
    media_type, access = take_attributes(draft, pointer, element, "mimeType", "accessRightsURI")
    if url := line(element):
        draft.add("content", Content(url, media_type=media_type.lower()), pointer)
    add_access(draft, pointer, access)


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
    "relatedItem": read_related_item,
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
