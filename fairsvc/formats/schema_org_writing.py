"""Write a view as schema.org properties of a Dataset, as dataset search and science-on-schema.org read them.

Where schema.org has no property, Dublin Core or PROV has: `write_context` gives the prefixes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairsvc.formats.json_reading import storable
from fairsvc.formats.recognise import is_persistent, pid_key, tells_access
from fairsvc.formats.schema_org_parties import write_agent, write_contributors, write_funding
from fairsvc.formats.schema_org_parts import (
    write_download,
    write_identifier,
    write_keyword,
    write_place,
    write_relations,
    write_term,
)
from fairsvc.formats.schema_org_values import Json, line, links, said, web_address
from fairsvc.model.metadata import Date, Identifier, Metadata, Rights, Subject, Text
from fairsvc.vocab.access_rights import find_access_state
from fairsvc.vocab.addresses import bare_address

CONTEXT = "https://schema.org/"
PREFIXES = {"dct": "http://purl.org/dc/terms/", "prov": "http://www.w3.org/ns/prov#"}
_TECHNIQUES = ("panet", "measurementtechnique")
# Properties of the dates that schema.org knows, and of those that only Dublin Core does.
_DATES = {
    "Issued": "datePublished",
    "Created": "dateCreated",
    "Updated": "dateModified",
    "Collected": "temporalCoverage",
    "Coverage": "temporalCoverage",
    "Available": "dct:available",
    "Submitted": "dct:dateSubmitted",
    "Accepted": "dct:dateAccepted",
    "Valid": "dct:valid",
    "Copyrighted": "dct:dateCopyrighted",
}
_NAMING = ("@type", "@id", "name")
# What the metadata conform to, not the data.
_METADATA_SCHEMES = ("datacite.org/", "schema.datacite.org/", "openarchives.org/", "schema.org/")


def schema_org_properties(metadata: Metadata) -> Json:
    """Write what the view says, in one order; neither what has no value nor an identifier that fails its own check.

    `@context`, `@type` and `@id` are the caller's.
    """
    properties: Json = {
        "identifier": [write_identifier(known) for known in _identifiers(metadata)],
        **_texts(metadata),
        "url": web_address(metadata.url),
        "creator": [write_agent(agent) for agent in metadata.creators],
        "publisher": write_agent(metadata.publisher, "Organization") if metadata.publisher else {},
        **write_contributors(metadata.contributors),
        **_dates(metadata),
        "inLanguage": line(metadata.language),
        "version": line(metadata.version),
        **_subjects(metadata.subjects),
        **_rights(metadata),
        "distribution": [write_download(content) for content in metadata.content],
        "encodingFormat": _lines(metadata.formats),
        "size": _lines(metadata.sizes),
        "variableMeasured": [said({"@type": "PropertyValue", "name": line(name)}) for name in metadata.variables],
        "spatialCoverage": [write_place(place) for place in metadata.geo_locations],
        **write_funding(metadata.funding),
        **write_relations(metadata.related),
        "dct:conformsTo": _standards(metadata),
    }
    seen: set[str] = set()
    written: Json = storable({name: _once(_slim(value), seen) for name, value in properties.items()})
    return {name: value for name, value in written.items() if value not in ("", [], {})}


def write_context(properties: Mapping[str, object]) -> str | list[object]:
    """Write the `@context` of these properties: schema.org, and the prefixes that they use."""
    used = {name: iri for name, iri in PREFIXES.items() if any(key.startswith(f"{name}:") for key in properties)}
    return [CONTEXT, used] if used else CONTEXT


def _slim(value: object) -> object:
    """Leave out what says nothing, and what is said already."""
    if not isinstance(value, list):
        return value
    seen: list[object] = []
    seen += (one for one in value if one not in ("", {}, *seen))
    return seen


def _once(value: Any, seen: set[str]) -> Any:
    """Describe a node once, and name it from then on: two descriptions of one `@id` are one (JSON-LD 1.1, 2.4)."""
    if isinstance(value, list):
        return [_once(one, seen) for one in value]
    if not isinstance(value, dict):
        return value
    identity = value.get("@id", "")
    if identity and identity in seen:
        return {name: value[name] for name in _NAMING if name in value}
    seen.update((identity,) if identity else ())
    return {name: _once(one, seen) for name, one in value.items()}


def _lines(texts: Iterable[str]) -> list[str]:
    return [line(text) for text in texts]


def _identifiers(metadata: Metadata) -> list[Identifier]:
    """List each identifier once, those that persist first."""
    known: dict[str, Identifier] = {}
    for one in (*metadata.identifiers, *metadata.alternate_identifiers):
        known.setdefault(pid_key(one.value), one)
    return sorted(known.values(), key=lambda one: not is_persistent(one.value))


def _texts(metadata: Metadata) -> Json:
    titles = sorted(metadata.titles, key=lambda title: title.kind != "")
    abstracts = sorted(metadata.descriptions, key=lambda text: text.kind not in ("", "Abstract"))
    name, *others = _values(titles) or [""]
    descriptions = list(dict.fromkeys(text.value.strip() for text in abstracts if text.value.strip()))
    return {
        "name": name,
        "alternateName": others,
        "description": descriptions if len(descriptions) > 1 else next(iter(descriptions), ""),
    }


def _values(texts: Iterable[Text]) -> list[str]:
    return [value for value in dict.fromkeys(line(text.value) for text in texts) if value]


def _dates(metadata: Metadata) -> Json:
    dates: Iterable[Date] = metadata.dates
    year = metadata.publication_year
    if year is not None and not any(date.kind == "Issued" and line(date.value) for date in dates):
        dates = (Date(f"{year:04d}", "Issued"), *dates)
    found: dict[str, list[str]] = {name: [] for name in _DATES.values()}
    found["dct:date"] = []
    for date in dates:
        found[_DATES.get(date.kind, "dct:date")].append(line(date.value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _subjects(subjects: Iterable[Subject]) -> Json:
    """Write techniques as both: search engines read keywords, catalogues of techniques the other."""
    techniques = [subject for subject in subjects if _is_technique(subject)]
    return {
        "keywords": [write_keyword(subject) for subject in subjects],
        "measurementTechnique": [write_term(subject) for subject in techniques],
    }


def _is_technique(subject: Subject) -> bool:
    scheme = subject.scheme.casefold()
    return any(name in scheme for name in _TECHNIQUES) or "/pan-science/PaNET/" in subject.value_uri


def _rights(metadata: Metadata) -> Json:
    stated = [_stated(right) for right in metadata.rights]
    terms = (*(term for term in metadata.access if term != "free"), *filter(tells_access, stated))
    access = list(dict.fromkeys(line(term) for term in terms))
    states = {find_access_state(term) for term in access} - {None}
    free = states == {"open"} or (not states and "free" in metadata.access)
    return {
        "license": [_licence(text) for text in stated if not tells_access(text)],
        "isAccessibleForFree": True if free else False if states else "",
        "conditionsOfAccess": access,
    }


def _stated(right: Rights) -> str:
    """Choose the address where there is one: that is what readers of licences compare."""
    return line(right.uri) if links(right.uri) else line(right.text or right.uri or right.identifier)


def _licence(text: str) -> object:
    return text if links(text) else said({"@type": "CreativeWork", "name": text})


def _standards(metadata: Metadata) -> list[Json]:
    stated = (line(standard) for standard in metadata.conforms_to)
    return [{"@id": one} for one in stated if web_address(one) and not bare_address(one).startswith(_METADATA_SCHEMES)]
