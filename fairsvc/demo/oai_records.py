"""OAI-PMH records of the datasets: header, and metadata in three formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from fairsvc.demo.catalogue import Catalogue, Dataset
from fairsvc.demo.datacite import NAMESPACE as DATACITE
from fairsvc.demo.datacite_xml import SCHEMA, XSI, resource
from fairsvc.demo.markup import Markup, tag

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DATACITE = "http://schema.datacite.org/oai/oai-1.1/"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A metadataPrefix with its schema and namespace."""

    prefix: str
    schema: str
    namespace: str


FORMATS = (
    MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    MetadataFormat("oai_datacite", "http://schema.datacite.org/oai/oai-1.1/oai.xsd", OAI_DATACITE),
    MetadataFormat("datacite", SCHEMA, DATACITE),
)


def utc_text(instant: datetime) -> str:
    """Write an instant at seconds granularity (OAI-PMH section 3.3)."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Records:
    """Write datasets as OAI-PMH items."""

    def __init__(self, catalogue: Catalogue, base_url: str) -> None:
        self._catalogue, self._base_url = catalogue, base_url

    def identifier(self, dataset: Dataset) -> str:
        """Name the item in the oai-identifier form."""
        return f"oai:{self._catalogue.facility.repository_id}:{dataset.id}"

    def header(self, dataset: Dataset) -> Markup:
        """Write the header; a deleted record has nothing else."""
        return tag(
            "header",
            {"status": "deleted" if dataset.deleted else ""},
            tag("identifier", {}, self.identifier(dataset)),
            tag("datestamp", {}, utc_text(dataset.datestamp)),
            tag("setSpec", {}, dataset.set_spec),
        )

    def record(self, dataset: Dataset, prefix: str) -> Markup:
        """Write header and metadata; the licence may be another one than the registry's."""
        if dataset.oai_licence is not None:
            dataset = replace(dataset, registry_licence=dataset.oai_licence)
        if dataset.deleted:
            return tag("record", {}, self.header(dataset))
        return tag("record", {}, self.header(dataset), tag("metadata", {}, self._metadata(dataset, prefix)))

    def _metadata(self, dataset: Dataset, prefix: str) -> Markup:
        if prefix == "oai_dc":
            names = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xmlns:xsi": XSI}
            location = {"xsi:schemaLocation": f"{OAI_DC} {FORMATS[0].schema}"}
            return tag("oai_dc:dc", names | location, *self._iter_dublin_core(dataset))
        described = resource(self._catalogue, dataset, self._base_url)
        return self._envelope(described) if prefix == "oai_datacite" else described

    def _envelope(self, described: Markup) -> Markup:
        names = {
            "xmlns": OAI_DATACITE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{OAI_DATACITE} {FORMATS[1].schema}",
        }
        return tag(
            "oai_datacite",
            names,
            tag("schemaVersion", {}, "4.6"),
            tag("datacentreSymbol", {}, self._catalogue.facility.client.upper()),
            tag("payload", {}, described),
        )

    def _iter_dublin_core(self, dataset: Dataset) -> Iterator[Markup]:
        facility = self._catalogue.facility
        values: dict[str, list[str]] = {
            "title": [dataset.title],
            "creator": [person.name for person in dataset.creators],
            "subject": [*(term.label for term in dataset.techniques), *dataset.keywords],
            "description": [dataset.abstract],
            "publisher": [facility.name],
            "date": [dataset.published.isoformat()],
            "type": [dataset.kind],
            "format": sorted({file.media_type for file in dataset.shown_files}),
            "identifier": [dataset.uri],
            "relation": [relation.target for relation in dataset.relations(self._base_url)],
            "rights": [term.url or term.label for term in (dataset.registry_licence, dataset.access) if term],
            "language": ["en"],
        }
        for name, texts in values.items():
            yield from (tag(f"dc:{name}", {}, text) for text in texts if text)
        yield from (Markup(element) for element in dataset.pasted.oai)
