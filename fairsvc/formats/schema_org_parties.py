"""People, organisations and grants as schema.org nodes."""

from __future__ import annotations

from collections.abc import Iterable

from fairsvc.formats.recognise import party_scheme_of
from fairsvc.formats.schema_org_values import Json, line, party_address, property_value, said, scheme_name
from fairsvc.model.metadata import Affiliation, Agent, Funding, Identifier

_TYPES = {"Personal": "Person", "Organizational": "Organization"}
_ROLES = {
    "Editor": "editor",
    "DataManager": "maintainer",
    "Producer": "producer",
    "Sponsor": "sponsor",
    "RightsHolder": "copyrightHolder",
    "HostingInstitution": "sourceOrganization",
}
_CHECKED = ("ORCID", "ROR")


def write_agent(agent: Agent, kind: str = "") -> Json:
    """Write a person or an organisation, with the first identifier that is an address as `@id`.

    `kind` is the schema.org type of an agent that does not tell its own.
    """
    addresses = [address for known in agent.identifiers if (address := party_address(known))]
    first, *others = dict.fromkeys(addresses) or [""]
    return said(
        {
            "@type": _type(agent) or kind,
            "@id": first,
            "name": line(agent.name),
            "givenName": line(agent.given),
            "familyName": line(agent.family),
            "sameAs": others,
            "identifier": [property_value(known) for known in agent.identifiers if _is_local(known)],
            "affiliation": [node for one in agent.affiliations if (node := _affiliation(one))],
        }
    )


def write_contributors(contributors: Iterable[Agent]) -> Json:
    """Write contributors under the property of their role, the others with the name of it."""
    found: dict[str, list[Json]] = {}
    for agent in contributors:
        name = _ROLES.get(agent.role, "contributor")
        if not (node := write_agent(agent, "Organization" if name == "sourceOrganization" else "")):
            continue
        if name == "contributor" and agent.role not in ("", "Other"):
            node = {"@type": "Role", "roleName": line(agent.role), "contributor": node}
        found.setdefault(name, []).append(node)
    return {name: found[name] for name in (*_ROLES.values(), "contributor") if name in found}


def write_funding(funding: Iterable[Funding]) -> Json:
    """Write grants with their funder, and funders of whom no grant is named."""
    grants: list[Json] = []
    funders: list[Json] = []
    for one in funding:
        address = party_address(one.funder_identifier)
        funder = said({"@type": "Organization", "@id": address, "name": line(one.funder)})
        award = {"identifier": line(one.award_number), "name": line(one.award_title), "url": line(one.award_uri)}
        if any(award.values()):
            grants.append(said({"@type": "Grant", **award, "funder": funder}))
        elif funder:
            funders.append(funder)
    return {"funding": grants, "funder": funders}


def _affiliation(one: Affiliation) -> Json:
    return said({"@type": "Organization", "@id": party_address(one.identifier), "name": line(one.name)})


def _type(agent: Agent) -> str:
    """Name the type; DataCite writes the family name first, with a comma, of persons alone."""
    personal = agent.given or agent.family or any(known.scheme == "ORCID" for known in agent.identifiers)
    return _TYPES.get(agent.kind, "Person" if personal or "," in agent.name else "")


def _is_local(known: Identifier) -> bool:
    """Tell whether the identifier is one of a scheme without addresses; a wrong ORCID iD or ROR ID is none at all."""
    if party_address(known) or not scheme_name(known) or not line(known.value):
        return False
    return known.scheme not in _CHECKED and party_scheme_of(known.value) not in _CHECKED
