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
    lang: str = ""

    def agent(self) -> Agent | None:
        name = self.name or ", ".join(part for part in (self.family, self.given) if part)
        if not name and not self.identifiers:
            return None
        identifiers, affiliations = tuple(self.identifiers), tuple(self.affiliations)
        return Agent(name, self.kind, self.given, self.family, "", identifiers, affiliations, self.lang)


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
    identifier = _identifier(draft, element, pointer, "publisherIdentifier", XML_LANG)
    name, lang = line(element), attribute(element, XML_LANG)
    return Agent(name, identifiers=(identifier,) if identifier else (), lang=lang) if name or identifier else None


def _made(party: _Party) -> Iterator[Agent]:
    agent = party.agent()
    if agent is not None:
        yield agent


def _read_part(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    name = local_name(element)
    if name in _NAMES:
        keep_attributes(draft, pointer, element, "nameType", XML_LANG)
        party.name, party.lang = line(element), attribute(element, XML_LANG)
        party.kind = controlled(draft, attribute(element, "nameType"), "nameType")
    elif name == "givenName":
        party.given = line(element)
    elif name == "familyName":
        party.family = line(element)
    elif name == "nameIdentifier":
        keep_attributes(draft, pointer, element, "nameIdentifierScheme", "schemeURI")
        if value := line(element):
            scheme, scheme_uri = attribute(element, "nameIdentifierScheme"), attribute(element, "schemeURI")
            party.identifiers.append(Identifier(value, scheme, scheme_uri))
    elif name == "affiliation":
        _read_affiliation(draft, party, element, pointer)
    else:
        draft.warn(f"unknown: {pointer}")
        keep_element(draft, pointer, element)


def _read_affiliation(draft: Draft, party: _Party, element: etree._Element, pointer: str) -> None:
    identifier = _identifier(draft, element, pointer, "affiliationIdentifier")
    if (name := line(element)) or identifier:
        party.affiliations.append(Affiliation(name, identifier))


def _identifier(draft: Draft, element: etree._Element, pointer: str, name: str, *used: str) -> Identifier | None:
    """Read the identifier that stands in attributes; the name of its scheme alone is kept as unmapped."""
    if not element.attrib:
        return None
    value = attribute(element, name)
    parts = (name, f"{name}Scheme", "schemeURI") if value else ()
    keep_attributes(draft, pointer, element, *parts, *used)
    return Identifier(value, attribute(element, f"{name}Scheme"), attribute(element, "schemeURI")) if value else None
