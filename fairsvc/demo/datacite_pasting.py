"""Put pasted elements of DataCite XML into the JSON that XML and OAI-PMH records are written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree as ET

Json = dict[str, Any]
ATTRIBUTES = {
    "{http://www.w3.org/XML/1998/namespace}lang": "lang",
    "schemeURI": "schemeUri",
    "valueURI": "valueUri",
    "rightsURI": "rightsUri",
    "awardURI": "awardUri",
}
LISTS = {
    "creator": "creators",
    "contributor": "contributors",
    "title": "titles",
    "subject": "subjects",
    "date": "dates",
    "alternateIdentifier": "alternateIdentifiers",
    "relatedIdentifier": "relatedIdentifiers",
    "size": "sizes",
    "format": "formats",
    "rights": "rightsList",
    "description": "descriptions",
    "fundingReference": "fundingReferences",
}
# An element takes the place of those that have the same values here; the others stay.
SLOTS = {
    "creators": ("name",),
    "contributors": ("name", "contributorType"),
    "titles": ("titleType",),
    "subjects": ("subject",),
    "dates": ("dateType",),
    "alternateIdentifiers": ("alternateIdentifierType",),
    "relatedIdentifiers": ("relationType", "relatedIdentifier"),
    "descriptions": ("descriptionType",),
    "fundingReferences": ("funderName",),
}


def paste(values: Json, elements: Iterable[str]) -> Json:
    """Give the record with these elements; a wrapper such as `rightsList` stands for its children.

    Creators in their wrapper are all that there are: those of the record go.

    Raises KeyError for an element that DataCite does not know, and ParseError for one that is no XML.
    """
    pasted = dict(values)
    for text in elements:
        root = ET.fromstring(text)  # noqa: S314 written by us, from tests and package data
        if _name(root) == "creators":
            pasted["creators"] = []
        for element in _iter_elements(root):
            _paste_one(pasted, element)
    return pasted


def _iter_elements(element: ET.Element) -> Iterable[ET.Element]:
    return list(element) if _name(element) in LISTS.values() else [element]


def _paste_one(values: Json, element: ET.Element) -> None:
    name = _name(element)
    match name:
        case "publicationYear":
            values[name] = int(element.text or "0")
        case "version" | "language":
            values[name] = element.text
        case "publisher":
            values[name] = {"lang": "en", **_plain("name", element)}
        case "resourceType":
            values["types"] = {**values["types"], **_plain("resourceType", element)}
        case _:
            group = LISTS[name]
            values[group] = _placed(group, values[group], _read(name, element))


def _placed(group: str, known: list[Any], value: Any) -> list[Any]:
    if isinstance(value, str):
        return [*known, *([value] if value not in known else [])]
    if group == "rightsList":
        return [*(one for one in known if _is_access(one) != _is_access(value) or _is_access(one)), value]
    slot = SLOTS[group]
    same = next((i for i, one in enumerate(known) if all(one.get(key) == value.get(key) for key in slot)), None)
    if same is None:
        return [*known, value]
    return [*known[:same], value, *known[same + 1 :]]


def _is_access(rights: Json) -> bool:
    return "access" in rights.get("rightsUri", "").lower()


def _read(name: str, element: ET.Element) -> Any:
    readers: dict[str, Callable[[ET.Element], Any]] = {
        "creator": _agent,
        "contributor": _agent,
        "size": lambda one: one.text or "",
        "format": lambda one: one.text or "",
        "fundingReference": _funding,
    }
    return readers[name](element) if name in readers else {**_lang(name), **_plain(name, element)}


def _lang(name: str) -> Json:
    return {"lang": "en"} if name in ("title", "subject", "description") else {}


def _agent(element: ET.Element) -> Json:
    found: Json = {"nameType": "Personal", "nameIdentifiers": [], "affiliation": [], **_attributes(element)}
    for child in element:
        match _name(child):
            case "creatorName" | "contributorName":
                found |= _plain("name", child)
            case "nameIdentifier":
                found["nameIdentifiers"].append(_plain("nameIdentifier", child))
            case "affiliation":
                found["affiliation"].append(_plain("name", child))
            case other:
                found[other] = child.text
    return found


def _funding(element: ET.Element) -> Json:
    found: Json = {}
    for child in element:
        found |= _plain(_name(child), child)
    return found


def _plain(key: str, element: ET.Element) -> Json:
    return {key: (element.text or "").strip(), **_attributes(element)}


def _attributes(element: ET.Element) -> Json:
    return {ATTRIBUTES.get(name, name): value for name, value in element.attrib.items()}


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
