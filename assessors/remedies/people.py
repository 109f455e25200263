"""Name people and organisations so that a program can tell who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessors.filling import EXAMPLE_CREATOR, known_creators, known_publisher, line, ror_by_publisher, ror_of
from assessors.naming import creators_element, organisation, person, with_orcid, with_rors
from assessors.pasting import datacite_element, schema_org
from assessors.reading.plausibility import creator_flaw
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.wording import words

_FACILITY = "European Synchrotron Radiation Facility"


@remedy(
    "add-orcids", "Add the ORCID of each creator, with the person's consent; an ORCID that no view knows is an example."
)
def add_orcids(evidence: Evidence) -> Iterator[Snippet]:
    """Name every creator with an ORCID."""
    yield from _name_creators(evidence, [with_orcid(agent) for agent in _persons(evidence)])


@remedy(
    "name-real-creators", "Name the people or the group who made the data, not an account, an address or the publisher."
)
def name_real_creators(evidence: Evidence) -> Iterator[Snippet]:
    """Name the creators who are plausible; without any, an example."""
    yield from _name_creators(evidence, _persons(evidence))


@remedy(
    "add-rors",
    "Give publisher, host and affiliations their ROR (https://ror.org); one that no view knows is an example.",
)
def add_rors(evidence: Evidence) -> Iterator[Snippet]:
    """Name publisher, host and affiliations with their ROR."""
    publisher = known_publisher(evidence)
    name = line(publisher.name) if publisher else _FACILITY
    ror = (ror_of(publisher) if publisher else "") or ror_by_publisher(evidence)
    host = organisation((name, ror))
    agents = [with_rors(agent, (name, ror)) for agent in _persons(evidence)]
    yield schema_org(
        evidence, {"publisher": host, "sourceOrganization": host, "creator": [person(agent) for agent in agents]}
    )
    scheme = {"schemeURI": "https://ror.org"}
    yield datacite_element(
        "publisher", name, {"publisherIdentifier": ror, "publisherIdentifierScheme": "ROR", **scheme}
    )
    identifier = datacite_element("nameIdentifier", ror, {"nameIdentifierScheme": "ROR", **scheme}).text
    named = datacite_element("contributorName", name, {"nameType": "Organizational"}).text
    yield datacite_element("contributor", "", {"contributorType": "HostingInstitution"}, named + identifier)
    yield creators_element(agents)


@remedy("name-contact", "Name the team or person who answers questions about the data; a role outlasts a person.")
def name_contact(evidence: Evidence) -> Iterator[Snippet]:
    """Name the publisher's data team as the contact."""
    publisher = known_publisher(evidence)
    name = f"Data team of {line(publisher.name)}" if publisher else "Data team of the facility"
    yield schema_org(evidence, {"maintainer": {"@type": "Organization", "name": name}})
    named = datacite_element("contributorName", name, {"nameType": "Organizational"}).text
    yield datacite_element("contributor", "", {"contributorType": "ContactPerson"}, named)


def _persons(evidence: Evidence) -> list[Agent]:
    """List the creators who are plausible; the publisher among them is an organisation."""
    known = [agent for agent in known_creators(evidence) if not creator_flaw(agent, evidence)]
    publisher = known_publisher(evidence)
    name = words(publisher.name) if publisher else None
    marked = [replace(agent, kind="Organizational") if words(agent.name) == name else agent for agent in known]
    return marked or [EXAMPLE_CREATOR]


def _name_creators(evidence: Evidence, agents: list[Agent]) -> Iterator[Snippet]:
    yield schema_org(evidence, {"creator": [person(agent) for agent in agents]})
    yield creators_element(agents)
