"""A stand-in for DataCite: the REST record and content negotiation by path."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs

from fairsvc.demo.catalogue import Addresses, Catalogue, Dataset
from fairsvc.demo.citation import BIBTEX, CSL_JSON, bibtex, csl_json
from fairsvc.demo.datacite import attributes
from fairsvc.demo.datacite_xml import datacite_xml
from fairsvc.demo.schema_org import describe
from fairsvc.demo.wire import Request, Response, as_json, notice

DATACITE_JSON = "application/vnd.datacite.datacite+json"
DATACITE_XML = "application/vnd.datacite.datacite+xml"
SCHEMA_ORG = "application/vnd.schemaorg.ld+json"
MEDIA_TYPES = (DATACITE_JSON, DATACITE_XML, SCHEMA_ORG, "application/ld+json", CSL_JSON, BIBTEX)
# What DataCite documents, and answers with 422 when it comes to it.
UNMADE = ("text/turtle", "application/rdf+xml")
COUNTS = ("viewCount", "downloadCount", "referenceCount", "citationCount", "partCount", "partOfCount", "versionCount")


class Agency:
    """Answer for the DOIs that the facility has registered."""

    def __init__(self, catalogue: Catalogue, addresses: Addresses) -> None:
        self._catalogue, self._addresses = catalogue, addresses

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "POST":
            return notice(405, "Not allowed", "Records can only be read here.", ("Allow", "GET, HEAD"))
        first, _, rest = request.path.removeprefix("/").partition("/")
        if first == "dois":
            return self._record(request, rest)
        kind, _, doi = rest.partition("/")
        return self._representation(f"{first}/{kind}".lower(), doi)

    def _record(self, request: Request, doi: str) -> Response:
        dataset = self._find(doi)
        if dataset is None:
            return _not_found()
        switches = {name for name, values in parse_qs(request.query).items() if values == ["true"]}
        described = _as_rest(attributes(self._catalogue, dataset, self._addresses.site), switches)
        described |= self._state(dataset)
        client = {"data": {"id": self._catalogue.facility.client, "type": "clients"}}
        data = {"id": dataset.doi, "type": "dois", "attributes": described, "relationships": {"client": client}}
        return as_json(200, {"data": data})

    def _state(self, dataset: Dataset) -> dict[str, object]:
        """Write the attributes that are the agency's own."""
        xml = datacite_xml(self._catalogue, dataset, self._addresses.site)
        instant = dataset.datestamp.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        prefix, _, suffix = dataset.doi.partition("/")
        return {
            **dict.fromkeys(COUNTS, 0),
            "prefix": prefix,
            "suffix": suffix,
            "container": {},
            "relatedItems": [],
            "xml": base64.b64encode(xml).decode(),
            "contentUrl": None,
            "metadataVersion": 0,
            "source": "mds",
            "isActive": True,
            "state": "findable",
            "reason": None,
            "created": instant,
            "registered": instant,
            "published": str(dataset.published.year),
            "updated": instant,
        }

    def _representation(self, media_type: str, doi: str) -> Response:
        if media_type in UNMADE:
            return as_json(422, {"errors": [{"status": "422", "title": f"The record cannot be made {media_type}."}]})
        if media_type not in MEDIA_TYPES:
            return notice(406, "Not acceptable", f"The agency offers {', '.join(MEDIA_TYPES)}.")
        dataset = self._find(doi)
        if dataset is None:
            return _not_found()
        return self._made(media_type, dataset)

    def _made(self, media_type: str, dataset: Dataset) -> Response:
        match media_type:
            case "application/vnd.datacite.datacite+xml":
                xml = datacite_xml(self._catalogue, dataset, self._addresses.site)
                return Response(200, (("Content-Type", media_type),), xml)
            case "application/vnd.datacite.datacite+json":
                return as_json(200, attributes(self._catalogue, dataset, self._addresses.site), media_type)
            case "application/vnd.citationstyles.csl+json":
                return as_json(200, csl_json(self._catalogue, dataset), media_type)
            case "application/x-bibtex":
                return Response(200, (("Content-Type", media_type),), bibtex(self._catalogue, dataset))
            case _:
                described = describe(self._catalogue, dataset, self._addresses, dataset.registry_licence)
                # DataCite names its own type, also when application/ld+json was asked for.
                return as_json(200, described, SCHEMA_ORG)

    def _find(self, doi: str) -> Dataset | None:
        dataset = self._catalogue.find_doi(doi)
        hidden = dataset is not None and dataset.deleted and dataset.withdrawn is None
        return None if hidden else dataset


def _as_rest(described: dict[str, Any], switches: set[str]) -> dict[str, Any]:
    """Shape names as the REST API does: plain strings unless affiliation=true and publisher=true ask for objects."""
    rest = {name: value for name, value in described.items() if name != "id"}
    if "publisher" not in switches:
        rest["publisher"] = rest["publisher"]["name"]
    if "affiliation" not in switches:
        for role in ("creators", "contributors"):
            rest[role] = [{**a, "affiliation": [known["name"] for known in a["affiliation"]]} for a in rest[role]]
    return rest


def _not_found() -> Response:
    return as_json(404, {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]})
