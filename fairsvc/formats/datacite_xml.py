"""DataCite XML, kernels 2.0 to 4.7, and the OAIRE and SciCat documents that mix its namespace with others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_elements import HANDLERS
from fairsvc.formats.datacite_terms import warn_missing
from fairsvc.formats.datacite_usual import Reader, readers_of
from fairsvc.formats.datacite_xml_writing import write
from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import (
    hold,
    local_name,
    namespace_of,
    namespaces_of,
    read_xml,
    schema_locations,
)
from fairsvc.formats.xml_rest import keep_attributes, keep_element
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "datacite-xml"
NAMESPACE = "http://datacite.org/schema/"
OAIRE = "http://namespace.openaire.eu/schema/oaire/"

# Wrapper elements and the one element each holds.
_WRAPPERS = {
    "creators": "creator",
    "titles": "title",
    "subjects": "subject",
    "contributors": "contributor",
    "dates": "date",
    "alternateIdentifiers": "alternateIdentifier",
    "relatedIdentifiers": "relatedIdentifier",
    "relatedItems": "relatedItem",
    "sizes": "size",
    "formats": "format",
    "rightsList": "rights",
    "descriptions": "description",
    "geoLocations": "geoLocation",
    "fundingReferences": "fundingReference",
}
# Kernel 2 has `rights` without a wrapper, and so has OAIRE.
_WRAPPED = frozenset(_WRAPPERS.values()) - {"rights"}
_SPELLINGS = {name.lower(): name for name in (*_WRAPPERS, *HANDLERS)}


def read(body: bytes) -> Metadata:
    """Read one DataCite resource. Raises Unreadable."""
    return read_element(read_xml(body))


def read_element(root: etree._Element) -> Metadata:
    """Read one parsed resource. Raises Unreadable."""
    held = hold(root)
    return draft_resource(root, ID, held).build(namespaces_of(held), schema_locations(root))


def draft_resource(root: etree._Element, document: str, held: list[etree._Element]) -> Draft:
    """Read a resource element by the local names of its children; `document` is the format id that origins name.

    `held` are the elements of the document in order; any that come after the resource cost a second reading.

    Namespaces are not looked at: SciCat puts `title` and `creator` into another one than their wrappers.
    """
    if local_name(root) != "resource":
        raise Unreadable("this is no DataCite resource", f"the root element is {root.tag}")
    draft = Draft(document)
    if _gather(draft, root, readers_of(namespace_of(root))) != len(held) - held.index(root):
        # Something holds elements that is usually text.
        draft = Draft(document)
        _gather(draft, root, {})
    warn_missing(draft)
    return draft


def _gather(draft: Draft, root: etree._Element, usual: Mapping[str, Reader]) -> int:
    """Read all properties, those that `usual` does not take element by element; tell how many elements were met."""
    if not namespace_of(root):
        draft.warn("no namespace")
    count = 1
    for child in root:
        reader = usual.get(child.tag)
        read = reader(draft, child) if reader else 0
        if not read:
            _read_property(draft, child)
            read = sum(1 for _ in child.iter())
        count += read
    return count


def _read_property(draft: Draft, element: etree._Element) -> None:
    name, wrong = _spelling(element.tag)
    if wrong:
        draft.warn(f"misspelt: {wrong}")
    if name in _WRAPPERS:
        _read_items(draft, element, name)
    elif name in HANDLERS:
        if name in _WRAPPED and namespace_of(element).startswith(NAMESPACE):
            draft.warn(f"misplaced: {name}")
        HANDLERS[name](draft, element, name)
    else:
        draft.warn(f"unknown: {name}")
        keep_element(draft, name, element)


def _read_items(draft: Draft, wrapper: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, wrapper)
    if text := (wrapper.text or "").strip():
        draft.warn(f"text in {pointer}")
        draft.keep(pointer, " ".join(text.split()))
    expected = _WRAPPERS[pointer]
    for child in wrapper:
        name, wrong = _spelling(child.tag)
        if wrong:
            draft.warn(f"misspelt: {wrong}")
        if name != expected:
            draft.warn(f"misplaced: {name}" if name in HANDLERS else f"unknown: {name}")
        HANDLERS.get(name, _keep)(draft, child, f"{pointer}/{name}")


def _keep(draft: Draft, element: etree._Element, pointer: str) -> None:
    keep_element(draft, pointer, element)


@lru_cache(maxsize=4096)
def _spelling(tag: str) -> tuple[str, str]:
    """Give the local name of a tag as DataCite spells it, and as it stands there where that is wrong."""
    name = tag.rpartition("}")[2]
    right = _SPELLINGS.get(name.lower(), name)
    return right, "" if right == name else name


FORMAT = MetadataFormat(
    ID,
    "DataCite XML",
    "DataCite Metadata Schema 2.0 to 4.7, https://schema.datacite.org/",
    read,
    read_element=read_element,
    media_types=("application/vnd.datacite.datacite+xml",),
    namespaces=(NAMESPACE, OAIRE),
    local_name="resource",
    write=write,
)
