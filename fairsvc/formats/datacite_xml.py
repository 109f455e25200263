"""DataCite XML, kernels 2.0 to 4.7, and the OAIRE and SciCat documents that mix its namespace with others."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_elements import HANDLERS
from fairsvc.formats.datacite_terms import warn_missing
from fairsvc.formats.datacite_xml_writing import write
from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import (
    local_name,
    namespace_of,
    namespaces_used,
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
    return read_resource(read_xml(body), ID)


def read_resource(root: etree._Element, document: str) -> Metadata:
    """Read a resource element by the local names of its children; `document` is the format id that origins name.

    Namespaces are not looked at: SciCat puts `title` and `creator` into another one than their wrappers.
    """
    if local_name(root) != "resource":
        raise Unreadable("this is no DataCite resource", f"the root element is {root.tag}")
    draft = Draft(document)
    if not namespace_of(root):
        draft.warn("no namespace")
    for child in root:
        _read_property(draft, child)
    warn_missing(draft)
    return replace(draft.build(), namespaces=namespaces_used(root), conforms_to=schema_locations(root))


def _read_property(draft: Draft, element: etree._Element) -> None:
    name = _spelt(draft, local_name(element))
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
    for child in wrapper:
        name = _spelt(draft, local_name(child))
        if name != _WRAPPERS[pointer]:
            draft.warn(f"misplaced: {name}" if name in HANDLERS else f"unknown: {name}")
        if name in HANDLERS:
            HANDLERS[name](draft, child, f"{pointer}/{name}")
        else:
            keep_element(draft, f"{pointer}/{name}", child)


def _spelt(draft: Draft, name: str) -> str:
    right = _SPELLINGS.get(name.lower(), name)
    if right != name:
        draft.warn(f"misspelt: {name}")
    return right


FORMAT = MetadataFormat(
    ID,
    "DataCite XML",
    "DataCite Metadata Schema 2.0 to 4.7, https://schema.datacite.org/",
    read,
    media_types=("application/vnd.datacite.datacite+xml",),
    namespaces=(NAMESPACE, OAIRE),
    local_name="resource",
    write=write,
)
