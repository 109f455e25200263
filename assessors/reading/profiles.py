"""What catalogues and search engines ask of a schema.org Dataset."""

from __future__ import annotations

from collections.abc import Callable

from assessors.memory import remembered
from assessors.reading.data_files import closed_to_visitors, no_data_due
from assessors.reading.embedding import taken_from
from assessors.reading.substance import any_substantial, substantial
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata

# Google's limits of a description.
_SHORTEST, _LONGEST = 50, 5000
_DISTRIBUTION = "distribution"


def fit_description(text: str) -> bool:
    """Tell whether Google takes the text for a description."""
    return _SHORTEST <= len(text) <= _LONGEST and substantial(text)


PROPERTIES: dict[str, Callable[[Metadata], bool]] = {
    "name": lambda view: any_substantial(title.value for title in view.titles),
    "description": lambda view: any(fit_description(text.value) for text in view.descriptions),
    "identifier": lambda view: any_substantial(identifier.value for identifier in view.identifiers),
    "creator": lambda view: any_substantial(agent.name for agent in view.creators),
    "license": lambda view: any_substantial(right.uri or right.identifier or right.text for right in view.rights),
    _DISTRIBUTION: lambda view: any("://" in content.url and content.media_type for content in view.content),
}
IN_WORDS = {
    "description": "a description of 50 to 5000 characters",
    _DISTRIBUTION: "a distribution with contentUrl and encodingFormat",
}


@remembered
def schema_org_of(evidence: Evidence) -> Metadata | None:
    """Take what the page's schema.org says, embedded or linked; None when it has none."""
    page = evidence.page
    if page is None or not any(origin.document == "schema-org" for _, origin in page.origins):
        return None
    return taken_from(page, lambda origin: origin.document == "schema-org")


def missing_properties(evidence: Evidence, view: Metadata) -> list[str]:
    """List what a schema.org Dataset lacks; no distribution is asked for where the data are not to be had."""
    missing = [name for name, has in PROPERTIES.items() if not has(view)]
    if _DISTRIBUTION in missing and (no_data_due(evidence) or closed_to_visitors(evidence)):
        missing.remove(_DISTRIBUTION)
    return missing
