"""People and organisations in DataCite XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fairsvc.formats.datacite_terms import controlled
from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import XML_LANG, attribute, line, local_name
from fairsvc.formats.xml_rest import keep_attributes, keep_element
from fairsvc.model.metadata import Affiliation, Agent, Identifier

_NAMES = ("creatorName", "contributorName", "name")


@dataclass(slots=True)
class _Party:
    name: str = ""
    kind: str = ""
    given: str = ""
    family: str = ""
    identifiers: list[Identifier] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)

    def agent(self) -> Agent | None:
        name = self.name or ", ".join(part for part in (self.family, self.given) if part)
        if not name and not self.identifiers:
            return None
        identifiers, affiliations = tuple(self.identifiers), tuple(self.affiliations)
        return Agent(name, self.kind, self.given, self.family, "", identifiers, affiliations)


def read_agents(draft: Draft, element: etree._Element, pointer: str) -> Iterator[Agent]:
    """Read a creator or contributor element; several names in one element are several agents, with a warning."""
    keep_attributes(draft, pointer, element, "contributorType")
    party = _Party()
    if not len(element) and (name := line(element)):
        draft.warn(f"no name element: {pointer}")
        party.name = name
    for child in element:
        if local_name(child) in _NAMES and party.name:
            draft.warn(f"repeated: {pointer}/{local_name(child)}")
            yield from _made(party)
            party = _Party()
        _read_part(draft, party, child, f"{pointer}/{local_name(child)}")
    yield from _made(party)


def read_publisher(draft: Draft, element: etree._Element, pointer: str) -> Agent | None:
    """Read the publisher, with its identifier since kernel 4.5; None when it is empty."""
    keep_attributes(draft, pointer, element, "publisherIdentifier", "publisherIdentifierScheme", XML_LANG)
    name, value = line(element), attribute(element, "publisherIdentifier")
    identifier = Identifier(value, attribute(element, "publisherIdentifierScheme"))
    return Agent(name, identifiers=(identifier,) if value else ()) if name or value else None


def _made(party: _Party) -> Iterator[Agent]:
    agent = party.agent()
    if agent is not None:
        yield agent


def _read_part(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    name = local_name(element)
    if name in _NAMES:
        keep_attributes(draft, pointer, element, "nameType", XML_LANG)
        party.name = line(element)
        party.kind = controlled(draft, attribute(element, "nameType"), "nameType")
    elif name == "givenName":
        party.given = line(element)
    elif name == "familyName":
        party.family = line(element)
    elif name == "nameIdentifier":
        keep_attributes(draft, pointer, element, "nameIdentifierScheme")
        if value := line(element):
            party.identifiers.append(Identifier(value, attribute(element, "nameIdentifierScheme")))
    elif name == "affiliation":
        _read_affiliation(draft, party, element, pointer)
    else:
        draft.warn(f"unknown: {pointer}")
        keep_element(draft, pointer, element)


def _read_affiliation(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    keep_attributes(draft, pointer, element, "affiliationIdentifier", "affiliationIdentifierScheme")
    name, value = line(element), attribute(element, "affiliationIdentifier")
    identifier = Identifier(value, attribute(element, "affiliationIdentifierScheme")) if value else None
    if name or identifier:
        party.affiliations.append(Affiliation(name, identifier))
