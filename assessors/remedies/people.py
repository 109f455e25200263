"""Name people and organisations so that a program can tell who they are."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import choose_creators, choose_publisher, one_line
from assessors.filling.examples import ROR
from assessors.filling.naming import (
    contributor_element,
    creators_elements,
    publisher_element,
    ror_of,
    rors_of,
    with_affiliations,
    with_orcid,
    with_ror,
)
from assessors.filling.pasting import schema_org
from assessors.reading.views import views
from fairsvc.formats.schema_org_parties import write_agent
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Snippet, remedy

_MOST = 20


@remedy(
    "add-orcids", "Add the ORCID of each creator, with the person's consent; an ORCID that no view knows is an example."
)
def add_orcids(evidence: Evidence) -> Iterator[Snippet]:
    """Name every creator with an ORCID."""
    yield from _name_creators(evidence, [with_orcid(agent) for agent in choose_creators(evidence)])


@remedy(
    "name-real-creators", "Name the people or the group who made the data, not an account, an address or the publisher."
)
def name_real_creators(evidence: Evidence) -> Iterator[Snippet]:
    """Name the creators who are plausible; without any, an example."""
    yield from _name_creators(evidence, choose_creators(evidence))


@remedy(
    "add-rors",
    "Give publisher, host and affiliations their ROR (https://ror.org); one that no view knows is an example.",
)
def add_rors(evidence: Evidence) -> Iterator[Snippet]:
    """Name publisher, host and affiliations with their ROR."""
    host = with_ror(choose_publisher(evidence), _ror(evidence))
    agents = [with_affiliations(agent, host) for agent in choose_creators(evidence)]
    named = write_agent(host, "Organization")
    creators = [write_agent(agent, "Person") for agent in agents]
    yield schema_org(evidence, {"publisher": named, "sourceOrganization": named, "creator": creators})
    yield publisher_element(host)
    yield contributor_element(host, "HostingInstitution")
    yield from creators_elements(evidence, agents)


@remedy("name-contact", "Name the team or person who answers questions about the data; a role outlasts a person.")
def name_contact(evidence: Evidence) -> Iterator[Snippet]:
    """Name the publisher's data team as the contact."""
    team = Agent(f"Data team of {one_line(choose_publisher(evidence).name)}")
    yield schema_org(evidence, {"maintainer": write_agent(team, "Organization")})
    yield contributor_element(team, "ContactPerson")


def _ror(evidence: Evidence) -> str:
    """Give the ROR of the publisher, of a contributor or of an affiliation, else an example."""
    agents = [agent for _, view in views(evidence) for agent in (*view.contributors[:_MOST], *view.creators[:_MOST])]
    return ror_of(choose_publisher(evidence)) or next(iter(rors_of(agents)), ROR)


def _name_creators(evidence: Evidence, agents: list[Agent]) -> Iterator[Snippet]:
    yield schema_org(evidence, {"creator": [write_agent(agent, "Person") for agent in agents]})
    yield from creators_elements(evidence, agents)
