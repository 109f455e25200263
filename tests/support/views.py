"""Views as hypothesis makes them: such as DataCite can hold, and such as it cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from fairsvc.formats.coordinates import degrees
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    RelatedItem,
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.vocab import load_toml

Texts = st.SearchStrategy[str]

# One line with single blanks, as readers give it, of characters that mean something in XML and JSON.
LINES = st.text("aZ0é汉😀<>&\"'{}\\/% -", min_size=1, max_size=9).map(lambda text: " ".join(text.split())).filter(bool)
ANY_TEXT = st.text("aé\x00\x1f\ufffe\u00a0\r\n\t<]>& ", max_size=4) | st.sampled_from(["Other", "open access", "%zz:"])
URIS = st.sampled_from(["", "https://x.example/a?b=c#d", "urn:x:y", "../a", "some words", "https://x.example/%7Ea/é"])
YEARS = st.none() | st.integers(-9, 99_999)


def _term(name: str) -> Texts:
    return st.sampled_from([word for words in load_toml("datacite_terms.toml")[name].values() for word in words])


def _tuples(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2, unique=True).map(tuple)


def _maybe(texts: Texts) -> Texts:
    return st.just("") | texts


class _Parts:
    """Strategies of the parts of a view; `sound` ones keep to DataCite's schema."""

    def __init__(self, *, sound: bool) -> None:
        self.sound = sound
        self.line = LINES if sound else ANY_TEXT
        self.maybe = _maybe(self.line)
        self.uri = URIS if sound else URIS | ANY_TEXT
        self.lang = st.sampled_from(["", "en", "de-AT", "zh-Hans"]) if sound else ANY_TEXT
        self.year = st.integers(1000, 9999) if sound else YEARS

    def term(self, name: str) -> Texts:
        return _term(name) if self.sound else _maybe(_term(name)) | ANY_TEXT

    def identifier(self, scheme: Texts) -> st.SearchStrategy[Identifier]:
        return st.builds(Identifier, self.line, scheme, self.uri)

    def name(self) -> dict[str, Texts]:
        kind = _maybe(self.term("nameType"))
        return {"name": self.line, "kind": kind, "given": self.maybe, "family": self.maybe, "lang": self.lang}

    def agent(self) -> st.SearchStrategy[Agent]:
        affiliation = st.builds(Affiliation, self.line, st.none() | self.identifier(self.maybe))
        names = _tuples(self.identifier(self.line))
        return st.builds(Agent, **self.name(), identifiers=names, affiliations=_tuples(affiliation))

    def contributor(self, agent: st.SearchStrategy[Agent]) -> st.SearchStrategy[Agent]:
        return st.builds(replace, agent, role=self.term("contributorType"))

    def title(self) -> st.SearchStrategy[Text]:
        return st.builds(Text, self.line, _maybe(self.term("titleType")), self.lang)

    def related(self) -> st.SearchStrategy[Related]:
        kind = _maybe(self.term("resourceTypeGeneral"))
        scheme, relation = self.term("relatedIdentifierType"), self.term("relationType")
        return st.builds(Related, self.line, scheme, relation, kind, *[self.maybe] * 2, self.uri, self.maybe)

    def item(self) -> st.SearchStrategy[RelatedItem]:
        people = st.builds(Agent, **self.name())
        item = st.builds(
            RelatedItem,
            relation=self.term("relationType"),
            kind=self.term("resourceTypeGeneral"),
            information=self.maybe,
            link=st.none() | self.related(),
            creators=_tuples(people),
            titles=st.tuples(self.title()),
            publication_year=st.none() | self.year,
            number_type=_maybe(self.term("numberType")),
            contributors=_tuples(self.contributor(people)),
            **dict.fromkeys(
                ("volume", "issue", "number", "first_page", "last_page", "publisher", "edition"), self.maybe
            ),
        )
        return item.map(_with_own_relation)

    def place(self) -> st.SearchStrategy[GeoLocation]:
        if not self.sound:
            coordinates = ANY_TEXT | st.sampled_from(["1 2", "1 2 3 4", "1 99", "1 2 3", "1 2 " * 4])
            shape = ANY_TEXT | st.sampled_from(["point", "box", "polygon"])
            return st.builds(GeoLocation, ANY_TEXT, shape, coordinates, coordinates)
        number = st.decimals(-90, 90, places=3).map(lambda number: degrees(str(number)))
        point = st.lists(number, min_size=2, max_size=2).map(" ".join)
        box = st.lists(number, min_size=4, max_size=4).map(" ".join)
        polygon = st.lists(point, min_size=4, max_size=5).map(" ".join)
        return st.one_of(
            st.builds(GeoLocation, self.line),
            st.builds(GeoLocation, self.maybe, st.just("point"), point),
            st.builds(GeoLocation, self.maybe, st.just("box"), box),
            st.builds(GeoLocation, self.maybe, st.just("polygon"), polygon, _maybe(point)),
        )

    def funding(self) -> st.SearchStrategy[Funding]:
        known = st.none() | self.identifier(self.term("funderIdentifierType"))
        return st.builds(Funding, self.line, known, self.maybe, self.uri, self.maybe)


def _with_own_relation(item: RelatedItem) -> RelatedItem:
    """Give the link of an item the item's relation, as a document does."""
    if item.link is None:
        return item
    return replace(
        item,
        link=replace(item.link, relation=item.relation, resource_type=item.kind, information=item.information),
    )


def _views(*, sound: bool) -> st.SearchStrategy[Metadata]:
    part = _Parts(sound=sound)
    line, maybe, uri, lang = part.line, part.maybe, part.uri, part.lang
    publisher = st.builds(Agent, line, identifiers=_tuples(part.identifier(maybe)).map(lambda few: few[:1]), lang=lang)
    prose = st.lists(line, min_size=1, max_size=2).map("\n\n".join)
    return st.builds(
        Metadata,
        identifiers=st.just((Identifier("10.5072/Fair", "DOI"),)) if sound else _tuples(part.identifier(maybe)),
        creators=st.tuples(part.agent()) if sound else _tuples(part.agent()),
        titles=st.tuples(part.title()) if sound else _tuples(part.title()),
        publisher=publisher if sound else st.none() | publisher,
        publication_year=part.year,
        resource_type=st.builds(ResourceType, part.term("resourceTypeGeneral"), maybe),
        subjects=_tuples(st.builds(Subject, line, maybe, uri, uri, lang, uri)),
        contributors=_tuples(part.contributor(part.agent())),
        dates=_tuples(st.builds(Date, line, part.term("dateType"), maybe)),
        language=lang,
        alternate_identifiers=_tuples(st.builds(Identifier, line, line)),
        related=_tuples(part.related()),
        related_items=_tuples(part.item()),
        sizes=_tuples(line),
        formats=_tuples(line),
        version=maybe,
        rights=_tuples(st.builds(Rights, line, uri, maybe, maybe, lang, uri)),
        descriptions=_tuples(st.builds(Text, prose, part.term("descriptionType"), lang)),
        geo_locations=_tuples(part.place()),
        funding=_tuples(part.funding()),
        content=_tuples(st.builds(Content, line)),
        access=st.just(()) if sound else _tuples(ANY_TEXT),
        url=maybe,
        state=maybe,
    ).map(_with_links)


def _with_links(view: Metadata) -> Metadata:
    """Let the links of the items stand among those of the record, as readers put them."""
    links = (item.link for item in view.related_items if item.link)
    return replace(view, related=tuple(dict.fromkeys((*view.related, *links))))


SOUND_VIEWS = _views(sound=True)
ANY_VIEWS = _views(sound=False)
