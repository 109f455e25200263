"""Several elements of DataCite XML or oai_dc as one fragment: in the schema's order, without doubles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from fairsvc.formats.datacite_xml_writing import NAMESPACE
from fairsvc.formats.xml_reading import local_name, read_xml

_DC = "http://purl.org/dc/elements/1.1/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
# The properties in the order of kernel 4, and the wrapper of those that may be repeated.
_WRAPPERS = {
    "identifier": "",
    "creator": "creators",
    "title": "titles",
    "publisher": "",
    "publicationYear": "",
    "resourceType": "",
    "subject": "subjects",
    "contributor": "contributors",
    "date": "dates",
    "language": "",
    "alternateIdentifier": "alternateIdentifiers",
    "relatedIdentifier": "relatedIdentifiers",
    "size": "sizes",
    "format": "formats",
    "version": "",
    "rights": "rightsList",
    "description": "descriptions",
    "geoLocation": "geoLocations",
    "fundingReference": "fundingReferences",
    "relatedItem": "relatedItems",
}
# What a record says once of each type, and the attribute that names the type.
_ONE_OF_A_KIND = {"title": "titleType", "date": "dateType"}
_NAMES = ("creatorName", "contributorName", "funderName")
_SHOWN = 60


def merge_datacite(elements: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Merge elements of DataCite XML below one resource; what is said of a single property later is told, not kept."""
    contradictions: list[str] = []
    found: dict[str, list[etree._Element]] = {name: [] for name in _WRAPPERS}
    for element in _iter_elements(elements):
        name = local_name(element)
        group = found.setdefault(name, [])
        same = next((one for one in group if _shares_place(one, element) or _are_one(one, element)), None)
        if same is None:
            group.append(element)
        elif _has_one_place(element):
            contradictions += [_contradiction(same, element)] if _text(same) != _text(element) else []
        else:
            _add_details(same, element)
    root = etree.Element("resource", xmlns=NAMESPACE)
    for name, group in found.items():
        wrapper = etree.SubElement(root, _WRAPPERS[name]) if group and _WRAPPERS.get(name) else root
        wrapper.extend(group)
    return (_written(root) if len(root) else ""), tuple(dict.fromkeys(contradictions))


def merge_oai(elements: Sequence[str]) -> str:
    """Put elements of oai_dc into one record, each once."""
    names = {"oai_dc": _OAI_DC, "dc": _DC}
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap=names)
    for text in dict.fromkeys(elements):
        root.append(read_xml(f'<record xmlns:dc="{_DC}">{text}</record>'.encode())[0])
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(names))
    return _written(root) if len(root) else ""


def _iter_elements(texts: Sequence[str]) -> Iterator[etree._Element]:
    """Parse each, and look into wrappers."""
    for text in texts:
        for element in read_xml(f"<resource>{text}</resource>".encode()):
            yield from list(element) if local_name(element) in _WRAPPERS.values() else (element,)


def _has_one_place(element: etree._Element) -> bool:
    """Tell whether a record has one such element: a version, a title or date of its type."""
    return _WRAPPERS.get(local_name(element)) == "" or local_name(element) in _ONE_OF_A_KIND


def _shares_place(first: etree._Element, other: etree._Element) -> bool:
    kind = _ONE_OF_A_KIND.get(local_name(other))
    return _has_one_place(other) and (kind is None or first.get(kind) == other.get(kind))


def _are_one(first: etree._Element, other: etree._Element) -> bool:
    """Tell whether two elements speak of one thing: the same in all, or parties of one name and role."""
    names = [[child.text for child in one if local_name(child) in _NAMES] for one in (first, other)]
    if names[0] and names[0] == names[1]:
        return first.get("contributorType") == other.get("contributorType")
    return _spelt(first) == _spelt(other)


def _add_details(first: etree._Element, other: etree._Element) -> None:
    said = {_spelt(child) for child in first}
    names = {local_name(child): child for child in first}
    for child in list(other):
        name = local_name(child)
        known = names.get(name)
        if known is not None and known.text == child.text:
            for key, value in child.attrib.items():
                known.set(key, known.get(key, value))
        elif _spelt(child) not in said and (known is None or name in ("nameIdentifier", "affiliation")):
            first.append(child)


def _spelt(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", with_tail=False)


def _written(root: etree._Element) -> str:
    for element in root.iter():
        element.tail = None
        if len(element) and not (element.text or "").strip():
            element.text = None
    return etree.tostring(root, encoding="unicode", pretty_print=True).strip()


def _contradiction(first: etree._Element, other: etree._Element) -> str:
    return f"{local_name(first)}: “{_shown(first)}” is kept, “{_shown(other)}” is said too"


def _shown(element: etree._Element) -> str:
    text = _text(element)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())
