"""schema.org JSON-LD of a dataset and of the whole catalogue, as web search engines expect it."""

from __future__ import annotations

import json

from fairsvc.demo.catalogue import Addresses, Catalogue, DataFile, Dataset, Facility, Person, Term

Json = dict[str, object]
CONTEXT = "https://schema.org/"
PREFIXES = {"prov": "http://www.w3.org/ns/prov#", "dct": "http://purl.org/dc/terms/"}
PROPERTIES = {
    "HasPart": "hasPart",
    "IsPartOf": "isPartOf",
    "IsDerivedFrom": "isBasedOn",
    "IsDocumentedBy": "subjectOf",
    "References": "citation",
}


def describe(catalogue: Catalogue, dataset: Dataset, addresses: Addresses, licence: Term | None) -> Json:
    """Describe a dataset, under the licence that the caller knows: page and registry may contradict each other."""
    facility = catalogue.facility
    everything: Json = {
        "@context": [CONTEXT, PREFIXES] if _standards(dataset) or dataset.proposal else CONTEXT,
        "@type": dataset.kind if dataset.kind == "Collection" else "Dataset",
        "@id": dataset.uri,
        "identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": dataset.doi, "url": dataset.uri},
        "name": dataset.title,
        "description": dataset.abstract,
        "url": dataset.page_at(addresses.site),
        "creator": [_creator(facility, person) for person in dataset.creators],
        "publisher": _organisation(facility),
        "datePublished": dataset.published.isoformat(),
        "dateModified": dataset.datestamp.date().isoformat(),
        "temporalCoverage": dataset.collected,
        "inLanguage": "en",
        "version": "1" if dataset.abstract else "",
        "license": (licence.url or licence.label) if licence else "",
        "keywords": _keywords(dataset),
        "measurementTechnique": [{"@type": "DefinedTerm", "@id": t.url, "name": t.label} for t in dataset.techniques],
        "variableMeasured": _variables(dataset),
        "distribution": [_download(file, addresses) for file in dataset.shown_files],
        "creativeWorkStatus": "Withdrawn" if dataset.withdrawn else "",
        **_access(dataset),
        **_relations(dataset, addresses.site),
        **_context_of_work(facility, dataset, addresses.site),
    }
    return {key: value for key, value in everything.items() if value not in ("", [], None)}


def catalogue_json_ld(catalogue: Catalogue, base_url: str) -> Json:
    """Describe the home page as a DataCatalog."""
    return {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": f"{base_url}/",
        "name": f"{catalogue.facility.name} data catalogue",
        "publisher": _organisation(catalogue.facility),
        "dataset": [{"@type": "Dataset", "@id": d.uri, "name": d.title} for d in catalogue.datasets if not d.deleted],
    }


def script_text(value: Json) -> str:
    """Write JSON for a script element: no character may end the element."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _organisation(facility: Facility) -> Json:
    return {"@type": "Organization", "@id": facility.ror, "name": facility.name}


def _creator(facility: Facility, person: Person) -> Json:
    described: Json = {
        "@type": "Person",
        "name": person.name,
        "givenName": person.given,
        "familyName": person.family,
        "affiliation": _organisation(facility),
    }
    return {"@id": person.orcid_url, **described} if person.orcid else described


def _keywords(dataset: Dataset) -> list[object]:
    panet = "http://purl.org/pan-science/PaNET/PaNET.owl"
    terms = [
        {"@type": "DefinedTerm", "@id": term.url, "name": term.label, "inDefinedTermSet": panet}
        for term in dataset.techniques
    ]
    return [*terms, *dataset.keywords]


def _variables(dataset: Dataset) -> list[Json]:
    units = {one.name: one.unit for file in dataset.shown_files for one in file.variables}
    return [{"@type": "PropertyValue", "name": name, "unitCode": unit} for name, unit in sorted(units.items())]


def _download(file: DataFile, addresses: Addresses) -> Json:
    described: Json = {
        "@type": "DataDownload",
        "name": file.name,
        "identifier": file.uri,
        "contentUrl": addresses.file(file),
        "contentSize": f"{file.claimed_bytes} B",
        "encodingFormat": file.media_type,
        "sha256": file.claimed_sha256,
        "dct:conformsTo": {"@id": file.conforms_to} if file.conforms_to else "",
    }
    return {key: value for key, value in described.items() if value}


def _access(dataset: Dataset) -> Json:
    if dataset.access is None:
        return {}
    return {"isAccessibleForFree": dataset.access.id == "open", "conditionsOfAccess": dataset.access.url}


def _standards(dataset: Dataset) -> list[str]:
    return [file.conforms_to for file in dataset.shown_files if file.conforms_to]


def _sources(dataset: Dataset) -> list[Json]:
    return [{"@id": f"https://doi.org/{doi}"} for relation, doi in dataset.related if relation == "IsDerivedFrom"]


def _relations(dataset: Dataset, base_url: str) -> Json:
    found: dict[str, list[Json]] = {}
    for relation in dataset.relations(base_url):
        if relation.relation in PROPERTIES:
            target = relation.target if relation.scheme == "URL" else f"https://doi.org/{relation.target}"
            described: Json = {"@type": "CreativeWork", "@id": target, "url": target}
            found.setdefault(PROPERTIES[relation.relation], []).append(described)
    derived = {"prov:wasDerivedFrom": _sources(dataset)} if _sources(dataset) else {}
    return {**found, **derived}


def _context_of_work(facility: Facility, dataset: Dataset, base_url: str) -> Json:
    if "-" not in dataset.proposal:
        return {}
    funder = {"@type": "Organization", "@id": facility.funder_ror, "name": facility.funder}
    grant = {"@type": "Grant", "identifier": facility.award, "name": facility.award_title, "funder": funder}
    experiment: Json = {"@type": "prov:Activity", "name": f"Proposal {dataset.proposal}"}
    if dataset.instrument is not None:
        experiment["prov:used"] = {"@type": "prov:Entity", "name": dataset.instrument.name}
    return {
        "prov:wasGeneratedBy": experiment,
        "funding": grant,
        "sourceOrganization": _organisation(facility),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{base_url}/", "name": f"{facility.name} data"},
    }
