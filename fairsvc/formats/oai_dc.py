"""Unqualified Dublin Core as OAI-PMH demands it, and the qualified terms and foreign elements that come with it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.draft import Draft
from fairsvc.formats.dublin_core import DATES, DESCRIPTIONS, RELATIONS, read_spatial
from fairsvc.formats.recognise import (
    add_access,
    find_size_bytes,
    find_year,
    is_address,
    is_persistent,
    pid_key,
    resource_type_of,
    scheme_of,
)
from fairsvc.formats.xml_reading import (
    XML_LANG,
    XSI,
    attribute,
    line,
    local_name,
    namespace_of,
    namespaces_used,
    prose,
    read_xml,
    schema_locations,
)
from fairsvc.formats.xml_rest import keep_attributes, keep_element
from fairsvc.model.format import MetadataFormat
from fairsvc.model.metadata import (
    Agent,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    Rights,
    Subject,
    Text,
)

ID = "oai_dc"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_PREFIXES = {"http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms"}

# DataCite's provider and Elettra write "Created: 2021-06-14".
_KIND_AND_DATE = re.compile(
    r"(Accepted|Available|Collected|Copyrighted|Coverage|Created|Issued|Submitted|Updated|Valid)\s*:\s*"
)
# info:eu-repo/grantAgreement/Funder/Programme/ProjectID, OpenAIRE Guidelines for Data Archives
_GRANT = re.compile(r"info:eu-repo/grantAgreement/(?P<funder>[^/]*)/(?P<programme>[^/]*)/(?P<number>[^/]+)")
_ALTERNATE = "info:eu-repo/semantics/altIdentifier/"
_TYPE_PREFIX = "info:eu-repo/semantics/"

Handler = Callable[[Draft, list[etree._Element], str], None]


def read(body: bytes) -> Metadata:
    """Read one Dublin Core record. Raises Unreadable."""
    return read_terms(read_xml(body))


def read_terms(root: etree._Element) -> Metadata:
    """Read the children of an element that holds Dublin Core terms, whatever that element is called."""
    if not any(namespace_of(child) in _PREFIXES for child in root):
        raise Unreadable("this holds no Dublin Core", f"the root element is {root.tag}")
    draft = Draft(ID)
    groups = _grouped(draft, root)
    for name, handler in _HANDLERS.items():
        if name in groups:
            handler(draft, groups[name], _pointer(groups[name][0], name))
    for name, elements in groups.items():
        if name not in _HANDLERS:
            for element in elements:
                keep_element(draft, _pointer(element, name), element)
    _put_year(draft)
    return draft.build(namespaces_used(root), schema_locations(root))


def _grouped(draft: Draft, root: etree._Element) -> dict[str, list[etree._Element]]:
    groups: dict[str, list[etree._Element]] = {}
    for child in root:
        name = local_name(child)
        right = _SPELLINGS.get(name.lower(), name)
        if right != name:
            draft.warn(f"misspelt: {name}")
        elif namespace_of(child) not in _PREFIXES:
            draft.warn(f"foreign element: {name}")
        elif namespace_of(child) == "http://purl.org/dc/elements/1.1/" and name not in _ELEMENTS:
            draft.warn(f"unknown: {name}")
        groups.setdefault(right, []).append(child)
    return groups


def _pointer(element: etree._Element, name: str) -> str:
    prefix = _PREFIXES.get(namespace_of(element))
    return f"{prefix}:{name}" if prefix else name


def _put_year(draft: Draft) -> None:
    """Take the publication year from the date that says most likely when it was issued."""
    dates: tuple[Date, ...] = draft.values("dates")
    for kind in ("Issued", "", "Available"):
        for date in dates:
            if date.kind == kind and (year := find_year(date.value)):
                draft.put("publication_year", year, draft.pointer("dates"))
                return


def _identifiers(draft: Draft, elements: list[etree._Element], pointer: str) -> None:
    """Split identifiers: those that persist (or the first, if none does), and the others."""
    values = list(dict.fromkeys(value for element in elements if (value := line(element))))
    lasting = {value for value in values if is_persistent(value)} or set(values[:1])
    for value in values:
        field = "identifiers" if value in lasting else "alternate_identifiers"
        draft.add(field, Identifier(value, scheme_of(value)), pointer)
    if url := next((value for value in values if scheme_of(value) == "URL"), ""):
        draft.put("url", url, pointer)


def _sources(draft: Draft, elements: list[etree._Element], pointer: str) -> None:
    own = {pid_key(identifier.value) for identifier in draft.values("identifiers")}
    for element in elements:
        value = line(element)
        if pid_key(value) in own:
            draft.warn("names the record itself: source")
            draft.keep(pointer, value)
        else:
            _add_related(draft, value, "source", pointer)


def _relations(draft: Draft, elements: list[etree._Element], pointer: str) -> None:
    for element in elements:
        value = line(element)
        if grant := _GRANT.match(value):
            draft.add("funding", Funding(grant["funder"], award_number=grant["number"], award_uri=value), pointer)
        elif value.startswith(_ALTERNATE):
            scheme, _, alternate = value.removeprefix(_ALTERNATE).partition("/")
            draft.add("alternate_identifiers", Identifier(alternate, scheme), pointer)
        else:
            _add_related(draft, value, local_name(element), pointer)


def _add_related(draft: Draft, value: str, name: str, pointer: str) -> None:
    if scheme := scheme_of(value):
        draft.add("related", Related(value, scheme, RELATIONS.get(name, "")), pointer)
    else:
        draft.keep(pointer, value)


def _types(draft: Draft, elements: list[etree._Element], pointer: str) -> None:
    words = [word for element in elements if (word := line(element).removeprefix(_TYPE_PREFIX))]
    if words:
        kind = resource_type_of(tuple(words))
        draft.put("resource_type", kind, pointer)
        for word in words[1:]:
            if word != kind.text:
                draft.keep(pointer, word)


def _each(read_one: Callable[[Draft, etree._Element, str], None], *attributes: str) -> Handler:
    def read_all(draft: Draft, elements: list[etree._Element], pointer: str) -> None:
        for element in elements:
            keep_attributes(draft, pointer, element, XML_LANG, *attributes)
            if len(element) or (element.text or "").strip():
                read_one(draft, element, pointer)

    return read_all


def _text(field: str, kind: str = "") -> Handler:
    def add(draft: Draft, element: etree._Element, pointer: str) -> None:
        value = prose(element) if field == "descriptions" else line(element)
        draft.add(field, Text(value, kind, attribute(element, XML_LANG)), pointer)

    return _each(add)


def _agent(field: str, role: str = "") -> Handler:
    return _each(lambda draft, element, pointer: draft.add(field, Agent(line(element), role=role), pointer))


def _plain(field: str) -> Handler:
    return _each(lambda draft, element, pointer: draft.add(field, line(element), pointer))


def _date(kind: str) -> Handler:
    def add(draft: Draft, element: etree._Element, pointer: str) -> None:
        value = line(element)
        if value.startswith("info:eu-repo/"):
            add_access(draft, pointer, value)
        elif match := _KIND_AND_DATE.match(value):
            draft.add("dates", Date(value[match.end() :], match[1]), pointer)
        else:
            draft.add("dates", Date(value, kind), pointer)

    return _each(add)


def _publisher(draft: Draft, element: etree._Element, pointer: str) -> None:
    draft.put("publisher", Agent(line(element)), pointer)


def _subject(draft: Draft, element: etree._Element, pointer: str) -> None:
    value = line(element)
    uri = value if scheme_of(value) else ""
    draft.add("subjects", Subject(value, value_uri=uri, lang=attribute(element, XML_LANG)), pointer)


def _rights(draft: Draft, element: etree._Element, pointer: str) -> None:
    value, lang = line(element), attribute(element, XML_LANG)
    draft.add("rights", Rights(uri=value) if is_address(value) else Rights(value, lang=lang), pointer)
    add_access(draft, pointer, value)


def _format(draft: Draft, element: etree._Element, pointer: str) -> None:
    value = line(element)
    is_size = find_size_bytes(value) is not None and not value.isdigit()
    draft.add("sizes" if is_size else "formats", value, pointer)


def _language(draft: Draft, element: etree._Element, pointer: str) -> None:
    draft.put("language", line(element), pointer)


def _coverage(draft: Draft, element: etree._Element, pointer: str) -> None:
    value = line(element)
    if find_year(value):
        draft.add("dates", Date(value, "Coverage"), pointer)
    else:
        draft.add("geo_locations", GeoLocation(value), pointer)


def _spatial(draft: Draft, element: etree._Element, pointer: str) -> None:
    shape = attribute(element, f"{XSI}type").rpartition(":")[2].lower()
    draft.add("geo_locations", read_spatial(shape, line(element)), pointer)


# In this order: what is the identifier decides what `source` means.
_HANDLERS: dict[str, Handler] = {
    "identifier": _identifiers,
    "source": _sources,
    "title": _text("titles"),
    "alternative": _text("titles", "AlternativeTitle"),
    "creator": _agent("creators"),
    "contributor": _agent("contributors"),
    "rightsHolder": _agent("contributors", "RightsHolder"),
    "publisher": _each(_publisher),
    "subject": _each(_subject),
    "type": _types,
    "rights": _each(_rights),
    "license": _each(_rights),
    "relationship": _relations,
    "accessRights": _plain("access"),
    "format": _each(_format),
    "extent": _plain("sizes"),
    "medium": _plain("formats"),
    "language": _each(_language),
    "coverage": _each(_coverage),
    "spatial": _each(_spatial),
    **{name: _text("descriptions", kind) for name, kind in DESCRIPTIONS.items()},
    **{name: _date(kind) for name, kind in DATES.items()},
    **{name: _relations for name in RELATIONS if name != "source"},
    "conformsTo": _plain("conforms_to"),
}
_SPELLINGS = {name.lower(): name for name in _HANDLERS}
# Dublin Core Metadata Element Set 1.1; the other names are DCMI Metadata Terms only.
_ELEMENTS = frozenset(
    {"contributor", "coverage", "creator", "date", "description", "format", "identifier", "language", "publisher"}
    | {"relation", "rights", "source", "subject", "title", "type"},
)

FORMAT = MetadataFormat(
    ID,
    "Dublin Core (oai_dc)",
    "OAI-PMH 2.0 section 3.4 and DCMI Metadata Terms",
    read,
    read_element=read_terms,
    media_types=("application/x-dc+xml",),
    namespaces=(OAI_DC, "http://purl.org/dc/", "http://dspace.org/qualifieddc/"),
)
