"""Say the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import choose_creators, choose_title
from assessors.filling.dating import choose_issued, choose_year, find_stated
from assessors.filling.naming import creators_elements
from assessors.filling.pasting import datacite_element, oai_element, schema_org
from fairsvc.formats.schema_org_parties import write_agent
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

# How schema.org calls the dates that page and registry both state.
_PROPERTIES = {"Created": "dateCreated", "Coverage": "temporalCoverage"}
_KINDS = ("Issued", *_PROPERTIES, "Collected", "Available")


@remedy(
    "say-the-same-everywhere",
    "Decide what is right and make page, registry and OAI-PMH from that one record, in place of what they say now.",
)
def say_the_same_everywhere(evidence: Evidence) -> Iterator[Snippet]:
    """State title, creators and dates of the first view that has them, for all the others."""
    title, agents, year = choose_title(evidence), choose_creators(evidence), str(choose_year(evidence))
    dates = {kind: stated for kind in _KINDS if (stated := find_stated(evidence, kind))}
    properties = {_PROPERTIES[kind]: stated for kind, stated in dates.items() if kind in _PROPERTIES}
    creator, issued = [write_agent(agent, "Person") for agent in agents], choose_issued(evidence)
    yield schema_org(evidence, {"name": title, "creator": creator, "datePublished": issued, **properties})
    yield datacite_element("title", title)
    yield oai_element("title", title)
    yield from creators_elements(evidence, agents)
    yield datacite_element("publicationYear", year)
    yield from (datacite_element("date", stated, {"dateType": kind}) for kind, stated in dates.items())
