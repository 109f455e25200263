"""Creators and organisations, spelt as JSON-LD and as DataCite XML."""

from __future__ import annotations

from dataclasses import replace

from assessors.filling import EXAMPLE_ORCID, EXAMPLE_ROR, line, orcid_of, ror_of
from assessors.pasting import datacite_element
from assessors.reading.parties import valid_ror
from fairsvc.model.metadata import Affiliation, Agent, Identifier
from fairsvc.model.remedy import Snippet

Named = tuple[str, str]
"""An organisation's name and its ROR, which may be empty."""


def organisation(named: Named) -> dict[str, str]:
    """Spell an organisation as schema.org."""
    name, ror = named
    return {"@type": "Organization", "name": name} | ({"@id": ror} if ror else {})


def person(agent: Agent) -> dict[str, object]:
    """Spell a creator as schema.org."""
    identifier = ror_of(agent) if agent.kind == "Organizational" else orcid_of(agent)
    described: dict[str, object] = {
        "@type": "Organization" if agent.kind == "Organizational" else "Person",
        "@id": identifier,
        "name": line(agent.name),
        "givenName": line(agent.given),
        "familyName": line(agent.family),
        "affiliation": [organisation(place) for place in _places(agent)],
    }
    return {key: value for key, value in described.items() if value}


def creators_element(agents: list[Agent]) -> Snippet:
    """Spell all creators as DataCite XML, to stand in place of those that are there."""
    return datacite_element("creators", "", None, "".join(_creator(agent) for agent in agents))


def with_orcid(agent: Agent) -> Agent:
    """Give a person without a valid ORCID an example, to be replaced by the person's own."""
    if agent.kind == "Organizational" or orcid_of(agent):
        return agent
    return replace(agent, identifiers=(Identifier(EXAMPLE_ORCID, "ORCID"),))


def with_rors(agent: Agent, host: Named) -> Agent:
    """Give affiliations without a valid ROR an example; a person without any is taken for the host's."""
    own = [(name, ror or EXAMPLE_ROR) for name, ror in _places(agent)]
    places = (Affiliation(name, Identifier(ror, "ROR")) for name, ror in own or [host])
    return replace(agent, affiliations=tuple(places))


def _creator(agent: Agent) -> str:
    kind = agent.kind if agent.kind == "Organizational" else "Personal"
    parts = [_element("creatorName", line(agent.name), {"nameType": kind})]
    parts += [_element("givenName", line(agent.given), {})] if agent.given else []
    parts += [_element("familyName", line(agent.family), {})] if agent.family else []
    name, host = ("ROR", "https://ror.org") if kind == "Organizational" else ("ORCID", "https://orcid.org")
    if identifier := ror_of(agent) if kind == "Organizational" else orcid_of(agent):
        parts.append(_element("nameIdentifier", identifier, {"nameIdentifierScheme": name, "schemeURI": host}))
    parts += [_affiliation(*place) for place in _places(agent)]
    return f"<creator>{''.join(parts)}</creator>"


def _places(agent: Agent) -> list[Named]:
    """List the affiliations, with their ROR where its check digits are right."""
    places = [(line(place.name), place.identifier) for place in agent.affiliations]
    return [(name, own.value if own and valid_ror(own.value, own.scheme) else "") for name, own in places]


def _affiliation(name: str, ror: str) -> str:
    attributes = {"affiliationIdentifier": ror, "affiliationIdentifierScheme": "ROR", "schemeURI": "https://ror.org"}
    return _element("affiliation", name, attributes if ror else {})


def _element(name: str, text: str, attributes: dict[str, str]) -> str:
    return datacite_element(name, text, attributes).text
