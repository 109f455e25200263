"""What the values of a linked-data property become; every reader adds to the draft under the term it is given."""

from __future__ import annotations

from collections.abc import Callable

from fairsvc.formats.draft import Draft
from fairsvc.formats.linked_content import (
    iter_files,
    licences_of,
    media_type_of,
    read_aggregated,
    read_content,
    standards_of,
)
from fairsvc.formats.linked_data import NAMES, Literal, Node, Reading, address, keep, label
from fairsvc.formats.linked_parties import read_agents, read_funding
from fairsvc.formats.linked_places import read_place
from fairsvc.formats.recognise import add_access, is_address, pid_key, resource_type_of, scheme_of
from fairsvc.model.metadata import Date, Identifier, Related, Rights, Subject, Text

Value = Node | Literal
Reader = Callable[[Draft, list[Value], str], None]


def texts(field: str, kind: str) -> Reader:
    """Make a reader of titles or descriptions; a text that is there already is not repeated under another kind."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        known = {text.value for text in draft.values(field)}
        for value in values:
            text = value.text.strip() if isinstance(value, Literal) and field == "descriptions" else label(value)
            if text and text not in known:
                draft.add(field, Text(text, kind, value.lang if isinstance(value, Literal) else ""), pointer)

    return add


def add_headline(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read a headline: the title where there is no name, else another title."""
    texts("titles", "AlternativeTitle" if draft.has("titles") else "")(draft, values, pointer)


def agents(field: str, role: str = "") -> Reader:
    """Make a reader of people and organisations; a creator who is named under another term already is skipped."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        known = {agent.name for agent in draft.values(field)} if field == "creators" else ()
        for value in values:
            for agent in read_agents(draft, value, pointer, role):
                if agent.name not in known:
                    draft.add(field, agent, pointer)

    return add


def put_publisher(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read the publisher."""
    for value in values:
        for agent in read_agents(draft, value, pointer):
            draft.put("publisher", agent, pointer)


def dates(kind: str) -> Reader:
    """Make a reader of dates and periods."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            if text := _period(value) if isinstance(value, Node) else label(value):
                draft.add("dates", Date(text, kind), pointer)

    return add


def _period(node: Node) -> str:
    start, end = node.text("dcat:startDate", "startDate"), node.text("dcat:endDate", "endDate")
    return f"{start}/{end}" if start or end else label(node)


def add_keywords(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read keywords; a lone text with commas is a list (schema.org, keywords)."""
    if len(values) == 1 and isinstance(values[0], Literal):
        words = [word.strip() for word in label(values[0]).split(",")]
        values = [Literal(word, values[0].lang) for word in words if word]
    subjects("")(draft, values, pointer)


def subjects(scheme: str) -> Reader:
    """Make a reader of keywords and terms of vocabularies; `scheme` is the one of texts that name none."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            subject = _subject(draft, value, pointer, scheme)
            if subject.value:
                draft.add("subjects", subject, pointer)

    return add


def _subject(draft: Draft, value: Value, pointer: str, scheme: str) -> Subject:
    if isinstance(value, Literal):
        text = label(value)
        return Subject(text, scheme, "", text if scheme_of(text) else "", value.lang)
    reading = Reading(draft, value, pointer)
    uri = value.id or reading.text("url", "sameAs")
    text = reading.text(*NAMES) or reading.text("termCode", "alternateName") or uri
    sets = reading.values("inDefinedTermSet", "inCodeSet", "skos:inScheme")
    scheme_uri = next((found for said in sets if scheme_of(found := address(said))), "")
    named = next((label(said) for said in sets if label(said) != scheme_uri), "" if scheme_uri else scheme)
    reading.keep_rest()
    return Subject(text, named, scheme_uri, uri)


def related(relation: str) -> Reader:
    """Make a reader of links to other resources; a citation that is only words is kept as unmapped."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            target = address(value)
            if not (scheme := scheme_of(target)):
                keep(draft, pointer, [value])
            elif isinstance(value, Literal):
                draft.add("related", Related(target, scheme, relation), pointer)
            else:
                kind = resource_type_of(tuple(value.types)).general if value.types else ""
                draft.add("related", Related(target, scheme, relation, kind), pointer)
                reading = Reading(draft, value, pointer)
                reading.values("url", "identifier", "dct:identifier")
                reading.keep_rest()

    return add


def add_same_as(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read other addresses of the same thing, without its own identifiers."""
    own = {pid_key(identifier.value) for identifier in draft.values("identifiers")}
    related("IsIdenticalTo")(draft, [value for value in values if pid_key(address(value)) not in own], pointer)


def add_rights(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read licences and rights statements; those that are access terms are added to `access` too."""
    for value in values:
        rights = _rights(draft, value, pointer)
        if rights != Rights():
            draft.add("rights", rights, pointer)
            add_access(draft, pointer, rights.uri, rights.text)


def _rights(draft: Draft, value: Value, pointer: str) -> Rights:
    if isinstance(value, Literal):
        text = label(value)
        return Rights(uri=text) if is_address(text) else Rights(text, lang=value.lang)
    reading = Reading(draft, value, pointer)
    uri = value.id or reading.text("url", "sameAs")
    identifier = reading.text("identifier", "dct:identifier")
    rights = Rights(reading.text(*NAMES), uri, identifier if identifier != uri else "")
    reading.values("url")
    reading.keep_rest()
    return rights


def add_access_terms(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read conditions of access: the term's address, or the words."""
    for value in values:
        if text := (value.id if isinstance(value, Node) and value.id else label(value)):
            draft.add("access", text, pointer)


def add_free_access(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read isAccessibleForFree; false is kept as unmapped, for it says nothing of who may have access."""
    if any(label(value).rpartition("/")[2].lower() == "true" for value in values):
        draft.add("access", "free", pointer)
    else:
        keep(draft, pointer, values)


def add_content(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read files with the licences and standards that stand at them."""
    for value in values:
        content = read_content(draft, value, pointer)
        if content is not None:
            draft.add("content", content, pointer)
        add_rights(draft, licences_of(value), f"{pointer}/license")
        for standard in standards_of(value):
            draft.add("conforms_to", standard, f"{pointer}/conformsTo")


def parts(relation: str) -> Reader:
    """Make a reader of parts: links to other resources, and the files that they are or have."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        add_content(draft, list(iter_files(values)), pointer)
        related(relation)(draft, values, pointer)

    return add


def aggregated(relation: str) -> Reader:
    """Make a reader of what an OAI-ORE aggregation holds: links to other resources, and the files among them."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            if (content := read_aggregated(value)) is not None:
                draft.add("content", content, pointer)
        related(relation)(draft, values, pointer)

    return add


def add_standards(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read what the document or the dataset conforms to."""
    for value in values:
        if text := address(value):
            draft.add("conforms_to", text, pointer)


def add_places(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read places."""
    for value in values:
        for place in read_place(draft, value, pointer):
            draft.add("geo_locations", place, pointer)


def add_funding(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read grants and funders; a funder whose grant is there already is skipped."""
    known = {funding.funder for funding in draft.values("funding")}
    for value in values:
        for funding in read_funding(draft, value, pointer):
            if pointer == "funding" or funding.funder not in known:
                draft.add("funding", funding, pointer)


def add_formats(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read media types and names of formats."""
    for value in values:
        if text := media_type_of(value):
            draft.add("formats", text, pointer)


def plain(field: str) -> Reader:
    """Make a reader of a field that holds many texts."""

    def add(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            if text := label(value):
                draft.add(field, text, pointer)

    return add


def add_variables(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read measured variables, and the unit of each: its code or address rather than its words."""
    for value in values:
        if text := label(value):
            draft.add("variables", text, pointer)
        if isinstance(value, Node):
            stated = ((term, address(said)) for term in ("unitCode", "unitText") for said in value.values(term))
            unit = next(((term, code) for term, code in stated if code), None)
            if unit is not None:
                draft.add("units", Identifier(unit[1], unit[0]), f"{pointer}/{unit[0]}")


def single(field: str) -> Reader:
    """Make a reader of a field that holds one text; a schema.org Language gives its code."""

    def put(draft: Draft, values: list[Value], pointer: str) -> None:
        for value in values:
            text = (value.text("alternateName") or label(value)) if isinstance(value, Node) else label(value)
            if text:
                draft.put(field, text, pointer)

    return put


def put_url(draft: Draft, values: list[Value], pointer: str) -> None:
    """Read the landing page's address."""
    for value in values:
        if text := address(value):
            draft.put("url", text, pointer)
