"""F3, R1: the metadata say what the data are, where they are, and how large; and it is true."""

from __future__ import annotations

from assessors.absence import OF_DATA, absent, falls_short
from assessors.data_files import (
    closed_to_visitors,
    data_addresses,
    disguised,
    no_address,
    no_data_due,
    unread_file,
)
from assessors.file_formats import akin, find_format, find_format_of_name
from assessors.sentences import shown
from assessors.snippets import advice, datacite, json_ld
from assessors.substance import any_substantial, substantial
from assessors.views import said, views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import FILE, METADATA

_NEEDS = (FILE, *OF_DATA.steps)
_DOWNLOAD = {
    "@type": "DataDownload",
    "contentUrl": "https://…",
    "encodingFormat": "application/x-hdf5",
    "contentSize": "1048576",
}


@check(
    "data-named-in-metadata",
    title="The metadata name the data by address",
    source="FAIR F3; Signposting item; schema.org distribution; DCAT downloadURL",
    example='Link: <https://example.org/files/scan_0001.h5>; rel="item"',
    needs=_NEEDS,
)
def data_named_in_metadata(evidence: Evidence) -> Verdict:
    """Accept the address of a file, or parts that have identifiers of their own."""
    addresses = data_addresses(evidence)
    if addresses:
        return passed(f"The metadata name {len(addresses)} address(es) of data.", addresses[0][0])
    for pointer, related in said(evidence, "related", lambda view: view.related):
        if related.relation == "HasPart" and substantial(related.value):
            return passed("The metadata name parts that hold the data.", pointer)
    return no_data_due(evidence) or no_address(evidence)


@check(
    "resource-type-stated",
    title="The metadata say what kind of thing it is",
    source="FAIR R1; DataCite Metadata Schema 4.7, property 10",
    example='<resourceType resourceTypeGeneral="Dataset">XAS spectra</resourceType>',
    needs=METADATA,
)
def resource_type_stated(evidence: Evidence) -> Verdict:
    """Accept the general class or words of one's own."""
    for name, view in views(evidence):
        kind = view.resource_type
        if kind is not None and any_substantial((kind.general, kind.text)):
            return passed(f"The resource type is {shown(kind.general or kind.text)}.", f"view/{name}/resource_type")
    return absent(evidence, "a resource type", remedy=_STATE_TYPE)


@check(
    "file-described",
    title="The metadata give type and size of a file",
    source="FAIR R1; schema.org encodingFormat and contentSize; DataCite properties 13 and 14",
    example='"encodingFormat": "application/x-hdf5", "contentSize": "1048576"',
    needs=_NEEDS,
)
def file_described(evidence: Evidence) -> Verdict:
    """Accept both for one file, or both for the record as a whole."""
    for n, entry in enumerate(evidence.manifest.entries):
        if entry.media_type and entry.size_bytes is not None:
            return passed("Type and size of a file are given.", f"view/manifest/{n}")
    for pointer, content in said(evidence, "content", lambda view: view.content):
        if substantial(content.media_type) and content.size_bytes is not None:
            return passed("Type and size of a file are given.", pointer)
    for name, view in views(evidence):
        if any_substantial(view.sizes) and any_substantial(view.formats):
            return passed("Size and format are given for the record as a whole.", f"view/{name}/sizes")
    return no_data_due(evidence) or absent(evidence, "type and size of a file", remedy=_DESCRIBE_FILES, sources=OF_DATA)


@check(
    "file-size-true",
    title="The file has the size that is claimed",
    source="FAIR R1; RFC 9110, 14.4 Content-Range",
    example="contentSize 1048576, and Content-Range: bytes 0-65535/1048576",
    needs=_NEEDS,
)
def file_size_true(evidence: Evidence) -> Verdict:
    """Compare the claim with what the server counts."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is None or facts.claimed_bytes is None:
        return not_applicable("No size is claimed for the file.", "view/file")
    if facts.total_bytes is None:
        return indeterminate("The server does not tell the size of the file.", "view/file")
    if facts.total_bytes == facts.claimed_bytes:
        return passed(f"The file has the {facts.claimed_bytes} bytes that are claimed.", "view/file")
    because = f"The file has {facts.total_bytes} bytes; claimed are {facts.claimed_bytes}."
    remedy = f'Correct the size: "contentSize": "{facts.total_bytes}". Or put the right file there.'
    return failed(because, "view/file", "exchange/file", remedy=remedy)


@check(
    "file-type-true",
    title="The bytes of the file are of the type that is claimed",
    source="FAIR R1; PRONOM signatures",
    example="A file claimed as application/x-hdf5 begins with the HDF5 signature",
    needs=_NEEDS,
)
def file_type_true(evidence: Evidence) -> Verdict:
    """Compare the claim, or the extension where nothing is claimed, with the signature."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is None:
        return indeterminate("No bytes were read.")
    claim = shown(facts.claimed_type or facts.url)
    claimed = find_format(facts.claimed_type) or find_format_of_name(facts.url)
    remedy = "Correct encodingFormat in the metadata, or put the right file there."
    if disguised(facts):
        return failed(f"A web page came where {claim} is claimed.", "view/file", "exchange/file", remedy=remedy)
    if claimed is None or claimed.id == "unknown":
        return not_applicable("No type that is known is claimed for the file.", "view/file")
    found = find_format(facts.signature_media_type)
    if found is None:
        return indeterminate("The type of the bytes was not recognised.", "view/file")
    if akin(claimed, found):
        return passed(f"The bytes are {found.id}, as {claim} claims.", "view/file")
    return failed(f"The bytes are {found.id}; claimed is {claim}.", "view/file", "exchange/file", remedy=remedy)


@check(
    "variables-named",
    title="The metadata name the measured variables",
    source="FAIR R1; schema.org variableMeasured; science-on-schema.org 1.3",
    example='"variableMeasured": [{"@type": "PropertyValue", "name": "energy", "unitText": "eV"}]',
    needs=METADATA,
)
def variables_named(evidence: Evidence) -> Verdict:
    """Ask for one variable."""
    for pointer, variable in said(evidence, "variables", lambda view: view.variables):
        if substantial(variable):
            return passed(f"A measured variable is named: {shown(variable)}.", pointer)
    return absent(evidence, "a measured variable", remedy=_NAME_VARIABLES)


@check(
    "file-digests-given",
    title="The metadata give a checksum of a file",
    source="PaN profile; Metalink RFC 5854 hash; SPDX checksum",
    example="sha-256 of every file in the Metalink",
    needs=_NEEDS,
)
def file_digests_given(evidence: Evidence) -> Verdict:
    """Accept any algorithm."""
    if verdict := no_data_due(evidence):
        return verdict
    for n, entry in enumerate(evidence.manifest.entries):
        if entry.digests:
            return passed(f"A checksum is given ({shown(entry.digests[0].scheme)}).", f"view/manifest/{n}")
    for pointer, content in said(evidence, "content", lambda view: view.content):
        if content.digests:
            return passed(f"A checksum is given ({shown(content.digests[0].scheme)}).", pointer)
    return closed_to_visitors(evidence) or absent(evidence, "a checksum", remedy=_GIVE_DIGESTS, sources=OF_DATA)


@check(
    "metadata-attributes-plural",
    title="The metadata have a plurality of attributes",
    source="FAIR R1; DataCite Metadata Schema 4.7, recommended and optional properties",
    example="Abstract, keywords, contributors, collection date, version, format, variables, funding, relations",
    needs=METADATA,
)
def metadata_attributes_plural(evidence: Evidence) -> Verdict:
    """Ask for five of ten kinds of attributes beyond the citation."""
    present = views(evidence)
    stated = [name for name, _ in _ATTRIBUTES if any(_says(view, name) for _, view in present)]
    if len(stated) >= _ENOUGH:
        because = f"{len(stated)} of {len(_ATTRIBUTES)} kinds of attributes are stated: {', '.join(stated)}."
        return passed(because, *(f"view/{name}" for name, _ in present))
    missing = [element for name, element in _ATTRIBUTES if name not in stated]
    remedy = advice("State more of what a second user needs to know.", f"Missing: {', '.join(missing)}")
    what = f"{_ENOUGH} kinds of attributes beyond the citation"
    if not stated:
        return absent(evidence, what, remedy=remedy)
    because = f"{len(stated)} of {len(_ATTRIBUTES)} kinds of attributes are stated, {_ENOUGH} are expected."
    return falls_short(evidence, what, because, "view/union", remedy=remedy)


_ENOUGH = 5
_ATTRIBUTES = (
    ("descriptions", "description"),
    ("subjects", "subject"),
    ("contributors", "contributor"),
    ("dates", "date"),
    ("version", "version"),
    ("formats", "format"),
    ("variables", "variableMeasured"),
    ("funding", "fundingReference"),
    ("related", "relatedIdentifier"),
    ("geo_locations", "geoLocation"),
)


def _says(view: Metadata, name: str) -> bool:
    if name == "version":
        return any(sign.isdigit() for sign in view.version)
    return any_substantial(_texts(view, name))


def _texts(view: Metadata, name: str) -> list[str]:
    match name:
        case "contributors":
            return [agent.name for agent in view.contributors]
        case "dates":
            return [date.value for date in view.dates if date.kind and date.value[:4].isdigit()]
        case "funding":
            return [funding.funder for funding in view.funding]
        case "geo_locations":
            return [place.place or place.coordinates for place in view.geo_locations]
        case "formats":
            return [*view.formats, *(content.media_type for content in view.content)]
        case "variables":
            return list(view.variables)
        case _:
            return [item.value for item in getattr(view, name)]


_DESCRIBE_FILES = advice("Give media type and size of each file.", json_ld({"distribution": [_DOWNLOAD]}))
_GIVE_DIGESTS = advice("Give the SHA-256 of each file.", json_ld({"distribution": [{**_DOWNLOAD, "sha256": "…"}]}))
_STATE_TYPE = advice(
    "State the resource type.", datacite("resourceType", "XAS spectra", {"resourceTypeGeneral": "Dataset"})
)
_NAME_VARIABLES = advice(
    "Name the measured variables with their units.",
    json_ld({"variableMeasured": [{"@type": "PropertyValue", "name": "energy", "unitText": "eV"}]}),
)
