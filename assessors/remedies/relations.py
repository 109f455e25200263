"""Tie the dataset to what it came from and to what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.pasting import datacite_element, schema_org
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

# A dataset and an article that exist, so that the lines are valid as they stand.
EXAMPLE_DATA = "10.5281/zenodo.3541731"
EXAMPLE_ARTICLE = "10.1038/sdata.2016.18"


@remedy(
    "link-related-resources",
    "Link raw data, article, instrument and session, each by identifier with the type of relation; choose your own.",
)
def link_related_resources(evidence: Evidence) -> Iterator[Snippet]:
    """Link the data that these were derived from, and the article."""
    yield schema_org(
        evidence,
        {
            "isBasedOn": {"@type": "Dataset", "@id": f"https://doi.org/{EXAMPLE_DATA}"},
            "citation": {"@type": "ScholarlyArticle", "@id": f"https://doi.org/{EXAMPLE_ARTICLE}"},
        },
    )
    yield _related(EXAMPLE_DATA, "IsDerivedFrom", "Dataset")
    yield _related(EXAMPLE_ARTICLE, "IsSupplementTo", "JournalArticle")


def _related(doi: str, relation: str, kind: str) -> Snippet:
    attributes = {"relatedIdentifierType": "DOI", "relationType": relation, "resourceTypeGeneral": kind}
    return datacite_element("relatedIdentifier", doi, attributes)
