"""Links and related items of a view as DataCite's schema can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairsvc.formats.datacite_words import OTHER, Notes, find_word
from fairsvc.formats.recognise import scheme_of
from fairsvc.model.metadata import Agent, Metadata, Related, RelatedItem, Text

_TYPE = "relatedIdentifierType"


def complete_related(notes: Notes, view: Metadata) -> tuple[Related, ...]:
    """Fit the links; those of the related items are written with them, unless other links come after."""
    of_items = tuple(dict.fromkeys(item.link for item in view.related_items if item.link))
    at_the_end = bool(of_items) and view.related[-len(of_items) :] == of_items
    alone = view.related[: -len(of_items)] if at_the_end else view.related
    return tuple(_complete_links(notes, alone))


def _complete_links(notes: Notes, links: tuple[Related, ...]) -> Iterator[Related]:
    for link in links:
        # The type is what the view says, else what the value shows.
        scheme = find_word(_TYPE, link.scheme) or find_word(_TYPE, scheme_of(link.value))
        if scheme:
            yield replace(_complete_link(notes, link), scheme=notes.word(_TYPE, scheme))
        else:
            notes.replaced("relatedIdentifier", "", link.value)


def _complete_link(notes: Notes, link: Related) -> Related:
    relation, information = _relation(notes, link.relation, link.information)
    return replace(
        link,
        relation=relation,
        information=information,
        resource_type=notes.optional("resourceTypeGeneral", link.resource_type, OTHER),
        scheme_uri=notes.uri("schemeURI", link.scheme_uri),
    )


def _relation(notes: Notes, relation: str, information: str) -> tuple[str, str]:
    """Write a relation outside the list as Other with the word as its explanation, as kernel 4.7 has it."""
    word = notes.word("relationType", relation)
    if word == OTHER and relation != OTHER:
        information = information or relation
    if information:
        notes.need("4.7")
    return word, information


def complete_item(notes: Notes, item: RelatedItem) -> RelatedItem:
    """Fit a related item."""
    relation, information = _relation(notes, item.relation, item.information)
    return replace(
        item,
        relation=relation,
        kind=notes.word("resourceTypeGeneral", item.kind),
        information=information,
        link=item.link and _complete_item_link(notes, item.link),
        creators=tuple(_person(notes, agent) for agent in item.creators),
        titles=tuple(_title(notes, title) for title in item.titles),
        publication_year=_year(notes, item.publication_year),
        number_type=notes.optional("numberType", item.number_type, OTHER),
        contributors=tuple(
            replace(_person(notes, agent), role=notes.word("contributorType", agent.role))
            for agent in item.contributors
        ),
    )


def _complete_item_link(notes: Notes, link: Related) -> Related:
    scheme = notes.optional(_TYPE, link.scheme or scheme_of(link.value))
    return replace(link, scheme=scheme, scheme_uri=notes.uri("schemeURI", link.scheme_uri))


def _person(notes: Notes, agent: Agent) -> Agent:
    """Keep what people of a related item may have: names."""
    for known in agent.identifiers:
        notes.replaced("nameIdentifier", "", known.value)
    for said in agent.affiliations:
        notes.replaced("affiliation", "", said.name)
    name = notes.text("creatorName", agent.name)
    kind, lang = notes.optional("nameType", agent.kind), notes.language("xml:lang", agent.lang)
    return Agent(name, kind, agent.given, agent.family, agent.role, lang=lang)


def _title(notes: Notes, title: Text) -> Text:
    kind = notes.optional("titleType", title.kind, OTHER)
    return Text(notes.text("title", title.value), kind, notes.language("xml:lang", title.lang))


def _year(notes: Notes, year: int | None) -> int | None:
    if year is None or 0 < year < 10_000:
        return year
    notes.replaced("publicationYear", "", str(year))
    return None
