"""Say the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import known_creators, own_titles
from assessors.naming import creators_element, person
from assessors.pasting import datacite_element, oai_element, schema_org
from assessors.reading.views import said, views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Date
from fairsvc.model.remedy import Snippet, remedy

# How schema.org calls the dates that page and registry both state.
_PROPERTIES = {"Issued": "datePublished", "Created": "dateCreated", "Coverage": "temporalCoverage"}


@remedy(
    "say-the-same-everywhere",
    "Decide what is right and make page, registry and OAI-PMH from that one record, in place of what they say now.",
)
def say_the_same_everywhere(evidence: Evidence) -> Iterator[Snippet]:
    """State title, creators and dates of the first view that has them, for all the others."""
    titles, agents, dates = own_titles(evidence)[:1], list(known_creators(evidence)), _dates(evidence)
    properties: dict[str, object] = {_PROPERTIES[date.kind]: date.value for date in dates if date.kind in _PROPERTIES}
    for title in titles:
        properties["name"] = title
        yield datacite_element("title", title)
        yield oai_element("title", title)
    if agents:
        properties["creator"] = [person(agent) for agent in agents]
        yield creators_element(agents)
    yield from (datacite_element("date", date.value, {"dateType": date.kind}) for date in dates)
    years = (view.publication_year for _, view in views(evidence) if view.publication_year)
    for year in list(years)[:1]:
        properties.setdefault("datePublished", str(year))
        yield datacite_element("publicationYear", str(year))
    yield schema_org(evidence, properties)


def _dates(evidence: Evidence) -> list[Date]:
    """List one date of each kind, as the first view that has it states it."""
    found: dict[str, Date] = {}
    for _, date in said(evidence, "dates", lambda view: view.dates[:50]):
        if date.kind in (*_PROPERTIES, "Collected", "Available"):
            found.setdefault(date.kind, date)
    return list(found.values())
