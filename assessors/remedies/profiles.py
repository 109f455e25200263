"""I1: how to keep to the profiles that catalogues and search engines read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assessors import proposals
from assessors.pasting import own_address, safe_address, schema_org, server_lines
from assessors.reading.profiles import PROPERTIES, missing_properties, schema_org_of
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata
from fairsvc.model.remedy import Snippet, remedy


@remedy("complete-schema-org", "Add these properties to the schema.org Dataset of the page.")
def complete_schema_org(evidence: Evidence) -> Iterator[Snippet]:
    """Give what the profiles ask for and the page lacks."""
    yield schema_org(
        evidence, _properties(evidence, missing_properties(evidence, schema_org_of(evidence) or Metadata()))
    )


@remedy("offer-datacite-xml", "Give DataCite XML to programs that ask the identifier for it, or offer it by OAI-PMH.")
def offer_datacite_xml(evidence: Evidence) -> Iterator[Snippet]:
    """Spell the question and the answer."""
    kind = "application/vnd.datacite.datacite+xml"
    yield server_lines(
        f"GET {own_address(evidence)}", f"Accept: {kind}", "", "HTTP/1.1 200 OK", f"Content-Type: {kind}"
    )


def dataset_block(evidence: Evidence) -> Snippet:
    """Write a schema.org block that has all that the profiles ask for."""
    return schema_org(evidence, _properties(evidence, PROPERTIES))


def distribution(evidence: Evidence) -> list[Mapping[str, object]]:
    """Describe the files as schema.org does."""
    return [_download(*one) for one in proposals.files(evidence)]


def _properties(evidence: Evidence, names: Iterable[str]) -> dict[str, object]:
    values: dict[str, object] = {
        "name": proposals.title(evidence),
        "description": proposals.description(evidence),
        "identifier": own_address(evidence),
        "creator": [_person(agent) for agent in proposals.creators(evidence)],
        "license": proposals.licence_address(evidence),
        "distribution": distribution(evidence),
    }
    return {name: values[name] for name in names}


def _person(agent: Agent) -> dict[str, str]:
    kind = "Organization" if agent.kind == "Organizational" else "Person"
    address = next((one.value for one in agent.identifiers if one.value.startswith(("https://", "http://"))), "")
    named = {"@id": safe_address(address)} if address else {}
    return {"@type": kind, **named, "name": agent.name}


def _download(url: str, media_type: str, size_bytes: int | None) -> dict[str, object]:
    size = {"contentSize": str(size_bytes)} if size_bytes is not None else {}
    return {"@type": "DataDownload", "contentUrl": safe_address(url), "encodingFormat": media_type, **size}
