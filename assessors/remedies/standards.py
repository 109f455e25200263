"""R1.3: how to follow a standard of the community, and to name it."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import choose_page_address
from assessors.filling.pasting import link_line, schema_org
from assessors.reading.substance import describes_something
from assessors.remedies.embedding import everything
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

_JSON_LD = "application/ld+json"


@remedy("offer-community-metadata", "Offer metadata in a standard of your community, such as NeXus, and name it.")
def offer_community_metadata(evidence: Evidence) -> Iterator[Snippet]:
    """Name NeXus, the standard that the community shares."""
    yield link_line(choose_page_address(evidence), "describedby", _JSON_LD, "https://manual.nexusformat.org/")
    if not describes_something(evidence.page):
        yield everything(evidence)


@remedy("name-metadata-standard", "Name the standard that the metadata follow, in the document or in the link to it.")
def name_metadata_standard(evidence: Evidence) -> Iterator[Snippet]:
    """Name what JSON-LD in a page follows."""
    yield link_line(choose_page_address(evidence), "describedby", _JSON_LD, "https://schema.org/")
    if not describes_something(evidence.page):
        yield everything(evidence)
    yield schema_org(evidence, {"schemaVersion": "https://schema.org/"})
