"""What DataCite's XML and JSON share: mandatory properties, controlled words, the year."""

from __future__ import annotations

from fairsvc.formats.draft import Draft
from fairsvc.formats.recognise import find_year
from fairsvc.model.metadata import Agent, Funding, ResourceType

# DataCite Metadata Schema 4.7, section 2.1: the mandatory properties.
_MANDATORY = (
    ("identifiers", "identifier"),
    ("creators", "creator"),
    ("titles", "title"),
    ("publisher", "publisher"),
    ("publication_year", "publicationYear"),
    ("resource_type", "resourceType"),
)


def warn_missing(draft: Draft) -> None:
    """Warn of mandatory properties that the record lacks."""
    for field, name in _MANDATORY:
        if not draft.has(field):
            draft.warn(f"missing: {name}")


def controlled(draft: Draft, word: str, name: str) -> str:
    """Read a word of a controlled list; all of them begin with a capital, which providers forget."""
    word = word.strip()
    if not word[:1].islower():
        return word
    draft.warn(f"misspelt: {name}")
    return word[0].upper() + word[1:]


def resource_type(general: str, text: str) -> ResourceType:
    """Make a resource type; Film became Audiovisual with kernel 3.0."""
    return ResourceType("Audiovisual", text or general) if general == "Film" else ResourceType(general, text)


def add_contributor(draft: Draft, agent: Agent, pointer: str) -> None:
    """Add a contributor; the contributorType Funder became a property of its own with kernel 4.0."""
    if agent.role != "Funder":
        draft.add("contributors", agent, pointer)
        return
    draft.add("funding", Funding(agent.name, next(iter(agent.identifiers), None)), pointer)
    for known in agent.identifiers[1:]:
        draft.keep(f"{pointer}/nameIdentifier", known.value)
    for said in agent.affiliations:
        draft.keep(f"{pointer}/affiliation", said.name)


def put_year(draft: Draft, text: str, pointer: str) -> None:
    """Set the publication year, also from a whole date; what holds none is kept with a warning."""
    year = find_year(text)
    if year is None:
        draft.warn("not a year: publicationYear")
        draft.keep(pointer, text)
        return
    if len(text.strip()) > 4:
        draft.warn("not a bare year: publicationYear")
    draft.put("publication_year", year, pointer)
