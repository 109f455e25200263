"""What the usual elements of a DataCite record say: values made of their text and attributes, or None.

None is for whatever the readers of `datacite_elements` would warn of, keep, or leave out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fairsvc.formats.datacite_elements import RELATED_PARTS, RIGHTS_PARTS, SUBJECT_PARTS
from fairsvc.formats.datacite_terms import resource_type
from fairsvc.formats.recognise import tells_access
from fairsvc.formats.xml_reading import XML_LANG
from fairsvc.model.metadata import Affiliation, Agent, Date, Identifier, Related, ResourceType, Rights, Subject, Text

# As lxml gives and types them; those of a document are text.
Attributes = tuple[tuple[str | bytes, str | bytes], ...]
Said = Callable[[Attributes], tuple[str, ...] | None]
Make = Callable[[str | None, Attributes], Any]


def _said(*names: str, word: str = "") -> Said:
    """Make a reader of these attributes; it gives None for others, and where the controlled word is misspelt.

    It remembers, for a source has few that differ.
    """
    places = {name: place for place, name in enumerate(names)}

    @lru_cache(maxsize=2048)
    def read(attributes: Attributes) -> tuple[str, ...] | None:
        found = [""] * len(names)
        for name, value in attributes:
            if (place := places.get(str(name))) is None:
                return None
            found[place] = " ".join(str(value).split())
        return None if word and found[places[word]][:1].islower() else tuple(found)

    return read


def _valued(kind: Callable[..., Any], *names: str, word: str = "") -> Make:
    """Make a value of the text, as one line, and of these attributes in their order."""
    said = _said(*names, word=word)

    def make(text: str | None, attributes: Attributes) -> Any:
        parts, value = said(attributes), " ".join(text.split()) if text else ""
        return kind(value, *parts) if value and parts is not None else None

    return make


def _remembered(make: Make) -> Make:
    """Make it once of the same text and attributes: for what the records of a source share."""
    return lru_cache(maxsize=8192)(make)


def _description(text: str | None, attributes: Attributes) -> Text | None:
    said, value = _DESCRIPTION(attributes), (text or "").strip()
    return Text(value, *said) if value and said is not None else None


def _rights(text: str | None, attributes: Attributes) -> Rights | None:
    said, value = _RIGHTS(attributes), " ".join((text or "").split())
    if said is None or not value or any(map(tells_access, (value, *said[:3]))):
        return None
    right, old, *others = said
    return Rights(value, right or old, *others)


def _affiliation(text: str | None, attributes: Attributes) -> Affiliation | None:
    said, name = _AFFILIATION(attributes), " ".join((text or "").split())
    if said is None or not name or (attributes and not said[0]):
        return None
    return Affiliation(name, Identifier(*said) if attributes else None)


def _publisher(text: str | None, attributes: Attributes) -> Agent | None:
    said, name = _PUBLISHER(attributes), " ".join((text or "").split())
    return Agent(name, lang=said[0]) if said is not None and name else None


def _year(text: str | None, _attributes: Attributes) -> int | None:
    usual = text is not None and len(text) == 4 and text.isascii() and text.isdecimal()
    return int(text or "") or None if usual else None


def _resource_type(text: str | None, attributes: Attributes) -> ResourceType | None:
    said, value = _RESOURCE_TYPE(attributes), " ".join((text or "").split())
    return resource_type(said[0], value) if said is not None and (said[0] or value) else None


_DESCRIPTION = _said("descriptionType", XML_LANG, word="descriptionType")
_RIGHTS = _said("rightsURI", "uri", *RIGHTS_PARTS)
_AFFILIATION = _said("affiliationIdentifier", "affiliationIdentifierScheme", "schemeURI")
_PUBLISHER = _said(XML_LANG)
_RESOURCE_TYPE = _said("resourceTypeGeneral", word="resourceTypeGeneral")
CREATOR = _said()
CONTRIBUTOR = _said("contributorType", word="contributorType")
_PLAIN = _valued(str)
IDENTIFIER = _valued(Identifier, "identifierType")

# Wrapper, element, field, and what is made of the element.
LISTS: tuple[tuple[str, str, str, Make], ...] = (
    ("titles", "title", "titles", _valued(Text, "titleType", XML_LANG, word="titleType")),
    ("subjects", "subject", "subjects", _remembered(_valued(Subject, *SUBJECT_PARTS))),
    ("dates", "date", "dates", _remembered(_valued(Date, "dateType", "dateInformation", word="dateType"))),
    (
        "alternateIdentifiers",
        "alternateIdentifier",
        "alternate_identifiers",
        _valued(Identifier, "alternateIdentifierType"),
    ),
    (
        "relatedIdentifiers",
        "relatedIdentifier",
        "related",
        _valued(Related, *RELATED_PARTS, word="relationType"),
    ),
    ("sizes", "size", "sizes", _PLAIN),
    ("formats", "format", "formats", _PLAIN),
    ("rightsList", "rights", "rights", _remembered(_rights)),
    ("descriptions", "description", "descriptions", _description),
)
# Element, field, and what is made of the element.
SINGLES: tuple[tuple[str, str, Make], ...] = (
    ("publisher", "publisher", _remembered(_publisher)),
    ("publicationYear", "publication_year", _year),
    ("resourceType", "resource_type", _remembered(_resource_type)),
    ("language", "language", _PLAIN),
    ("version", "version", _PLAIN),
)
NAME = _said("nameType", XML_LANG, word="nameType")
OF_PARTY: dict[str, Make] = {
    "nameIdentifier": _valued(Identifier, "nameIdentifierScheme", "schemeURI"),
    "affiliation": _remembered(_affiliation),
}
