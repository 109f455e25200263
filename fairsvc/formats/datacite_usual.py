"""DataCite properties in their usual shape, read with few steps: most of a harvest's time is spent on them.

A reader takes a property whole and tells how many elements it has read, or adds nothing and tells 0 where anything is
unusual: then the readers of `datacite_elements` take it, and warn and keep. It takes for granted that what holds text
holds no elements; whoever counts the elements of the document sees where it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from fairsvc.formats.datacite_usual_values import (
    CONTRIBUTOR,
    CREATOR,
    IDENTIFIER,
    LISTS,
    NAME,
    OF_PARTY,
    SINGLES,
    Make,
    Said,
)
from fairsvc.formats.draft import Draft
from fairsvc.model.metadata import Agent

Reader = Callable[[Draft, etree._Element], int]

_NAMES = ("creatorName", "contributorName")
# It became a property of its own with kernel 4.0.
_FUNDER = ("Funder",)


@lru_cache(maxsize=64)
def readers_of(namespace: str) -> Mapping[str, Reader]:
    """Give the readers by the tags of a namespace."""
    found: dict[str, Reader] = {"identifier": _identifier}
    found |= {wrapper: _list(namespace, wrapper, item, field, make) for wrapper, item, field, make in LISTS}
    found |= {name: _single(name, field, make) for name, field, make in SINGLES}
    found["creators"] = _parties(namespace, "creators", "creator", CREATOR)
    found["contributors"] = _parties(namespace, "contributors", "contributor", CONTRIBUTOR)
    return {f"{{{namespace}}}{name}": reader for name, reader in found.items()}


def _list(namespace: str, wrapper: str, item: str, field: str, make: Make) -> Reader:
    tag, pointer = f"{{{namespace}}}{item}", f"{wrapper}/{item}"

    def read(draft: Draft, element: etree._Element) -> int:
        if not _is_bare(element):
            return 0
        values = []
        for child in element:
            value = make(child.text, tuple(child.items())) if child.tag == tag else None
            if value is None:
                return 0
            values.append(value)
        draft.extend(field, values, pointer)
        return len(values) + 1

    return read


def _single(name: str, field: str, make: Make) -> Reader:
    def read(draft: Draft, element: etree._Element) -> int:
        value = make(element.text, tuple(element.items()))
        if value is None:
            return 0
        draft.put(field, value, name)
        return 1

    return read


def _identifier(draft: Draft, element: etree._Element) -> int:
    value = IDENTIFIER(element.text, tuple(element.items()))
    draft.extend("identifiers", [value] if value else [], "identifier")
    return 1 if value else 0


def _parties(namespace: str, wrapper: str, item: str, said: Said) -> Reader:
    tag, pointer = f"{{{namespace}}}{item}", f"{wrapper}/{item}"
    parts = {f"{{{namespace}}}{name}": name for name in (*_NAMES, "givenName", "familyName", *OF_PARTY)}

    def read(draft: Draft, element: etree._Element) -> int:
        if not _is_bare(element):
            return 0
        agents, count = [], 1
        for child in element:
            role, children = said(tuple(child.items())), [*child]
            if child.tag != tag or role is None or role == _FUNDER:
                return 0
            if (agent := _agent(parts, children, "".join(role))) is None:
                return 0
            agents.append(agent)
            count += 1 + len(children)
        draft.extend(wrapper, agents, pointer)
        return count

    return read


def _agent(parts: Mapping[str, str], elements: list[etree._Element], role: str) -> Agent | None:
    """Make an agent with one name."""
    name, kind, lang = "", "", ""
    plain = {"givenName": "", "familyName": ""}
    several: dict[str, list[Any]] = {"nameIdentifier": [], "affiliation": []}
    for element in elements:
        part, text = parts.get(element.tag, ""), element.text
        if part in plain:
            plain[part] = " ".join(text.split()) if text else ""
        elif part in several and (value := OF_PARTY[part](text, tuple(element.items()))):
            several[part].append(value)
        elif part in _NAMES and not name and text and (said := NAME(tuple(element.items()))):
            name, (kind, lang) = " ".join(text.split()), said
        else:
            return None
    if not name:
        return None
    identifiers, affiliations = map(tuple, several.values())
    return Agent(name, kind, plain["givenName"], plain["familyName"], role, identifiers, affiliations, lang)


def _is_bare(element: etree._Element) -> bool:
    return not element.keys() and not (element.text or "").strip()
