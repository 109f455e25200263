"""People, organisations, identifiers and grants in linked data."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.formats.draft import Draft
from fairsvc.formats.linked_data import NAMES, Literal, Node, Reading, address, keep, label
from fairsvc.formats.recognise import party_identifier, party_scheme_of, scheme_of
from fairsvc.model.metadata import Affiliation, Agent, Funding, Identifier

_PERSONAL = frozenset({"Person", "foaf:Person", "vcard:Individual"})
_ROLES = frozenset({"Role", "OrganizationRole", "EmployeeRole"})
_INSIDE_A_ROLE = ("creator", "author", "contributor", "funder", "affiliation")
_SCHEMED = ("", "URL", "PURL")


def read_agents(draft: Draft, value: Node | Literal, pointer: str, role: str = "") -> Iterator[Agent]:
    """Read who a value names; a schema.org Role stands between and is looked through."""
    if isinstance(value, Literal):
        yield from _named(label(value), role)
        return
    inner = [other for other in value.values(*_INSIDE_A_ROLE) if other is not value]
    if _ROLES.intersection(value.types) and inner:
        keep(draft, f"{pointer}/roleName", value.values("roleName"))
        for other in inner:
            if not isinstance(other, Node) or not _ROLES.intersection(other.types):
                yield from read_agents(draft, other, pointer, role)
        return
    agent = _agent(draft, value, pointer, role)
    if agent is not None:
        yield agent


def _named(text: str, role: str) -> Iterator[Agent]:
    if party_scheme_of(text) not in _SCHEMED:
        yield Agent("", role=role, identifiers=(party_identifier(text),))
    elif text:
        yield Agent(text, role=role)


def _agent(draft: Draft, node: Node, pointer: str, role: str) -> Agent | None:
    reading = Reading(draft, node, pointer)
    given = reading.text("givenName", "foaf:givenName", "vcard:given-name")
    family = reading.text("familyName", "foaf:familyName", "vcard:family-name")
    name = reading.text(*NAMES) or ", ".join(part for part in (family, given) if part)
    identifiers = tuple(dict.fromkeys(_agent_identifiers(draft, reading, pointer)))
    affiliations = tuple(_affiliations(draft, reading, pointer))
    reading.keep_rest()
    if not name and not identifiers:
        return None
    return Agent(name, _kind(node), given, family, role, identifiers, affiliations)


def _kind(node: Node) -> str:
    if _PERSONAL.intersection(node.types):
        return "Personal"
    return "Organizational" if any("rganization" in kind or "University" in kind for kind in node.types) else ""


def _agent_identifiers(draft: Draft, reading: Reading, pointer: str) -> Iterator[Identifier]:
    if reading.node.id and party_scheme_of(reading.node.id):
        yield party_identifier(reading.node.id)
    for value in reading.values("identifier", "dct:identifier"):
        identifier = read_identifier(draft, value, f"{pointer}/identifier")
        if identifier is not None:
            known = party_scheme_of(identifier.value)
            yield Identifier(identifier.value, identifier.scheme if known in _SCHEMED else known)
    for value in reading.values("sameAs", "url"):
        # A home page identifies nobody.
        if party_scheme_of(text := address(value)) in _SCHEMED:
            keep(draft, f"{pointer}/url", [value])
        else:
            yield party_identifier(text)


def _affiliations(draft: Draft, reading: Reading, pointer: str) -> Iterator[Affiliation]:
    for value in reading.values("affiliation", "worksFor", "memberOf", "vcard:hasOrganization"):
        if isinstance(value, Literal):
            yield from (Affiliation(agent.name) for agent in _named(label(value), ""))
            continue
        inner = Reading(draft, value, f"{pointer}/affiliation")
        name = inner.text(*NAMES)
        found = list(_agent_identifiers(draft, inner, f"{pointer}/affiliation"))
        inner.keep_rest()
        if name or found:
            yield Affiliation(name, min(found, key=lambda known: known.scheme in _SCHEMED, default=None))


def read_identifier(draft: Draft, value: Node | Literal, pointer: str) -> Identifier | None:
    """Read an identifier: a text, an address, a PropertyValue or an adms:Identifier; None when it is empty."""
    if isinstance(value, Literal):
        return Identifier(label(value), scheme_of(label(value))) if label(value) else None
    reading = Reading(draft, value, pointer)
    text = (
        reading.text("value", "skos:notation") or reading.text("url") or value.id or reading.text("name", "identifier")
    )
    scheme = reading.text("propertyID", "adms:schemaAgency").rstrip("/").rpartition("/")[2]
    known = _SCHEME_NAMES.get(scheme.lower(), scheme) or scheme_of(text) or reading.text("name")
    reading.values("url", "name")
    reading.keep_rest()
    return Identifier(text, known) if text else None


_SCHEME_NAMES = {"doi": "DOI", "orcid": "ORCID", "ror": "ROR", "handle": "Handle", "ark": "ARK", "url": "URL"}


def read_funding(draft: Draft, value: Node | Literal, pointer: str) -> Iterator[Funding]:
    """Read a grant with its funder, or a funder alone."""
    if isinstance(value, Literal) or not any(value.values("funder", "sponsor")):
        for agent in read_agents(draft, value, pointer) if _is_agent(value) else ():
            yield Funding(agent.name, next(iter(agent.identifiers), None))
        if not _is_agent(value) and isinstance(value, Node):
            yield _grant(draft, value, Funding(), pointer)
        return
    for funder in value.values("funder", "sponsor"):
        for agent in read_agents(draft, funder, f"{pointer}/funder"):
            yield _grant(draft, value, Funding(agent.name, next(iter(agent.identifiers), None)), pointer)


def _is_agent(value: Node | Literal) -> bool:
    return isinstance(value, Literal) or not any("Grant" in kind for kind in value.types)


def _grant(draft: Draft, node: Node, by: Funding, pointer: str) -> Funding:
    reading = Reading(draft, node, pointer)
    reading.values("funder", "sponsor")
    identifiers = [read_identifier(draft, value, f"{pointer}/identifier") for value in reading.values("identifier")]
    number = next((identifier.value for identifier in identifiers if identifier), "")
    title, uri = reading.text("name"), reading.text("url") or node.id
    reading.keep_rest()
    return Funding(by.funder, by.funder_identifier, number or address(node), uri, title)
