"""Creators and organisations, spelt as JSON-LD and as DataCite XML."""

from __future__ import annotations

from assessors.filling import EXAMPLE_ORCID, EXAMPLE_ROR, line, orcid_of, ror_of
from assessors.pasting import datacite_element
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Snippet

Named = tuple[str, str]
"""An organisation's name and its ROR, which may be empty."""


def organisation(named: Named) -> dict[str, str]:
    """Spell an organisation as schema.org."""
    name, ror = named
    return {"@type": "Organization", "name": name} | ({"@id": ror} if ror else {})


def person(agent: Agent, member_of: Named | None = None) -> dict[str, object]:
    """Spell a creator as schema.org, a person with an ORCID and, where given, as a member of the organisation."""
    places = [member_of] if member_of else _places(agent)
    if agent.kind == "Organizational":
        return dict(organisation((line(agent.name), ror_of(agent) or EXAMPLE_ROR)))
    described: dict[str, object] = {
        "@type": "Person",
        "@id": orcid_of(agent) or EXAMPLE_ORCID,
        "name": line(agent.name),
        "givenName": line(agent.given),
        "familyName": line(agent.family),
        "affiliation": [organisation(place) for place in places],
    }
    return {key: value for key, value in described.items() if value}


def creators_element(agents: list[Agent], member_of: Named | None = None) -> Snippet:
    """Spell all creators as DataCite XML, to stand in place of those that are there."""
    return datacite_element("creators", "", None, "".join(_creator(agent, member_of) for agent in agents))


def _creator(agent: Agent, member_of: Named | None) -> str:
    kind = agent.kind if agent.kind == "Organizational" else "Personal"
    parts = [_element("creatorName", line(agent.name), {"nameType": kind})]
    parts += [_element("givenName", line(agent.given), {})] if agent.given else []
    parts += [_element("familyName", line(agent.family), {})] if agent.family else []
    if kind == "Personal":
        orcid = {"nameIdentifierScheme": "ORCID", "schemeURI": "https://orcid.org"}
        parts.append(_element("nameIdentifier", orcid_of(agent) or EXAMPLE_ORCID, orcid))
    else:
        ror = {"nameIdentifierScheme": "ROR", "schemeURI": "https://ror.org"}
        parts.append(_element("nameIdentifier", ror_of(agent) or EXAMPLE_ROR, ror))
    parts += [_affiliation(*place) for place in ([member_of] if member_of else _places(agent))]
    return f"<creator>{''.join(parts)}</creator>"


def _places(agent: Agent) -> list[Named]:
    return [(line(place.name), place.identifier.value if place.identifier else "") for place in agent.affiliations]


def _affiliation(name: str, ror: str) -> str:
    attributes = {"affiliationIdentifier": ror, "affiliationIdentifierScheme": "ROR", "schemeURI": "https://ror.org"}
    return _element("affiliation", name, attributes if ror else {})


def _element(name: str, text: str, attributes: dict[str, str]) -> str:
    return datacite_element(name, text, attributes).text
