"""Make any view one that DataCite's schema can hold: nothing is invented, and every stand-in is named.

What is mandatory and unknown becomes DataCite's code for that; words outside a controlled list become Other; what no
property can hold is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairsvc.formats.coordinates import find_box, find_point, find_polygon
from fairsvc.formats.datacite_related import complete_item, complete_related
from fairsvc.formats.datacite_words import OTHER, UNKNOWN, Notes, StandIn
from fairsvc.formats.recognise import is_address, party_scheme_of, pid_key, scheme_of
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import find_doi


@dataclass(frozen=True, slots=True)
class Completed:
    """A view that can be written: it has an identifier first and all that is mandatory but the year.

    `version` is the lowest kernel, from 4.4 on, that has all its words.
    """

    view: Metadata
    version: str
    stand_ins: tuple[StandIn, ...]


def complete(view: Metadata) -> Completed:
    """Fit a view to DataCite Metadata Schema 4.7."""
    notes = Notes()
    identifier, others = _identifiers(notes, view)
    whole = replace(
        view,
        identifiers=(identifier,),
        creators=tuple(_creator(notes, agent) for agent in view.creators or (Agent(""),)),
        titles=tuple(_title(notes, title) for title in view.titles or (Text(""),)),
        publisher=_publisher(notes, view.publisher or Agent("")),
        publication_year=_year(notes, view.publication_year),
        resource_type=_resource_type(notes, view.resource_type or ResourceType()),
        subjects=tuple(_subject(notes, subject) for subject in view.subjects),
        contributors=tuple(_contributor(notes, agent) for agent in view.contributors),
        dates=tuple(_date(notes, date) for date in view.dates),
        language=notes.language("language", view.language),
        alternate_identifiers=(*(_alternate(notes, known) for known in view.alternate_identifiers), *others),
        related=complete_related(notes, view),
        related_items=tuple(complete_item(notes, item) for item in view.related_items),
        rights=tuple(_rights(notes, rights) for rights in (*view.rights, *_access(view))),
        descriptions=tuple(_description(notes, text) for text in view.descriptions),
        geo_locations=tuple(found for place in view.geo_locations if (found := _place(notes, place))),
        funding=tuple(_funding(notes, funding) for funding in view.funding),
    )
    return Completed(whole, notes.version, tuple(dict.fromkeys(notes.stand_ins)))


def stand_ins(view: Metadata) -> tuple[StandIn, ...]:
    """List where a DataCite document of this view says something in the stead of it, or leaves it out."""
    return complete(view).stand_ins


def _identifiers(notes: Notes, view: Metadata) -> tuple[Identifier, list[Identifier]]:
    """Choose the one identifier, a DOI if there is any; the others are alternate ones."""
    named = [known for known in view.identifiers if known.value.strip()]
    if not named:
        notes.replaced("identifier", UNKNOWN)
        return Identifier(UNKNOWN, UNKNOWN), []
    chosen = next((known for known in named if find_doi(known.value)), named[0])
    said = {pid_key(known.value) for known in (chosen, *view.alternate_identifiers)}
    others = [_alternate(notes, known) for known in named if pid_key(known.value) not in said]
    return _bare_doi(chosen) or Identifier(chosen.value, _scheme(notes, chosen, "identifierType")), others


def _bare_doi(known: Identifier) -> Identifier | None:
    """Write a DOI without the address of a resolver, in the case that the view has; None when it is no DOI."""
    doi = find_doi(known.value)
    if doi is None:
        return None
    value = known.value.strip()
    return Identifier(value[-len(doi.value) :] if value.lower().endswith(doi.value) else doi.value, "DOI")


def _scheme(notes: Notes, known: Identifier, name: str) -> str:
    return known.scheme or scheme_of(known.value) or notes.replaced(name, UNKNOWN, known.value)


def _alternate(notes: Notes, known: Identifier) -> Identifier:
    return Identifier(known.value, _scheme(notes, known, "alternateIdentifierType"))


def _agent(notes: Notes, agent: Agent) -> Agent:
    return replace(
        agent,
        kind=notes.optional("nameType", agent.kind),
        identifiers=tuple(_party_identifier(notes, known) for known in agent.identifiers if known.value.strip()),
        affiliations=tuple(_affiliation(notes, said) for said in agent.affiliations),
        lang=notes.language("xml:lang", agent.lang),
    )


def _creator(notes: Notes, agent: Agent) -> Agent:
    name = notes.text("creatorName", agent.name)
    return replace(_agent(notes, agent), name=name)


def _contributor(notes: Notes, agent: Agent) -> Agent:
    name, role = notes.text("contributorName", agent.name), notes.word("contributorType", agent.role)
    return replace(_agent(notes, agent), name=name, role=role)


def _party_identifier(notes: Notes, known: Identifier) -> Identifier:
    scheme = known.scheme or party_scheme_of(known.value)
    scheme = scheme or notes.replaced("nameIdentifierScheme", UNKNOWN, known.value)
    return Identifier(known.value, scheme, notes.uri("schemeURI", known.scheme_uri))


def _affiliation(notes: Notes, said: Affiliation) -> Affiliation:
    known = said.identifier
    identifier = known and replace(known, scheme_uri=notes.uri("schemeURI", known.scheme_uri))
    return Affiliation(notes.text("affiliation", said.name), identifier)


def _publisher(notes: Notes, agent: Agent) -> Agent:
    """Keep what a publisher may have: a name and, since kernel 4.5, one identifier."""
    identifiers = tuple(
        replace(known, scheme_uri=notes.uri("schemeURI", known.scheme_uri)) for known in agent.identifiers
    )
    for more in identifiers[1:]:
        notes.replaced("publisherIdentifier", "", more.value)
    if identifiers:
        notes.need("4.5")
    lang = notes.language("xml:lang", agent.lang)
    return Agent(notes.text("publisher", agent.name), identifiers=identifiers[:1], lang=lang)


def _year(notes: Notes, year: int | None) -> int | None:
    if year is not None and 0 < year < 10_000:
        return year
    notes.replaced("publicationYear", "0000", "" if year is None else str(year))
    return None


def _title(notes: Notes, title: Text) -> Text:
    kind = notes.optional("titleType", title.kind, OTHER)
    return Text(notes.text("title", title.value), kind, notes.language("xml:lang", title.lang))


def _description(notes: Notes, text: Text) -> Text:
    return Text(text.value, notes.word("descriptionType", text.kind), notes.language("xml:lang", text.lang))


def _resource_type(notes: Notes, kind: ResourceType) -> ResourceType:
    general = notes.word("resourceTypeGeneral", kind.general)
    return ResourceType(general, kind.text or (kind.general if general == OTHER != kind.general else ""))


def _subject(notes: Notes, subject: Subject) -> Subject:
    return replace(
        subject,
        scheme_uri=notes.uri("schemeURI", subject.scheme_uri),
        value_uri=notes.uri("valueURI", subject.value_uri),
        classification_code=notes.uri("classificationCode", subject.classification_code),
        lang=notes.language("xml:lang", subject.lang),
    )


def _date(notes: Notes, date: Date) -> Date:
    kind = notes.word("dateType", date.kind)
    return Date(date.value, kind, date.information or (date.kind if kind == OTHER != date.kind else ""))


def _rights(notes: Notes, rights: Rights) -> Rights:
    return replace(
        rights,
        uri=notes.uri("rightsURI", rights.uri),
        scheme_uri=notes.uri("schemeURI", rights.scheme_uri),
        lang=notes.language("xml:lang", rights.lang),
    )


def _access(view: Metadata) -> list[Rights]:
    """Make rights of access terms that no rights statement has."""
    said = {text for rights in view.rights for text in (rights.text, rights.uri, rights.identifier)}
    return [Rights(uri=term) if is_address(term) else Rights(term) for term in view.access if term not in said]


def _place(notes: Notes, place: GeoLocation) -> GeoLocation | None:
    """Keep coordinates that are of their shape; others stand as the place's name where it has none."""
    sound = {"point": find_point, "box": find_box, "polygon": find_polygon}.get(place.shape)
    if sound is not None and sound(place.coordinates):
        inside = place.inside if not place.inside or find_point(place.inside) else ""
        if inside != place.inside:
            notes.replaced("inPolygonPoint", "", place.inside)
        return replace(place, inside=inside)
    if place.coordinates:
        notes.replaced(f"geoLocation{place.shape.capitalize()}", "", place.coordinates)
    return GeoLocation(name) if (name := place.place or place.coordinates) else None


def _funding(notes: Notes, funding: Funding) -> Funding:
    known = funding.funder_identifier
    if known is not None:
        scheme = known.scheme or party_scheme_of(known.value)
        scheme_uri = notes.uri("schemeURI", known.scheme_uri)
        known = Identifier(known.value, notes.word("funderIdentifierType", scheme), scheme_uri)
    return replace(
        funding,
        funder=notes.text("funderName", funding.funder),
        funder_identifier=known,
        award_uri=notes.uri("awardURI", funding.award_uri),
    )
