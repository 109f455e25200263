"""Tie the dataset to what it came from and to what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import examples
from assessors.filling.pasting import related_element, schema_org
from assessors.remedies.experiment_links import SOFTWARE
from assessors.remedies.provenance import SOURCE
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy


@remedy(
    "link-related-resources",
    "Link raw data, software, article, instrument and session, each by identifier with the type of relation; choose "
    "your own.",
)
def link_related_resources(evidence: Evidence) -> Iterator[Snippet]:
    """Link the data that these were derived from, by which software, and the article."""
    article = {"@type": "ScholarlyArticle", "@id": f"https://doi.org/{examples.ARTICLE.value}"}
    yield schema_org(evidence, {"isBasedOn": SOURCE, "mentions": SOFTWARE, "citation": article})
    yield related_element(examples.SOURCE)
    yield related_element(examples.SOFTWARE)
    yield related_element(examples.ARTICLE)
