"""The attributes of a DataCite record in JSON, one function an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fairsvc.formats.datacite_json_places import iter_shapes
from fairsvc.formats.datacite_terms import add_contributor, controlled, put_year, resource_type
from fairsvc.formats.draft import Draft
from fairsvc.formats.json_reading import JsonObject, compact
from fairsvc.formats.recognise import add_access, find_year, party_scheme_of, scheme_of
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Related,
    RelatedItem,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import find_doi

Handler = Callable[[Draft, Any, str], None]

_SCHEME_URI = ("schemeUri", "schemeURI")
# The words of a related item, and the fields that they fill.
_ITEM_WORDS = {
    "volume": "volume",
    "issue": "issue",
    "number": "number",
    "firstPage": "first_page",
    "lastPage": "last_page",
    "publisher": "publisher",
    "edition": "edition",
}
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
    for title in _iter_titles(draft, value, pointer):
        draft.add("titles", title, pointer)


def _iter_titles(draft: Draft, value: Any, pointer: str) -> Iterator[Text]:
    for item in _objects(draft, value, pointer, "title"):
        kind = controlled(draft, item.line("titleType"), "titleType")
        if text := item.line("title"):
            yield Text(text, kind, item.line("lang"))


def _descriptions(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "description"):
        kind = controlled(draft, item.line("descriptionType"), "descriptionType")
        if text := item.prose("description"):
            draft.add("descriptions", Text(text, kind, item.line("lang")), pointer)


def _creators(draft: Draft, value: Any, pointer: str) -> None:
    for agent in _iter_creators(draft, value, pointer):
        draft.add("creators", agent, pointer)


def _iter_creators(draft: Draft, value: Any, pointer: str) -> Iterator[Agent]:
    for item in _objects(draft, value, pointer, "name"):
        if agent := _agent(draft, item, pointer):
            yield agent


def _contributors(draft: Draft, value: Any, pointer: str) -> None:
    for agent in _iter_contributors(draft, value, pointer):
        add_contributor(draft, agent, pointer)


def _iter_contributors(draft: Draft, value: Any, pointer: str) -> Iterator[Agent]:
    for item in _objects(draft, value, pointer, "name"):
        role = controlled(draft, item.line("contributorType"), "contributorType")
        if agent := _agent(draft, item, pointer):
            yield replace(agent, role=role)


def _agent(draft: Draft, item: JsonObject, pointer: str) -> Agent | None:
    given, family = item.line("givenName"), item.line("familyName")
    name = item.line("name", "creatorName", "contributorName") or ", ".join(part for part in (family, given) if part)
    kind = controlled(draft, item.line("nameType"), "nameType") or _PARTY_KINDS.get(item.line("type"), "")
    identifiers = tuple(_name_identifiers(draft, item, pointer))
    if not name and not identifiers:
        return None
    affiliations = tuple(_affiliations(draft, item.get("affiliation", "affiliations"), f"{pointer}/affiliation"))
    return Agent(name, kind, given, family, "", identifiers, affiliations, item.line("lang"))


def _name_identifiers(draft: Draft, item: JsonObject, pointer: str) -> Iterator[Identifier]:
    if (identity := item.line("id")) and party_scheme_of(identity):
        yield Identifier(identity, party_scheme_of(identity))
    if listed := item.get("nameIdentifiers"):
        for entry in _objects(draft, listed, f"{pointer}/nameIdentifiers", "nameIdentifier"):
            if text := entry.line("nameIdentifier"):
                yield Identifier(text, entry.line("nameIdentifierScheme"), entry.line(*_SCHEME_URI))


def _affiliations(draft: Draft, value: Any, pointer: str) -> Iterator[Affiliation]:
    for item in _objects(draft, value, pointer, "name") if value else ():
        name, identifier = item.line("name"), _identifier(item, "affiliationIdentifier")
        if name or identifier:
            yield Affiliation(name, identifier)


def _identifier(item: JsonObject, name: str, scheme: str = "Scheme") -> Identifier | None:
    """Read an identifier whose scheme and its address stand beside it."""
    text = item.line(name)
    return Identifier(text, item.line(f"{name}{scheme}"), item.line(*_SCHEME_URI)) if text else None


def _publisher(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, [value], pointer, "name"):
        name, identifier = item.line("name"), _identifier(item, "publisherIdentifier")
        if name or identifier:
            identifiers = (identifier,) if identifier else ()
            draft.put("publisher", Agent(name, identifiers=identifiers, lang=item.line("lang")), pointer)


def _types(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, [value], pointer, "resourceType"):
        general = controlled(draft, item.line("resourceTypeGeneral"), "resourceTypeGeneral")
        text = item.line("resourceType")
        if general or text:
            draft.put("resource_type", resource_type(general, text), pointer)


def _subjects(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "subject"):
        scheme, scheme_uri = item.line("subjectScheme"), item.line(*_SCHEME_URI)
        value_uri, code = item.line("valueUri", "valueURI"), item.line("classificationCode")
        if (text := item.line("subject")) or value_uri or code:
            draft.add("subjects", Subject(text, scheme, scheme_uri, value_uri, item.line("lang"), code), pointer)


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
            information = item.line("relationTypeInformation")
            draft.add("related", Related(text, scheme, relation, kind, information, *_metadata_scheme(item)), pointer)


def _metadata_scheme(item: JsonObject) -> tuple[str, str, str]:
    return item.line("relatedMetadataScheme"), item.line(*_SCHEME_URI), item.line("schemeType")


def _related_items(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "relatedItemIdentifier"):
        related = RelatedItem(
            controlled(draft, item.line("relationType"), "relationType"),
            controlled(draft, item.line("relatedItemType"), "relatedItemType"),
            item.line("relationTypeInformation"),
        )
        link = _link(draft, item, related, pointer)
        if link is not None:
            draft.add("related", link, pointer)
        said = replace(related, link=link, **_described(draft, item, pointer))
        if said != related:
            draft.add("related_items", said, pointer)


def _link(draft: Draft, item: JsonObject, related: RelatedItem, pointer: str) -> Related | None:
    named = item.get("relatedItemIdentifier") or []
    for entry in _objects(draft, [named], f"{pointer}/relatedItemIdentifier", "relatedItemIdentifier"):
        scheme, others = entry.line("relatedItemIdentifierType"), _metadata_scheme(entry)
        if text := entry.line("relatedItemIdentifier"):
            return Related(text, scheme, related.relation, related.kind, related.information, *others)
    return None


def _described(draft: Draft, item: JsonObject, pointer: str) -> dict[str, Any]:
    """Read what a related item says besides its identifier."""
    said: dict[str, Any] = {field: item.line(name) for name, field in _ITEM_WORDS.items()}
    said["number_type"] = controlled(draft, item.line("numberType"), "numberType")
    said["publication_year"] = find_year(item.line("publicationYear"))
    if said["publication_year"] is None:
        draft.keep(f"{pointer}/publicationYear", item.line("publicationYear"))
    for name, iterate in (("creators", _iter_creators), ("contributors", _iter_contributors), ("titles", _iter_titles)):
        if value := item.get(name):
            said[name] = tuple(iterate(draft, value, f"{pointer}/{name}"))
    return said


def _rights(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "rights"):
        text, uri = item.line("rights"), item.line("rightsUri", "rightsURI")
        identifier, scheme = item.line("rightsIdentifier"), item.line("rightsIdentifierScheme")
        lang, scheme_uri = item.line("lang"), item.line(*_SCHEME_URI)
        if text or uri or identifier:
            draft.add("rights", Rights(text, uri, identifier, scheme, lang, scheme_uri), pointer)
            add_access(draft, pointer, uri, text, identifier)


def _geo_locations(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "geoLocationPlace"):
        place, shapes = item.line("geoLocationPlace"), 0
        for shape in ("Point", "Box", "Polygon", "Polygons"):
            for found in iter_shapes(shape.rstrip("s").lower(), item.get(f"geoLocation{shape}")):
                draft.add("geo_locations", replace(found, place=place), pointer)
                shapes += 1
        if place and not shapes:
            draft.add("geo_locations", GeoLocation(place), pointer)


def _funding(draft: Draft, value: Any, pointer: str) -> None:
    for item in _objects(draft, value, pointer, "funderName"):
        named, award = _inner(draft, item, "funderIdentifier", pointer), _inner(draft, item, "awardNumber", pointer)
        identifier = _identifier(named, "funderIdentifier", "Type")
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


def _media(draft: Draft, value: Any, pointer: str) -> None:
    for item in value if isinstance(value, list) else [value]:
        content = read_medium(item) if isinstance(item, dict) else None
        if content is not None:
            draft.add("content", content, pointer)
        else:
            draft.keep(pointer, compact(item))


def read_medium(said: dict[str, Any]) -> Content | None:
    """Read a registered address with its media type, which deployed records write with blanks; None without one."""
    url = said.get("url")
    if not isinstance(url, str) or not url.strip():
        return None
    media_type = next((said[key] for key in ("mediaType", "media_type") if isinstance(said.get(key), str)), "")
    return Content(url.strip(), media_type="".join(media_type.split()).lower())


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
    "media": _media,
    "url": _single("url"),
    "state": _single("state"),
    # JSON before kernel 4.2, and DataCite's first JSON API
    "identifier": _alone(_identifiers),
    "resourceType": _types,
    "author": _creators,
    "title": _alone(_titles),
    "description": _alone(_descriptions),
}
