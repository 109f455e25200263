"""DataCite's OAI-PMH envelope, oai-1.0 and oai-1.1: a resource with a note of who sent it."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_xml import read_resource
from fairsvc.formats.xml_reading import line, local_name, namespaces_used, read_xml
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import Metadata

ID = "oai_datacite"


def read(body: bytes) -> Metadata:
    """Read the resource in the envelope. Raises Unreadable."""
    root = read_xml(body)
    payload = next((child for child in root if local_name(child) == "payload"), None)
    resource = next(iter(payload), None) if payload is not None else None
    if resource is None:
        raise Unreadable("the OAI DataCite envelope is empty", f"the root element is {root.tag}")
    view = read_resource(resource, ID)
    notes = tuple((local_name(child), text) for child in root if child is not payload and (text := line(child)))
    return replace(view, namespaces=namespaces_used(root), unmapped=view.unmapped + notes)


FORMAT = MetadataFormat(
    ID,
    "DataCite XML in its OAI envelope",
    "DataCite OAI schemas 1.0 and 1.1, https://schema.datacite.org/oai/",
    read,
    namespaces=("http://schema.datacite.org/oai/",),
    local_name="oai_datacite",
)
