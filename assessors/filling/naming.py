"""Parties by name and identifier: brought together from several views, and spelt as DataCite XML."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from assessors.filling.examples import ORCID, ROR
from assessors.filling.pasting import datacite_element, meta_elements
from assessors.reading.parties import valid_orcid, valid_ror
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Affiliation, Agent, Identifier
from fairsvc.model.remedy import Snippet
from fairsvc.vocab.wording import words

_META_CREATORS = {"highwire": "citation_author", "dublin-core": "DC.creator"}
_SCHEMES = {"ORCID": "https://orcid.org", "ROR": "https://ror.org"}


def complete(agents: Iterable[Agent], others: Iterable[Agent]) -> tuple[Agent, ...]:
    """Give the agents with the identifiers and the best identified affiliations that others of the name have."""
    named: dict[tuple[str, ...], list[Agent]] = {}
    for other in others:
        named.setdefault(_key(other), []).append(other)
    return tuple(_completed(agent, named.get(_key(agent), [])) for agent in agents)


def best_affiliations(agents: Iterable[Agent]) -> tuple[Affiliation, ...]:
    """Take the affiliations of the agent most of whose carry a valid ROR."""
    return max((agent.affiliations for agent in agents), key=_identified, default=())


def orcid_of(agent: Agent) -> str:
    """Give the address of the agent's ORCID; empty when there is none with a right check digit."""
    return next((one.value for one in agent.identifiers if valid_orcid(one.value)), "")


def ror_of(agent: Agent) -> str:
    """Give the agent's ROR; empty when there is none with right check digits."""
    return next((one.value for one in agent.identifiers if valid_ror(one.value, one.scheme)), "")


def with_orcid(agent: Agent) -> Agent:
    """Give a person without a valid ORCID an example, to be replaced by the person's own."""
    if agent.kind == "Organizational" or orcid_of(agent):
        return agent
    return replace(agent, identifiers=(Identifier(ORCID, "ORCID"),))


def with_ror(agent: Agent, ror: str) -> Agent:
    """Give an organisation without a valid ROR this one."""
    return agent if ror_of(agent) else replace(agent, identifiers=(*agent.identifiers, Identifier(ror, "ROR")))


def with_affiliations(agent: Agent, host: Agent) -> Agent:
    """Give affiliations without a valid ROR an example; an agent without any is taken for the host's."""
    own = (replace(one, identifier=_ror(one) or Identifier(ROR, "ROR")) for one in agent.affiliations)
    return replace(agent, affiliations=tuple(own) or (Affiliation(host.name, Identifier(ror_of(host), "ROR")),))


def rors_of(agents: Iterable[Agent]) -> list[str]:
    """List the valid RORs of agents and of their affiliations."""
    each = [(*agent.identifiers, *(one.identifier for one in agent.affiliations)) for agent in agents]
    return [one.value for found in each for one in found if one is not None and valid_ror(one.value, one.scheme)]


def creators_elements(evidence: Evidence, agents: Collection[Agent]) -> Iterator[Snippet]:
    """Spell all creators as DataCite XML, and as meta elements where the page has such, in place of those there."""
    yield datacite_element("creators", "", inner="".join(_creator(agent) for agent in agents))
    yield from meta_elements(evidence, _META_CREATORS, [_line(agent.name) for agent in agents])


def contributor_element(agent: Agent, role: str) -> Snippet:
    """Spell an organisation as a contributor in this role."""
    name = _element("contributorName", agent.name, {"nameType": "Organizational"})
    return datacite_element("contributor", "", {"contributorType": role}, name + _identifier(ror_of(agent), "ROR"))


def publisher_element(agent: Agent) -> Snippet:
    """Spell the publisher, with its ROR where it has one."""
    ror = ror_of(agent)
    identifier = {"publisherIdentifier": ror, "publisherIdentifierScheme": "ROR", "schemeURI": _SCHEMES["ROR"]}
    return datacite_element("publisher", _line(agent.name), identifier if ror else None)


def _completed(agent: Agent, same: list[Agent]) -> Agent:
    identifiers = dict.fromkeys(one for other in (agent, *same) for one in other.identifiers)
    return replace(agent, identifiers=tuple(identifiers), affiliations=best_affiliations((agent, *same)))


def _key(agent: Agent) -> tuple[str, ...]:
    return tuple(sorted(words(agent.name)))


def _identified(affiliations: tuple[Affiliation, ...]) -> tuple[int, int]:
    return sum(_ror(one) is not None for one in affiliations), len(affiliations)


def _ror(place: Affiliation) -> Identifier | None:
    own = place.identifier
    return own if own is not None and valid_ror(own.value, own.scheme) else None


def _creator(agent: Agent) -> str:
    organisation = agent.kind == "Organizational"
    parts = [_element("creatorName", agent.name, {"nameType": agent.kind if organisation else "Personal"})]
    parts += [_element("givenName", agent.given)] if agent.given else []
    parts += [_element("familyName", agent.family)] if agent.family else []
    parts.append(_identifier(ror_of(agent), "ROR") if organisation else _identifier(orcid_of(agent), "ORCID"))
    parts += [_affiliation(one) for one in agent.affiliations]
    return f"<creator>{''.join(parts)}</creator>"


def _identifier(value: str, scheme: str) -> str:
    attributes = {"nameIdentifierScheme": scheme, "schemeURI": _SCHEMES[scheme]}
    return _element("nameIdentifier", value, attributes) if value else ""


def _affiliation(place: Affiliation) -> str:
    own = _ror(place)
    scheme = {"affiliationIdentifierScheme": "ROR", "schemeURI": _SCHEMES["ROR"]}
    return _element("affiliation", place.name, {"affiliationIdentifier": own.value, **scheme} if own else None)


def _element(name: str, text: str, attributes: dict[str, str] | None = None) -> str:
    return datacite_element(name, _line(text), attributes).text


def _line(text: str) -> str:
    return " ".join(text.split())
