"""Related items of DataCite XML: another resource, described in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from fairsvc.formats.datacite_parties import read_agents
from fairsvc.formats.datacite_terms import controlled
from fairsvc.formats.draft import Draft
from fairsvc.formats.recognise import find_year
from fairsvc.formats.xml_reading import XML_LANG, attribute, line, local_name
from fairsvc.formats.xml_rest import keep_attributes, keep_element
from fairsvc.model.metadata import Agent, Related, RelatedItem, Text

_WORDS = {
    "volume": "volume",
    "issue": "issue",
    "firstPage": "first_page",
    "lastPage": "last_page",
    "publisher": "publisher",
    "edition": "edition",
}
_LISTS = {"creators": "creator", "contributors": "contributor", "titles": "title"}
_LINK_PARTS = ("relatedMetadataScheme", "schemeURI", "schemeType")


def read_related_item(draft: Draft, element: etree._Element, pointer: str) -> None:
    """Read a related item; its identifier is added to `related` too."""
    keep_attributes(draft, pointer, element, "relationType", "relatedItemType", "relationTypeInformation")
    item = RelatedItem(
        controlled(draft, attribute(element, "relationType"), "relationType"),
        controlled(draft, attribute(element, "relatedItemType"), "relatedItemType"),
        attribute(element, "relationTypeInformation"),
    )
    said: dict[str, Any] = {}
    for child in element:
        _read_part(draft, item, said, child, f"{pointer}/{local_name(child)}")
    if said:
        draft.add("related_items", replace(item, **said), pointer)


def _read_part(draft: Draft, item: RelatedItem, said: dict[str, Any], element: etree._Element, pointer: str) -> None:
    name = local_name(element)
    if name == "relatedItemIdentifier" and "link" not in said:
        _read_link(draft, item, said, element, pointer)
    elif name in _WORDS and _WORDS[name] not in said:
        keep_attributes(draft, pointer, element)
        _put(said, _WORDS[name], line(element))
    elif name == "number" and "number" not in said:
        keep_attributes(draft, pointer, element, "numberType")
        _put(said, "number", line(element))
        _put(said, "number_type", controlled(draft, attribute(element, "numberType"), "numberType"))
    elif name == "publicationYear" and (year := find_year(line(element))):
        said.setdefault("publication_year", year)
    elif name in _LISTS:
        _put(said, name, tuple(_iter_items(draft, element, pointer)))
    else:
        keep_element(draft, pointer, element)


def _read_link(draft: Draft, item: RelatedItem, said: dict[str, Any], element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "relatedItemIdentifierType", *_LINK_PARTS)
    if value := line(element):
        scheme = attribute(element, "relatedItemIdentifierType")
        others = (attribute(element, name) for name in _LINK_PARTS)
        said["link"] = Related(value, scheme, item.relation, item.kind, item.information, *others)
        draft.add("related", said["link"], pointer)


def _iter_items(draft: Draft, wrapper: etree._Element, pointer: str) -> Iterator[Agent | Text]:
    """Yield the people or titles of a wrapper."""
    keep_attributes(draft, pointer, wrapper)
    for child in wrapper:
        name = local_name(child)
        if name != _LISTS[local_name(wrapper)]:
            keep_element(draft, f"{pointer}/{name}", child)
        elif name != "title":
            role = controlled(draft, attribute(child, "contributorType"), "contributorType")
            yield from read_agents(draft, child, f"{pointer}/{name}", role)
        elif value := line(child):
            keep_attributes(draft, f"{pointer}/{name}", child, "titleType", XML_LANG)
            kind = controlled(draft, attribute(child, "titleType"), "titleType")
            yield Text(value, kind, attribute(child, XML_LANG))


def _put(said: dict[str, Any], field: str, value: object) -> None:
    if value:
        said[field] = value
