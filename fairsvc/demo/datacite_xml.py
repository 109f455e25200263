"""DataCite metadata 4.6 as XML: the schema's elements from the JSON's values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairsvc.demo.catalogue import Catalogue, Dataset
from fairsvc.demo.datacite import NAMESPACE, attributes
from fairsvc.demo.markup import Attributes, Markup, tag

SCHEMA = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Json = Any


def datacite_xml(catalogue: Catalogue, dataset: Dataset, base_url: str) -> bytes:
    """Write a document of its own."""
    return f"{DECLARATION}{resource(catalogue, dataset, base_url)}\n".encode()


def resource(catalogue: Catalogue, dataset: Dataset, base_url: str) -> Markup:
    """Write the resource element with its namespace declared."""
    names = {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}"}
    return tag("resource", names, *_iter_properties(attributes(catalogue, dataset, base_url)))


def _iter_properties(values: Json) -> Iterator[Markup]:
    yield tag("identifier", {"identifierType": "DOI"}, values["doi"])
    yield tag("creators", {}, *(_agent("creator", creator) for creator in values["creators"]))
    yield tag("titles", {}, *(tag("title", {"xml:lang": title["lang"]}, title["title"]) for title in values["titles"]))
    yield _publisher(values["publisher"])
    yield tag("publicationYear", {}, str(values["publicationYear"]))
    types = values["types"]
    yield tag("resourceType", {"resourceTypeGeneral": types["resourceTypeGeneral"]}, types["resourceType"])
    yield from _group("subjects", (_subject(subject) for subject in values["subjects"]))
    yield from _group("contributors", (_agent("contributor", agent) for agent in values["contributors"]))
    yield from _group("dates", (tag("date", {"dateType": date["dateType"]}, date["date"]) for date in values["dates"]))
    yield tag("language", {}, values["language"])
    yield from _group("alternateIdentifiers", (_alternate(value) for value in values["alternateIdentifiers"]))
    yield from _group("relatedIdentifiers", (_related(value) for value in values["relatedIdentifiers"]))
    yield from _group("sizes", (tag("size", {}, size) for size in values["sizes"]))
    yield from _group("formats", (tag("format", {}, media_type) for media_type in values["formats"]))
    if values["version"]:
        yield tag("version", {}, values["version"])
    yield from _group("rightsList", (_rights(rights) for rights in values["rightsList"]))
    yield from _group("descriptions", (_description(text) for text in values["descriptions"]))
    yield from _group("fundingReferences", (_funding(funding) for funding in values["fundingReferences"]))


def _group(name: str, elements: Iterator[Markup]) -> Iterator[Markup]:
    found = list(elements)
    if found:
        yield tag(name, {}, *found)


def _publisher(publisher: Json) -> Markup:
    names: Attributes = {
        "publisherIdentifier": publisher.get("publisherIdentifier", ""),
        "publisherIdentifierScheme": publisher.get("publisherIdentifierScheme", ""),
        "schemeURI": publisher.get("schemeUri", ""),
        "xml:lang": publisher["lang"],
    }
    return tag("publisher", names, publisher["name"])


def _agent(kind: str, agent: Json) -> Markup:
    role: Attributes = {"contributorType": agent["contributorType"]} if kind == "contributor" else {}
    parts = [tag(f"{kind}Name", {"nameType": agent["nameType"]}, agent["name"])]
    parts += [tag(name, {}, agent[name]) for name in ("givenName", "familyName") if agent.get(name)]
    parts += [_name_identifier(identifier) for identifier in agent["nameIdentifiers"]]
    parts += [_affiliation(affiliation) for affiliation in agent["affiliation"]]
    return tag(kind, role, *parts)


def _name_identifier(identifier: Json) -> Markup:
    names = {"nameIdentifierScheme": identifier["nameIdentifierScheme"], "schemeURI": identifier.get("schemeUri", "")}
    return tag("nameIdentifier", names, identifier["nameIdentifier"])


def _affiliation(affiliation: Json) -> Markup:
    names: Attributes = {
        "affiliationIdentifier": affiliation.get("affiliationIdentifier", ""),
        "affiliationIdentifierScheme": affiliation.get("affiliationIdentifierScheme", ""),
        "schemeURI": affiliation.get("schemeUri", ""),
    }
    return tag("affiliation", names, affiliation["name"])


def _subject(subject: Json) -> Markup:
    names: Attributes = {
        "subjectScheme": subject.get("subjectScheme", ""),
        "schemeURI": subject.get("schemeUri", ""),
        "valueURI": subject.get("valueUri", ""),
        "xml:lang": subject["lang"],
    }
    return tag("subject", names, subject["subject"])


def _alternate(value: Json) -> Markup:
    return tag(
        "alternateIdentifier",
        {"alternateIdentifierType": value["alternateIdentifierType"]},
        value["alternateIdentifier"],
    )


def _related(value: Json) -> Markup:
    names = {key: value.get(key, "") for key in ("relatedIdentifierType", "relationType", "resourceTypeGeneral")}
    return tag("relatedIdentifier", names, value["relatedIdentifier"])


def _rights(rights: Json) -> Markup:
    names: Attributes = {
        "rightsURI": rights.get("rightsUri", ""),
        "rightsIdentifier": rights.get("rightsIdentifier", ""),
        "rightsIdentifierScheme": rights.get("rightsIdentifierScheme", ""),
        "schemeURI": rights.get("schemeUri", ""),
        "xml:lang": rights.get("lang", ""),
    }
    return tag("rights", names, rights["rights"])


def _description(text: Json) -> Markup:
    return tag("description", {"descriptionType": text["descriptionType"], "xml:lang": "en"}, text["description"])


def _funding(funding: Json) -> Markup:
    attributes: dict[str, Attributes] = {
        "funderName": {},
        "funderIdentifier": {
            "funderIdentifierType": funding.get("funderIdentifierType", ""),
            "schemeURI": funding.get("schemeUri", ""),
        },
        "awardNumber": {"awardURI": funding.get("awardUri", "")},
        "awardTitle": {},
    }
    parts = (tag(name, names, funding[name]) for name, names in attributes.items() if funding.get(name))
    return tag("fundingReference", {}, *parts)
