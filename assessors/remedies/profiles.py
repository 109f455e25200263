"""I1: how to keep to the profiles that catalogues and search engines read."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import (
    choose_creators,
    choose_description,
    choose_files,
    choose_licence,
    choose_title,
)
from assessors.filling.pasting import own_address, schema_org, server_lines
from assessors.reading.profiles import missing_properties, schema_org_of
from fairsvc.formats.schema_org_parties import write_agent
from fairsvc.formats.schema_org_parts import write_download
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.licences import licence_address


@remedy("complete-schema-org", "Add these properties to the schema.org Dataset of the page.")
def complete_schema_org(evidence: Evidence) -> Iterator[Snippet]:
    """Give what the profiles ask for and the page lacks."""
    values: dict[str, object] = {
        "name": choose_title(evidence),
        "description": choose_description(evidence),
        "identifier": own_address(evidence),
        "creator": [write_agent(agent, "Person") for agent in choose_creators(evidence)],
        "license": licence_address(choose_licence(evidence)),
        "distribution": [write_download(file) for file in choose_files(evidence)],
    }
    missing = missing_properties(evidence, schema_org_of(evidence) or Metadata())
    yield schema_org(evidence, {name: values[name] for name in missing})


@remedy("offer-datacite-xml", "Give DataCite XML to programs that ask the identifier for it, or offer it by OAI-PMH.")
def offer_datacite_xml(evidence: Evidence) -> Iterator[Snippet]:
    """Spell the question and the answer."""
    kind = "application/vnd.datacite.datacite+xml"
    yield server_lines(
        f"GET {own_address(evidence)}", f"Accept: {kind}", "", "HTTP/1.1 200 OK", f"Content-Type: {kind}"
    )
