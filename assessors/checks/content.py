"""F3, R1: the metadata say what the data are, where they are, and how large."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assessors.reading.absence import OF_DATA, absent, falls_short
from assessors.reading.believed_data import (
    believed_addresses,
    believed_content,
    believed_entries,
    lost_data,
    unread_data,
)
from assessors.reading.data_files import no_address, no_data_due
from assessors.reading.file_formats import find_format
from assessors.reading.plausibility import abstract_flaw, is_account, useful_keywords
from assessors.reading.references import by_address, references
from assessors.reading.sentences import shown
from assessors.reading.substance import any_substantial, substantial
from assessors.reading.telling import credited, says_nothing
from assessors.reading.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import FILE, METADATA

_NEEDS = (FILE, *OF_DATA.steps)
_LONGEST_TYPE = 200
_MEDIA_TYPE = re.compile(
    r"(?:https?://\S+/)?(?:application|audio|chemical|font|image|message|model|multipart|text|video)/[\w.+-]+(?:;.*)?",
    re.IGNORECASE,
)
# A format that no table knows, such as SPEC or "Bruker OPUS".
_NAME = re.compile(r"[^\W\d_]{2}")


@check(
    "data-named-in-metadata",
    version=4,
    title="The metadata name the data by address",
    source="FAIR F3; Signposting item; schema.org distribution; DCAT downloadURL",
    example='Link: <https://example.org/files/scan_0001.h5>; rel="item"',
    counterexample="The landing page's address, HasPart leading to the dataset itself, or a file beside the title “x”",
    needs=_NEEDS,
)
def data_named_in_metadata(evidence: Evidence) -> Verdict:
    """Accept the address of a file, or parts that have identifiers of their own."""
    addresses = believed_addresses(evidence)
    if addresses:
        return credited(evidence, f"The metadata name {len(addresses)} address(es) of data.", addresses[0][0])
    for pointer, related in references(evidence):
        if related.relation == "HasPart" and by_address(related):
            return credited(evidence, "The metadata name parts that hold the data.", pointer)
    return no_data_due(evidence) or lost_data(evidence) or no_address(evidence)


@check(
    "resource-type-stated",
    title="The metadata say what kind of thing it is",
    source="FAIR R1; DataCite Metadata Schema 4.7, property 10",
    example='<resourceType resourceTypeGeneral="Dataset">XAS spectra</resourceType>',
    counterexample='resourceTypeGeneral missing, or "(:unav)"; Dataset beside the title "x"',
    needs=METADATA,
    version=3,
)
def resource_type_stated(evidence: Evidence) -> Verdict:
    """Accept the general class or words of one's own, if the metadata describe the thing."""
    if verdict := says_nothing(evidence):
        return verdict
    for name, view in views(evidence):
        kind = view.resource_type
        if kind is not None and any_substantial((kind.general, kind.text)):
            return passed(f"The resource type is {shown(kind.general or kind.text)}.", f"view/{name}/resource_type")
    return absent(evidence, "a resource type", remedy="state-resource-type")


@check(
    "file-described",
    version=4,
    title="The metadata give type and size of a file",
    source="FAIR R1; schema.org encodingFormat and contentSize; DataCite properties 13 and 14",
    example='"encodingFormat": "application/x-hdf5", "contentSize": "1048576"',
    counterexample='"contentSize": "0", a file without encodingFormat, or a file that answers 404',
    needs=_NEEDS,
)
def file_described(evidence: Evidence) -> Verdict:
    """Accept both for one file, or both for the record as a whole; nothing is no size, and "x" no type."""
    if verdict := lost_data(evidence):
        return verdict
    for pointer, entry in believed_entries(evidence):
        if _is_type(entry.media_type) and entry.size_bytes:
            return passed("Type and size of a file are given.", pointer)
    for pointer, content in believed_content(evidence):
        if _is_type(content.media_type) and content.size_bytes:
            return passed("Type and size of a file are given.", pointer)
    for name, view in views(evidence):
        if any(_is_size(size) for size in view.sizes) and any(_is_format(kind) for kind in view.formats):
            return passed("Size and format are given for the record as a whole.", f"view/{name}/sizes")
    what = "type and size of a file"
    verdict = no_data_due(evidence) or unread_data(evidence)
    return verdict or absent(evidence, what, remedy="describe-files", sources=OF_DATA)


@check(
    "data-content-mentioned",
    title="The metadata give name, size or type of a file at all",
    source="FAIR F3; FsF 0.5 F3-01M; DataCite properties 13 and 14; schema.org distribution",
    example='"distribution": {"name": "scan_0001.nxs"}',
    counterexample="A landing page address, and nothing of what lies behind it; a file that answers 404",
    needs=_NEEDS,
    version=3,
)
def data_content_mentioned(evidence: Evidence) -> Verdict:
    """Accept one of the three, for a file or for the record as a whole."""
    if verdict := lost_data(evidence):
        return verdict
    for pointer, entry in believed_entries(evidence):
        if substantial(entry.path) or entry.size_bytes or _is_type(entry.media_type):
            return credited(evidence, "Name, size or type of a file is given.", pointer)
    for pointer, content in believed_content(evidence):
        if substantial(content.name) or content.size_bytes or _is_type(content.media_type):
            return credited(evidence, "Name, size or type of a file is given.", pointer)
    for name, view in views(evidence):
        if any(_is_size(size) for size in view.sizes) or any(_is_format(kind) for kind in view.formats):
            return credited(evidence, "A size or format is given for the record as a whole.", f"view/{name}")
    what = "name, size or type of a file"
    verdict = no_data_due(evidence) or unread_data(evidence)
    return verdict or absent(evidence, what, remedy="describe-files", sources=OF_DATA)


@check(
    "variables-named",
    title="The metadata name the measured variables",
    source="FAIR R1; schema.org variableMeasured; science-on-schema.org 1.3",
    example='"variableMeasured": [{"@type": "PropertyValue", "name": "energy", "unitText": "eV"}]',
    counterexample='"variableMeasured": "n/a"',
    needs=METADATA,
)
def variables_named(evidence: Evidence) -> Verdict:
    """Ask for one variable."""
    for pointer, variable in said(evidence, "variables", lambda view: view.variables):
        if substantial(variable):
            return passed(f"A measured variable is named: {shown(variable)}.", pointer)
    return absent(evidence, "a measured variable", remedy="name-variables")


@check(
    "metadata-attributes-plural",
    version=3,
    title="The metadata have a plurality of attributes",
    source="FAIR R1; DataCite Metadata Schema 4.7, recommended and optional properties",
    example="Abstract, keywords, contributors, collection date, version, format, variables, funding, relations",
    counterexample="Creator, title, year and nothing else",
    needs=METADATA,
)
def metadata_attributes_plural(evidence: Evidence) -> Verdict:
    """Ask for five of ten kinds of attributes beyond the citation."""
    present = views(evidence)
    stated = [name for name, read in _ATTRIBUTES if any(any_substantial(read(view)) for _, view in present)]
    if len(stated) >= _ENOUGH:
        because = f"{len(stated)} of {len(_ATTRIBUTES)} kinds of attributes are stated: {', '.join(stated)}."
        return credited(evidence, because, *(f"view/{name}" for name, _ in present))
    what = f"{_ENOUGH} kinds of attributes beyond the citation"
    if not stated:
        return absent(evidence, what, remedy="state-more-attributes")
    missing = ", ".join(name for name, _ in _ATTRIBUTES if name not in stated)
    because = f"{len(stated)} of {len(_ATTRIBUTES)} kinds of attributes are stated, {_ENOUGH} expected; not: {missing}."
    return falls_short(evidence, what, because, "view/union", remedy="state-more-attributes")


_ENOUGH = 5
_ATTRIBUTES: tuple[tuple[str, Callable[[Metadata], Iterable[str]]], ...] = (
    ("description", lambda view: (one.value for one in view.descriptions if not abstract_flaw(one.value, view))),
    ("subject", useful_keywords),
    ("contributor", lambda view: (agent.name for agent in view.contributors if not is_account(agent.name))),
    ("date", lambda view: (date.value for date in view.dates if date.kind and date.value[:4].isdigit())),
    ("version", lambda view: (f"version {view.version}",) if any(map(str.isdigit, view.version[:100])) else ()),
    ("format", lambda view: (*view.formats, *(content.media_type for content in view.content))),
    ("variableMeasured", lambda view: view.variables),
    ("fundingReference", lambda view: (funding.funder for funding in view.funding)),
    ("relatedIdentifier", lambda view: (related.value for related in view.related)),
    ("geoLocation", lambda view: (place.place or place.coordinates for place in view.geo_locations)),
)


def _is_type(text: str) -> bool:
    """Tell whether the text has the form of a media type, or is a type that the table of formats knows."""
    return len(text) <= _LONGEST_TYPE and (_MEDIA_TYPE.fullmatch(text.strip()) or find_format(text)) is not None


def _is_format(text: str) -> bool:
    """Tell whether the text may name a format, also one that no table knows."""
    return substantial(text) and _NAME.search(text) is not None


def _is_size(text: str) -> bool:
    """Tell whether the text is a size above nothing: bytes, files, pages."""
    return any(sign in "123456789" for sign in text[:_LONGEST_TYPE])
