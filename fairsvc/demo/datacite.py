"""DataCite metadata 4.6 as JSON: what the registration agency holds of a dataset."""

from __future__ import annotations

from fairsvc.demo.catalogue import Catalogue, Dataset, Facility, Person
from fairsvc.demo.datacite_pasting import paste

NAMESPACE = "http://datacite.org/schema/kernel-4"
COAR_ACCESS = "http://purl.org/coar/access_right"
SPDX = "https://spdx.org/licenses/"

Json = dict[str, object]


def attributes(catalogue: Catalogue, dataset: Dataset, base_url: str) -> Json:
    """Describe the dataset in DataCite's property names; the XML is written from the same values."""
    return paste(_attributes(catalogue, dataset, base_url), dataset.pasted.datacite)


def _attributes(catalogue: Catalogue, dataset: Dataset, base_url: str) -> Json:
    facility = catalogue.facility
    return {
        "id": dataset.uri,
        "doi": dataset.doi,
        "identifiers": [],
        "creators": [_creator(facility, person) for person in dataset.creators],
        "titles": [{"lang": "en", "title": dataset.title}],
        "publisher": {
            "name": facility.name,
            "publisherIdentifier": facility.ror,
            "publisherIdentifierScheme": "ROR",
            "schemeUri": "https://ror.org",
            "lang": "en",
        },
        "publicationYear": dataset.published.year,
        "subjects": _subjects(dataset),
        "contributors": _contributors(facility, dataset),
        "dates": _dates(dataset),
        "language": "en",
        "types": _types(dataset),
        "alternateIdentifiers": _alternate(dataset),
        "relatedIdentifiers": _related(dataset, base_url),
        "sizes": [f"{file.claimed_bytes} bytes" for file in dataset.shown_files],
        "formats": sorted({file.media_type for file in dataset.shown_files}),
        "version": "1" if dataset.abstract else None,
        "rightsList": _rights(dataset),
        "descriptions": _descriptions(dataset),
        "geoLocations": [],
        "fundingReferences": _funding(facility, dataset),
        "url": dataset.page_at(base_url),
        "schemaVersion": NAMESPACE,
    }


def _creator(facility: Facility, person: Person) -> Json:
    identifiers = []
    if person.orcid:
        identifiers.append(
            {
                "nameIdentifier": person.orcid_url,
                "nameIdentifierScheme": "ORCID",
                "schemeUri": "https://orcid.org",
            },
        )
    return {
        "name": person.name,
        "nameType": "Personal",
        "givenName": person.given,
        "familyName": person.family,
        "affiliation": [
            {
                "name": facility.name,
                "affiliationIdentifier": facility.ror,
                "affiliationIdentifierScheme": "ROR",
                "schemeUri": "https://ror.org",
            },
        ],
        "nameIdentifiers": identifiers,
    }


def _contributors(facility: Facility, dataset: Dataset) -> list[Json]:
    if dataset.instrument is None:
        return []
    identifier = {"nameIdentifier": facility.ror, "nameIdentifierScheme": "ROR", "schemeUri": "https://ror.org"}
    return [
        {
            "name": facility.name,
            "nameType": "Organizational",
            "contributorType": "HostingInstitution",
            "affiliation": [],
            "nameIdentifiers": [identifier],
        },
    ]


def _subjects(dataset: Dataset) -> list[Json]:
    scheme = {"subjectScheme": "PaNET", "schemeUri": "http://purl.org/pan-science/PaNET/PaNET.owl", "lang": "en"}
    terms: list[Json] = [{"subject": term.label, "valueUri": term.url, **scheme} for term in dataset.techniques]
    words: list[Json] = [{"subject": keyword, "lang": "en"} for keyword in dataset.keywords]
    return terms + words


def _dates(dataset: Dataset) -> list[Json]:
    found: list[tuple[str, str]] = [("Issued", dataset.published.isoformat())]
    if dataset.collected:
        found.append(("Collected", dataset.collected))
    if dataset.available is not None:
        found.append(("Available", dataset.available.isoformat()))
    elif dataset.access is not None and dataset.access.id == "open" and dataset.collected:
        found.append(("Available", dataset.published.isoformat()))
    if dataset.withdrawn is not None:
        found.append(("Withdrawn", dataset.withdrawn.at.isoformat()))
    return [{"date": value, "dateType": kind} for kind, value in found]


def _types(dataset: Dataset) -> Json:
    return {
        "ris": "DATA",
        "bibtex": "misc",
        "citeproc": "dataset",
        "schemaOrg": dataset.kind,
        "resourceTypeGeneral": dataset.kind,
        "resourceType": "Experiment data" if dataset.abstract else dataset.kind,
    }


def _alternate(dataset: Dataset) -> list[Json]:
    if not dataset.proposal:
        return []
    numbers = [("Proposal", dataset.proposal)]
    if dataset.sample:
        numbers.append(("Sample", f"{dataset.proposal}-S1"))
    return [{"alternateIdentifierType": kind, "alternateIdentifier": number} for kind, number in numbers]


def _related(dataset: Dataset, base_url: str) -> list[Json]:
    return [
        {
            "relationType": relation.relation,
            "relatedIdentifier": relation.target,
            "relatedIdentifierType": relation.scheme,
            "resourceTypeGeneral": relation.resource_type,
        }
        for relation in dataset.relations(base_url)
    ]


def _rights(dataset: Dataset) -> list[Json]:
    found: list[Json] = []
    licence = dataset.registry_licence
    if licence is not None and licence.url:
        spdx = {"rightsIdentifier": licence.id, "rightsIdentifierScheme": "SPDX", "schemeUri": SPDX}
        found.append({"rights": licence.label, "rightsUri": licence.url, **spdx, "lang": "en"})
    elif licence is not None:
        found.append({"rights": licence.label, "lang": "en"})
    if dataset.access is not None:
        found.append({"rights": dataset.access.label, "rightsUri": dataset.access.url, "schemeUri": COAR_ACCESS})
    return found


def _descriptions(dataset: Dataset) -> list[Json]:
    named = (("Sample", dataset.sample), ("Beam", dataset.beam))
    technical = " ".join(f"{name}: {value}." for name, value in named if value)
    texts = [("Abstract", dataset.abstract), ("TechnicalInfo", technical)]
    return [{"description": text, "descriptionType": kind, "lang": "en"} for kind, text in texts if text]


def _funding(facility: Facility, dataset: Dataset) -> list[Json]:
    if "-" not in dataset.proposal:
        return []
    return [
        {
            "funderName": facility.funder,
            "funderIdentifier": facility.funder_ror,
            "funderIdentifierType": "ROR",
            "schemeUri": "https://ror.org",
            "awardNumber": facility.award,
            "awardTitle": facility.award_title,
        },
    ]
