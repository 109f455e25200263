"""R1.3: the metadata follow standards of the community."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.reading.absence import absent
from assessors.reading.tables import find_owner
from assessors.reading.views import telling_views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import METADATA

_TABLE = "metadata_standards.toml"
_OF_FORMAT = {
    "datacite-xml": "DataCite Metadata Schema",
    "datacite-json": "DataCite Metadata Schema",
    "oai_datacite": "DataCite Metadata Schema",
    "oai_dc": "Dublin Core",
    "schema-org": "schema.org",
}


@check(
    "metadata-standard-known",
    title="The metadata follow a published standard",
    source="FAIR R1.3; RDA Metadata Standards Catalog",
    example="DataCite Metadata Schema 4, schema.org, DCAT",
    counterexample="Fields of one's own in JSON, or DataCite XML in which every field is a placeholder",
    needs=METADATA,
    version=3,
)
def metadata_standard_known(evidence: Evidence) -> Verdict:
    """Accept generic and disciplinary standards; a document that describes nothing follows none."""
    for pointer, address in _named(evidence):
        if owner := find_owner(address, _TABLE, "generic") or find_owner(address, _TABLE, "community"):
            return passed(f"The metadata follow {owner}.", pointer)
    for name, view in telling_views(evidence):
        for _, origin in view.origins:
            if origin.document in _OF_FORMAT:
                return passed(f"The metadata follow {_OF_FORMAT[origin.document]}.", f"view/{name}")
    return absent(evidence, "a metadata standard", remedy="embed-schema-org")


@check(
    "community-metadata-standard",
    title="The metadata follow a standard of a discipline",
    source="FAIR R1.3; RDA Metadata Standards Catalog, FAIRsharing",
    example="NeXus, CIF, ICAT, ISO 19115, DDI",
    counterexample="DataCite and Dublin Core alone",
    needs=METADATA,
    version=3,
)
def community_metadata_standard(evidence: Evidence) -> Verdict:
    """Look namespaces, schema locations and profiles of typed links up."""
    for pointer, address in _named(evidence):
        if owner := find_owner(address, _TABLE, "community"):
            return passed(f"The metadata follow {owner}.", pointer)
    return absent(evidence, "a metadata standard of a discipline", remedy="offer-community-metadata")


@check(
    "metadata-names-its-standard",
    title="The metadata name, for programs, the standard they follow",
    source="FAIR R1.3; XML Schema schemaLocation, dcterms:conformsTo, RFC 6906 profile",
    example='xsi:schemaLocation="http://datacite.org/schema/kernel-4 …"',
    counterexample="XML without schemaLocation, JSON-LD without conformsTo",
    needs=METADATA,
    version=3,
)
def metadata_names_its_standard(evidence: Evidence) -> Verdict:
    """Ask for an address that the table of standards knows."""
    for pointer, address in _declared(evidence):
        if owner := find_owner(address, _TABLE, "generic") or find_owner(address, _TABLE, "community"):
            return passed(f"The metadata name their standard, {owner}.", pointer)
    return absent(evidence, "a schema location, conformsTo or profile of a standard", remedy="name-metadata-standard")


def _named(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from _declared(evidence)
    for name, view in telling_views(evidence):
        for namespace in view.namespaces:
            yield f"view/{name}/namespaces", namespace


def _declared(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for name, view in telling_views(evidence):
        for address in view.conforms_to:
            yield f"view/{name}/conforms_to", address
    page_tells = any(name == "page" for name, _ in telling_views(evidence))
    for link in evidence.links_with("describedby"):
        if link.profile and page_tells:
            yield "link/describedby", link.profile
