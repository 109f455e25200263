"""DataCite's OAI-PMH envelope, oai-1.0 and oai-1.1: a resource with a note of who sent it."""

from __future__ import annotations

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_xml import draft_resource
from fairsvc.formats.xml_reading import hold, line, local_name, namespaces_of, read_xml, schema_locations
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "oai_datacite"


def read(body: bytes) -> Metadata:
    """Read the resource in the envelope. Raises Unreadable."""
    return read_element(read_xml(body))


def read_element(root: etree._Element) -> Metadata:
    """Read the resource in the parsed envelope. Raises Unreadable."""
    payload = next((child for child in root if local_name(child) == "payload"), None)
    resource = next(iter(payload), None) if payload is not None else None
    if resource is None:
        raise Unreadable("the OAI DataCite envelope is empty", f"the root element is {root.tag}")
    held = hold(root)
    draft = draft_resource(resource, ID, held)
    for child in root:
        if child is not payload:
            draft.keep(local_name(child), line(child))
    return draft.build(namespaces_of(held), schema_locations(resource))


FORMAT = MetadataFormat(
    ID,
    "DataCite XML in its OAI envelope",
    "DataCite OAI schemas 1.0 and 1.1, https://schema.datacite.org/oai/",
    read,
    read_element=read_element,
    namespaces=("http://schema.datacite.org/oai/",),
    local_name="oai_datacite",
)
