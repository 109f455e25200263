"""People and organisations in DataCite XML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from fairsvc.formats.datacite_terms import controlled
from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import XML_LANG, line, local_name
from fairsvc.formats.xml_rest import keep_attributes, keep_element, take_attributes
from fairsvc.model.metadata import Affiliation, Agent, Identifier

_NAMES = frozenset(("creatorName", "contributorName", "name"))


@dataclass(slots=True)
class _Party:
    role: str
    name: str = ""
    kind: str = ""
    given: str = ""
    family: str = ""
    identifiers: list[Identifier] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    lang: str = ""

    def agents(self) -> list[Agent]:
        name = self.name or ", ".join(part for part in (self.family, self.given) if part)
        if not name and not self.identifiers:
            return []
        identifiers, affiliations = tuple(self.identifiers), tuple(self.affiliations)
        return [Agent(name, self.kind, self.given, self.family, self.role, identifiers, affiliations, self.lang)]


def read_agents(draft: Draft, element: etree._Element, pointer: str, role: str = "") -> list[Agent]:
    """Read a creator or contributor element; several names in one element are several agents, with a warning."""
    keep_attributes(draft, pointer, element, "contributorType")
    party, agents = _Party(role), list[Agent]()
    if not len(element) and (name := line(element)):
        draft.warn(f"no name element: {pointer}")
        party.name = name
    for child in element:
        part = local_name(child)
        if party.name and part in _NAMES:
            draft.warn(f"repeated: {pointer}/{part}")
            agents += party.agents()
            party = _Party(role)
        if part == "givenName":
            party.given = line(child)
        elif part == "familyName":
            party.family = line(child)
        else:
            _PARTS.get(part, _unknown)(draft, party, child, f"{pointer}/{part}")
    return agents + party.agents()


def read_publisher(draft: Draft, element: etree._Element, pointer: str) -> Agent | None:
    """Read the publisher, with its identifier since kernel 4.5; None when it is empty."""
    identifier, lang = _identifier(draft, element, pointer, "publisherIdentifier", XML_LANG)
    name = line(element)
    return Agent(name, identifiers=(identifier,) if identifier else (), lang=lang) if name or identifier else None


def _name(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    kind, party.lang = take_attributes(draft, pointer, element, "nameType", XML_LANG)
    party.name, party.kind = line(element), controlled(draft, kind, "nameType")


def _name_identifier(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    scheme, scheme_uri = take_attributes(draft, pointer, element, "nameIdentifierScheme", "schemeURI")
    if value := line(element):
        party.identifiers.append(Identifier(value, scheme, scheme_uri))


def _affiliation(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    identifier, _ = _identifier(draft, element, pointer, "affiliationIdentifier")
    if (name := line(element)) or identifier:
        party.affiliations.append(Affiliation(name, identifier))


def _unknown(draft: Draft, _party: _Party, element: etree._Element, pointer: str) -> None:
    draft.warn(f"unknown: {pointer}")
    keep_element(draft, pointer, element)


def _identifier(
    draft: Draft, element: etree._Element, pointer: str, name: str, used: str = ""
) -> tuple[Identifier | None, str]:
    """Read the identifier that stands in attributes, and the attribute `used` beside it.

    The name of its scheme alone is kept as unmapped.
    """
    value = element.get(name)
    if not value or not value.strip():
        return None, take_attributes(draft, pointer, element, used)[0]
    names = (name, f"{name}Scheme", "schemeURI", used)
    value, scheme, scheme_uri, other = take_attributes(draft, pointer, element, *names)
    return Identifier(value, scheme, scheme_uri), other


_PARTS: dict[str, Callable[[Draft, _Party, etree._Element, str], None]] = {
    **dict.fromkeys(_NAMES, _name),
    "nameIdentifier": _name_identifier,
    "affiliation": _affiliation,
}
