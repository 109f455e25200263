"""The attributes of a DataCite record in JSON, one function an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fairsvc.formats.datacite_terms import controlled, put_year
from fairsvc.formats.draft import Draft
from fairsvc.formats.json_reading import JsonObject, compact
from fairsvc.formats.recognise import add_access, party_scheme_of, scheme_of
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import find_doi

Handler = Callable[[Draft, Any, str], None]

_PARTY_KINDS = {"Person": "Personal", "Organization": "Organizational"}


def _objects(draft: Draft, value: Any, pointer: str, key: str) -> Iterator[JsonObject]:
    """Yield the items of a list as objects; a lone object is a list of one, a bare string is its main key."""
    if not isinstance(value, list):
        draft.warn(f"not a list: {pointer}")
        value = [value]
    for item in value:
        if isinstance(item, dict):
            yield from _object(draft, JsonObject(item), pointer)
        elif isinstance(item, (str, int, float)):
            yield JsonObject({key: item})
        elif item:
            draft.warn(f"not an object: {pointer}")
            draft.keep(pointer, compact(item))


def _object(draft: Draft, item: JsonObject, pointer: str) -> Iterator[JsonObject]:
    yield item
    for name, text in item.rest():
        draft.keep(f"{pointer}/{name}", text)


def _dois(draft: Draft, value: Any, pointer: str) -> None:
    if isinstance(value, str) and value.strip():
        text = value.strip()
        same = find_doi(text)
        if same is None or all(find_doi(known.value) != same for known in draft.values("identifiers")):
            draft.add("identifiers", Identifier(text, "DOI" if same else scheme_of(text)), pointer)


def _identifiers(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "identifier"):
        text, scheme = item.line("identifier"), item.line("identifierType")
        if scheme.upper() == "DOI" and not draft.has("identifiers"):
            draft.add("identifiers", Identifier(text, scheme), pointer)
        elif text and not _is_known(draft, text):
            draft.add("alternate_identifiers", Identifier(text, scheme), pointer)


def _is_known(draft: Draft, text: str) -> bool:
    doi = find_doi(text)
    return doi is not None and any(find_doi(known.value) == doi for known in draft.values("identifiers"))


def _alternate_identifiers(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "alternateIdentifier"):
        text, scheme = item.line("alternateIdentifier"), item.line("alternateIdentifierType")
        if text:
            draft.add("alternate_identifiers", Identifier(text, scheme), pointer)


def _titles(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "title"):
        kind = controlled(draft, item.line("titleType"), "titleType")
        if text := item.line("title"):
            draft.add("titles", Text(text, kind, item.line("lang")), pointer)


def _descriptions(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "description"):
        kind = controlled(draft, item.line("descriptionType"), "descriptionType")
        if text := item.prose("description"):
            draft.add("descriptions", Text(text, kind, item.line("lang")), pointer)


def _creators(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "name"):
        if agent := _agent(draft, item, pointer):
            draft.add("creators", agent, pointer)


def _contributors(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "name"):
        role = controlled(draft, item.line("contributorType"), "contributorType")
        if agent := _agent(draft, item, pointer):
            draft.add("contributors", replace(agent, role=role), pointer)


def _agent(draft: Draft, item: JsonObject, pointer: str) -> Agent | None:
    given, family = item.line("givenName"), item.line("familyName")
    name = item.line("name", "creatorName", "contributorName") or ", ".join(part for part in (family, given) if part)
    kind = controlled(draft, item.line("nameType"), "nameType") or _PARTY_KINDS.get(item.line("type"), "")
    identifiers = tuple(_name_identifiers(draft, item, pointer))
    if not name and not identifiers:
        return None
    affiliations = tuple(_affiliations(draft, item.get("affiliation", "affiliations"), f"{pointer}/affiliation"))
    return Agent(name, kind, given, family, "", identifiers, affiliations)


def _name_identifiers(draft: Draft, item: JsonObject, pointer: str) -> Iterator[Identifier]:
    if (identity := item.line("id")) and party_scheme_of(identity):
        yield Identifier(identity, party_scheme_of(identity))
    if listed := item.get("nameIdentifiers"):
        for entry in _objects(draft, listed, f"{pointer}/nameIdentifiers", "nameIdentifier"):
            if text := entry.line("nameIdentifier"):
                yield Identifier(text, entry.line("nameIdentifierScheme"))


def _affiliations(draft: Draft, value: Any, pointer: str) -> Iterator[Affiliation]:
    for item in _objects(draft, value, pointer, "name") if value else ():
        name, text = item.line("name"), item.line("affiliationIdentifier")
        if name or text:
            yield Affiliation(name, Identifier(text, item.line("affiliationIdentifierScheme")) if text else None)


def _publisher(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, [value], pointer, "name"):
        name, text = item.line("name"), item.line("publisherIdentifier")
        item.get("lang")
        if name or text:
            identifier = Identifier(text, item.line("publisherIdentifierScheme"))
            draft.put("publisher", Agent(name, identifiers=(identifier,) if text else ()), pointer)


def _types(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, [value], pointer, "resourceType"):
        general = controlled(draft, item.line("resourceTypeGeneral"), "resourceTypeGeneral")
        text = item.line("resourceType")
        if general or text:
            draft.put("resource_type", ResourceType(general, text), pointer)


def _subjects(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "subject"):
        scheme, scheme_uri = item.line("subjectScheme"), item.line("schemeUri", "schemeURI")
        value_uri = item.line("valueUri", "valueURI")
        if (text := item.line("subject")) or value_uri:
            draft.add("subjects", Subject(text, scheme, scheme_uri, value_uri, item.line("lang")), pointer)


def _dates(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "date"):
        kind = controlled(draft, item.line("dateType"), "dateType")
        if text := item.line("date"):
            draft.add("dates", Date(text, kind, item.line("dateInformation")), pointer)


def _related_identifiers(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "relatedIdentifier"):
        relation = controlled(draft, item.line("relationType"), "relationType")
        scheme, kind = item.line("relatedIdentifierType"), item.line("resourceTypeGeneral")
        if text := item.line("relatedIdentifier"):
            draft.add("related", Related(text, scheme, relation, kind), pointer)


def _related_items(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "relatedItemIdentifier"):
        relation, kind = controlled(draft, item.line("relationType"), "relationType"), item.line("relatedItemType")
        named = item.get("relatedItemIdentifier") or []
        for entry in _objects(draft, [named], f"{pointer}/relatedItemIdentifier", "relatedItemIdentifier"):
            if text := entry.line("relatedItemIdentifier"):
                draft.add("related", Related(text, entry.line("relatedItemIdentifierType"), relation, kind), pointer)


def _rights(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "rights"):
        text, uri = item.line("rights"), item.line("rightsUri", "rightsURI")
        identifier, scheme = item.line("rightsIdentifier"), item.line("rightsIdentifierScheme")
        lang = item.line("lang")
        if text or uri or identifier:
            draft.add("rights", Rights(text, uri, identifier, scheme, lang), pointer)
            add_access(draft, pointer, uri, text, identifier)


def _geo_locations(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "geoLocationPlace"):
        place, shapes = item.line("geoLocationPlace"), 0
        for shape in ("Point", "Box", "Polygon", "Polygons"):
            if coordinates := " ".join(_leaves(item.get(f"geoLocation{shape}"))):
                draft.add("geo_locations", GeoLocation(place, shape.rstrip("s").lower(), coordinates), pointer)
                shapes += 1
        if place and not shapes:
            draft.add("geo_locations", GeoLocation(place), pointer)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    elif value is not None and value != "":
        yield " ".join(str(value).split())


def _funding(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "funderName"):
        named, award = _inner(draft, item, "funderIdentifier", pointer), _inner(draft, item, "awardNumber", pointer)
        text = named.line("funderIdentifier")
        identifier = Identifier(text, named.line("funderIdentifierType")) if text else None
        number, uri = award.line("awardNumber"), award.line("awardUri", "awardURI")
        funding = Funding(item.line("funderName"), identifier, number, uri, item.line("awardTitle"))
        if funding != Funding():
            draft.add("funding", funding, pointer)


def _inner(draft: Draft, item: JsonObject, key: str, pointer: str) -> JsonObject:
    """Find the object that holds a key and its companions: its own one before kernel 4.2, later the item itself."""
    value = item.get(key)
    return next(_objects(draft, [value], f"{pointer}/{key}", key)) if isinstance(value, dict) else item


def _content(draft: Draft, value: Any, pointer: str) -> None:
    for url in value if isinstance(value, list) else [value]:
        if isinstance(url, str) and url.strip():
            draft.add("content", Content(url.strip()), pointer)
        else:
            draft.keep(pointer, compact(url))


def _year(draft: Draft, value: Any, pointer: str) -> None:
    put_year(draft, compact(value), pointer)


def _alone(handler: Handler) -> Handler:
    def read(draft: Draft, value: Any, pointer: str) -> None:
        handler(draft, value if isinstance(value, list) else [value], pointer)

    return read


def _plain(field: str) -> Handler:
    def add(draft: Draft, value: Any, pointer: str) -> None:
        for item in _objects(draft, value, pointer, field):
            if text := item.line(field):
                draft.add(field, text, pointer)

    return add


def _single(field: str) -> Handler:
    def put(draft: Draft, value: Any, pointer: str) -> None:
        if isinstance(value, (str, int, float)):
            draft.put(field, " ".join(str(value).split()), pointer)
        else:
            draft.warn(f"not a text: {pointer}")
            draft.keep(pointer, compact(value))

    return put


# In this order: what is the identifier decides what is an alternate one.
HANDLERS: dict[str, Handler] = {
    "doi": _dois,
    "id": _dois,
    "identifiers": _identifiers,
    "alternateIdentifiers": _alternate_identifiers,
    "creators": _creators,
    "titles": _titles,
    "publisher": _publisher,
    "publicationYear": _year,
    "types": _types,
    "subjects": _subjects,
    "contributors": _contributors,
    "dates": _dates,
    "language": _single("language"),
    "relatedIdentifiers": _related_identifiers,
    "relatedItems": _related_items,
    "sizes": _plain("sizes"),
    "formats": _plain("formats"),
    "version": _single("version"),
    "rightsList": _rights,
    "descriptions": _descriptions,
    "geoLocations": _geo_locations,
    "fundingReferences": _funding,
    "contentUrl": _content,
    "url": _single("url"),
    "state": _single("state"),
    # JSON before kernel 4.2, and DataCite's first JSON API
    "identifier": _alone(_identifiers),
    "resourceType": _types,
    "author": _creators,
    "title": _alone(_titles),
    "description": _alone(_descriptions),
}
